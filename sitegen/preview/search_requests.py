"""What the server asks the search for, and how a reader's address becomes such a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs

from sitegen.render.search_page import MOST_HITS, STEP, wanted


class Answers(Protocol):
    """The search of one built site. It is made anew after each build, because the index changed."""

    base: str
    """The path below which the site is published, as ``/archive``; empty where it is not known, or the host's root."""

    def result(self, text: str, limit: int) -> dict[str, Any]:
        """At most ``limit`` hits for the query ``text``, as JSON."""
        ...

    def page(self, result: Mapping[str, Any]) -> bytes:
        """The whole ``search.html`` with ``result`` in it."""
        ...


class AbsurdError(ValueError):
    """Parameters that no form of ours sends; the message is for whoever typed them."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, and how many hits are wanted."""

    text: str
    limit: int


def page_question(parameters: str) -> Question | None:
    """What ``search.html?…`` asks for; None where there is no ``q``, so that the page stands as published."""
    given = _given(parameters)
    if "q" not in given:
        return None
    return Question(given["q"], wanted(given.get("n")))


def json_question(parameters: str) -> Question:
    """What ``search.json?…`` asks for. Raises `AbsurdError`."""
    given = _given(parameters)
    if "q" not in given:
        raise AbsurdError("say what to search for: search.json?q=…")
    limit = given.get("limit", str(STEP))
    if not re.fullmatch("[0-9]{1,4}", limit) or not 1 <= int(limit) <= MOST_HITS:
        raise AbsurdError(f"limit is a number from 1 to {MOST_HITS}")
    return Question(given["q"], int(limit))


def _given(parameters: str) -> dict[str, str]:
    """The first value of each parameter."""
    try:
        given = parse_qs(parameters, keep_blank_values=True, errors="replace", max_num_fields=100)
    except ValueError:
        raise AbsurdError("these are too many parameters") from None
    return {name: values[0] for name, values in given.items()}
