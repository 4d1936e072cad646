"""BibTeX, in UTF-8, for BibTeX and biblatex alike."""

import re
from collections.abc import Iterator

from sitegen.permalinks import urls
from sitegen.quotes.citations.facts import date, genre, where
from sitegen.quotes.passages import Passage

# Braces count for BibTeX even behind a backslash, so that only words for them keep any title balanced.
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
_ANY = re.compile(f"[{re.escape(''.join(_SPECIAL))}]")
_LIGATURE = re.compile("(?<=-)-|(?<=')'")  # a dash and a quotation mark, for TeX


def citation(passage: Passage) -> str:
    """An entry ``@misc``, its key the message's visible id."""
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(passage))
    return f"@misc{{{urls.visible(passage.anchor)},\n{fields}}}"


def escaped(text: str) -> str:
    """``text`` as LaTeX prints it, whatever it holds."""
    return _LIGATURE.sub(r"{}\g<0>", _ANY.sub(lambda found: _SPECIAL[found[0]], text))


def _fields(passage: Passage) -> Iterator[tuple[str, str]]:
    day = date(passage.date)
    # The second braces keep a name in one piece and a title's capitals.
    yield "author", f"{{{{{escaped(passage.model or passage.speaker)}}}}}"
    yield "title", f"{{{{{escaped(passage.title)}}}}}"
    if passage.company:
        yield "organization", f"{{{escaped(passage.company)}}}"
    if day.year:
        yield "year", f"{{{day.year}}}"
    if day.month:
        yield "month", day.month_name[:3].lower()
    if day.day:
        yield "day", f"{{{day.day}}}"
    yield "howpublished", f"{{{genre(passage)}}}"
    yield "note", f"{{{escaped(where(passage))}}}"
    yield "url", f"{{{passage.url}}}"
    if passage.version:
        yield "urldate", f"{{{escaped(passage.version)}}}"
