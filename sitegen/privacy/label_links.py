"""Decide whether what stands between a label and a value makes it the label's value."""

import re
from enum import IntEnum

from sitegen.model import Span
from sitegen.privacy.labels import is_attribute, is_verb

_SEPARATOR = r"(?:[-=]{0,2}>|:{1,2}=?|={1,3}|\+=|<-|-{1,3}|[→⇒➜➔➡⟶↦⇨►▶›»]|%3[aAdD])"
_WORD = rf"(?! {_SEPARATOR}) [^\s:=|]{{1,30}}+"
_SAME_LINE = re.compile(
    rf"(?P<words>(?:{_WORD}){{0,8}}+)(?:(?P<separator> ?{_SEPARATOR})(?P<after>(?:{_WORD}){{0,3}}+))? ?"
)
_CELL = re.compile(r"(?P<words>[^\n|]{0,40})\|(?:[^\n|]{0,40}\|){0,4} ?")
_TEMPLATE = re.compile(r"(?:\{\{|<%=?|[$#]\{|\{%)\s*\Z")
_NEXT_ARGUMENT = re.compile(r"[\"'`]? ?, ?[\"'`]?")
_FIRST_ARGUMENT = re.compile(r"(?:\A|[(\[{\n])[ ]?[\"'`]?[\w-]{0,30}\Z")
_ARGUMENT = re.compile(r"\([\"'`]")
_SETTER = re.compile(r"(?i)(?:set|with|change|update|use|reset)_?\Z")
_PLACEHOLDERS = (("<", ">"), ("{", "}"), ("[", "]"))
_CELL_TAG = re.compile(r"(?i)(?:\s{0,9}</?(?:t[dhr]|d[td]|tbody|thead)\b[^<>\n]{0,200}>)+")
_LINE_TAG = re.compile(r"(?i)</?(?:br|p|div|li|[uo]l|h[1-6]|summary|details|pre)\b[^<>\n]{0,200}>")
_TAG = re.compile(r"(?i)</?[a-z][^<>\n]{0,200}>")
_XML_TAG = re.compile(r"(?: [^<>]{0,100})?>")
_XML_START = re.compile(r"<[\w:.-]{0,30}\Z")
_FENCE = re.compile(r"(?m)^[ \t>]{0,20}(?:`{3,}|~{3,})[^`\n]{0,40}$")
_MARKUP = re.compile(r"(?: ?\.){3,}|(?<=[: ])==\Z|\|\||[*`\"'~#«»„()\[\]{}]|(?<!\w)_+|_+(?!\w)")
_TARGET = re.compile(r"\]\([^()\s]{0,300}\)")
_COMMA = re.compile(r", \w")
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_START = re.compile(r"[ >]*(?:[-+•]|\d{1,3}[.)]?)?[ >|]*")
_BLOCK_SCALAR = re.compile(r"(?<=:) ?[|>][+-]?$")
_PARTICLE = re.compile(r"'s(?= )|[^\s\x00-\x7f]{0,16}")
"""The endings, particles and verbs without a space that languages add to the label."""
_ANSWER = re.compile(r" ?\?{1,3} (?:(?:its|it is|that is|thats|es ist|cest|es|e) )?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?;]\s|[。！？]")
_LINE_END = re.compile(r"[*_~`\"'.|>)\]\s]{0,10}?(?:\n|\Z)|[^\S\n]*<")
_SETTING = frozenset(("to", "auf", "zu", "a", "en", "in", "na", "as", "als", "como", "comme", "with", "mit"))
"""Prepositions before a value, after a verb such as *change*."""
_CHANGE = re.compile(
    r"(?i)\b(?:set|chang|updat|reset|rotat|switch|replac|geander|gesetz|cambi|alter|modifi|zmien|wurde|was|been|fue|ete|sign|log|connect|unlock)"
)
_MAX_LINES = 4
_MAX_LABEL_WORDS = 3  # before a label on a line of its own


class Link(IntEnum):
    """The certainty that a label belongs to a value."""

    NONE = 0
    BESIDE = 1
    """Nothing else stands between them: *use password …*"""
    LIKELY = 2
    """In the next cell, or after a separator and more words."""
    STATED = 3
    """A separator or verb connects them."""


def link(text: str, label: Span, value: Span) -> Link:
    """Return how clearly ``label`` announces ``value``, which follows it in ``text``."""
    particle = _PARTICLE.match(text, label.end, value.start)
    assert particle
    if is_attribute(particle[0]):
        return Link.NONE
    between = text[particle.end() : value.start]
    before = text[max(label.start - 80, 0) : label.start]
    if _XML_TAG.fullmatch(between) and _XML_START.search(before):
        return Link.STATED
    around = text[value.start - 1], text[value.end : value.end + 1]
    if _TEMPLATE.search(between):
        return Link.NONE
    if around in _PLACEHOLDERS:
        return Link.BESIDE
    if _NEXT_ARGUMENT.fullmatch(between):
        return Link.BESIDE if _FIRST_ARGUMENT.search(before) else Link.NONE
    if _ARGUMENT.fullmatch(between):
        return Link.LIKELY if _SETTER.search(before) else Link.NONE
    if particle[0] and not between.strip():
        return Link.STATED if particle[0] == "'s" else Link.LIKELY
    plain = _plain(between)
    if "\n" in plain:
        is_alone = _LINE_END.match(text, value.end) is not None
        return _link_across_lines(plain, before.rpartition("\n")[2], is_alone=is_alone)
    if cell := _CELL.fullmatch(plain):
        return Link.NONE if is_attribute(cell["words"].strip(" :").rpartition(" ")[2]) else Link.LIKELY
    return _link_in_line(plain, before)


def _plain(between: str) -> str:
    """Return the text without markup; cells are separated by ``|``."""
    if "<" in between:
        between = _TAG.sub("", _LINE_TAG.sub("\n", _CELL_TAG.sub("|", between)))
    plain = _BLANKS.sub(" ", _MARKUP.sub("", _TARGET.sub("", _FENCE.sub("", between))))
    return plain[1:] if _COMMA.match(plain) else plain


def _link_in_line(plain: str, before: str) -> Link:
    if _ANSWER.fullmatch(plain):
        return Link.LIKELY
    match = _SAME_LINE.fullmatch(plain)
    if not match or _SENTENCE_END.search(plain):
        return Link.NONE
    words = match["words"].split()
    if words and is_attribute(words[-1]):
        return Link.NONE
    if match["separator"]:
        return Link.LIKELY if match["after"] else Link.STATED
    if not words:
        return Link.BESIDE if plain == " " else Link.NONE
    if is_verb(words[-1]):
        return Link.STATED
    if words[-1].lower() in _SETTING:
        return Link.LIKELY if _CHANGE.search(before[-40:] + plain) else Link.NONE
    # Verbs and particles of other scripts are not listed.
    return Link.NONE if plain.isascii() else Link.BESIDE


def _link_across_lines(plain: str, before: str, *, is_alone: bool) -> Link:
    """Return the link if a line ends between them; ``is_alone``: the value is all of its line."""
    first, *middle, last = plain.split("\n")
    if len(middle) > _MAX_LINES or any(_LINE_START.sub("", each, count=1).strip() for each in middle):
        return Link.NONE
    if _LINE_START.sub("", last, count=1).strip(" :="):
        return Link.NONE
    first = _BLOCK_SCALAR.sub("", first).rstrip()
    if not first.strip("|"):
        return Link.BESIDE if is_alone and len(before.split()) <= _MAX_LABEL_WORDS else Link.NONE
    if first.endswith("|"):  # cells, not the end of a label
        return Link.NONE
    link = _link_in_line(first, before)
    if link is not Link.STATED:
        return Link.NONE
    return Link.STATED if is_alone else Link.LIKELY
