"""Archives of every sort to search in, as the build would read them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.generate import WORDS
from benchmarks.generate import conversations as generated
from sitegen.archive.folder import open_archive
from sitegen.build import transcript
from sitegen.build.context import kit_of
from sitegen.build.conversation_reader import read_transcript
from sitegen.build.series import arrange
from sitegen.build.transcript import Job
from sitegen.model import BlockKind, Conversation, Participant, Place, Role
from sitegen.model.ai_models import Model, load_models
from sitegen.search.columns import Columns
from sitegen.search.documents import ConversationDocuments, documents
from sitegen.search.segment_store import Shelf, packed
from sitegen.search.shard_files import text_shards
from sitegen.search.shards import shards
from sitegen.search.whoosh_index.index import Index, open_index
from sitegen.search.whoosh_index.updates import update
from tests.browser.hostile import hostile
from tests.browser.vectors import VECTORS
from tests.paths import PROJECT
from tests.render.samples import LYRA, SLOT, STRANGER, USER, block, conversation, everything, message
from tests.search.memory_index import MemoryIndex
from tests.shared import SHARED

ROOT = PROJECT
SEEDS = SHARED / "seeds"


@dataclass(frozen=True)
class Searched:
    """What there is to search in."""

    documents: tuple[ConversationDocuments, ...]
    models: Mapping[str, Model]


@cache
def content() -> Searched:
    """The sample archive."""
    return _read(ROOT, None)


@cache
def seeds() -> Searched:
    """The real transcripts."""
    with TemporaryDirectory() as folder:
        return _read(Path(folder), SEEDS)


@cache
def made() -> Searched:
    """Sixty generated transcripts, a handful by hand, and short messages enough for a word to be common."""
    with TemporaryDirectory() as folder:
        transcripts = Path(folder, "content", "transcripts")
        transcripts.mkdir(parents=True)
        for name, text in generated(60):
            (transcripts / name).write_bytes(text.encode())
        found = _read(Path(folder), None)
    odd = (documents(each, Place(f"odd-{n}")) for n, each in enumerate(_odd()))
    short = (documents(each, Place(f"short-{n}")) for n, each in enumerate(_short()))
    return Searched((*found.documents, *odd, *short), found.models)


def _read(root: Path, folder: Path | None) -> Searched:
    archive = open_archive(root, folder)
    kit = kit_of(archive)
    jobs = [Job(file.path, file.file, file.rule) for file in archive.files]
    outlines = [found.outline for job in jobs if (found := transcript.find_outline(kit, job)).outline]
    places = arrange(outlines, {file.path: file.rule.series for file in archive.files})
    models = transcript.models(kit)
    found = []
    for job in jobs:
        if job.path in places:
            read = read_transcript(job.path, job.file.read_bytes(), job.rule, models)
            assert isinstance(read, Conversation)
            found.append(documents(read, places[job.path]))
    return Searched(tuple(found), models.by_identity)


def _odd() -> Iterator[Conversation]:
    """Conversations that are hard on a search."""
    yield everything()
    yield hostile(*VECTORS[:3])
    yield said("No date", "tide tide tide", "harbour lighthouse", "the ledger of the tide", started=None)
    yield said("Harbour", "a lighthouse", "nothing of that", "the harbour at dawn")
    yield said(
        "灯台と海", "東京都の灯台は海を見る。", "茶と雨の辞書 ภาษาไทย 한국어 검색", "𠀀𠀁𠀂 ｶﾀｶﾅ カタカナ"
    )
    yield said(
        "Ünïcödé",
        "Café cafe CAFÉ cafe\u0301",
        "ﬁne ﬂood №4 ½ Straße STRASSE",
        "עִבְרִית العَرَبِيَّة مرحبا",
        "🌊 🌊🌊 ⚓ 👩‍👩‍👧",
    )
    yield said(
        "Forms",
        "light lights lighting lighted lightly lit",
        "organize organizing organization organ",
        "one on ones",
    )
    yield said("", "", " ", "-", "*" * 20, "word " * 500, "x" * 500, "don't can't 4.5 snake_case e-mail")
    yield said("Old and far", "a letter from then", started="1066-10-14")
    yield said("Far and new", "a letter from there", started="9999-12-31T23:59:59")
    yield said("Half a day", "a letter from nowhere", started="2026-13-45")
    yield said("Numbers", "4.5 45 4 5 2026-01-04 12:30 http://example.org/a_b?c=d&e#f", "1 2 3 " * 90)
    names = [
        "Ada",
        "ada",
        "ÁDA",
        "Ada Quill",
        "☂",
        "  ",
        "AI-3",
        "AI 3",
        'The "Quoted" One',
        "a(b)c",
        "x" * 900,
    ]
    yield conversation(
        *(
            message(n, Participant(name, Role.ASSISTANT, None, name), block(BlockKind.PROSE, f"lantern {n}"))
            for n, name in enumerate(names, 1)
        ),
        title="Names " + "and names " * 40,
    )
    models = [
        "anthropic/claude-haiku-4.5",
        "anthropic/claude-opus-4",
        "openai/gpt-4o",
        "nobody/unheard-of",
        None,
    ]
    yield conversation(
        *(
            message(
                n,
                Participant(f"M{n}", Role.ASSISTANT, model, "some label 7"),
                block(BlockKind.PROSE, "mirror"),
            )
            for n, model in enumerate(models, 1)
        ),
        title="Models",
    )


def _short() -> Iterator[Conversation]:
    dice = Random(4)
    for n in range(25):
        texts = (f"the {dice.choice(WORDS)} and {dice.choice(WORDS)} {k}" for k in range(100))
        yield said(f"Short {dice.choice(WORDS)}", *texts, started=f"2024-{n % 12 + 1:02}-01T10:00:00")


def said(
    title: str, *texts: str, started: str | None = "2025-06-01T10:00:00", who: Sequence[str] = ()
) -> Conversation:
    """A conversation of these messages, said in turn by those of these names."""
    people = [Participant(name) for name in who] or [USER, LYRA, SLOT, STRANGER]
    messages = (
        message(n, people[(n - 1) % len(people)], block(BlockKind.PROSE, text))
        for n, text in enumerate(texts, 1)
    )
    return conversation(*messages, title=title, started=started)


def indexed(searched: Searched, folder: Path) -> Index:
    """The Whoosh index of an archive, made in an empty folder."""
    shelf = Shelf(folder / "shelf")
    boxes = {each.head.slug: packed(each) for each in searched.documents}
    for box in boxes.values():
        shelf.put(box)
    update(folder / "index", shelf, {slug: box.key for slug, box in boxes.items()})
    return open_index(folder / "index", shelf, searched.models)


def exported(searched: Searched) -> dict[str, bytes]:
    """The shards of an archive, by path."""
    columns = Columns.of([each.head for each in searched.documents], searched.models)
    by_slug = {each.head.slug: each for each in searched.documents}
    ordered = [by_slug[head.slug] for head in columns.heads]
    texts = [text_shards(each) for each in ordered]
    paths = [[file.path for file in each] for each in texts]
    files = (*shards(columns, [each.entries for each in ordered], paths), *chain.from_iterable(texts))
    return {file.path: file.data for file in files}


def by_hand(*conversations: Conversation) -> MemoryIndex:
    """An index of these, which have the slugs ``odd-0``, ``odd-1`` …"""
    made = [documents(each, Place(f"odd-{n}")) for n, each in enumerate(conversations)]
    return MemoryIndex(made, load_models().by_identity)


READ: Mapping[str, Callable[[], Searched]] = {"content": content, "made": made, "seeds": seeds}
