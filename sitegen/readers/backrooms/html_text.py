"""The HTML of an exported page → the text that it shows, in linear time. Preformatted code becomes the fenced
code again that the exporter made it from.
"""

import re
from collections.abc import Iterator
from html import unescape

from sitegen.model import Span

IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
# What else looks like a tag is something that somebody wrote, such as `<image attached>`.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>a|b|br|code|div|em|i|img|li|ol|p|pre|s|span|strong|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""\b(alt|class|href|src)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE
)
_LANGUAGE = re.compile(r"(?:^|\s)language-([^\s`]*)")
_TICKS = re.compile("`+")

_MARKUP = re.compile(
    r"""<!doctype\b[^<>]*>
    | <(?P<opens>!--) | (?P<closes>--)>
    | <(?P<end>/?)(?P<name>[a-z][\w-]*+)[^<>]*>""",
    re.IGNORECASE | re.VERBOSE,
)
_UNSEEN = {name: name for name in ("head", "header", "footer", "script", "style", "title")} | {"!--": "--"}
"""How begins what the exporter itself writes or no browser shows, and how it ends."""


def shown_text(html: str) -> str:
    """What a piece of HTML shows under ``white-space: pre-wrap``, with the addresses of links and images."""
    text = _Text()
    place = 0
    for tag in _TAG.finditer(html):
        text.add(unescape(html[place : tag.start()]))
        text.tag(tag["name"].lower(), bool(tag["end"]), tag[0])
        place = tag.end()
    text.add(unescape(html[place:]))
    return text.finished()


def caption(tag: str) -> str:
    """What a picture shows where it cannot be shown, and the name of its file."""
    attributes = _attributes(tag)
    words = attributes.get("alt") or "Generated image"
    source = attributes.get("src", "")
    return words if not source or source.startswith("data:") else f"{words}: {source}"


def seen_in(html: str, span: Span) -> Iterator[Span]:
    """The stretches that a reader of the page sees: words, pictures, and the tags of links."""
    place, ending = span.start, ""
    for tag in _MARKUP.finditer(html, span.start, span.end):
        begins = (tag["opens"] or ("" if tag["end"] else tag["name"]) or "").lower()
        ends = (tag["closes"] or (tag["name"] if tag["end"] else "") or "").lower()
        if ending:
            if ends == ending:
                place, ending = tag.end(), ""
            continue
        yield from _words(html, Span(place, tag.start()))
        place, ending = tag.end(), _UNSEEN.get(begins, "")
        if ending:
            place = tag.start()  # what is never closed is seen
        elif begins == "img" or (begins == "a" and "href" in _attributes(tag[0])):
            yield Span(*tag.span())
    yield from _words(html, Span(place, span.end))


def _words(html: str, span: Span) -> Iterator[Span]:
    words = span.of(html)
    if bare := words.strip():
        start = span.start + words.index(bare)
        yield Span(start, start + len(bare))


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape("".join(value)) for name, *value in _ATTRIBUTE.findall(tag)}


class _Text:
    """Text that grows by what tags and the words between them show."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._link, self._label = "", 0
        """The target of the open link, and the part that its words begin with."""
        self._code: int | None = None
        """The part that the open preformatted code begins with."""
        self._language = ""
        self._fenced = False
        """Whether a fence has just been closed, whose line must end."""

    def add(self, text: str) -> None:
        if text:
            self._parts.append("\n" + text if self._fenced and not text.startswith("\n") else text)
            self._fenced = False

    def tag(self, name: str, end: bool, tag: str) -> None:
        match name:
            case "br":
                self.add("\n")
            case "img":
                self.add(caption(tag))
            case "a":
                self._end_link()
                self._link, self._label = "" if end else _attributes(tag).get("href", ""), len(self._parts)
            case "pre" if end:
                self._end_code()
            case "pre" if self._code is None:
                self._end_link()
                self._code, self._language = len(self._parts), ""
            case "code" if not end and self._code == len(self._parts):
                found = _LANGUAGE.search(_attributes(tag).get("class", ""))
                self._language = found[1] if found else ""

    def finished(self) -> str:
        """All of it. Code that is never closed stays plain text."""
        self._end_link()
        return "".join(self._parts)

    def _end_link(self) -> None:
        if self._link and self._link not in "".join(self._parts[self._label :]):
            self.add(f" ({self._link})")
        self._link = ""

    def _end_code(self) -> None:
        if self._code is None:
            return
        self._end_link()
        code = "".join(self._parts[self._code :])
        del self._parts[self._code :]
        self._code = None
        fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(code)), default=0))
        line = "" if not self._parts or self._parts[-1].endswith("\n") else "\n"
        self._parts.append(
            f"{line}{fence}{self._language}\n{code}{'' if code.endswith(chr(10)) else chr(10)}{fence}"
        )
        self._fenced = True
