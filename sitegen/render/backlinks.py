"""Group backlinks for the pages of conversations, and write ``backlinks.json``."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sitegen.model import Backlink, Mention, PageRef, serialization
from sitegen.permalinks import urls


class QuotingEssay(NamedTuple):
    """An essay and the messages of one conversation that it quotes."""

    mention: Mention
    """The first mention."""
    anchors: tuple[str, ...]
    """Anchors of the quoted messages, in order of the conversation, without duplicates."""


def mentions_by_anchor(backlinks: Sequence[Backlink]) -> dict[str, tuple[Mention, ...]]:
    """Return the mentions of each quoted message, without duplicates."""
    mentions: dict[str, dict[Mention, None]] = {}
    for each in backlinks:
        mentions.setdefault(each.anchor, {})[each.mention] = None
    return {anchor: tuple(each) for anchor, each in mentions.items()}


def mentions_by_essay(mentions: Sequence[Mention]) -> tuple[tuple[Mention, ...], ...]:
    """Return the mentions of each essay without duplicates, by paragraph, those in footnotes last."""
    essays: dict[tuple[PageRef, str], list[Mention]] = {}
    for each in dict.fromkeys(mentions):
        essays.setdefault((each.essay, each.url), []).append(each)
    return tuple(tuple(sorted(each, key=lambda one: (not one.paragraph, one.paragraph))) for each in essays.values())


def quoting_essays(backlinks: Sequence[Backlink]) -> tuple[QuotingEssay, ...]:
    """Return the essays that quote a conversation, in order of first appearance."""
    anchors: dict[PageRef, dict[str, None]] = {}
    first: dict[PageRef, Mention] = {}
    for each in backlinks:
        anchors.setdefault(each.mention.essay, {})[each.anchor] = None
        first.setdefault(each.mention.essay, each.mention)
    return tuple(QuotingEssay(first[essay], tuple(each)) for essay, each in anchors.items())


def mention_link(page: str, mention: Mention, *, whole_essay: bool = False) -> str:
    """Return a link from ``page`` to a mention, or to its ``whole_essay``; empty if it has no URL."""
    if mention.is_external:
        return mention.url
    address = urls.essay(mention.essay.slug) if whole_essay else mention_address(mention)
    return urls.relative(page, address)


def mention_address(mention: Mention) -> str:
    """Return the address of the quoting paragraph; of the page for a quote in a footnote."""
    if mention.is_external:
        return mention.url
    page = urls.essay(mention.essay.slug)
    return f"{page}#{urls.paragraph_id(mention.paragraph)}" if mention.paragraph else page


def backlinks_json(backlinks: Mapping[str, Sequence[Backlink]]) -> bytes:
    """Return ``backlinks.json``: quoted messages by page of their conversation, and the essays that quote them.

    ``{"schema": 1, "pages": {"c/a.html": [{"address": "c/a.html#m-…", "essays":
    [{"address": "essays/b.html#p-3", "title", "paragraph", "quote": "q-…" or null}]}]}}``
    """
    pages = {urls.conversation(slug): _quoted_messages(slug, each) for slug, each in sorted(backlinks.items()) if each}
    return serialization.dump({"schema": 1, "pages": pages})


def _quoted_messages(slug: str, backlinks: Sequence[Backlink]) -> list[dict[str, Any]]:
    essays_by_anchor: dict[str, list[dict[str, Any]]] = {}
    for each in backlinks:
        essays_by_anchor.setdefault(each.anchor, []).append(
            {
                "address": mention_address(each.mention),
                "title": each.mention.essay.title,
                "paragraph": each.mention.paragraph,
                "quote": each.quote or None,
            }
        )
    return [{"address": urls.message(slug, anchor), "essays": essays} for anchor, essays in essays_by_anchor.items()]
