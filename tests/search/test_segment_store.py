"""The store of inverted conversations."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.search.documents import ConversationDocuments
from sitegen.search.segment_store import ConversationTexts, SegmentStore, serialise
from sitegen.text.state_files import DamagedStateError
from tests.search.archives import conversation_of, documents_of


def lamp_documents(title: str = "Lamps", *texts: str) -> ConversationDocuments:
    return documents_of(conversation_of(title, *texts), "lamps")


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "store")


def read_documents(store: SegmentStore, key: str) -> ConversationDocuments:
    anchors, texts = store.texts(key)
    return ConversationDocuments(store.header(key), store.postings_text(key), texts, anchors, store.families(key))


@settings(deadline=None)
@given(title=st.text(), texts=st.lists(st.text(), max_size=4))
def test_stored_documents_are_read_back(tmp_path_factory: pytest.TempPathFactory, title: str, texts: list[str]):
    store = SegmentStore(tmp_path_factory.mktemp("store"))
    documents = documents_of(conversation_of(title, *texts), "lamps")
    segment = serialise(documents)
    store.put(segment)
    assert read_documents(store, segment.key) == documents


def test_postings_can_be_read_undecoded(store: SegmentStore):
    documents = lamp_documents("Lamps", "a lamp, 灯台", "a tide")
    segment = serialise(documents)
    store.put(segment)
    assert store.postings_text(segment.key) == documents.postings
    assert store.families(segment.key) == documents.families
    assert segment.terms.endswith(b" " + documents.postings)


def test_a_key_is_a_hash_of_the_content():
    keys = [serialise(lamp_documents(*each)).key for each in (("A", "b"), ("A", "c"), ("B", "b"), ("A", "b"))]
    assert keys[0] == keys[3]
    assert len(set(keys)) == 3


def test_truncated_files_are_noticed(store: SegmentStore):
    segment = serialise(lamp_documents("Lamps", "a lamp"))
    store.put(segment)
    for file in store.folder.iterdir():
        file.write_bytes(file.read_bytes()[:-3])
    for question in (store.postings_text, store.texts):
        with pytest.raises(DamagedStateError):
            question(segment.key)
        store.put(segment)
        for file in store.folder.iterdir():
            file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(DamagedStateError):
        store.texts(segment.key)
    assert store.stamp(segment.key) == ()  # so that the next build makes it again


def test_missing_files_are_noticed(store: SegmentStore):
    for question in (store.header, store.postings_text, store.texts):
        with pytest.raises(FileNotFoundError):
            question("0" * 32)


def test_other_keys_are_deleted(store: SegmentStore):
    one, other = serialise(lamp_documents("One", "a")), serialise(lamp_documents("Other", "b"))
    store.put(one)
    store.put(other)
    store.keep_only([other.key])
    assert sorted(file.name for file in store.folder.iterdir()) == [
        f"{other.key}.terms",
        f"{other.key}.texts",
    ]
    assert store.texts(other.key) == ConversationTexts(lamp_documents("Other", "b").anchors, ("b",))


def test_an_empty_store_can_be_cleared(store: SegmentStore):
    store.clear()
    assert not store.folder.exists()
