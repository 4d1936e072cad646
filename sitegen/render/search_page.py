"""Render the search page: as it is published, and with results where a server answers.

A *result* is the JSON of `sitegen.search.results.result_json`. Its texts are untrusted.
`theme/static/search/hit_markup.js` is the twin of this module and of ``search_results.html`` for the browser.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import escape

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.render.i18n.translator import Translator
from sitegen.search.query.problems import QUERY_MESSAGES

STEP = 10
"""Number of hits that a page shows first, and that each link to more adds."""
MAX_HITS = 1000
_TEMPLATE_CONSTANTS = {"step": STEP, "most_hits": MAX_HITS, "most_problems": 10, "most_missing": 8}
_MAX_FILTERS = 12
_MAX_QUERY_LENGTH = 1000
"""In code points, as `sitegen.search.query.parser`."""

# As sitegen.search.query.lexer splits a query.
_WHITE_SPACE = " \t-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_QUOTE = '"“”„«»'
_QUOTED = f"[{_QUOTE}][^{_QUOTE}]*(?:[{_QUOTE}]|$)"
_WORD = f"[^{_WHITE_SPACE}{_QUOTE}()]+"
_FILTER = rf"-?(?:speaker|model|in|has|before|after|on|sort):(?![:/\\])(?:{_QUOTED}|{_WORD})"
_PART = re.compile(f"(?P<filter>{_FILTER})|{_QUOTED}|[()]|(?!\ufeff){_WORD}", re.IGNORECASE)
_NOT_BLANK = re.compile(f"[^{_WHITE_SPACE}\ufeff]")

ResultJson = Mapping[str, Any]


class SearchFilter(NamedTuple):
    """A filter of a query, such as ``speaker:AI-3``, which a link can remove."""

    text: str
    rest: str
    """The query without it."""
    is_applied: bool = True
    """False where it was not understood."""


class SearchPage:
    """Renders ``search.html`` and ``search_results.html``."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def hits_html(self, result: ResultJson) -> str:
        """Return the markup of a result."""
        template = self._environment.get_template("search_results.html")
        return template.render(page=urls.SEARCH, **template_values(result))

    def result_page(self, result: ResultJson, published: bytes) -> OutputFile:
        """Return the whole page with a result, which needs no JavaScript; with the navigation of the published page."""
        template = self._environment.get_template("search.html")
        html = template.render(page=urls.SEARCH, menu=_menu(published), **template_values(result))
        return OutputFile(urls.SEARCH, html.encode())


def _menu(published: bytes) -> tuple[str, ...]:
    """Return the lists that the navigation of a published page links to: those that have entries."""
    header = published.partition(b"</header>")[0].decode("utf-8", "replace")
    return tuple(each for each in urls.LISTS if f'href="{each}"' in header)


def query_message(translator: Translator, problem: Mapping[str, Any]) -> str:
    """Return the sentence for a problem of a result in the language of the page."""
    values = {
        name: translator.number(value) if isinstance(value, int) else value
        for name, value in problem["parameters"].items()
    }
    return translator.gettext(QUERY_MESSAGES[problem["code"]], **values)


def template_values(result: ResultJson | None) -> dict[str, Any]:
    """Return the variables of ``search.html`` for a result; None for the page as it is published."""
    query = result["query"] if result else ""
    # The search box has the exact query, so that sending it again repeats the search.
    typed = escape(re.sub("[\ud800-\udfff]", "\ufffd", query))
    is_asked = _NOT_BLANK.search(query) is not None
    return {
        "result": result,
        "query": typed,
        "is_asked": is_asked,
        "filters": query_filters(query, result["problems"] if result else ()),
        **_TEMPLATE_CONSTANTS,
    }


def query_filters(query: str, problems: Sequence[Mapping[str, Any]] = ()) -> tuple[SearchFilter, ...]:
    """Return the filters that can be removed without changing the meaning of the rest of the query.

    ``problems``: of the query; a filter with one is not applied.
    """
    parts = list(_PART.finditer(query[:_MAX_QUERY_LENGTH]))
    texts = ["", *(part[0] for part in parts), ""]
    removable = []
    depth = 0
    for n, part in enumerate(parts):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        is_joined = texts[n] in {"AND", "OR", "NOT"} or texts[n + 2] in {"AND", "OR"}
        if part["filter"] and depth == 0 and not is_joined:
            before, after = query[: part.start()].rstrip(" "), query[part.end() :].lstrip(" ")
            is_applied = not any(_concerns(each, *part.span()) for each in problems)
            removable.append(SearchFilter(part[0], f"{before} {after}".strip(" "), is_applied))
    return tuple(removable[:_MAX_FILTERS])


def _concerns(problem: Mapping[str, Any], start: int, end: int) -> bool:
    """Return whether the part of a query from ``start`` to ``end`` was not understood or not read."""
    problem_end = math.inf if problem["code"] == "too-many-words" else problem["at"] + problem["length"]
    return bool(problem["at"] < end and start < problem_end)


def hit_limit(n: str | None) -> int:
    """Return the number of hits for ``&n=`` of an address: a multiple of 10 up to 1,000 for any value."""
    number = int(n) if n and re.fullmatch("[0-9]{1,4}", n) else STEP
    return min(max(-(-number // STEP) * STEP, STEP), MAX_HITS)
