"""``m-kwfjsn7:~:text=prefix-,start,end,-suffix`` → values. How it is spelled is `permalinks.passage`'s matter.

The syntax is that of WICG's URL Fragment Text Directives.
"""

from dataclasses import dataclass
from urllib.parse import unquote

_DELIMITER = ":~:"
_TEXT = "text="


@dataclass(frozen=True, slots=True)
class Directive:
    """What a browser is to look for: ``start``, or all from ``start`` to ``end``, beside what stands around."""

    start: str
    end: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def terms(self) -> tuple[str, str, str, str]:
        """In the order of the page."""
        return self.prefix, self.start, self.end, self.suffix


@dataclass(frozen=True, slots=True)
class Fragment:
    """What stands behind the ``#`` of an address."""

    id: str
    directives: tuple[Directive, ...] = ()


def parse(fragment: str) -> Fragment:
    """The parts of ``fragment``; a directive that is none is left out, as browsers do. Never raises."""
    id_, delimiter, told = fragment.removeprefix("#").partition(_DELIMITER)
    # Without a directive all of it is the id, percent signs and all.
    values = (each.removeprefix(_TEXT) for each in told.split("&") if each.startswith(_TEXT))
    found = (_directive(value) for value in values) if delimiter else ()
    return Fragment(unquote(id_), tuple(each for each in found if each is not None))


def _directive(value: str) -> Directive | None:
    parts = value.split(",")
    prefix = parts.pop(0)[:-1] if parts[0].endswith("-") else ""
    suffix = parts.pop()[1:] if parts and parts[-1].startswith("-") else ""
    if not 1 <= len(parts) <= 2 or not all(parts):
        return None
    start, end = (*parts, "")[:2]
    return Directive(unquote(start), unquote(end), unquote(prefix), unquote(suffix))
