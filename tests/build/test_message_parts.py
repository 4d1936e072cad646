"""Messages with structured parts, from a reader to the page, the JSON export and the search."""

import json
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.search_index import SearchIndex
from sitegen.model import SEARCHABLE_KINDS, BlockKind, MessagePart, Role, Span
from sitegen.permalinks.anchors import fingerprint
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    parts_text,
)
from sitegen.search.phrases import find_phrase
from sitegen.search.results import search
from sitegen.text.normalization import normalize_words
from sitegen.text.source import Source
from tests.building import build
from tests.paths import PROJECT

PARTS = (
    (BlockKind.THINKING, "The *gauge* wants metres.\n\n<script>alert(1)</script>", "", ""),
    (BlockKind.PROSE, "I will ask the gauge.\n\n```python\nread()\n```", "", ""),
    (BlockKind.TOOL_CALL, '{"place": "Brel"}', "read_gauge", ""),
    (BlockKind.TOOL_RESULT, "no answer", "read_gauge", "error"),
    (BlockKind.ATTACHMENT, "hour,metres\n6,2.1", "tide.csv", "text/csv"),
    (BlockKind.ATTACHMENT, "", "photo <b>.jpg", "image/jpeg"),
    (BlockKind.IMAGE, "", "", "a quay at dusk"),
    (BlockKind.PROSE, "It is silent.", "", ""),
)


def read(source: Source) -> ParsedTranscript:
    """Read a line of JSON with one message: a list of parts."""
    start = source.text.index("[")
    position = start
    parts = []
    for kind, text, name, argument in json.loads(source.text[start:]):
        position = source.text.index(json.dumps(text), position)
        span = Span(position, position + len(json.dumps(text)))
        parts.append(MessagePart(BlockKind[kind.upper()], text, span, name, argument))
    whole = Span(start, len(source.text))
    message = ParsedMessage(whole, "Ada", Role.ASSISTANT, text=parts_text(parts), parts=tuple(parts))
    return ParsedTranscript((Markup(MarkupKind.HEADER, Span(0, start)), message), title="The gauge")


def detect(source: Source) -> Detection | None:
    """Detect the first line of such a file."""
    return Detection(Confidence.CERTAIN, "it says so") if source.text.startswith("parts: [") else None


READER = SimpleNamespace(NAME="parts", detect=detect, read=read)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("archive")
    (archive / "content" / "transcripts").mkdir(parents=True)
    (archive / "content" / "transcripts" / "a.md").write_text(f"parts: {json.dumps(PARTS)}", "utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("sitegen.readers.detection.readers", lambda: (READER,))
        build(open_archive(archive), archive / "site", workers=1)
    return archive


def test_the_json_export_has_a_block_for_each_part(built: Path):
    export = json.loads((built / "site" / "c" / "the-gauge.json").read_text("utf-8"))
    source = (built / "site" / "c" / "the-gauge.txt").read_text("utf-8")
    (message,) = export["messages"]
    texts = [each["text"] if "text" in each else message["text"][slice(*each["range"])] for each in message["blocks"]]
    found = [
        (each["kind"], text, each.get("name", ""), each.get("argument", ""))
        for each, text in zip(message["blocks"], texts, strict=True)
    ]
    assert found == [
        PARTS[0],
        ("prose", "I will ask the gauge.", "", ""),
        ("code", "read()", "", ""),
        *PARTS[2:],
    ]
    sources = [source[start:end] for each in message["blocks"] for start, end in [each["span"]]]
    assert sources == [json.dumps(PARTS[n][1]) for n in (0, 1, 1, *range(2, len(PARTS)))]
    assert message["text"] == "\n\n".join(text for _, text, _, _ in PARTS if text)


def test_thinking_tools_and_files_do_not_change_the_address(built: Path):
    export = json.loads((built / "site" / "c" / "the-gauge.json").read_text("utf-8"))
    spoken = "I will ask the gauge.\n\n```python\nread()\n```\n\nIt is silent."
    assert export["messages"][0]["anchor"] == f"m-{fingerprint(normalize_words(spoken))[:7]}"


def test_the_page_shows_all_parts_and_obeys_none(built: Path):
    page = (built / "site" / "c" / "the-gauge.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "<b>.jpg" not in page
    assert 'class="aside"><summary class="label">Thinking</summary>' in page
    assert "<em>gauge</em>" in page
    assert "Tool call</span> <code>read_gauge</code>" in page
    assert (
        '<p class="label">Tool error</p>\n<div class="code"><pre tabindex="0"><code>no answer</code></pre></div>'
        in page
    )
    assert "photo <b>.jpg (image/jpeg)" in unescape(page)
    assert "a quay at dusk" in page


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("has:thinking", True),
        ("has:tool_call silent", True),
        ("has:tool_result", True),
        ("has:tool silent", True),
        ("has:attachment metres", True),
        ("silent", True),
        ("wants", False),
        ("wants in:all", True),
        ("has:thinking wants", True),
        ("read_gauge", False),
        ("read_gauge in:all", True),
        ("has:event", False),
        ("has:art", False),
        ("Thinking", False),
    ],
)
def test_a_search_finds_messages_by_their_parts_and_words(query: str, snippet: bool, built: Path):
    archive = open_archive(built)
    with SearchIndex(archive.state_folder).open() as index:
        assert bool(search(index, query, 10).hits) is snippet


def test_every_searchable_kind_is_in_the_schema_and_the_documentation():
    schema = json.loads((PROJECT / "docs" / "conversation.schema.json").read_text("utf-8"))
    block = schema["properties"]["messages"]["items"]["properties"]["blocks"]["items"]
    assert sorted(block["properties"]["kind"]["enum"]) == sorted(BlockKind)
    text = (PROJECT / "docs" / "searching.md").read_text("utf-8")
    assert [kind for kind in SEARCHABLE_KINDS if f"`{kind}`" not in text and f"`has:{kind}`" not in text] == []


def test_a_citation_finds_words_of_the_talk_before_those_that_are_folded(built: Path):
    archive = open_archive(built)
    with SearchIndex(archive.state_folder).open() as index:
        found = [
            [each.words for each in find_phrase(index, words, 5)] for words in ("is silent", "gauge wants", "no such")
        ]
    assert found == [["is silent"], ["gauge wants"], []]
