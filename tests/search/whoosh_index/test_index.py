"""The Whoosh index: what it answers, beside a plain reading of the texts and beside Whoosh's own ways."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import open_dir
from whoosh.query import And, Or, Phrase, Query, Term
from whoosh.scoring import BM25F

from sitegen.model import Participant, Place
from sitegen.model.ai_models import load_models
from sitegen.search.documents import ConversationDocuments, documents
from sitegen.search.ranking import K1, LEVELS, B, bm25, idf, norms
from sitegen.search.results import search
from sitegen.search.segment_store import Shelf, packed
from sitegen.search.whoosh_index.codec import schema
from sitegen.search.whoosh_index.index import Index, Postings, open_index
from sitegen.search.whoosh_index.manifest import IndexDamagedError
from sitegen.search.whoosh_index.updates import update
from sitegen.text.tokens import terms
from tests.search.archives import READ, Searched, said
from tests.search.memory_index import MemoryIndex
from tests.shared import SHARED

MODELS = load_models().by_identity
FIELDS = ("text", "title", "speaker")
ARCHIVES = [
    "content",
    "made",
    pytest.param("seeds", marks=pytest.mark.skipif(not SHARED.is_dir(), reason="not here")),
]


class Library:
    """An index and the shelf that it is made from."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "index"
        self.shelf = Shelf(root / "shelf")
        self.keys: Mapping[str, str] = {}

    def hold(self, *wanted: ConversationDocuments) -> "Library":
        """Brings the index up to date; as a build does, with nothing on the shelf that is no longer needed."""
        boxes = {each.head.slug: packed(each) for each in wanted}
        for box in boxes.values():
            self.shelf.put(box)
        self.keys = {slug: box.key for slug, box in boxes.items()}
        needed = update(self.folder, self.shelf, self.keys)
        self.shelf.keep_only({*self.keys.values(), *needed})
        return self

    def open(self) -> Index:
        return open_index(self.folder, self.shelf, MODELS)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


def talk(slug: str, *texts: str, title: str = "", **more: Any) -> ConversationDocuments:
    return documents(said(title or f"On {slug}", *texts, **more), Place(slug))


def harbour() -> list[ConversationDocuments]:
    return [
        talk(
            "harbour", "the tide keeps the ledger", "tide and tide again", "no light", title="Harbour lights"
        ),
        talk(
            "lamps",
            "one lamp, the tide",
            "a light a light a lamp",
            started="2024-05-06",
            who=["Ada", "The Tide"],
        ),
        talk("letters", "a letter about light", "東京都の灯台", started=None),
    ]


def answers(index: Index | MemoryIndex) -> dict[str, Any]:
    """All that an index can be asked."""
    everything = range(index.columns.count)
    words = index.terms("")
    return {
        "heads": index.columns.heads,
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


def told(library: Library) -> dict[str, Any]:
    with library.open() as index:
        return answers(index)


def read(*held: ConversationDocuments) -> dict[str, Any]:
    """What an index of these must answer."""
    return answers(MemoryIndex(held, MODELS))


def texts_of(library: Library) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in library.folder.iterdir()}


# What it answers


@pytest.mark.parametrize("name", ARCHIVES)
def test_it_tells_what_the_texts_say(name: str, library: Library):
    held = READ[name]().documents
    assert told(library.hold(*held)) == read(*held)


def test_unknown_words_stand_nowhere(library: Library):
    with library.hold(*harbour()).open() as index:
        assert index.terms("nowhere") == []
        assert [index.postings(field, "nowhere") for field in FIELDS] == [Postings([], [])] * 3
        assert index.positions("nowhere", [0, 1, 2]) == {}
        assert index.positions("tide", []) == {}
        assert index.texts([]) == {}


def test_words_of_titles_and_names_are_terms_that_no_text_has(library: Library):
    with library.hold(*harbour()).open() as index:
        assert index.terms("h") == [("harbour", 0)]
        assert index.terms("ad") == [("ada", 0)]


def test_positions_are_given_of_the_asked_documents_only(library: Library):
    with library.hold(*harbour()).open() as index:
        everywhere = index.positions("tide", range(index.columns.count))
        assert {doc: index.positions("tide", [doc])[doc] for doc in everywhere} == everywhere


def test_long_lists_of_postings_are_whole(library: Library):
    many = [
        talk(f"t{n:03}", *(f"tide {n} {k}" for k in range(40)), started=f"20{n:02}-01-01") for n in range(30)
    ]
    with library.hold(*many).open() as index:
        assert index.postings("text", "tide") == Postings(list(range(1200)), [1] * 1200)
        some = [0, 127, 128, 129, 640, 1199]
        assert _as_lists(index.positions("tide", some)) == {doc: [0] for doc in some}
        assert _as_lists(index.positions("17", range(1200))) == {
            doc: ([1] if doc // 40 == 17 else []) + ([2] if doc % 40 == 17 else [])
            for doc in range(1200)
            if doc // 40 == 17 or doc % 40 == 17
        }


def test_an_archive_without_conversations_has_an_index(library: Library):
    assert told(library.hold()) == read()


# Beside stock Whoosh


def stock(searched: Searched) -> Any:
    """The same documents through Whoosh's own writer."""
    index = RamStorage().create_index(schema())
    ordered = sorted(searched.documents, key=lambda each: (each.head.started, each.head.slug))
    with index.writer() as writer:
        for each in ordered:
            head = each.head
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
            rows.append(
                (info.doc_frequency(), info.weight(), info.max_weight(), info.min_id(), info.max_id())
            )
            found[field, term] = rows
    return found


@pytest.mark.parametrize("name", ["content", "made"])
def test_stock_whoosh_reads_the_same_as_from_an_index_that_it_wrote(name: str, library: Library):
    searched = READ[name]()
    library.hold(*searched.documents)
    with open_dir(str(library.folder)).reader() as ours, stock(searched).reader() as theirs:
        assert ours.doc_count() == theirs.doc_count()
        assert postings_of(ours) == postings_of(theirs)


def scored(library: Library, query: Query) -> dict[int, float]:
    """Hits and scores of Whoosh's own searcher on our index."""
    with open_dir(str(library.folder)).searcher(weighting=BM25F(B=B, K1=K1)) as searcher:
        return {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}


def weighed(index: Index, field: str, term: str) -> dict[int, float]:
    """By document the weight that our formula gives a term."""
    columns = index.columns
    levels = {
        "text": columns.level,
        "title": [columns.title_level[n] for n in columns.conversation],
        "speaker": [columns.speaker_level[n] for n in columns.participant],
    }[field]
    norm = norms(LEVELS, getattr(columns.averages, field))
    docs, tfs = index.postings(field, term)
    rarity = idf(columns.count, len(docs))
    return {doc: bm25(rarity, tf, norm[levels[doc]]) for doc, tf in zip(docs, tfs, strict=True)}


def added(*parts: Mapping[int, float]) -> dict[int, float]:
    return {doc: sum(part.get(doc, 0.0) for part in parts) for doc in {doc for part in parts for doc in part}}


def both(*parts: Mapping[int, float]) -> dict[int, float]:
    return {doc: score for doc, score in added(*parts).items() if all(doc in part for part in parts)}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("generated")).hold(*READ["made"]().documents)


@pytest.mark.parametrize("field", FIELDS)
def test_stock_whoosh_weighs_every_term_as_our_formula_does(field: str, generated: Library):
    with generated.open() as index:
        for term, _ in index.terms("")[::7]:
            expected = weighed(index, field, term)
            assert scored(generated, Term(field, term)) == pytest.approx(expected, rel=1e-6), term


@pytest.mark.parametrize(
    ("a", "b"), [("tide", "ledger"), ("the", "mirror"), ("lantern", "light"), ("x", "tide")]
)
def test_stock_whoosh_weighs_and_and_or_as_our_formula_does(a: str, b: str, generated: Library):
    with generated.open() as index:
        parts = [weighed(index, "text", term) for term in (a, b)]
        query = [Term("text", a), Term("text", b)]
        assert scored(generated, And(query)) == pytest.approx(both(*parts), rel=1e-6)
        assert scored(generated, Or(query)) == pytest.approx(added(*parts), rel=1e-6)


@pytest.mark.parametrize(
    "words", ["the tide", "harbour letter", "of the", "tide tide", "of the tide", "tide unheard"]
)
def test_stock_whoosh_finds_phrases_as_our_positions_do(words: str, generated: Library):
    phrase = words.split()
    with generated.open() as index:
        docs = {
            doc
            for doc in range(index.columns.count)
            if tuple(phrase) in _runs(terms(index.texts([doc])[doc].text), len(phrase))
        }
        starts = index.positions(phrase[0], range(index.columns.count))
        nexts = [index.positions(term, range(index.columns.count)) for term in phrase]
        ours = {
            doc
            for doc, places in starts.items()
            if any(all(at + n in other.get(doc, ()) for n, other in enumerate(nexts)) for at in places)
        }
    assert docs == ours == set(scored(generated, Phrase("text", phrase)))


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_stock_whoosh_finds_conversations_models_days_and_kinds(generated: Library):
    with generated.open() as index:
        columns = index.columns
        drawn = {doc for doc, kinds in enumerate(columns.kinds) if kinds & 1}
        head = columns.heads[3]
        own = set(range(columns.bases[3], columns.bases[4]))
        identity = "anthropic/claude-haiku-4.5"
        said_so = {
            d for d, who in enumerate(columns.participant) if columns.participants[who].model == identity
        }
    assert set(scored(generated, Term("kind", "art"))) == drawn != set()
    assert set(scored(generated, Term("conversation", head.slug))) == own
    assert set(scored(generated, Term("date", head.started[:10]))) >= own
    assert set(scored(generated, Term("model", identity))) == said_so != set()


# Up to date


def test_what_did_not_change_is_not_written(library: Library):
    library.hold(*harbour())
    before = texts_of(library)
    library.hold(*harbour())
    assert texts_of(library) == before


def test_one_more_conversation_leaves_a_large_index_as_it_is(library: Library):
    many = [talk(f"t{n:03}", f"tide {n}") for n in range(40)]
    library.hold(*many)
    before = texts_of(library)
    library.hold(*many, talk("more", "one more tide"))
    after = texts_of(library)
    large = {name: data for name, data in before.items() if name.startswith("MAIN_")}
    assert {name: after[name] for name in large} == large
    assert told(library) == read(*many, talk("more", "one more tide"))


CHANGES: Mapping[str, Callable[[list[ConversationDocuments]], list[ConversationDocuments]]] = {
    "a changed text": lambda held: [talk("harbour", "other words", title="Harbour lights"), *held[1:]],
    "a conversation gone": lambda held: held[1:],
    "all gone": lambda _: [],
    "another slug": lambda held: [replace(held[0], head=replace(held[0].head, slug="quay")), *held[1:]],
    "slugs exchanged": lambda held: [
        replace(held[0], head=replace(held[0].head, slug="lamps")),
        replace(held[1], head=replace(held[1].head, slug="harbour")),
        held[2],
    ],
    "another title": lambda held: [replace(held[0], head=replace(held[0].head, title="Quay")), *held[1:]],
    "an older one": lambda held: [*held, talk("first", "before the tide", started="1999-01-01")],
    "a name changed": lambda held: [talk("harbour", "the tide", who=[Participant("Q").name]), *held[1:]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_it_answers_as_if_made_anew(change: str, library: Library):
    rest = [talk(f"t{n:03}", f"tide {n}", started=f"2023-01-{n + 1:02}") for n in range(20)]
    library.hold(*harbour(), *rest)
    changed = [*CHANGES[change](harbour()), *rest]
    assert told(library.hold(*changed)) == read(*changed)


def test_words_that_only_deleted_messages_have_are_gone(library: Library):
    rest = [talk(f"t{n:03}", "the tide") for n in range(20)]
    library.hold(*rest, talk("odd", "quicksilver", title="Mercury", who=["Hermes"]))
    with library.hold(*rest).open() as index:
        assert [index.terms(word) for word in ("quick", "merc", "herm")] == [[], [], []]


SLUGS = "abcdef"
SAID = st.lists(
    st.sampled_from(["tide", "lamp", "tide tide", "the ledger", "灯台", ""]), min_size=1, max_size=3
)
STATES = st.lists(
    st.dictionaries(
        st.sampled_from(SLUGS), st.tuples(SAID, st.sampled_from(["2024-01-01", "2025-01-01", None]))
    ),
    min_size=1,
    max_size=6,
)


@hypothesis_settings(deadline=None, max_examples=60)
@given(STATES)
def test_whatever_happened_before_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, tuple[list[str], str | None]]]
):
    library = Library(tmp_path_factory.mktemp("library"))
    steady = [talk(f"steady{n}", "the tide", f"lamp {n}") for n in range(9)]
    for state in states:
        held = [*steady, *(talk(slug, *texts, started=day) for slug, (texts, day) in state.items())]
        assert told(library.hold(*held)) == read(*held)


# While a build goes on


def test_an_open_index_goes_on_with_what_it_was(library: Library):
    library.hold(*harbour())
    with library.open() as index:
        library.hold(talk("other", "other words"))
        assert answers(index) == read(*harbour())
    assert told(library) == read(talk("other", "other words"))


def steps_of(
    monkeypatch: pytest.MonkeyPatch, library: Library, copies: Path, *wanted: ConversationDocuments
) -> int:
    """Brings the index up to date; copies it as it stands before each step. Returns how many there are."""
    numbers = count()

    def stepwise(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **more: Any) -> Any:
            copytree(library.folder, copies / str(next(numbers)))
            return function(*arguments, **more)

        return step

    steps = [(Path, name) for name in ("replace", "write_text", "unlink")]
    steps += [(FileStorage, name) for name in ("create_file", "rename_file", "delete_file")]
    with monkeypatch.context() as patch:
        for owner, name in steps:
            patch.setattr(owner, name, stepwise(getattr(owner, name)))
        update(library.folder, library.shelf, {each.head.slug: packed(each).key for each in wanted})
    return next(numbers)


def test_an_interrupted_update_leaves_the_old_state_or_the_new_one(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    now = [*harbour()[1:], talk("new", "new words")]
    library.hold(*harbour())
    library.shelf.put(packed(now[-1]))
    steps = steps_of(monkeypatch, library, tmp_path, *now)
    old, new = read(*harbour()), read(*now)
    seen = []
    for n in range(steps):
        library.folder = tmp_path / str(n)
        seen.append(told(library))
        update(library.folder, library.shelf, {each.head.slug: packed(each).key for each in now})
        assert told(library) == new
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
def test_damage_to_any_file_is_told_and_mended(damage: str, library: Library):
    library.hold(*harbour())
    for name in sorted(texts_of(library)):
        file = library.folder / name
        if not file.exists():  # of the state before
            continue
        DAMAGE[damage](file)
        with pytest.raises(IndexDamagedError):
            library.open()
        assert told(library.hold(*harbour())) == read(*harbour()), name


def test_without_a_folder_there_is_no_index(library: Library):
    with pytest.raises(IndexDamagedError):
        library.open()


def test_an_empty_folder_is_no_index(library: Library):
    library.folder.mkdir()
    with pytest.raises(IndexDamagedError):
        library.open()
    assert told(library.hold(*harbour())) == read(*harbour())


def test_an_index_of_somebody_else_is_made_anew(library: Library):
    from whoosh.fields import TEXT, Schema  # noqa: PLC0415
    from whoosh.index import create_in  # noqa: PLC0415

    library.folder.mkdir()
    with create_in(str(library.folder), Schema(other=TEXT)).writer() as writer:
        writer.add_document(other="quicksilver")
    with pytest.raises(IndexDamagedError):
        library.open()
    assert told(library.hold(*harbour())) == read(*harbour())


def test_files_of_nobody_do_no_harm(library: Library):
    library.hold(*harbour())
    (library.folder / "MAIN_of_an_update_that_was_cut.trm").write_bytes(b"half")
    (library.folder / "notes.txt").write_bytes(b"mine")
    assert told(library) == read(*harbour())


def test_a_shelf_that_was_cleared_leaves_the_index_without_its_texts(library: Library):
    library.hold(*harbour())
    with library.open() as index:
        library.shelf.clear()
        with pytest.raises(IndexDamagedError):
            index.texts([0])
    with pytest.raises(IndexDamagedError):
        library.open()


def test_a_search_through_it_finds_what_was_said(library: Library):
    with library.hold(*harbour()).open() as index:
        found = search(index, '"a light"', 10)
        assert [(hit.address.partition("#")[0], hit.number) for hit in found.hits] == [("c/lamps.html", 2)]
