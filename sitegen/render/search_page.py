"""The search page: as it is published, and with a result in it where a server answers.

A *result* is the JSON value that `sitegen.search` gives: query, problems, total, hits, facets, lost. What is
in it was typed by a reader or said in a transcript. `theme/static/search/hit_markup.js` does the same as this
module and ``hits.html`` in a browser.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import escape

from sitegen.model import OutputFile
from sitegen.permalinks import urls
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.query_messages import Complaints

STEP = 20
"""Hits that a page begins with, and that a step shows more."""
MOST_HITS = 1000
_SHOWN = {"step": STEP, "most_hits": MOST_HITS, "most_problems": 10}
_MOST_FILTERS = 12
_MOST_READ = 1000
"""Code points of a query that are understood."""

# As sitegen.search.lexemes divides a query.
_BLANK = " \t-\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_QUOTE = '"“”„«»'
_QUOTED = f"[{_QUOTE}][^{_QUOTE}]*(?:[{_QUOTE}]|$)"
_WORD = f"[^{_BLANK}{_QUOTE}()]+"
_FILTER = rf"-?(?:speaker|model|in|has|before|after|on|sort):(?![:/\\])(?:{_QUOTED}|{_WORD})"
_PART = re.compile(f"(?P<filter>{_FILTER})|{_QUOTED}|[()]|{_WORD}", re.IGNORECASE)
_ASKED = re.compile(f"[^{_BLANK}]")

Result = Mapping[str, Any]


class Filter(NamedTuple):
    """A part of a query such as ``speaker:AI-3``, which a reader may take away again."""

    text: str
    rest: str
    """The query without it."""


class SearchPage:
    """Renders ``search.html`` and what was found."""

    def __init__(self, environment: Environment, words: Words = ENGLISH) -> None:
        self._environment = environment
        self._environment.filters["complaint"] = Complaints(words).told

    def hits(self, result: Result) -> str:
        """The markup of ``result`` alone."""
        template = self._environment.get_template("hits.html")
        return template.render(page=urls.SEARCH, **values(result))

    def page_with(self, result: Result) -> OutputFile:
        """The whole page with ``result`` in it: needs no script."""
        template = self._environment.get_template("search.html")
        html = template.render(page=urls.SEARCH, **values(result))
        return OutputFile(urls.SEARCH, html.encode())


def values(result: Result | None) -> dict[str, Any]:
    """What ``search.html`` shows of ``result``; of None, the page as it is published."""
    query = result["query"] if result else ""
    # The box holds what was typed as it was typed, or to send it again would ask for something else.
    typed = escape(re.sub("[\ud800-\udfff]", "\ufffd", query))
    is_asked = _ASKED.search(query) is not None
    return {"result": result, "query": typed, "is_asked": is_asked, "filters": filters(query), **_SHOWN}


def filters(query: str) -> tuple[Filter, ...]:
    """The filters that can be taken out of ``query`` without changing what the rest of it means."""
    parts = list(_PART.finditer(query[:_MOST_READ]))
    around = ["", *(part[0] for part in parts), ""]
    found = []
    depth = 0
    for n, part in enumerate(parts):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        is_joined = around[n] in {"AND", "OR", "NOT"} or around[n + 2] in {"AND", "OR"}
        if part["filter"] and depth == 0 and not is_joined:
            before, after = query[: part.start()].rstrip(" "), query[part.end() :].lstrip(" ")
            found.append(Filter(part[0], f"{before} {after}".strip(" ")))
    return tuple(found[:_MOST_FILTERS])


def wanted(n: str | None) -> int:
    """How many hits ``&n=`` of an address asks for: a multiple of 20 up to 1,000, whatever it says."""
    number = int(n) if n and re.fullmatch("[0-9]{1,4}", n) else STEP
    return min(max(-(-number // STEP) * STEP, STEP), MOST_HITS)
