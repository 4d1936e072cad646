"""Essays → their pages and their list, and what in them cannot be shown as it was meant."""

from collections.abc import Iterator
from functools import partial

from sitegen.archive.essays.links import Resolve
from sitegen.model import Essay, Neighbour
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.render.essay_markdown import EssayMarkdown
from sitegen.render.lazy_page import Draft, Drafts
from sitegen.render.site_data import Collection
from sitegen.text.languages import is_right_to_left, language_within


def essay_pages(collection: Collection, drafts: Drafts, markdown: EssayMarkdown) -> Iterator[Draft]:
    """``essays/<slug>.html`` of each, and the list of all; nothing where there are none."""
    essays = collection.essays
    if not essays:
        return
    cited = _cited(collection)
    yield drafts.draft("essays.html", urls.ESSAYS, essays=essays)
    around = (None, *(Neighbour(each.slug, each.title) for each in essays), None)
    for each, later, earlier in zip(essays, around, around[2:], strict=False):
        page = urls.essay(each.slug)
        yield drafts.draft(
            "essay.html",
            page,
            essay=each,
            body=markdown.render(each.text, page, partial(collection.resolve, each.path)),
            language=each.language,
            is_rtl=is_right_to_left(each.language),
            title_language=language_within(each.title, each.language),
            cited=cited.get(each.slug, ()),
            earlier=earlier,
            later=later,
        )


def _cited(collection: Collection) -> dict[str, tuple[Neighbour, ...]]:
    """By slug of an essay the conversations that it quotes."""
    found: dict[str, dict[str, Neighbour]] = {}
    for summary in collection.summaries:
        for each in collection.backlinks.get(summary.slug, ()):
            if not each.mention.is_outside:
                known = found.setdefault(each.mention.essay.slug, {})
                known[summary.slug] = Neighbour(summary.slug, summary.title)
    return {slug: tuple(known.values()) for slug, known in found.items()}


def essay_problems(
    essay: Essay, markdown: EssayMarkdown, resolve: Resolve, there: frozenset[str], site_url: str = ""
) -> Iterator[Problem]:
    """Links that lead to none of the files ``there``, and footnotes that nobody reads; paths as the essay's own."""
    for link in markdown.links(essay.text, site_url):
        address = resolve(essay.path, link.url)
        if address is None or address.partition("#")[0] not in there:
            remedy = "see archive.json for the addresses that there are"
            message = f"{link.url!r} leads to no page of this site"
            yield Problem(essay.path, essay.line + link.line - 1, message, remedy)
    for line, message, remedy in markdown.lost_footnotes(essay.text):
        yield Problem(essay.path, essay.line + line - 1, message, remedy)
