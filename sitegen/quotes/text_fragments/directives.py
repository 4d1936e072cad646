"""Parse text fragments: ``m-kwfjsn7:~:text=prefix-,start,end,-suffix``; `urls.text_fragment` formats them.

The syntax is from WICG's URL Fragment Text Directives. Twin of theme/static/quote/directives.js.
"""

from dataclasses import dataclass
from urllib.parse import unquote

_DELIMITER = ":~:"
_TEXT = "text="


@dataclass(frozen=True, slots=True)
class TextDirective:
    """Words to find: ``start``, or everything from ``start`` to ``end``, between prefix and suffix."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def terms(self) -> tuple[str, str, str, str]:
        """Return the terms in their order on the page."""
        return self.prefix, self.start, self.end, self.suffix


@dataclass(frozen=True, slots=True)
class Fragment:
    """The fragment of a URL: an id and text directives."""

    id: str
    directives: tuple[TextDirective, ...] = ()


def parse_fragment(fragment: str) -> Fragment:
    """Parse a fragment. Invalid directives are ignored, as in browsers; never raises."""
    id_, delimiter, directives = fragment.removeprefix("#").partition(_DELIMITER)
    # Without a delimiter, the whole fragment is the id.
    values = (each.removeprefix(_TEXT) for each in directives.split("&") if each.startswith(_TEXT))
    parsed = map(_parse_directive, values) if delimiter else ()
    return Fragment(unquote(id_), tuple(filter(None, parsed)))


def _parse_directive(value: str) -> TextDirective | None:
    parts = value.split(",")
    prefix = parts.pop(0)[:-1] if parts[0].endswith("-") else ""
    suffix = parts.pop()[1:] if parts and parts[-1].startswith("-") else ""
    if not 1 <= len(parts) <= 2 or not all(parts):
        return None
    start, end = (*parts, "")[:2]
    return TextDirective(unquote(start), unquote(end), unquote(prefix), unquote(suffix))
