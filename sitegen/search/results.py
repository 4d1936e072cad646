"""A query → its hits, best first, with what a page or a terminal shows of them.
The browser's half is ``theme/static/search/results.js``; both give the same JSON.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sitegen.permalinks import urls
from sitegen.search.block_flags import KINDS
from sitegen.search.dates import date_of
from sitegen.search.facets import Facet, facets
from sitegen.search.query.evaluator import Evaluation, evaluate
from sitegen.search.query.parser import Problem, parse
from sitegen.search.ranking import best, by_date, by_score, rounded
from sitegen.search.snippets import Part, marking, snippet, whole
from sitegen.search.whoosh_index.index import Index


@dataclass(frozen=True, slots=True)
class Hit:
    """One message that was found."""

    address: str
    """``c/<slug>.html#<anchor>``"""
    link: str
    """The address with the words that are to be marked there."""
    conversation: str
    """Its slug."""
    title: str
    heading: tuple[Part, ...]
    """The same with the words that were looked for: they may stand nowhere else."""
    number: int
    """Of the message in its conversation, from 1."""
    anchor: str
    speaker: str
    model: str | None
    """Its identity."""
    label: str
    """The model as the transcript writes it."""
    day: str
    """``YYYY-MM-DD``, empty where it is not known."""
    kinds: tuple[str, ...]
    score: float
    snippet: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a query found."""

    query: str
    problems: tuple[Problem, ...]
    total: int
    sort: str
    """``rank`` or ``date``"""
    hits: tuple[Hit, ...]
    """The first of all, as many as were asked for."""
    facets: tuple[Facet, ...]
    """Over all hits."""
    lost: tuple[str, ...] = ()
    """Parts of the index that could not be read; only a browser loses any."""


def search(index: Index, text: str, limit: int) -> Result:
    """The ``limit`` best messages for a query, in the language that `docs/searching.md` describes."""
    query = parse(text)
    columns = index.columns
    found = evaluate(index, query)
    docs = found.matches.hits
    scores = found.matches.scores
    order = (
        by_date(columns.day, columns.conversation)
        if query.sort == "date"
        else by_score(lambda doc: rounded(scores.get(doc, 0.0)), columns.conversation)
    )
    return Result(
        query.text,
        (*query.problems, *found.problems),
        len(docs),
        query.sort,
        tuple(_hits(index, best(docs, limit, order), found)),
        facets(columns, docs, query),
    )


def to_json(result: Result) -> dict[str, Any]:
    """The result as `json.dumps` takes it; the page's own search gives the same."""
    return {
        "query": result.query,
        "problems": [asdict(each) for each in result.problems],
        "total": result.total,
        "sort": result.sort,
        "hits": [_hit_json(each) for each in result.hits],
        "facets": [
            {"name": each.name, "values": [asdict(value) for value in each.values]} for each in result.facets
        ],
        "lost": list(result.lost),
    }


def _hits(index: Index, docs: Sequence[int], found: Evaluation) -> Iterator[Hit]:
    columns = index.columns
    texts = index.texts(docs)
    for doc in docs:
        anchor, text = texts[doc]
        number = columns.conversation[doc]
        head = columns.heads[number]
        who = columns.participants[columns.participant[doc]]
        shown = snippet(text, found.terms)
        address = urls.message(head.slug, anchor)
        yield Hit(
            address,
            marking(address, anchor, shown.directives),
            head.slug,
            head.title,
            whole(head.title, found.terms),
            doc - columns.bases[number] + 1,
            anchor,
            who.name,
            who.model,
            who.label,
            date_of(columns.day[doc]),
            tuple(kind for n, kind in enumerate(KINDS) if columns.kinds[doc] >> n & 1),
            rounded(found.matches.scores.get(doc, 0.0)),
            shown.parts,
        )


def _hit_json(hit: Hit) -> dict[str, object]:
    return {
        **{each.name: getattr(hit, each.name) for each in fields(hit)},
        "kinds": list(hit.kinds),
        "heading": _parts_json(hit.heading),
        "snippet": _parts_json(hit.snippet),
    }


def _parts_json(parts: Sequence[Part]) -> list[dict[str, object]]:
    return [{"text": part.text, "marked": part.marked} for part in parts]
