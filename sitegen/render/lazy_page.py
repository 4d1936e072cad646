"""Pages that are rendered only if their cache key changed.

Most pages about many conversations stay the same when one transcript changes. Keys are cheap compared with
rendering, because each summary is hashed once.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

import msgspec
from jinja2 import Environment

from sitegen.model import Drawing, OutputFile, Summary
from sitegen.render.site_data import SiteData

_UNLISTED_TEMPLATES = ("404.html", "quote_card.html", "redirect.html", "removed_conversation.html")
"""Templates of pages that neither the sitemap nor search engines should list."""


@dataclass(frozen=True, slots=True)
class LazyPage:
    """A file of the site that is rendered on demand."""

    path: str
    """Relative to the site, as in `OutputFile`."""
    key: str
    """Cache key: equal keys mean equal bytes, for the same theme, settings and program."""
    render: Callable[[], bytes] = field(compare=False, repr=False)
    is_listed: bool = False
    """True for pages that belong in the sitemap."""

    @property
    def data(self) -> bytes:
        """Render the file. The result is not cached."""
        return self.render()


def rendered_page(file: OutputFile) -> LazyPage:
    """Wrap a file that is already rendered; the key is a hash of its bytes."""
    return LazyPage(file.path, hashlib.sha256(file.data).hexdigest(), lambda: file.data)


class LazyPageFactory:
    """Factory of lazy pages. Their keys are hashes of the values they show."""

    def __init__(self, environment: Environment, site_data: SiteData) -> None:
        self._environment = environment
        self._menu = site_data.menu
        self._digests = {
            summary.slug: _hash(msgspec.msgpack.encode((summary, site_data.drawings.get(summary.slug))))
            for summary in site_data.summaries
        }

    def from_template(self, template: str, path: str, **values: object) -> LazyPage:
        """Return the page at ``path``, a template filled with ``values``. Values must be data, not functions."""
        values["menu"] = self._menu

        def render() -> str:
            return self._environment.get_template(template).render(page=path, **values)

        page = self.from_function(render, path, template, values)
        return replace(page, is_listed=template not in _UNLISTED_TEMPLATES)

    def from_function(self, render: Callable[[], str], path: str, *values: object) -> LazyPage:
        """Return the page at ``path`` whose HTML ``render`` makes from nothing but ``values``."""
        return replace(self.file(lambda: render().encode(), path, *values), is_listed=True)

    def file(self, render: Callable[[], bytes], path: str, *values: object) -> LazyPage:
        """Return the file at ``path`` whose bytes ``render`` makes from nothing but ``values``."""
        return LazyPage(path, _hash(f"{path} {self._canonical(values)}".encode("utf-8", "surrogatepass")), render)

    def _canonical(self, value: Any) -> str:
        """Return a string that differs if and only if the value does."""
        match value:
            case Summary(slug=slug):
                return self._digests[slug]
            case str() | int() | None:
                return repr(value)
            case [Summary(), *_] if type(value) in (tuple, list):  # not a named tuple
                return f"[{','.join([self._digests[each.slug] for each in value])}]"
            case tuple() | list():
                return f"[{','.join(map(self._canonical, value))}]"
            case Mapping():
                return f"{{{','.join(f'{key!r}:{self._canonical(each)}' for key, each in value.items())}}}"
            case Drawing():  # many, on the pages of the gallery
                return msgspec.msgpack.encode(value).hex()
        data_class: Any = type(value)
        values = [self._canonical(getattr(value, each)) for each in _field_names(data_class)]
        return f"{data_class.__name__}({','.join(values)})"


@cache
def _field_names(data_class: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(data_class))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
