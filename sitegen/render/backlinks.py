"""Who quotes what: backlinks as the pages of conversations show them, and ``backlinks.json``."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sitegen.model import Backlink, Mention, Neighbour, serialization
from sitegen.permalinks import urls


class QuotingEssay(NamedTuple):
    """An essay, and the messages of one conversation that it quotes."""

    mention: Mention
    """The first."""
    anchors: tuple[str, ...]
    """In order of the conversation, each once."""


def mentions_by_anchor(backlinks: Sequence[Backlink]) -> dict[str, tuple[Mention, ...]]:
    """For each message that is quoted, where; each paragraph once."""
    found: dict[str, dict[Mention, None]] = {}
    for each in backlinks:
        found.setdefault(each.anchor, {})[each.mention] = None
    return {anchor: tuple(mentions) for anchor, mentions in found.items()}


def essays_of(backlinks: Sequence[Backlink]) -> tuple[QuotingEssay, ...]:
    """The essays that quote a conversation, in order of first appearance."""
    found: dict[Neighbour, dict[str, None]] = {}
    first: dict[Neighbour, Mention] = {}
    for each in backlinks:
        found.setdefault(each.mention.essay, {})[each.anchor] = None
        first.setdefault(each.mention.essay, each.mention)
    return tuple(QuotingEssay(first[essay], tuple(anchors)) for essay, anchors in found.items())


def link_to(page: str, mention: Mention, *, whole: bool = False) -> str:
    """How ``page`` writes the address of a mention, or of its ``whole`` essay; empty: nobody can go there."""
    if mention.is_outside:
        return mention.url
    address = urls.essay(mention.essay.slug) if whole else address_of(mention)
    return urls.relative(page, address)


def address_of(mention: Mention) -> str:
    """The paragraph of the essay's page; of a footnote, which is no paragraph of it, the page."""
    if mention.is_outside:
        return mention.url
    page = urls.essay(mention.essay.slug)
    return f"{page}#{urls.paragraph(mention.paragraph)}" if mention.paragraph else page


def as_file(backlinks: Mapping[str, Sequence[Backlink]]) -> bytes:
    """``backlinks.json``: by page of a conversation, its messages that are quoted, and by which essays.

    ``{"schema": 1, "pages": {"c/a.html": [{"address": "c/a.html#m-…", "essays":
    [{"address": "essays/b.html#p-3", "title", "paragraph", "quote": "q-…" or null}]}]}}``
    """
    pages = {
        urls.conversation(slug): _messages(slug, found) for slug, found in sorted(backlinks.items()) if found
    }
    return serialization.dump({"schema": 1, "pages": pages})


def _messages(slug: str, backlinks: Sequence[Backlink]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for each in backlinks:
        found.setdefault(each.anchor, []).append(
            {
                "address": address_of(each.mention),
                "title": each.mention.essay.title,
                "paragraph": each.mention.paragraph,
                "quote": each.quote or None,
            }
        )
    return [{"address": urls.message(slug, anchor), "essays": essays} for anchor, essays in found.items()]
