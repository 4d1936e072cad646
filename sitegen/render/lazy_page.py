"""A page about many conversations, not yet rendered: its key tells whether it must be.

One changed transcript changes few of such pages. Keys cost a fraction of what pages cost, because each
conversation is digested once.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from jinja2 import Environment

from sitegen.model import OutputFile, Summary
from sitegen.render.site_data import Collection

_UNLISTED = ("404.html", "card.html", "departed.html", "moved.html")
"""Templates of pages that lead elsewhere, or tell that nothing is there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file of the site that `data` makes."""

    path: str
    """As an `OutputFile` has it."""
    key: str
    """The same wherever the file would have the same bytes, if theme, settings and program are the same."""
    make: Callable[[], bytes] = field(compare=False, repr=False)
    is_listed: bool = False
    """A page that readers and search engines are to find."""

    @property
    def data(self) -> bytes:
        """The bytes. Each look makes them anew."""
        return self.make()


def draft_of(file: OutputFile) -> Draft:
    """A file that is made already; its bytes are its key."""
    return Draft(file.path, hashlib.sha256(file.data).hexdigest(), lambda: file.data)


class Drafts:
    """Makes drafts from templates and the values they show."""

    def __init__(self, environment: Environment, collection: Collection) -> None:
        self._environment = environment
        self._digests = {
            summary.slug: _hash(repr((summary, collection.drawings.get(summary.slug))))
            for summary in collection.summaries
        }

    def draft(self, template: str, path: str, **values: object) -> Draft:
        """The page at ``path`` that shows ``values``: data only, for their content is the key."""

        def render() -> str:
            return self._environment.get_template(template).render(page=path, **values)

        made = self.made_by(render, path, template, values)
        return replace(made, is_listed=template not in _UNLISTED)

    def made_by(self, render: Callable[[], str], path: str, *values: object) -> Draft:
        """The page at ``path`` that ``render`` makes of ``values`` and nothing else."""
        return replace(self.file_by(lambda: render().encode(), path, *values), is_listed=True)

    def file_by(self, make: Callable[[], bytes], path: str, *values: object) -> Draft:
        """The file at ``path`` that ``make`` makes of ``values`` and nothing else."""
        return Draft(path, _hash(f"{path} {self._told(values)}"), make)

    def _told(self, value: Any) -> str:
        """A text that differs where the value does."""
        match value:
            case Summary(slug=slug):
                return self._digests[slug]
            case str() | int() | None:
                return repr(value)
            case tuple() | list():
                return f"[{','.join(map(self._told, value))}]"
            case Mapping():
                return f"{{{','.join(f'{key!r}:{self._told(each)}' for key, each in value.items())}}}"
        assert is_dataclass(value), f"{type(value)} is no data"
        told = (self._told(getattr(value, each.name)) for each in fields(value))
        return f"{type(value).__name__}({','.join(told)})"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
