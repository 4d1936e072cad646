"""All summaries → the pages about many conversations: home, lists, speakers, models, 404."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment

from sitegen import permalinks
from sitegen.model import OutputFile, Share, Summary

ON_HOME = 60
"""Conversations that the home page lists; the list of all has its own page."""
WAYS_IN = 24
"""Speakers and models that the home page names, those with most conversations first."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A speaker or a model: what it is called, where its page is, what it took part in."""

    address: str
    names: tuple[str, ...]
    """The first is its title; speakers whose names differ in capitals or punctuation share a page."""
    labels: tuple[str, ...]
    """A model: its name as transcripts write it. A speaker: the models that spoke under that name."""
    summaries: tuple[Summary, ...]
    messages: int
    words: int


class OverviewPages:
    """Renders every page that is not a conversation's."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def pages(self, summaries: Sequence[Summary], model_names: Mapping[str, str]) -> Iterator[OutputFile]:
        """The pages, in the order of ``summaries``; ``model_names`` are those to show, by identity."""
        speakers = topics(summaries, _speaker_address, lambda each: each.participant.name, _model_of)
        models = topics(
            summaries,
            _model_address,
            lambda each: model_names.get(each.participant.model or "", each.participant.model or ""),
            lambda each: each.participant.label,
        )
        lists = {
            "speakers": permalinks.SPEAKERS,
            "models": permalinks.MODELS,
            "all": permalinks.CONVERSATIONS,
        }
        yield self._page(
            "home.html",
            permalinks.HOME,
            summaries=summaries[:ON_HOME],
            total=len(summaries),
            speakers=by_size(speakers)[:WAYS_IN],
            speakers_total=len(speakers),
            models=by_size(models)[:WAYS_IN],
            models_total=len(models),
            lists=lists,
        )
        yield self._page("conversations.html", lists["all"], summaries=summaries)
        for kind, found in (("speakers", speakers), ("models", models)):
            yield self._page("topics.html", lists[kind], kind=kind, topics=by_size(found))
            for topic in found:
                yield self._page("topic.html", topic.address, kind=kind, topic=topic, index=lists[kind])
        yield self._page("404.html", permalinks.NOT_FOUND)

    def _page(self, template: str, address: str, **values: object) -> OutputFile:
        html = self._environment.get_template(template).render(page=address, **values)
        return OutputFile(address, html.encode())


def topics(
    summaries: Iterable[Summary],
    address: Callable[[Share], str],
    name: Callable[[Share], str],
    label: Callable[[Share], str],
) -> tuple[Topic, ...]:
    """The shares of all conversations, gathered by the page they belong to; in order of address."""
    found: dict[str, list[tuple[Summary, Share]]] = {}
    for summary in summaries:
        for share in summary.shares:
            if where := address(share):
                found.setdefault(where, []).append((summary, share))
    return tuple(
        Topic(
            where,
            tuple(sorted({name(share) for _, share in parts})),
            tuple(sorted({label(share) for _, share in parts} - {""})),
            tuple({summary.slug: summary for summary, _ in parts}.values()),
            sum(share.messages for _, share in parts),
            sum(share.words for _, share in parts),
        )
        for where, parts in sorted(found.items())
    )


def by_size(found: Iterable[Topic]) -> list[Topic]:
    """Those with most conversations first."""
    return sorted(found, key=lambda each: (-len(each.summaries), each.names, each.address))


def _speaker_address(share: Share) -> str:
    return permalinks.speaker(permalinks.slugify(share.participant.name))


def _model_address(share: Share) -> str:
    identity = share.participant.model
    return permalinks.model(identity) if identity else ""


def _model_of(share: Share) -> str:
    participant = share.participant
    return participant.label if participant.label != participant.name else participant.model or ""
