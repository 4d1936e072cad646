"""Where inverted conversations wait."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Place
from sitegen.search.documents import ConversationDocuments, documents
from sitegen.search.segment_store import Shelf, Texts, packed
from tests.search.archives import said


def made(title: str = "Lamps", *texts: str) -> ConversationDocuments:
    return documents(said(title, *texts), Place("lamps"))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


def read(shelf: Shelf, key: str) -> ConversationDocuments:
    anchors, texts = shelf.texts(key)
    return ConversationDocuments(shelf.head(key), shelf.entries(key), texts, anchors)


@settings(deadline=None)
@given(title=st.text(), texts=st.lists(st.text(), max_size=4))
def test_what_is_put_there_is_found_there(
    tmp_path_factory: pytest.TempPathFactory, title: str, texts: list[str]
):
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    kept = documents(said(title, *texts), Place("lamps"))
    box = packed(kept)
    shelf.put(box)
    assert read(shelf, box.key) == kept


def test_the_words_can_be_had_as_they_stand(shelf: Shelf):
    kept = made("Lamps", "a lamp, 灯台", "a tide")
    box = packed(kept)
    shelf.put(box)
    terms, *parts, size = shelf.lines(box.key)
    assert [term.decode() for term in terms] == list(kept.entries)
    assert [tuple(each.decode() for each in entry) for entry in zip(*parts, strict=True)] == [
        tuple(entry) for entry in kept.entries.values()
    ]
    assert size == len(box.terms)


def test_a_key_tells_what_is_kept_under_it():
    keys = [packed(made(*each)).key for each in (("A", "b"), ("A", "c"), ("B", "b"), ("A", "b"), ("A", "b "))]
    assert keys[0] == keys[3] == keys[4]
    assert len(set(keys)) == 3


def test_what_was_cut_is_noticed(shelf: Shelf):
    box = packed(made("Lamps", "a lamp"))
    shelf.put(box)
    for file in shelf.folder.iterdir():
        file.write_bytes(file.read_bytes()[:-3])
    for question in (shelf.entries, shelf.lines, shelf.texts):
        with pytest.raises(ValueError, match=r"cut|delimiter|Expecting|Unterminated"):
            question(box.key)


def test_what_is_gone_is_noticed(shelf: Shelf):
    for question in (shelf.head, shelf.entries, shelf.lines, shelf.texts):
        with pytest.raises(FileNotFoundError):
            question("0" * 32)


def test_only_what_is_wanted_is_kept(shelf: Shelf):
    one, other = packed(made("One", "a")), packed(made("Other", "b"))
    shelf.put(one)
    shelf.put(other)
    shelf.keep_only([other.key])
    assert sorted(file.name for file in shelf.folder.iterdir()) == [
        f"{other.key}.terms",
        f"{other.key}.texts",
    ]
    assert shelf.texts(other.key) == Texts(made("Other", "b").anchors, ("b",))


def test_an_empty_shelf_can_be_cleared(shelf: Shelf):
    shelf.clear()
    assert not shelf.folder.exists()
