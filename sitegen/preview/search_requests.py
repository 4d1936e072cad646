"""Parse the parameters of search requests; the interface of the search behind them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs

from sitegen.render.search_page import MAX_HITS, STEP, hit_limit


class SiteSearch(Protocol):
    """The search of one built site; each build needs a new one, because the index changes."""

    base: str
    """Path of the published site, such as ``/archive``; empty if unknown or the root of the host."""

    def result(self, text: str, limit: int) -> dict[str, Any]:
        """Return at most ``limit`` hits for the query ``text``, as JSON."""
        ...

    def page(self, result: Mapping[str, Any]) -> bytes:
        """Return ``search.html`` with ``result`` in it."""
        ...


class BadRequestError(ValueError):
    """Invalid parameters; the message is sent to the client."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A query and the maximum number of hits."""

    text: str
    limit: int


def page_request(parameters: str) -> SearchRequest | None:
    """Parse the parameters of ``search.html``; return None without ``q``, when the published page is served."""
    values = _first_values(parameters)
    if "q" not in values:
        return None
    return SearchRequest(values["q"], hit_limit(values.get("n")))


def json_request(parameters: str) -> SearchRequest:
    """Parse the parameters of ``search.json``. Raise `BadRequestError`."""
    values = _first_values(parameters)
    if "q" not in values:
        raise BadRequestError("the parameter q is missing: search.json?q=…")
    limit = values.get("limit", str(STEP))
    if not re.fullmatch("[0-9]{1,4}", limit) or not 1 <= int(limit) <= MAX_HITS:
        raise BadRequestError(f"limit must be a number from 1 to {MAX_HITS}")
    return SearchRequest(values["q"], int(limit))


def _first_values(parameters: str) -> dict[str, str]:
    """Return the first value of each parameter."""
    try:
        values_by_name = parse_qs(parameters, keep_blank_values=True, errors="replace", max_num_fields=100)
    except ValueError:
        raise BadRequestError("too many parameters") from None
    return {name: values[0] for name, values in values_by_name.items()}
