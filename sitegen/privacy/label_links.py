"""Decide whether what stands between a label and a value makes it the label's value."""

import re

from sitegen.privacy.labels import is_attribute, is_verb

_SEPARATOR = r"(?:[-=]{0,2}>|:{1,2}=?|={1,3}|\+=|<-|-{1,3}|[→⇒➜➔➡⟶↦⇨►▶›»]|%3[aAdD])"
_WORD = rf"(?! {_SEPARATOR}) [^\s:=|]{{1,30}}+"
_SAME_LINE = re.compile(
    rf"(?P<words>(?:{_WORD}){{0,8}}+)(?:(?P<separator> ?{_SEPARATOR})(?P<after>(?:{_WORD}){{0,3}}+))? ?"
)
_CELL = re.compile(r" ?:? ?\|[ |]*|[=:] ?\| ?")
_TEMPLATE = re.compile(r"(?:<|\{\{|<%=?|[$#]\{|\{%)\s*\Z")
_QUOTED_ARGUMENT = re.compile(r"[\"'`] ?, ?[\"'`]|\([\"'`]")
_CELL_TAG = re.compile(r"(?i)</?(?:t[dhr]|d[td]|tbody|thead)\b[^<>\n]{0,200}>")
_LINE_TAG = re.compile(r"(?i)</?(?:br|p|div|li|[uo]l|h[1-6]|summary|details|pre)\b[^<>\n]{0,200}>")
_TAG = re.compile(r"(?i)</?[a-z][^<>\n]{0,200}>")
_XML_TAG = re.compile(r"(?: [^<>]{0,100})?>")
_XML_START = re.compile(r"<[\w:.-]{0,30}\Z")
_FENCE = re.compile(r"(?m)^[ \t>]{0,20}(?:`{3,}|~{3,})[^`\n]{0,40}$")
_MARKUP = re.compile(r"(?: ?\.){3,}|[*`\"'~#«»„()\[\]{}]|(?<!\w)_+|_+(?!\w)")
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_START = re.compile(r"[ >]*(?:[-+•]|\d{1,3}[.)]?)?[ >|]*")
_BLOCK_SCALAR = re.compile(r"(?<=:) ?[|>][+-]?$")
_PARTICLE = re.compile(r"'s(?= )|[^\s\x00-\x7f]{0,16}")
"""What a language adds to the label: an ending, a particle, a verb without a space before it."""
_SENTENCE_END = re.compile(r"[.!?;]\s|[。！？]")
_LINE_END = re.compile(r"[*_~`\"'.|>)\]\s]{0,10}?(?:\n|\Z)|[^\S\n]*<")
_SETTING = frozenset(("to", "auf", "zu", "a", "en", "in", "na", "as", "als", "como", "comme", "with", "mit"))
"""Prepositions before a value, after a verb such as *change*."""
_CHANGE = re.compile(
    r"(?i)\b(?:set|chang|updat|reset|rotat|switch|replac|geander|gesetz|cambi|alter|modifi|zmien|sign|log|connect|unlock)"
)
_MAX_LINES = 4
_MAX_LABEL_WORDS = 3  # before a label on a line of its own


def is_linked(text: str, label: tuple[int, int], value: tuple[int, int], *, is_sure_value: bool) -> bool:
    """Return whether the value belongs to the label.

    ``is_sure_value``: it looks like nothing but a secret, so that less has to stand between the two.
    """
    particle = _PARTICLE.match(text, label[1], value[0])
    assert particle
    between = text[particle.end() : value[0]]
    before = text[max(label[0] - 80, 0) : label[0]]
    if _XML_TAG.fullmatch(between) and _XML_START.search(before):
        return True
    if _TEMPLATE.search(between) or (text[value[0] - 1] in "<{[" and text[value[1] : value[1] + 1] in (">", "}", "]")):
        return False  # a placeholder
    if _QUOTED_ARGUMENT.fullmatch(between):
        return is_sure_value
    if particle[0] and not between.strip():
        return is_sure_value or particle[0] == "'s"
    plain = _plain(between)
    if "\n" in plain:
        return _is_linked_across_lines(plain, before, text, value[1], is_sure_value)
    if _CELL.fullmatch(plain):
        return is_sure_value
    return _is_linked_in_line(plain, before, is_sure_value=is_sure_value)


def _plain(between: str) -> str:
    """Return the text without markup; cells are separated by ``|``."""
    if "<" in between:
        between = _TAG.sub("", _LINE_TAG.sub("\n", _CELL_TAG.sub("|", between)))
    return _BLANKS.sub(" ", _MARKUP.sub("", _FENCE.sub("", between)))


def _is_linked_in_line(plain: str, before: str, *, is_sure_value: bool) -> bool:
    match = _SAME_LINE.fullmatch(plain)
    if not match or _SENTENCE_END.search(plain):
        return False
    words = match["words"].split()
    if words and is_attribute(words[-1]):
        return False
    if match["separator"]:
        return is_sure_value or not match["after"]
    if not words:
        return is_sure_value and plain == " "
    if is_verb(words[-1]):
        return True
    if words[-1].lower() in _SETTING:
        return is_sure_value and _CHANGE.search(before[-40:] + plain) is not None
    # Verbs and particles of other scripts are not listed.
    return is_sure_value and not plain.isascii()


def _is_linked_across_lines(plain: str, before: str, text: str, end: int, is_sure_value: bool) -> bool:
    first, *middle, last = plain.split("\n")
    if len(middle) > _MAX_LINES or any(_LINE_START.sub("", each, count=1).strip() for each in middle):
        return False
    if _LINE_START.sub("", last, count=1).strip(" :="):
        return False
    is_alone = _LINE_END.match(text, end) is not None
    first = _BLOCK_SCALAR.sub("", first).rstrip()
    if not first.strip("|"):
        line = before.rpartition("\n")[2]
        return is_sure_value and is_alone and len(line.split()) <= _MAX_LABEL_WORDS
    match = _SAME_LINE.fullmatch(first)
    if not match or match["after"] or _SENTENCE_END.search(first):
        return False
    words = match["words"].split()
    if words and is_attribute(words[-1]):
        return False
    if match["separator"] or (words and is_verb(words[-1])):
        return is_sure_value or is_alone
    return False
