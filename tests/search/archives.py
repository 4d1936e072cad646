"""Archives to search in, read as a build reads them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.generate import WORDS
from benchmarks.generate import conversations as generated
from sitegen.archive.folder import open_archive
from sitegen.build import transcript
from sitegen.build.context import build_context, model_registry, site_renderer
from sitegen.build.conversation_reader import read_transcript
from sitegen.build.series import arrange_conversations
from sitegen.build.transcript_job import TranscriptJob, with_data
from sitegen.model import BlockKind, Conversation, PageContext, Participant, Role
from sitegen.model.ai_models import Model, load_models
from sitegen.quotes.shown_text import searched_text
from sitegen.search.documents import ConversationDocuments, index_conversation
from sitegen.search.segment_store import SegmentStore, serialise
from sitegen.search.shards import ShardIndex
from sitegen.search.whoosh_index.index import Index, open_index
from sitegen.search.whoosh_index.manifest import IndexContent
from sitegen.search.whoosh_index.updates import update_index
from tests.browser.hostile import hostile_conversation
from tests.browser.vectors import VECTORS
from tests.paths import PROJECT
from tests.render.samples import LYRA, SLOT, STRANGER, USER, block, conversation, everything, message, renderer
from tests.search.memory_index import MemoryIndex
from tests.shared import SHARED

ROOT = PROJECT
SEEDS = SHARED / "seeds"


@dataclass(frozen=True)
class SearchedArchive:
    """Documents and models of an archive."""

    documents: tuple[ConversationDocuments, ...]
    models: Mapping[str, Model]


@cache
def sample_archive() -> SearchedArchive:
    """Return the sample archive."""
    return _load(ROOT, None)


@cache
def seed_archive() -> SearchedArchive:
    """Return the real transcripts."""
    with TemporaryDirectory() as folder:
        return _load(Path(folder), SEEDS)


@cache
def generated_archive() -> SearchedArchive:
    """Return generated and unusual transcripts, and enough short messages to have common words."""
    with TemporaryDirectory() as folder:
        transcripts = Path(folder, "content", "transcripts")
        transcripts.mkdir(parents=True)
        for name, text in generated(60):
            (transcripts / name).write_bytes(text.encode())
        found = _load(Path(folder), None)
    unusual = (documents_of(each, f"odd-{n}") for n, each in enumerate(_unusual_conversations()))
    folded = index_conversation(folded_conversation(), PageContext("folded"), _shown(folded_conversation()))
    short = (documents_of(each, f"short-{n}") for n, each in enumerate(_short_conversations()))
    return SearchedArchive((*found.documents, *unusual, folded, *short), found.models)


def _load(root: Path, folder: Path | None) -> SearchedArchive:
    archive = open_archive(root, folder)
    kit = build_context(archive)
    jobs = [TranscriptJob(file.path, file.file, file.rule) for file in archive.files]
    outlines = [found.outline for job in jobs if (found := transcript.read_outline(kit, with_data(job))).outline]
    places = arrange_conversations(outlines, {file.path: file.rule.series for file in archive.files})
    models = model_registry(kit)
    found = []
    for job in jobs:
        if job.path in places:
            read = read_transcript(job.path, job.file.read_bytes(), job.rule, models)
            assert isinstance(read, Conversation)
            bodies = site_renderer(kit).message_bodies(read)
            words = {each.anchor: searched_text(body.shown) for each, body in zip(read.messages, bodies, strict=True)}
            found.append(index_conversation(read, places[job.path], words))
    return SearchedArchive(tuple(found), models.by_identity)


def documents_of(talk: Conversation, slug: str) -> ConversationDocuments:
    """Return the inverted form of a conversation whose page shows the text of its messages."""
    shown = {each.anchor: " ".join(each.text.split()) for each in talk.messages}
    return index_conversation(talk, PageContext(slug), shown)


def _unusual_conversations() -> Iterator[Conversation]:
    """Yield conversations with unusual texts, titles, names and dates."""
    yield everything()
    yield hostile_conversation(*VECTORS[:3])
    yield conversation_of("No date", "tide tide tide", "harbour lighthouse", "the ledger of the tide", started=None)
    yield conversation_of("Harbour", "a lighthouse", "nothing of that", "the harbour at dawn")
    yield conversation_of(
        "灯台と海", "東京都の灯台は海を見る。", "茶と雨の辞書 ภาษาไทย 한국어 검색", "𠀀𠀁𠀂 ｶﾀｶﾅ カタカナ"
    )
    yield conversation_of(
        "Ünïcödé",
        "Café cafe CAFÉ cafe\u0301",
        "ﬁne ﬂood №4 ½ Straße STRASSE",
        "עִבְרִית العَرَبِيَّة مرحبا",
        "🌊 🌊🌊 ⚓ 👩‍👩‍👧",
    )
    yield conversation_of(
        "Łódź GPT-4o",
        "Smørrebrød og Ægir, þing; gpt4 and GPT-4o, Claude 3.5 and v4.5.1, R1",
        "⼀⼈ ⻓城 ㍿トヨタ 5㎏ ⓐⓑ wo\u2060rd wo\ufeffrd a1b2c3d4",
    )
    yield conversation_of(
        "Forms",
        "light lights lighting lighted lightly lit",
        "organize organizing organization organ",
        "one on ones",
    )
    yield conversation_of(
        "Wörter",
        "Das Haus und die Häuser sind auf der Insel, und ich sehe sie nicht.",
        "Häusern?",
        "Los canciones del puerto y la canción de los barcos por la noche.",
        "الكتاب في المدرسة وكتاب",
    )
    yield conversation_of("", "", " ", "-", "*" * 20, "word " * 500, "x" * 500, "don't can't 4.5 snake_case e-mail")
    yield conversation_of("Old and far", "a letter from then", started="1066-10-14")
    yield conversation_of("Far and new", "a letter from there", started="9999-12-31T23:59:59")
    yield conversation_of("Half a day", "a letter from nowhere", started="2026-13-45")
    yield conversation_of("Numbers", "4.5 45 4 5 2026-01-04 12:30 http://example.org/a_b?c=d&e#f", "1 2 3 " * 90)
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


def folded_conversation() -> Conversation:
    """Return a conversation with thinking, tools, a file, and other versions."""
    thinking, call = BlockKind.THINKING, BlockKind.TOOL_CALL
    messages = (
        message(1, USER, block(BlockKind.PROSE, "Is the quay dry?"), block(BlockKind.ATTACHMENT, "the puddle list")),
        message(
            2, LYRA, block(thinking, "They mean the stones, 灯台."), block(BlockKind.PROSE, "I will see the quay.")
        ),
        message(3, LYRA, block(call, "count puddles"), block(BlockKind.TOOL_RESULT, "nine puddles in the tide")),
        message(4, LYRA, block(BlockKind.PROSE, "It is wet, a puddle or nine.")),
        message(5, LYRA, block(BlockKind.PROSE, "It is dry.")),
        message(6, LYRA, block(thinking, "dry stones")),
    )
    branches = (0, 0, 0, 0, 1, 2)
    found = (replace(each, branch=branch) for each, branch in zip(messages, branches, strict=True))
    return conversation(*found, title="The quay", branch_points=(0, 3))


def _shown(found: Conversation) -> dict[str, str]:
    """Return the words of each message, as rendering finds them."""
    return {
        each.anchor: searched_text(body.shown)
        for each, body in zip(found.messages, renderer().message_bodies(found), strict=True)
    }


def _short_conversations() -> Iterator[Conversation]:
    dice = Random(4)
    for n in range(25):
        texts = (f"the {dice.choice(WORDS)} and {dice.choice(WORDS)} {k}" for k in range(100))
        yield conversation_of(f"Short {dice.choice(WORDS)}", *texts, started=f"2024-{n % 12 + 1:02}-01T10:00:00")


def conversation_of(
    title: str, *texts: str, started: str | None = "2025-06-01T10:00:00", speakers: Sequence[str] = ()
) -> Conversation:
    """Return a conversation of these messages with the speakers in turn."""
    participants = [Participant(name) for name in speakers] or [USER, LYRA, SLOT, STRANGER]
    messages = (
        message(n, participants[(n - 1) % len(participants)], block(BlockKind.PROSE, text))
        for n, text in enumerate(texts, 1)
    )
    return conversation(*messages, title=title, started=started)


def build_whoosh_index(archive: SearchedArchive, folder: Path) -> Index:
    """Build the Whoosh index of an archive in an empty folder."""
    store = SegmentStore(folder / "store")
    segments = {each.header.slug: serialise(each) for each in archive.documents}
    for segment in segments.values():
        store.put(segment)
    keys = {slug: segment.key for slug, segment in segments.items()}
    content = IndexContent(keys, tuple(archive.models.values()))
    update_index(folder / "index", store, content)
    return open_index(folder / "index", store, content)


def export_shards(archive: SearchedArchive) -> dict[str, bytes]:
    """Return the shards of an archive by path."""
    with TemporaryDirectory() as folder:
        store = SegmentStore(Path(folder, "store"))
        segments = {each.header.slug: serialise(each) for each in archive.documents}
        for segment in segments.values():
            store.put(segment)
        keys = {slug: segment.key for slug, segment in segments.items()}
        shards = ShardIndex(Path(folder, "shards"), store).shards(keys, archive.models, lambda _: False)
        return {each.path: each.data for each in shards if not isinstance(each, str)}


def memory_index(*conversations: Conversation) -> MemoryIndex:
    """Return an index of conversations with the slugs ``odd-0``, ``odd-1`` …"""
    documents = [documents_of(each, f"odd-{n}") for n, each in enumerate(conversations)]
    return MemoryIndex(documents, load_models().by_identity)


LOADERS: Mapping[str, Callable[[], SearchedArchive]] = {
    "sample": sample_archive,
    "generated": generated_archive,
    "seeds": seed_archive,
}
