"""A record and its lines: nothing is lost silently, whatever the input."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.problems import ContentError
from sitegen.permalinks.ledger.records import ConversationRecord, MessageRecord, RecordHeader, RecordState
from sitegen.permalinks.ledger.serialization import parse_record, serialize_record

HEADER = RecordHeader("abcdefg", "gulls", "Gulls \u202e ↔ fog", "pairs/a.md", "00ff", "sketch", "id 7", ("old",))
RECORD = ConversationRecord(
    HEADER,
    (
        MessageRecord("m-aaaaaaa", "p1", 72, "Good morning.\x1b[31m\u2028 \ud800", "s"),
        MessageRecord(
            "m-bbbbbbb",
            "p2",
            3,
            "ack",
            "",
            RecordState.EDITED,
            "n",
            "2026-01-31",
            former_fingerprints=("p0",),
        ),
        MessageRecord(
            "m-ccccccc",
            "p3",
            3,
            "ack",
            "",
            RecordState.REMOVED,
            since="2026-01-31",
            moved_to="c/b.html#m-ccccccc",
        ),
        MessageRecord(
            "m-ddddddd",
            "p4",
            state=RecordState.WITHDRAWN,
            since="2026-01-31",
            reason="a name",
            former_anchors=("m-eeeeeee",),
        ),
    ),
)
LINES = serialize_record(RECORD)
word = st.text(max_size=20)
message_records = st.builds(
    MessageRecord, st.from_regex("m-[a-z2-7]{7,12}", fullmatch=True), word, st.integers(0, 10**9), word, word,
    st.sampled_from(RecordState), word, word, word, word,
)  # fmt: skip


RESTORE = "Restore the file from git (`git restore`)."


def problem(data: bytes) -> str:
    with pytest.raises(ContentError) as caught:
        parse_record("content/ledger/x.jsonl", data)
    return str(caught.value.problem)


def test_a_record_is_read_as_it_was_written():
    assert parse_record("x", LINES) == RECORD


@given(st.lists(message_records, max_size=5, unique_by=lambda each: each.anchor), word, word)
def test_any_record_is_read_as_it_was_written(entries: list[MessageRecord], title: str, source: str):
    record = ConversationRecord(RecordHeader("key", "slug", title, source, ""), tuple(entries))
    assert parse_record("x", serialize_record(record)) == record


def test_a_line_has_no_line_breaks_and_control_characters():
    text = LINES.decode()
    assert len(text.splitlines()) == 6
    assert not any(ord(char) < 32 and char != "\n" for char in text)
    assert "\u202e" not in text


@pytest.mark.parametrize(
    "data",
    [
        LINES.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + LINES,
        LINES + b"\n\n  \n",
        LINES + LINES,
        b"<<<<<<< HEAD\n" + LINES + b"=======\n" + LINES + b">>>>>>> other branch\n",
        b"||||||| base\n" + LINES,
        b"\n".join(sorted(LINES.split(b"\n"))),
    ],
    ids=["Windows", "BOM", "blank lines", "twice", "unfinished merge", "diff3", "sorted"],
)
def test_editors_and_merges_lose_nothing(data: bytes):
    record = parse_record("x", data)
    assert record.header == RECORD.header
    assert sorted(record.messages, key=repr) == sorted(RECORD.messages, key=repr)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", f": The ledger file has no header line that names its conversation. {RESTORE}"),
        (LINES.removesuffix(b'{"end":true}\n'), f": The ledger file is incomplete: its last line, {{\"end\":true}}, is missing. {RESTORE}"),
        (LINES[:200], f":2: The line is not valid JSON: Unterminated string starting at: line 1 column 11 (char 10). {RESTORE}"),
        (LINES.replace(b'"ledger":1', b'"ledger":2'),
         ":1: The ledger has format 2; this sitegen supports formats up to 1. Update sitegen."),
        (LINES.replace(b'"ledger":1', b'"ledger":"x"'), f":1: The field 'ledger' is \"x\"; expected a format version. {RESTORE}"),
        (LINES.replace(b'"state":"gone"', b'"state":"lost"'),
         f":4: The field 'state' is \"lost\"; expected one of live, edited, gone, private, withdrawn. {RESTORE}"),
        (LINES.replace(b'"length":72', b'"length":"72"'), f":2: The field 'length' is \"72\"; expected a number of characters. {RESTORE}"),
        (LINES.replace(b'"words"', b'"wrods"'), f":2: The line has an unknown field 'wrods'. {RESTORE}"),
        (LINES.replace(b'"anchor":"m-aaaaaaa",', b""), f":2: The line has no field 'anchor'. {RESTORE}"),
        (LINES.replace(b"m-aaaaaaa", b"../../x"), f":2: The field 'anchor' is \"../../x\"; expected an anchor such as m-kwfjsn7. {RESTORE}"),
        (LINES.replace(b'"slug":"gulls"', b'"slug":"../x"'), f":1: The field 'slug' is \"../x\"; expected a slug with only a-z, 0-9 and hyphens. {RESTORE}"),
        (LINES.replace(b'{"end":true}', b"[1]"), f":6: The line is not a JSON object. {RESTORE}"),
        (LINES + b"\xff\xfe", ":7: The line is not valid JSON: "),
        (b"[" * 100_000, ":1: The line is not valid JSON: "),
    ],
    ids=["empty", "cut at a line", "cut in a line", "future", "no version", "state", "count", "field", "missing", "anchor",
         "slug", "no object", "bytes", "deep"],
)  # fmt: skip
def test_invalid_input_is_reported_with_its_line(data: bytes, expected: str):
    assert problem(data).startswith(f"content/ledger/x.jsonl{expected}")


def test_two_conversations_do_not_share_a_file():
    other = serialize_record(ConversationRecord(RecordHeader("hijklmn", "fog", "", "", "")))
    assert problem(LINES + other) == (
        "content/ledger/x.jsonl: The file has lines of two conversations, abcdefg and hijklmn. "
        "Give each conversation its own file."
    )


def test_lines_of_two_branches_about_one_message_are_merged():
    mine = MessageRecord(
        "m-aaaaaaa",
        "p2",
        5,
        "mine.",
        state=RecordState.EDITED,
        since="2026-02-01",
        former_fingerprints=("p1",),
    )
    theirs = MessageRecord(
        "m-aaaaaaa",
        "p3",
        6,
        "theirs",
        state=RecordState.EDITED,
        since="2026-02-02",
        former_fingerprints=("p1",),
        former_anchors=("m-fffffff",),
    )
    lines = serialize_record(ConversationRecord(HEADER, (mine,))) + serialize_record(
        ConversationRecord(HEADER, (theirs,))
    )
    (found,) = parse_record("x", lines).messages
    assert (found.fingerprint, set(found.former_fingerprints), found.former_anchors) == (
        "p2",
        {"p3", "p1"},
        ("m-fffffff",),
    )


@pytest.mark.parametrize("seed", range(4))
def test_words_withdrawn_on_one_branch_stay_withdrawn_in_any_order(seed: int):
    withdrawn = MessageRecord("m-aaaaaaa", "p1", state=RecordState.WITHDRAWN, since="2026-02-01", reason="a name")
    lines = [serialize_record(ConversationRecord(HEADER, (each,))) for each in (withdrawn, RECORD.messages[0])]
    random.Random(seed).shuffle(lines)
    assert parse_record("x", b"".join(lines)).messages == (withdrawn,)


def test_a_slug_changed_on_one_branch_is_kept_with_its_former_ones():
    renamed = RecordHeader("abcdefg", "fog", "Gulls", "pairs/a.md", "00ff", former_slugs=("gulls", "old"))
    for lines in (
        LINES + serialize_record(ConversationRecord(renamed)),
        serialize_record(ConversationRecord(renamed)) + LINES,
    ):
        heading = parse_record("x", lines).header
        assert (heading.slug, set(heading.former_slugs)) == ("fog", {"gulls", "old"})


def test_example_of_the_format():
    assert json.loads(LINES.decode().splitlines()[3]) == {
        "anchor": "m-ccccccc", "print": "p3", "length": 3, "words": "ack", "state": "gone", "since": "2026-01-31",
        "to": "c/b.html#m-ccccccc",
    }  # fmt: skip
