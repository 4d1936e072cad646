"""An archive's essays → all quotations in them that lead into it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from posixpath import normpath
from urllib.parse import unquote

from sitegen.archive.essays.links import Addresses
from sitegen.archive.folder import Archive
from sitegen.build import transcript
from sitegen.build.assignment import Assigned
from sitegen.build.state import key
from sitegen.build.transcript import Kit
from sitegen.model import Essay, Mention, Neighbour
from sitegen.model.problems import Problem
from sitegen.quotes.backlinks import Asked, asked, backlinks, leading_to
from sitegen.quotes.extraction import extract_html, extract_markdown
from sitegen.quotes.quotation import Target
from sitegen.render.owner_markdown import local_links


def addresses(archive: Archive, assigned: Assigned) -> Addresses:
    """Where the links of essays lead."""
    return Addresses(
        {path: place.slug for path, place in assigned.places.items()},
        {essay.path: essay.slug for essay in archive.published_essays},
        archive.settings.site.url,
    )


def ask(archive: Archive, kit: Kit, assigned: Assigned) -> tuple[Asked, ...]:
    """The quotations, in the order of essays and lines; those of drafts too, so that they can be checked."""
    slugs = {
        slug: standing.heading.slug
        for standing in assigned.standings.values()
        for slug in standing.heading.former
    }
    for place in assigned.places.values():
        slugs[place.slug] = place.slug
    where = addresses(archive, assigned)
    return tuple(_asked(archive, kit, where, slugs))


def by_slug(found: Iterable[Asked], assigned: Assigned) -> dict[str, tuple[Asked, ...]]:
    """The quotations by the conversation that they lead to; the places learn who quotes them."""
    asked_: dict[str, list[Asked]] = {}
    for each in found:
        asked_.setdefault(each.slug, []).append(each)
    for path, place in assigned.places.items():
        if mine := asked_.get(place.slug):
            assigned.places[path] = replace(place, backlinks=backlinks(mine), asked=key(mine))
    return {slug: tuple(each) for slug, each in asked_.items()}


def _asked(archive: Archive, kit: Kit, where: Addresses, slugs: Mapping[str, str]) -> Iterator[Asked]:
    def leads(path: str, url: str) -> Target | None:
        return leading_to(url, where.resolve(path, url), slugs)

    for essay in archive.essays:

        def mention(line: int, essay: Essay = essay) -> Mention | None:
            number = transcript.renderer(kit).paragraph_at(essay, line)
            return None if essay.is_draft else Mention(Neighbour(essay.slug, essay.title), number)

        found = extract_markdown(essay.text, lambda url, path=essay.path: leads(path, url))  # type: ignore[misc]
        yield from asked(f"{archive.essays_path}/{essay.path}", essay.line, found, mention)
    for each in archive.outside:
        there = Mention(Neighbour(each.path, each.title), 0, each.url, is_outside=True)
        extract = extract_html if each.is_html else extract_markdown
        quotations = extract(each.text, lambda url: leads("", url))
        yield from asked(each.path, each.line, quotations, lambda _, there=there: there)  # type: ignore[misc]


def problems_of_essays(
    archive: Archive, kit: Kit, resolve: Callable[[str, str], str | None], there: frozenset[str]
) -> Iterator[Problem]:
    """What of all essays, drafts too, cannot be shown as it was meant. ``resolve``: the page of the site to which a
    link of the essay at a path leads; ``there``: all pages.
    """
    for essay in archive.essays:
        for each in transcript.renderer(kit).problems(essay, resolve, there):
            yield replace(each, path=f"{archive.essays_path}/{each.path}")


def dead_links(archive: Archive, is_there: Callable[[str], bool]) -> Iterator[Problem]:
    """Links of the owner's words for the home page that lead to no file of the site."""
    for line, url in local_links(archive.introduction):
        if not is_there(normpath(unquote(url.partition("#")[0]))):
            remedy = "see archive.json for the addresses that there are; pictures belong into theme/static"
            yield Problem(archive.introduction_path, line, f"{url!r} leads to no page of this site", remedy)
