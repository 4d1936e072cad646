"""Parse HTML pages, to test what readers get."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol, TypeVar

VOID = frozenset(["br", "hr", "img", "input", "link", "meta"])


@dataclass
class Read(HTMLParser):
    """The text of a page, its elements in order, and errors in their nesting."""

    text: str = ""
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    with_attributes: str = ""
    """The text, including addresses and titles of links and the numbers of list items."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        values = {name: value or "" for name, value in attrs}
        self.elements.append((tag, values))
        if tag == "br":
            self._add_text("\n")
        self.with_attributes += f" {values.get('value', '')} " if tag == "li" else ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")
        if tag == "a":
            links = [values for name, values in self.elements if name == "a"]
            self.with_attributes += f" {links[-1].get('href', '')} {links[-1].get('title', '')} "

    def handle_data(self, data: str) -> None:
        self._add_text(data)

    def _add_text(self, data: str) -> None:
        self.text += data
        self.with_attributes += data


def read(html: str | bytes) -> Read:
    found = Read()
    found.feed(html.decode() if isinstance(html, bytes) else str(html))
    found.close()
    if found.open:
        found.faults.append(f"left open: {found.open}")
    return found


class _File(Protocol):
    @property
    def path(self) -> str: ...


File = TypeVar("File", bound=_File)


def html_of(files: Iterable[File]) -> list[File]:
    """Return the HTML files among ``files``."""
    return [each for each in files if each.path.endswith(".html")]
