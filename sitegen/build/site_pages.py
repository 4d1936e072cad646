"""The pages and shards about all conversations together: made anew where something in them changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sitegen.archive.essays.links import Addresses
from sitegen.archive.folder import Archive
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build import transcript
from sitegen.build.assignment import departed
from sitegen.build.output import Site, Stamp
from sitegen.build.quote_requests import problems_of_essays
from sitegen.build.search_index import Finder
from sitegen.build.state import Memory, Record, key
from sitegen.build.transcript import Kit
from sitegen.model import Backlink, OutputFile, Summary
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.permalinks.ledger.records import Account
from sitegen.quotes.backlinks import Asked, known, sound
from sitegen.quotes.passages import KnownQuote
from sitegen.render import summaries
from sitegen.render.feeds.files import discovery_files
from sitegen.render.lazy_page import Draft, draft_of
from sitegen.render.site_data import Collection


@dataclass(frozen=True, slots=True)
class Quoted:
    """What essays quote."""

    addresses: Addresses
    """Where their links lead."""
    quotes: tuple[KnownQuote, ...] = ()
    backlinks: Mapping[str, tuple[Backlink, ...]] = field(default_factory=dict)
    """Of each conversation that is quoted, by slug."""

    @property
    def key(self) -> str:
        """Differs where anything of it does."""
        return key(self.addresses, self.quotes, sorted(self.backlinks.items()))


def quoted(found: Iterable[Asked], addresses: Addresses, records: Mapping[str, Record]) -> Quoted:
    """What essays quote, once every conversation has answered."""
    answers = {each.id: each for record in records.values() for each in record.answers if each.id}
    backlinks = {
        record.place.slug: links
        for record in records.values()
        if record.place and (links := sound(record.place.backlinks, record.answers))
    }
    return Quoted(addresses, known(found, answers), backlinks)


def searchable(
    kit: Kit, memory: Memory, records: Mapping[str, Record], site: Site, finder: Finder
) -> tuple[str, tuple[Stamp, ...]]:
    """Writes the shards of the search that changed; what they were all made from, and their stamps."""
    boxes = boxes_of(records)
    made_from = key(sorted(boxes.items()))
    before, stamps = memory.search
    if before == made_from and site.holds(stamps):
        return memory.search
    # A name with a hash in it says what the file holds.
    there = {each.path: each for each in stamps if each.path != urls.SEARCH_META and site.holds([each])}
    texts = {
        record.summary.slug: [each.path for each in record.files if urls.is_text_shard(each.path)]
        for record in records.values()
        if record.summary
    }
    models = transcript.models(kit).by_identity
    return made_from, tuple(
        there.get(file.path) or site.write(file) for file in finder.shards(boxes, texts, models)
    )


def boxes_of(records: Mapping[str, Record]) -> dict[str, str]:
    """By slug the key of each conversation's part of the search index."""
    return {each.summary.slug: each.box.key for each in records.values() if each.summary}


def with_overview(
    archive: Archive,
    kit: Kit,
    memory: Memory,
    records: Mapping[str, Record],
    site: Site,
    *,
    closed: Sequence[Account],
    quoted: Quoted,
) -> Memory:
    """What to remember of this build; writes those pages about all conversations that changed."""
    owner = key(archive.introduction, archive.settings.site.featured, closed, archive.essays, quoted.key)
    # Equal records are mostly the same objects, so this is a cheap question.
    if memory.owner == owner and memory.records == records and site.holds(memory.shared_files()):
        return memory
    shared: dict[str, tuple[str, Stamp]] = {}
    keys = {
        record.place.slug: record.settled.heading.key
        for record in records.values()
        if record.place and record.settled.heading
    }
    for page in _overview(kit, _collection(archive, kit, records, closed, quoted), keys):
        known = memory.shared.get(page.path)
        is_same = known is not None and known[0] == page.key and site.holds([known[1]])
        stamp = known[1] if known and is_same else site.write(OutputFile(page.path, page.data))
        shared[page.path] = page.key, stamp
    return Memory(memory.environment, owner, records, shared)


def _collection(
    archive: Archive,
    kit: Kit,
    records: Mapping[str, Record],
    closed: Sequence[Account],
    quoted: Quoted,
) -> Collection:
    made = {path: record.summary for path, record in records.items() if record.summary}
    featured = (
        made[path].slug
        for pattern in archive.settings.site.featured
        for path in made
        if TranscriptRule(pattern).fits(path)
    )
    return Collection(
        _by_date(made.values()),
        {made[path].slug: records[path].drawings for path in made if records[path].drawings},
        transcript.models(kit).by_identity,
        archive.introduction,
        tuple(dict.fromkeys(featured)),
        archive.published_essays,
        quoted.quotes,
        quoted.backlinks,
        quoted.addresses.resolve,
        tuple(sorted(map(departed, closed), key=lambda each: each.slug)),
    )


def _overview(kit: Kit, collection: Collection, keys: Mapping[str, str]) -> Iterator[Draft]:
    """``keys``: by slug, what the ledger knows conversations by."""
    renderer = transcript.renderer(kit)
    pages = []
    for page in renderer.overview(collection):
        if page.is_listed:
            pages.append(page.path)
        yield page
    archive = OutputFile(urls.ARCHIVE, summaries.archive(kit.site.title, collection.summaries))
    found = discovery_files(kit.site, collection, keys, pages)
    nojekyll = OutputFile(urls.NO_JEKYLL, b"")
    for file in (*renderer.static(), archive, nojekyll, *found):
        yield draft_of(file)


def _by_date(summaries: Iterable[Summary]) -> tuple[Summary, ...]:
    """Newest first; those without a date last."""
    return tuple(sorted(summaries, key=lambda each: (each.started or "", each.slug), reverse=True))


def in_essays(archive: Archive, kit: Kit, quoted: Quoted, now: Memory) -> Iterator[Problem]:
    """What cannot be shown as its author meant it; of drafts as well, for that is when it is to be mended."""
    there = frozenset(stamp.path for stamp in now.files())

    def resolve(path: str, url: str) -> str | None:
        """Links to conversations are judged with what they quote."""
        address = quoted.addresses.resolve(path, url)
        return urls.HOME if address and urls.is_conversation(address) else address

    return problems_of_essays(archive, kit, resolve, there)
