"""Convert the HTML of an exported page to the text that it shows, in linear time.

Preformatted code becomes fenced code again, from which the exporter made it.
"""

import re
from collections.abc import Iterator
from html import unescape

from sitegen.model import Span

IMAGE_TAG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
# Other things like tags are text, such as `<image attached>`.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>a|b|br|code|div|em|i|img|li|ol|p|pre|s|span|strong|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""\b(alt|class|href|src)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:^|\s)language-([^\s`]*)")
_TICKS = re.compile("`+")

_MARKUP = re.compile(
    r"""<!doctype\b[^<>]*>
    | <(?P<opens>!--) | (?P<closes>--)>
    | <(?P<end>/?)(?P<name>[a-z][\w-]*+)[^<>]*>""",
    re.IGNORECASE | re.VERBOSE,
)
_INVISIBLE_ELEMENTS = {name: name for name in ("head", "header", "footer", "script", "style", "title")} | {"!--": "--"}
"""Start and end of what the exporter adds or no browser shows."""


def visible_text(html: str) -> str:
    """Return the text that HTML shows with ``white-space: pre-wrap``, plus the addresses of links and images."""
    text = _TextBuilder()
    position = 0
    for tag in _TAG.finditer(html):
        text.add(unescape(html[position : tag.start()]))
        text.tag(tag["name"].lower(), bool(tag["end"]), tag[0])
        position = tag.end()
    text.add(unescape(html[position:]))
    return text.result()


def image_text(tag: str) -> str:
    """Return the alternative text of a picture and its address."""
    attributes = _attributes(tag)
    words = attributes.get("alt") or "Generated image"
    source = attributes.get("src", "")
    return words if not source or source.startswith("data:") else f"{words}: {source}"


def visible_spans(html: str, span: Span) -> Iterator[Span]:
    """Yield the spans that a browser shows: text, pictures, and tags of links."""
    position, skip_until = span.start, ""
    for tag in _MARKUP.finditer(html, span.start, span.end):
        opening = (tag["opens"] or ("" if tag["end"] else tag["name"]) or "").lower()
        closing = (tag["closes"] or (tag["name"] if tag["end"] else "") or "").lower()
        if skip_until:
            if closing == skip_until:
                position, skip_until = tag.end(), ""
            continue
        yield from _words(html, Span(position, tag.start()))
        position, skip_until = tag.end(), _INVISIBLE_ELEMENTS.get(opening, "")
        if skip_until:
            position = tag.start()  # an unclosed element is shown
        elif opening == "img" or (opening == "a" and "href" in _attributes(tag[0])):
            yield Span(*tag.span())
    yield from _words(html, Span(position, span.end))


def _words(html: str, span: Span) -> Iterator[Span]:
    words = span.of(html)
    if stripped := words.strip():
        start = span.start + words.index(stripped)
        yield Span(start, start + len(stripped))


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): unescape("".join(value)) for name, *value in _ATTRIBUTE.findall(tag)}


class _TextBuilder:
    """Builds the visible text from tags and the text between them."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._link, self._label = "", 0
        """Target of the open link, and index of the first part of its text."""
        self._code: int | None = None
        """Index of the first part of the open preformatted code."""
        self._language = ""
        self._fenced = False
        """True if a closing fence was added whose line must end."""

    def add(self, text: str) -> None:
        if text:
            self._parts.append("\n" + text if self._fenced and not text.startswith("\n") else text)
            self._fenced = False

    def tag(self, name: str, end: bool, tag: str) -> None:
        match name:
            case "br":
                self.add("\n")
            case "img":
                self.add(image_text(tag))
            case "a":
                self._end_link()
                self._link, self._label = "" if end else _attributes(tag).get("href", ""), len(self._parts)
            case "pre" if end:
                self._end_code()
            case "pre" if self._code is None:
                self._end_link()
                self._code, self._language = len(self._parts), ""
            case "code" if not end and self._code == len(self._parts):
                match = _LANGUAGE.search(_attributes(tag).get("class", ""))
                self._language = match[1] if match else ""

    def result(self) -> str:
        """Return the whole text. Unclosed code stays plain text."""
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
        self._parts.append(f"{line}{fence}{self._language}\n{code}{'' if code.endswith(chr(10)) else chr(10)}{fence}")
        self._fenced = True
