"""Citations as BibTeX entries in UTF-8, for BibTeX and biblatex."""

import re
from collections.abc import Iterator

from sitegen.quotes.citations.facts import entry_id, genre, message_label, parse_date
from sitegen.quotes.passages import Passage

# BibTeX counts braces even after a backslash, so they need commands without braces.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
} | {char: f"\\{char}" for char in "&%$#_"}
_SPECIAL_CHAR = re.compile(f"[{re.escape(''.join(_SPECIAL))}]")
_LIGATURE = re.compile("(?<=-)-|(?<=')'")  # TeX makes a dash or a quotation mark of these


def citation(passage: Passage) -> str:
    """Return a ``@misc`` entry; its key is the message id, or the name of the conversation."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(passage))
    return f"@misc{{{entry_id(passage)},\n{fields}}}"


def escape_latex(text: str) -> str:
    """Escape text for LaTeX."""
    return _LIGATURE.sub(r"{}\g<0>", _SPECIAL_CHAR.sub(lambda match: _SPECIAL[match[0]], text))


def _fields(passage: Passage) -> Iterator[tuple[str, str]]:
    day = parse_date(passage.date)
    # Double braces prevent that names are split and that titles are lowercased.
    yield "author", f"{{{{{escape_latex(passage.model or passage.speaker)}}}}}"
    yield "title", f"{{{{{escape_latex(passage.title)}}}}}"
    if passage.company:
        yield "organization", f"{{{escape_latex(passage.company)}}}"
    if day.year:
        yield "year", f"{{{day.year}}}"
    if day.month:
        yield "month", day.month_name[:3].lower()
    if day.day:
        yield "day", f"{{{day.day}}}"
    yield "howpublished", f"{{{genre(passage)}}}"
    if passage.anchor:
        yield "note", f"{{{escape_latex(message_label(passage))}}}"
    if passage.site_url:  # a relative address is none in a bibliography
        yield "url", f"{{{passage.url}}}"
    if passage.site_url and passage.version_date:
        yield "urldate", f"{{{escape_latex(passage.version_date)}}}"
