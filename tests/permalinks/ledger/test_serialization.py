"""An account and its lines: bad input never loses anything silently."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.problems import ContentError
from sitegen.permalinks.ledger.records import Account, Entry, Heading, State
from sitegen.permalinks.ledger.serialization import from_lines, to_lines

HEADING = Heading("abcdefg", "gulls", "Gulls \u202e ↔ fog", "pairs/a.md", "00ff", "sketch", "id 7", ("old",))
ACCOUNT = Account(
    HEADING,
    (
        Entry("m-aaaaaaa", "p1", 72, "Good morning.\x1b[31m\u2028 \ud800", "s"),
        Entry("m-bbbbbbb", "p2", 3, "ack", "", State.EDITED, "n", "2026-01-31", prints=("p0",)),
        Entry("m-ccccccc", "p3", 3, "ack", "", State.GONE, since="2026-01-31", to="c/b.html#m-ccccccc"),
        Entry(
            "m-ddddddd", "p4", state=State.WITHDRAWN, since="2026-01-31", why="a name", former=("m-eeeeeee",)
        ),
    ),
)
LINES = to_lines(ACCOUNT)
word = st.text(max_size=20)
entry = st.builds(
    Entry, st.from_regex("m-[a-z2-7]{7,12}", fullmatch=True), word, st.integers(0, 10**9), word, word,
    st.sampled_from(State), word, word, word, word,
)  # fmt: skip


def problem(data: bytes) -> str:
    with pytest.raises(ContentError) as caught:
        from_lines("content/ledger/x.jsonl", data)
    return str(caught.value.problem)


def test_an_account_is_read_as_it_was_written():
    assert from_lines("x", LINES) == ACCOUNT


@given(st.lists(entry, max_size=5, unique_by=lambda each: each.anchor), word, word)
def test_any_account_is_read_as_it_was_written(entries: list[Entry], title: str, source: str):
    account = Account(Heading("key", "slug", title, source, ""), tuple(entries))
    assert from_lines("x", to_lines(account)) == account


def test_a_line_is_one_line_and_shows_no_control():
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
def test_what_editors_and_merges_do_to_a_file_loses_nothing(data: bytes):
    found = from_lines("x", data)
    assert found.heading == ACCOUNT.heading
    assert sorted(found.entries, key=repr) == sorted(ACCOUNT.entries, key=repr)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "content/ledger/x.jsonl: no line of this file says which conversation it is about; put it back"),
        (LINES.removesuffix(b'{"end":true}\n'), "content/ledger/x.jsonl: this file is cut off: its last line, {\"end\":true}, is missing; put it"),
        (LINES[:200], "content/ledger/x.jsonl:2: this line is no JSON: Unterminated string"),
        (LINES.replace(b'"ledger":1', b'"ledger":2'),
         "content/ledger/x.jsonl:1: this ledger has form 2, and this sitegen knows forms up to 1; use the newer sitegen"),
        (LINES.replace(b'"ledger":1', b'"ledger":"x"'), "content/ledger/x.jsonl:1: 'ledger' is 'x', not the number of a form"),
        (LINES.replace(b'"state":"gone"', b'"state":"lost"'),
         "content/ledger/x.jsonl:4: 'lost' is no state; the states are live, edited, gone, private, withdrawn"),
        (LINES.replace(b'"length":72', b'"length":"72"'), "content/ledger/x.jsonl:2: '72' is not a count of characters"),
        (LINES.replace(b'"words"', b'"wrods"'), "content/ledger/x.jsonl:2: 'wrods' is no field of this line"),
        (LINES.replace(b'"anchor":"m-aaaaaaa",', b""), "content/ledger/x.jsonl:2: this line has no 'anchor'"),
        (LINES.replace(b"m-aaaaaaa", b"../../x"), "content/ledger/x.jsonl:2: '../../x' is no anchor of a message"),
        (LINES.replace(b'"slug":"gulls"', b'"slug":"../x"'), "content/ledger/x.jsonl:1: '../x' is no slug"),
        (LINES.replace(b'{"end":true}', b"[1]"), "content/ledger/x.jsonl:6: this line is no JSON object"),
        (LINES + b"\xff\xfe", "content/ledger/x.jsonl:7: this line is no JSON"),
        (b"[" * 100_000, "content/ledger/x.jsonl:1: this line is no JSON"),
    ],
    ids=["empty", "cut at a line", "cut in a line", "future", "no form", "state", "count", "field", "missing", "anchor",
         "slug", "no object", "bytes", "deep"],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_with_its_line(data: bytes, expected: str):
    assert problem(data).startswith(expected)


def test_two_conversations_do_not_share_a_file():
    other = to_lines(Account(Heading("hijklmn", "fog", "", "", "")))
    assert problem(LINES + other).startswith(
        "content/ledger/x.jsonl: two conversations, abcdefg and hijklmn,"
    )


def test_of_two_branches_lines_about_one_message_both_are_kept():
    mine = Entry("m-aaaaaaa", "p2", 5, "mine.", state=State.EDITED, since="2026-02-01", prints=("p1",))
    theirs = Entry(
        "m-aaaaaaa",
        "p3",
        6,
        "theirs",
        state=State.EDITED,
        since="2026-02-02",
        prints=("p1",),
        former=("m-fffffff",),
    )
    lines = to_lines(Account(HEADING, (mine,))) + to_lines(Account(HEADING, (theirs,)))
    (found,) = from_lines("x", lines).entries
    assert (found.print, set(found.prints), found.former) == ("p2", {"p3", "p1"}, ("m-fffffff",))


@pytest.mark.parametrize("seed", range(4))
def test_what_one_branch_withdrew_stays_withdrawn_in_any_order(seed: int):
    withdrawn = Entry("m-aaaaaaa", "p1", state=State.WITHDRAWN, since="2026-02-01", why="a name")
    lines = [to_lines(Account(HEADING, (each,))) for each in (withdrawn, ACCOUNT.entries[0])]
    random.Random(seed).shuffle(lines)
    assert from_lines("x", b"".join(lines)).entries == (withdrawn,)


def test_a_slug_that_one_branch_changed_is_kept_with_its_former_ones():
    renamed = Heading("abcdefg", "fog", "Gulls", "pairs/a.md", "00ff", former=("gulls", "old"))
    for lines in (LINES + to_lines(Account(renamed)), to_lines(Account(renamed)) + LINES):
        heading = from_lines("x", lines).heading
        assert (heading.slug, set(heading.former)) == ("fog", {"gulls", "old"})


def test_the_form_is_documented_by_this_example():
    assert json.loads(LINES.decode().splitlines()[3]) == {
        "anchor": "m-ccccccc", "print": "p3", "length": 3, "words": "ack", "state": "gone", "since": "2026-01-31",
        "to": "c/b.html#m-ccccccc",
    }  # fmt: skip
