"""Search: from a query to its hits, best first, as the page and the terminal show them.

``theme/static/search/results.js`` gives the same JSON in the browser, without the messages of problems.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sitegen.model import SEARCHABLE_KINDS
from sitegen.permalinks import urls
from sitegen.search.dates import iso_date
from sitegen.search.facets import Facet, facets
from sitegen.search.query.closest import find_closest
from sitegen.search.query.evaluator import Evaluation, Evaluator
from sitegen.search.query.parser import parse
from sitegen.search.query.problems import QueryProblem
from sitegen.search.ranking import by_date, by_score, by_weight, round_score, top_documents
from sitegen.search.snippets import SnippetPart, fragment_link, highlight, snippet
from sitegen.search.spelling import MAX_FEW_HITS, corrected_query
from sitegen.search.whoosh_index.index import Index
from sitegen.text.tokens import FOLDS_MARK


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching message."""

    address: str
    """``c/<slug>.html#<anchor>``"""
    link: str
    """The address with a text fragment that marks the words."""
    conversation: str
    """Slug."""
    title: str
    heading: tuple[SnippetPart, ...]
    """The title with the matching words marked."""
    number: int
    """Position in the conversation, from 1."""
    anchor: str
    speaker: str
    model: str | None
    """Identity."""
    label: str
    """Name of the model in the transcript."""
    day: str
    """``YYYY-MM-DD``; empty where unknown."""
    kinds: tuple[str, ...]
    score: float
    snippet: tuple[SnippetPart, ...]
    missing: tuple[str, ...] = ()
    """Words of the query that it does not have, as they were typed."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a query."""

    query: str
    problems: tuple[QueryProblem, ...]
    total: int
    sort: str
    """``rank`` or ``date``"""
    match: str
    """``all``, or ``most`` where no message has all words and these come closest."""
    suggestion: str
    """The query in another spelling that may find more; empty if there is none."""
    hits: tuple[Hit, ...]
    """At most ``limit``."""
    facets: tuple[Facet, ...]
    """Facets of all ``total`` hits; empty if they were not asked for, or if no message has all words."""
    lost: tuple[str, ...] = ()
    """Shards that could not be loaded; only in the browser."""


def search(index: Index, text: str, limit: int, *, with_facets: bool = True) -> SearchResult:
    """Search for a query (docs/searching.md) and return the ``limit`` best hits; facets cost time with many hits."""
    query = parse(text)
    columns = index.columns
    evaluator = Evaluator(index, query)
    evaluation = evaluator.result()
    closest = None if evaluation.matches.hits else find_closest(evaluator)
    is_partial = closest is not None and bool(closest.weights)
    suggestion = corrected_query(evaluator) if len(evaluation.matches.hits) <= MAX_FEW_HITS else ""
    problems = (*query.problems, *evaluation.problems)
    if closest and is_partial:
        evaluation = closest.evaluation
    docs = evaluation.matches.hits
    scores = evaluation.matches.scores
    order = by_score(lambda doc: round_score(scores.get(doc, 0.0)), columns.conversation)
    if query.sort == "date":
        order = by_date(columns.day, columns.conversation)
    elif closest and is_partial:
        order = by_weight(closest.weights.__getitem__, order)
    top = top_documents(docs, limit, order)
    missing = {doc: closest.missing(doc) for doc in top} if closest and is_partial else {}
    return SearchResult(
        query.text,
        problems,
        len(docs),
        query.sort,
        "most" if is_partial else "all",
        suggestion,
        tuple(_hits(index, top, evaluation, missing, has_folds=query.scope.has_folds)),
        facets(columns, docs, query) if with_facets and not is_partial else (),
    )


def result_json(result: SearchResult) -> dict[str, Any]:
    """Return the result as JSON values."""
    return {
        "query": result.query,
        "problems": [asdict(each) | {"message": each.message} for each in result.problems],
        "total": result.total,
        "sort": result.sort,
        "match": result.match,
        "suggestion": result.suggestion,
        "hits": [_hit_json(each) for each in result.hits],
        "facets": [{"name": each.name, "values": [asdict(value) for value in each.values]} for each in result.facets],
        "lost": list(result.lost),
    }


def _hits(
    index: Index,
    docs: Sequence[int],
    evaluation: Evaluation,
    missing: Mapping[int, tuple[str, ...]],
    *,
    has_folds: bool,
) -> Iterator[Hit]:
    columns = index.columns
    texts = index.texts(docs)
    for doc in docs:
        anchor, text = texts[doc]
        number = columns.conversation[doc]
        header = columns.headers[number]
        participant = columns.participants[columns.participant[doc]]
        searched = text.replace(FOLDS_MARK, "\n") if has_folds else text.partition(FOLDS_MARK)[0]
        hit_snippet = snippet(searched, evaluation.terms)
        address = urls.message(header.slug, anchor)
        yield Hit(
            address,
            fragment_link(address, anchor, hit_snippet.directives),
            header.slug,
            header.title,
            highlight(header.title, evaluation.terms),
            doc - columns.offsets[number] + 1,
            anchor,
            participant.name,
            participant.model,
            participant.label,
            iso_date(columns.day[doc]),
            tuple(kind for n, kind in enumerate(SEARCHABLE_KINDS) if columns.kinds[doc] >> n & 1),
            round_score(evaluation.matches.scores.get(doc, 0.0)),
            hit_snippet.parts,
            missing.get(doc, ()),
        )


def _hit_json(hit: Hit) -> dict[str, object]:
    return {
        **{each.name: getattr(hit, each.name) for each in fields(hit)},
        "kinds": list(hit.kinds),
        "missing": list(hit.missing),
        "heading": _parts_json(hit.heading),
        "snippet": _parts_json(hit.snippet),
    }


def _parts_json(parts: Sequence[SnippetPart]) -> list[dict[str, object]]:
    return [{"text": part.text, "marked": part.marked} for part in parts]
