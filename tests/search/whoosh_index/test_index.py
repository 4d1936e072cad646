"""The Whoosh index, compared with a plain reading of the texts and with stock Whoosh."""

from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import open_dir
from whoosh.query import And, Or, Phrase, Query, Term
from whoosh.scoring import BM25F

from sitegen.model import Participant
from sitegen.model.ai_models import load_models
from sitegen.search.documents import ConversationDocuments
from sitegen.search.ranking import K1, LENGTH_LEVELS, B, bm25, idf, length_norms
from sitegen.search.results import search
from sitegen.search.segment_store import SegmentStore, serialise
from sitegen.search.whoosh_index.codec import PositionsFormat, schema
from sitegen.search.whoosh_index.index import Index, TermPostings, open_index
from sitegen.search.whoosh_index.manifest import IndexContent, IndexDamagedError
from sitegen.search.whoosh_index.updates import update_index
from sitegen.text.tokens import message_terms
from tests.search.archives import LOADERS, SearchedArchive, conversation_of, documents_of
from tests.search.memory_index import MemoryIndex
from tests.shared import SHARED

MODELS = load_models().by_identity
FIELDS = ("text", "title", "speaker")
ARCHIVES = [
    "sample",
    "generated",
    pytest.param("seeds", marks=pytest.mark.skipif(not SHARED.is_dir(), reason="not here")),
]


class IndexOnDisk:
    """An index and its segment store."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "index"
        self.store = SegmentStore(root / "store")
        self.content = IndexContent()

    def update(self, *wanted: ConversationDocuments) -> "IndexOnDisk":
        """Update the index and delete what is no longer needed from the store, as a build and a search do."""
        segments = {each.header.slug: serialise(each) for each in wanted}
        for segment in segments.values():
            self.store.put(segment)
        old_keys = self.content.keys.values()
        self.content = content_of(*wanted)
        update_index(self.folder, self.store, self.content)
        self.store.keep_only({*self.content.keys.values(), *old_keys})
        return self

    def open(self) -> Index:
        return open_index(self.folder, self.store, self.content)


def content_of(*wanted: ConversationDocuments) -> IndexContent:
    return IndexContent({each.header.slug: serialise(each).key for each in wanted}, tuple(MODELS.values()))


@pytest.fixture
def index_on_disk(tmp_path: Path) -> IndexOnDisk:
    return IndexOnDisk(tmp_path)


def talk(slug: str, *texts: str, title: str = "", **more: Any) -> ConversationDocuments:
    return documents_of(conversation_of(title or f"On {slug}", *texts, **more), slug)


def harbour() -> list[ConversationDocuments]:
    return [
        talk("harbour", "the tide keeps the ledger", "tide and tide again", "no light", title="Harbour lights"),
        talk(
            "lamps",
            "one lamp, the tide",
            "a light a light a lamp",
            started="2024-05-06",
            speakers=["Ada", "The Tide"],
        ),
        talk("letters", "a letter about light", "東京都の灯台", started=None),
    ]


def index_contents(index: Index | MemoryIndex) -> dict[str, Any]:
    """Return everything that an index can return."""
    everything = range(index.columns.count)
    words = index.terms("")
    return {
        "heads": index.columns.headers,
        "terms": list(words),
        "postings": {
            (field, term): tuple(map(list, found))
            for term, _ in words
            for field in FIELDS
            if (found := index.postings(field, term)).docs
        },
        "positions": {term: _as_lists(index.positions(term, everything)) for term, _ in words},
        "texts": dict(index.texts(everything)),
    }


def _as_lists(places: Mapping[int, Any]) -> dict[int, list[int]]:
    return {doc: list(positions) for doc, positions in sorted(places.items())}


def contents_on_disk(index_on_disk: IndexOnDisk) -> dict[str, Any]:
    with index_on_disk.open() as index:
        return index_contents(index)


def expected_contents(*documents: ConversationDocuments) -> dict[str, Any]:
    """Return the expected contents of an index of these documents."""
    return index_contents(MemoryIndex(documents, MODELS))


def file_contents(index_on_disk: IndexOnDisk) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in index_on_disk.folder.iterdir()}


# Contents


@pytest.mark.parametrize("name", ARCHIVES)
def test_it_agrees_with_a_plain_reading_of_the_texts(name: str, index_on_disk: IndexOnDisk):
    held = LOADERS[name]().documents
    assert contents_on_disk(index_on_disk.update(*held)) == expected_contents(*held)


def test_unknown_words_have_no_postings(index_on_disk: IndexOnDisk):
    with index_on_disk.update(*harbour()).open() as index:
        assert index.terms("nowhere") == []
        assert [index.postings(field, "nowhere") for field in FIELDS] == [TermPostings([], [])] * 3
        assert index.positions("nowhere", [0, 1, 2]) == {}
        assert index.positions("tide", []) == {}
        assert index.texts([]) == {}


def test_words_of_titles_and_names_are_terms_that_no_text_has(index_on_disk: IndexOnDisk):
    with index_on_disk.update(*harbour()).open() as index:
        assert index.terms("h") == [("harbour", 0)]
        assert index.terms("ad") == [("ada", 0)]


def test_positions_are_those_of_the_given_documents_only(index_on_disk: IndexOnDisk):
    with index_on_disk.update(*harbour()).open() as index:
        everywhere = index.positions("tide", range(index.columns.count))
        assert {doc: index.positions("tide", [doc])[doc] for doc in everywhere} == everywhere


def test_long_lists_of_postings_are_complete(index_on_disk: IndexOnDisk):
    many = [talk(f"t{n:03}", *(f"tide {n} {k}" for k in range(40)), started=f"20{n:02}-01-01") for n in range(30)]
    with index_on_disk.update(*many).open() as index:
        assert index.postings("text", "tide") == TermPostings(list(range(1200)), [1] * 1200)
        some = [0, 127, 128, 129, 640, 1199]
        assert _as_lists(index.positions("tide", some)) == {doc: [0] for doc in some}
        assert _as_lists(index.positions("17", range(1200))) == {
            doc: ([1] if doc // 40 == 17 else []) + ([2] if doc % 40 == 17 else [])
            for doc in range(1200)
            if doc // 40 == 17 or doc % 40 == 17
        }


def test_positions_in_a_very_long_message_are_right(index_on_disk: IndexOnDisk):
    with index_on_disk.update(talk("long", "tide " + "lamp " * 70_000 + "tide", "a tide")).open() as index:
        assert _as_lists(index.positions("tide", [0, 1])) == {0: [0, 70_001], 1: [1]}


def test_an_archive_without_conversations_has_an_index(index_on_disk: IndexOnDisk):
    assert contents_on_disk(index_on_disk.update()) == expected_contents()


# Compared with stock Whoosh


class AnalysedField(FieldType):
    """The same field for stock Whoosh's writer, which splits texts itself."""

    def __init__(self, field: FieldType) -> None:
        super().__init__(field.format, None, scorable=field.scorable)

    def index(self, value: str, **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        places: dict[str, list[int]] = {}
        for at, term in enumerate(message_terms(value) if self.scorable else [value]):
            places.setdefault(term, []).append(at)
        for term, found in places.items():
            is_text = isinstance(self.format, PositionsFormat)
            packed = array("H", found).tobytes() if is_text else len(found).to_bytes(4) if self.scorable else b""
            yield term.encode(), len(found), float(len(found)), packed


def stock_index(searched: SearchedArchive) -> Any:
    """Return an index of the documents written by stock Whoosh."""
    index = RamStorage().create_index(Schema(**{name: AnalysedField(field) for name, field in schema().items()}))
    ordered = sorted(searched.documents, key=lambda each: (each.header.started, each.header.slug))
    with index.writer() as writer:
        for each in ordered:
            head = each.header
            for text, who in zip(each.texts, head.speakers, strict=True):
                writer.add_document(
                    text=text, title=head.title, speaker=head.participants[who].name, conversation=head.slug
                )
    return index


def postings_of(reader: Any) -> dict[tuple[str, bytes], list[tuple[Any, ...]]]:
    found = {}
    for field, term in reader.all_terms():
        if field in {*FIELDS, "conversation"}:
            matcher = reader.postings(field, term)
            rows = []
            while matcher.is_active():
                places = tuple(matcher.value_as("positions")) if field == "text" else ()
                rows.append((matcher.id(), matcher.weight(), matcher.value_as("frequency"), places))
                matcher.next()
            info = reader.term_info(field, term)
            rows.append((info.doc_frequency(), info.weight(), info.max_weight(), info.min_id(), info.max_id()))
            found[field, term] = rows
    return found


@pytest.mark.parametrize("name", ["sample", "generated"])
def test_stock_whoosh_reads_the_same_as_from_an_index_that_it_wrote(name: str, index_on_disk: IndexOnDisk):
    searched = LOADERS[name]()
    index_on_disk.update(*searched.documents)
    with open_dir(str(index_on_disk.folder)).reader() as ours, stock_index(searched).reader() as theirs:
        assert ours.doc_count() == theirs.doc_count()
        assert postings_of(ours) == postings_of(theirs)


def whoosh_scores(index_on_disk: IndexOnDisk, query: Query) -> dict[int, float]:
    """Return the scores by document of stock Whoosh's searcher on our index."""
    with open_dir(str(index_on_disk.folder)).searcher(weighting=BM25F(B=B, K1=K1)) as searcher:
        return {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}


def formula_scores(index: Index, field: str, term: str) -> dict[int, float]:
    """Return the scores by document of a term by our formula."""
    columns = index.columns
    levels = {
        "text": columns.level,
        "title": [columns.title_level[n] for n in columns.conversation],
        "speaker": [columns.speaker_level[n] for n in columns.participant],
    }[field]
    norm = length_norms(LENGTH_LEVELS, getattr(columns.averages, field))
    docs, tfs = index.postings(field, term)
    rarity = idf(columns.count, len(docs))
    return {doc: bm25(rarity, tf, norm[levels[doc]]) for doc, tf in zip(docs, tfs, strict=True)}


def or_scores(*parts: Mapping[int, float]) -> dict[int, float]:
    return {doc: sum(part.get(doc, 0.0) for part in parts) for doc in {doc for part in parts for doc in part}}


def and_scores(*parts: Mapping[int, float]) -> dict[int, float]:
    return {doc: score for doc, score in or_scores(*parts).items() if all(doc in part for part in parts)}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> IndexOnDisk:
    return IndexOnDisk(tmp_path_factory.mktemp("generated")).update(*LOADERS["generated"]().documents)


@pytest.mark.parametrize("field", FIELDS)
def test_stock_whoosh_weighs_every_term_as_our_formula_does(field: str, generated: IndexOnDisk):
    with generated.open() as index:
        for term, _ in index.terms("")[::7]:
            expected = formula_scores(index, field, term)
            assert whoosh_scores(generated, Term(field, term)) == pytest.approx(expected, rel=1e-6), term


@pytest.mark.parametrize(("a", "b"), [("tide", "ledger"), ("the", "mirror"), ("lantern", "light"), ("x", "tide")])
def test_stock_whoosh_weighs_and_and_or_as_our_formula_does(a: str, b: str, generated: IndexOnDisk):
    with generated.open() as index:
        parts = [formula_scores(index, "text", term) for term in (a, b)]
        query = [Term("text", a), Term("text", b)]
        assert whoosh_scores(generated, And(query)) == pytest.approx(and_scores(*parts), rel=1e-6)
        assert whoosh_scores(generated, Or(query)) == pytest.approx(or_scores(*parts), rel=1e-6)


@pytest.mark.parametrize("words", ["the tide", "harbour letter", "of the", "tide tide", "of the tide", "tide unheard"])
def test_stock_whoosh_finds_phrases_as_our_positions_do(words: str, generated: IndexOnDisk):
    phrase = words.split()
    with generated.open() as index:
        docs = {
            doc
            for doc in range(index.columns.count)
            if tuple(phrase) in _runs(list(message_terms(index.texts([doc])[doc].text)), len(phrase))
        }
        starts = index.positions(phrase[0], range(index.columns.count))
        nexts = [index.positions(term, range(index.columns.count)) for term in phrase]
        ours = {
            doc
            for doc, places in starts.items()
            if any(all(at + n in other.get(doc, ()) for n, other in enumerate(nexts)) for at in places)
        }
    assert docs == ours == set(whoosh_scores(generated, Phrase("text", phrase)))


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_stock_whoosh_finds_conversations_models_days_and_kinds(generated: IndexOnDisk):
    with generated.open() as index:
        columns = index.columns
        drawn = {doc for doc, kinds in enumerate(columns.kinds) if kinds & 1}
        head = columns.headers[3]
        own = set(range(columns.offsets[3], columns.offsets[4]))
        identity = "anthropic/claude-haiku-4.5"
        said_so = {d for d, who in enumerate(columns.participant) if columns.participants[who].model == identity}
    assert set(whoosh_scores(generated, Term("kind", "art"))) == drawn != set()
    assert set(whoosh_scores(generated, Term("conversation", head.slug))) == own
    assert set(whoosh_scores(generated, Term("date", head.started[:10]))) >= own
    assert set(whoosh_scores(generated, Term("model", identity))) == said_so != set()


# Updates


def test_what_did_not_change_is_not_written(index_on_disk: IndexOnDisk):
    index_on_disk.update(*harbour())
    before = file_contents(index_on_disk)
    index_on_disk.update(*harbour())
    assert file_contents(index_on_disk) == before


def test_one_more_conversation_does_not_rewrite_a_large_index(index_on_disk: IndexOnDisk):
    many = [talk(f"t{n:03}", f"tide {n}") for n in range(40)]
    index_on_disk.update(*many)
    before = file_contents(index_on_disk)
    index_on_disk.update(*many, talk("more", "one more tide"))
    after = file_contents(index_on_disk)
    large = {name: data for name, data in before.items() if name.startswith("MAIN_")}
    assert {name: after[name] for name in large} == large
    assert contents_on_disk(index_on_disk) == expected_contents(*many, talk("more", "one more tide"))


CHANGES: Mapping[str, Callable[[list[ConversationDocuments]], list[ConversationDocuments]]] = {
    "a changed text": lambda held: [talk("harbour", "other words", title="Harbour lights"), *held[1:]],
    "a conversation gone": lambda held: held[1:],
    "all gone": lambda _: [],
    "another slug": lambda held: [replace(held[0], header=replace(held[0].header, slug="quay")), *held[1:]],
    "slugs exchanged": lambda held: [
        replace(held[0], header=replace(held[0].header, slug="lamps")),
        replace(held[1], header=replace(held[1].header, slug="harbour")),
        held[2],
    ],
    "another title": lambda held: [replace(held[0], header=replace(held[0].header, title="Quay")), *held[1:]],
    "an older one": lambda held: [*held, talk("first", "before the tide", started="1999-01-01")],
    "a name changed": lambda held: [talk("harbour", "the tide", speakers=[Participant("Q").name]), *held[1:]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_it_equals_a_new_index(change: str, index_on_disk: IndexOnDisk):
    rest = [talk(f"t{n:03}", f"tide {n}", started=f"2023-01-{n + 1:02}") for n in range(20)]
    index_on_disk.update(*harbour(), *rest)
    changed = [*CHANGES[change](harbour()), *rest]
    assert contents_on_disk(index_on_disk.update(*changed)) == expected_contents(*changed)


def test_words_that_only_deleted_messages_have_are_removed(index_on_disk: IndexOnDisk):
    rest = [talk(f"t{n:03}", "the tide") for n in range(20)]
    index_on_disk.update(*rest, talk("odd", "quicksilver", title="Mercury", speakers=["Hermes"]))
    with index_on_disk.update(*rest).open() as index:
        assert [index.terms(word) for word in ("quick", "merc", "herm")] == [[], [], []]


SLUGS = "abcdef"
SAID = st.lists(st.sampled_from(["tide", "lamp", "tide tide", "the ledger", "灯台", ""]), min_size=1, max_size=3)
STATES = st.lists(
    st.dictionaries(st.sampled_from(SLUGS), st.tuples(SAID, st.sampled_from(["2024-01-01", "2025-01-01", None]))),
    min_size=1,
    max_size=6,
)


@hypothesis_settings(deadline=None, max_examples=25)
@given(STATES)
def test_earlier_states_make_no_difference(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, tuple[list[str], str | None]]]
):
    index_on_disk = IndexOnDisk(tmp_path_factory.mktemp("index_on_disk"))
    steady = [talk(f"steady{n}", "the tide", f"lamp {n}") for n in range(9)]
    for state in states:
        held = [*steady, *(talk(slug, *texts, started=day) for slug, (texts, day) in state.items())]
        assert contents_on_disk(index_on_disk.update(*held)) == expected_contents(*held)


# Concurrency


def test_an_open_index_keeps_its_state(index_on_disk: IndexOnDisk):
    index_on_disk.update(*harbour())
    with index_on_disk.open() as index:
        index_on_disk.update(talk("other", "other words"))
        assert index_contents(index) == expected_contents(*harbour())
    assert contents_on_disk(index_on_disk) == expected_contents(talk("other", "other words"))


def copy_before_each_step(
    monkeypatch: pytest.MonkeyPatch, index_on_disk: IndexOnDisk, copies: Path, *wanted: ConversationDocuments
) -> int:
    """Update the index, copy it before each step, and return the number of steps."""
    numbers = count()

    def stepwise(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **more: Any) -> Any:
            copytree(index_on_disk.folder, copies / str(next(numbers)))
            return function(*arguments, **more)

        return step

    steps = [(Path, name) for name in ("replace", "write_text", "unlink")]
    steps += [(FileStorage, name) for name in ("create_file", "rename_file", "delete_file")]
    with monkeypatch.context() as patch:
        for owner, name in steps:
            patch.setattr(owner, name, stepwise(getattr(owner, name)))
        update_index(index_on_disk.folder, index_on_disk.store, content_of(*wanted))
    return next(numbers)


def test_an_interrupted_update_leaves_the_old_state_or_the_new_one(
    index_on_disk: IndexOnDisk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    now = [*harbour()[1:], talk("new", "new words")]
    index_on_disk.update(*harbour())
    index_on_disk.store.put(serialise(now[-1]))
    steps = copy_before_each_step(monkeypatch, index_on_disk, tmp_path, *now)
    old, new = expected_contents(*harbour()), expected_contents(*now)
    seen = []
    for n in range(steps):
        index_on_disk.folder = tmp_path / str(n)
        with suppress(IndexDamagedError):
            index_on_disk.content = content_of(*harbour())
            seen.append(contents_on_disk(index_on_disk))
        index_on_disk.content = content_of(*now)
        if len(seen) == n:
            seen.append(contents_on_disk(index_on_disk))
        update_index(index_on_disk.folder, index_on_disk.store, index_on_disk.content)
        assert contents_on_disk(index_on_disk) == new
    turn = seen.index(new)
    assert seen == [old] * turn + [new] * (steps - turn)
    assert turn > 5


# Damage


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _garbage(file: Path) -> None:
    file.write_bytes(b"\x80garbage" * (file.stat().st_size // 8 + 1))


def _other(file: Path) -> None:
    file.write_bytes(bytes(255 - byte for byte in file.read_bytes()))


DAMAGE = {"cut": _cut, "garbage": _garbage, "other bytes": _other, "gone": Path.unlink}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_to_any_file_is_detected_and_repaired(damage: str, index_on_disk: IndexOnDisk):
    index_on_disk.update(*harbour())
    for name in sorted(file_contents(index_on_disk)):
        file = index_on_disk.folder / name
        if not file.exists():  # of the state before
            continue
        DAMAGE[damage](file)
        with pytest.raises(IndexDamagedError):
            index_on_disk.open()
        assert contents_on_disk(index_on_disk.update(*harbour())) == expected_contents(*harbour()), name


def test_without_a_folder_there_is_no_index(index_on_disk: IndexOnDisk):
    with pytest.raises(IndexDamagedError):
        index_on_disk.open()


def test_an_empty_folder_is_no_index(index_on_disk: IndexOnDisk):
    index_on_disk.folder.mkdir()
    with pytest.raises(IndexDamagedError):
        index_on_disk.open()
    assert contents_on_disk(index_on_disk.update(*harbour())) == expected_contents(*harbour())


def test_a_foreign_index_is_rebuilt(index_on_disk: IndexOnDisk):
    from whoosh.fields import TEXT
    from whoosh.index import create_in

    index_on_disk.folder.mkdir()
    with create_in(str(index_on_disk.folder), Schema(other=TEXT)).writer() as writer:
        writer.add_document(other="quicksilver")
    with pytest.raises(IndexDamagedError):
        index_on_disk.open()
    assert contents_on_disk(index_on_disk.update(*harbour())) == expected_contents(*harbour())


def test_unknown_files_do_no_harm(index_on_disk: IndexOnDisk):
    index_on_disk.update(*harbour())
    (index_on_disk.folder / "MAIN_of_an_update_that_was_cut.trm").write_bytes(b"half")
    (index_on_disk.folder / "notes.txt").write_bytes(b"mine")
    assert contents_on_disk(index_on_disk) == expected_contents(*harbour())


def test_with_a_cleared_store_the_index_has_no_texts(index_on_disk: IndexOnDisk):
    index_on_disk.update(*harbour())
    with index_on_disk.open() as index:
        index_on_disk.store.clear()
        with pytest.raises(IndexDamagedError):
            index.texts([0])


def test_search_finds_messages_through_it(index_on_disk: IndexOnDisk):
    with index_on_disk.update(*harbour()).open() as index:
        found = search(index, '"a light"', 10)
        assert [(hit.address.partition("#")[0], hit.number) for hit in found.hits] == [("c/lamps.html", 2)]
