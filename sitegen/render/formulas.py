"""Set formulas in TeX as MathML, which browsers show without a script.

The converter escapes not everything, so its result is only used if it consists of known elements, well nested.
"""

import re
from html import escape, unescape

MAX_LENGTH = 1_000
"""Characters of a formula; a longer one stays as typed."""
_MAX_DEPTH = 60
_ELEMENTS = frozenset(
    ["math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
     "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose",
     "mmultiscripts", "mprescripts", "none"]
)  # fmt: skip
_ATTRIBUTES = frozenset(
    ["display", "stretchy", "fence", "form", "lspace", "rspace", "minsize", "maxsize", "accent", "accentunder",
     "movablelimits", "largeop", "symmetric", "displaystyle", "scriptlevel", "linethickness", "columnalign",
     "rowspacing", "columnspacing", "columnlines", "rowlines", "width", "height", "depth", "voffset", "mathvariant",
     "mathcolor", "mathbackground", "mathsize", "notation", "separator"]
)  # fmt: skip
_TAG = re.compile(r"<(/?)([a-z]+)((?: [a-z:]+=\"[^\"<>]*\")*) ?(/?)>")
_ATTRIBUTE = re.compile(r' ([a-z:]+)="([^"<>]*)"')
_VALUE = re.compile(r"[\w .#%+-]*")
_DELIMITERS = (("$$", "$$", True), (r"\[", r"\]", True), (r"\(", r"\)", False), ("$", "$", False))
"""Opening and closing delimiter, and whether the formula is set on a line of its own."""


def mathml(source: str) -> str:
    """Return the MathML of a formula with its delimiters; empty if it cannot be set."""
    start, end, is_block = next(each for each in _DELIMITERS if source.startswith(each[0]))
    tex = source[len(start) : len(source) - len(end)]
    if len(tex) > MAX_LENGTH or not tex.strip():
        return ""
    try:
        # Imported here because most archives have no formulas.
        from latex2mathml.converter import convert

        found = convert(tex, display="block" if is_block else "inline")
    except Exception:  # the converter raises many kinds for what it does not know
        return ""
    inner = _checked(found)
    if not inner:
        return ""
    annotation = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    display = ' display="block"' if is_block else ""
    return f'<math{display} alttext="{escape(source)}"><semantics>{inner}{annotation}</semantics></math>'


def _checked(found: str) -> str:
    """Return the content of the ``math`` element, escaped; empty if it is not known to be safe."""
    parts: list[str] = []
    open_: list[str] = []
    position = 0
    for tag in _TAG.finditer(found):
        text = _text(found[position : tag.start()])
        is_end, name, attributes, is_empty = tag.groups()
        if text is None or name not in _ELEMENTS or len(open_) > _MAX_DEPTH:
            return ""
        parts.append(text)
        position = tag.end()
        if is_end:
            if not open_ or open_.pop() != name:
                return ""
            parts.append(f"</{name}>")
            continue
        kept = [each for each in _ATTRIBUTE.findall(attributes) if each[0] != "xmlns"]
        if any(key not in _ATTRIBUTES or not _VALUE.fullmatch(value) for key, value in kept):
            return ""
        parts.append("".join((f"<{name}", *(f' {key}="{value}"' for key, value in kept), ">")))
        if is_empty:
            parts.append(f"</{name}>")
        else:
            open_.append(name)
    whole = "".join(parts)
    if open_ or found[position:].strip() or not whole.startswith("<math"):
        return ""
    return whole[whole.index(">") + 1 : whole.rindex("</math>")]


def _text(text: str) -> str | None:
    """Return text escaped; None if it has markup, or a command that the converter does not know."""
    return None if "<" in text or "\\" in text else escape(unescape(text), quote=False)


_SIGN = re.compile(r"\\[A-Za-z,;:!{}|]|\^|(?<![A-Za-z])[A-Za-z]_[A-Za-z0-9{\\]")
_PLAIN = re.compile(r"[A-Za-z0-9+\-*/().,'|!=<> ]+")
_WORD = re.compile(r"[A-Za-z]{2}")
_AMOUNT = re.compile(r"\d[\d.,]*(?:[ kKmM]|$)")


def is_formula(tex: str) -> bool:
    """Return whether the text between two delimiters is a formula, rather than words, prices or names of variables."""
    tex = tex.strip()
    if not tex or "://" in tex or _AMOUNT.match(tex):
        return False
    if _SIGN.search(tex):
        return True
    return bool(_PLAIN.fullmatch(tex)) and not _WORD.search(tex) and any(map(str.isalpha, tex))


def end_of_formula(text: str, start: int, limit: int) -> int:
    """Return the end of the formula between single dollars that begins at ``start``; 0 if there is none."""
    before, after = text[start - 1 : start], text[start + 1 : start + 2]
    if before.isalnum() or before in ("\\", "$") or not after or after.isspace() or after in "({":
        return 0
    end = text.find("$", start + 1, min(limit, start + MAX_LENGTH))
    while end > 0 and text[end - 1] == "\\":
        end = text.find("$", end + 1, min(limit, start + MAX_LENGTH))
    following = text[end + 1 : end + 2]
    if end < 0 or text[end - 1].isspace() or following.isalnum() or (following and following in "{($_"):
        return 0
    tex = text[start + 1 : end]
    return end + 1 if "\n" not in tex and is_formula(tex) else 0
