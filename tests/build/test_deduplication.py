"""Which transcripts are exports of one conversation, from their outlines alone."""

import random
from dataclasses import replace
from typing import Any

import pytest

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.deduplication import Deduplication, VersionPair, deduplicate
from sitegen.model import ConversationOutline
from sitegen.permalinks.anchors import fingerprint
from sitegen.permalinks.ledger.records import RecordHeader
from sitegen.privacy.rules import RedactRule

NONE = ((), (), ())


def outline(path: str, words: str, **fields: Any) -> ConversationOutline:
    """Return the outline of a conversation whose messages are the letters of ``words``; ``.`` is an empty one."""
    prints = tuple(fingerprint("" if each == "." else each) for each in words)
    long = tuple(fingerprint(each) for each in words if each != ".")
    plain = ConversationOutline(path, f"sha {path}", path, "voice", None, "", (), prints, long, letters=300)
    return replace(plain, **fields)


def found(*outlines: ConversationOutline, rules: dict[str, TranscriptRule] | None = None, headers: Any = ()) -> Any:
    """Return the pages, the versions and the exposures, as lists; the order of the outlines does not matter."""
    by_path = {each.path: (rules or {}).get(each.path, TranscriptRule()) for each in outlines}
    results = [
        deduplicate(ordered, by_path, headers)
        for ordered in (outlines, outlines[::-1], random.Random(1).sample(outlines, len(outlines)))
    ]
    assert results[0] == results[1] == results[2]
    result: Deduplication = results[0]
    return tuple(sorted(result.pages.items())), tuple(result.versions), tuple(result.exposures.items())


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("abcd", "abcd"),  # ties: the first path is the page
        ("abcd", "abc"),  # an older export
        ("abcd", "bcd"),  # a cut one
        ("abcde", "ace"),  # without the messages of a tool
        ("abca", "aca"),
        ("ab.cd.", "abcd"),  # empty messages, which not every format has
    ],
)
def test_a_transcript_whose_messages_are_all_in_another_is_a_source_of_it(words: str, other: str):
    assert found(outline("a", words), outline("b", other)) == ((("b", "a"),), (), ())


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("abcd", "abce"),  # regenerated
        ("abcd", "abef"),  # the same beginning
        ("abcdef", "aa"),
        ("abcd", "wxyz"),
    ],
)
def test_other_conversations_have_pages_of_their_own(words: str, other: str):
    assert found(outline("a", words), outline("b", other)) == NONE


def test_nearly_all_messages_in_common_are_a_doubt():
    one, other = "abcdefghijklmnop", "abcdefghijkLmnop"
    assert found(outline("a", one), outline("b", other)) == ((), (VersionPair("b", "a", 15, has_same_id=False),), ())


def test_another_order_is_a_doubt():
    assert found(outline("a", "abcd"), outline("b", "badc")) == ((), (VersionPair("b", "a", 4, has_same_id=False),), ())


def test_one_id_but_different_messages_are_a_doubt():
    one, other = outline("a", "abcd", native_id="7"), outline("b", "abce", native_id="7")
    assert found(one, other) == ((), (VersionPair("b", "a", 3, has_same_id=True),), ())


def test_one_id_without_a_common_message_says_nothing():
    assert found(outline("a", "abcd", native_id="7"), outline("b", "wxyz", native_id="7")) == NONE


def short(path: str, words: str = "ab", **fields: Any) -> ConversationOutline:
    return replace(outline(path, words, letters=10), long_fingerprints=(), **fields)


def test_short_talks_need_an_id_or_the_same_bytes():
    same = ((("b", "a"),), (), ())
    assert found(short("a"), short("b")) == NONE
    assert found(short("a", native_id="7"), short("b", native_id="7")) == same
    assert found(short("a", native_id="7"), short("b", native_id="8")) == NONE
    assert found(short("a", sha256="x"), short("b", sha256="x")) == same


def test_short_talks_with_the_same_words_need_the_same_name_of_the_file():
    assert found(short("x/a.json"), short("x/a.md")) == ((("x/a.md", "x/a.json"),), (), ())
    assert found(short("x/a.json", "."), short("x/a.md", ".")) == ((("x/a.md", "x/a.json"),), (), ())
    assert found(short("x/a.json"), short("x/a.md", "abc")) == NONE
    assert found(short("x/a.json"), short("y/a.md")) == NONE
    assert found(short("x/a.json#1"), short("x/a.json#2")) == NONE


def test_a_short_talk_of_many_letters_needs_the_same_day_and_no_other_id():
    same = ((("b", "a"),), (), ())
    one = short("a", letters=900, started="2026-01-02T10:00:00", native_id="7")
    assert found(one, short("b", letters=900)) == same
    assert found(one, short("b", letters=900, started="2026-01-02T11:00:00Z")) == same
    assert found(one, short("b", letters=900, started="2026-01-03")) == NONE
    assert found(one, short("b", letters=900, native_id="8")) == NONE
    assert found(short("a", "aa", letters=900), short("b", "aa", letters=900)) == NONE


def test_two_ids_are_two_conversations_whatever_they_have_in_common():
    one = outline("a", "abcdef", native_id="7")
    assert found(one, outline("b", "abcdef", native_id="8")) == NONE
    assert found(one, outline("b", "abcd", native_id="8")) == NONE
    assert found(one, outline("b", "abcdef", native_id="8", sha256="sha a")) == ((("b", "a"),), (), ())


def test_one_message_alone_is_a_prompt():
    assert found(outline("a", "abcd"), outline("b", "a")) == NONE
    assert found(outline("a", "abcd"), outline("b", "d")) == NONE


def test_all_exports_of_one_conversation_are_sources_of_the_fullest():
    exports = [outline("a", "abc"), outline("b", "abcdef"), outline("c", "abcde"), outline("d", "bcd")]
    assert found(*exports) == ((("a", "b"), ("c", "b"), ("d", "b")), (), ())


def test_the_beginning_of_two_conversations_is_a_source_of_the_shorter_one():
    assert found(outline("a", "abcdef"), outline("b", "abcxy"), outline("c", "abc")) == ((("c", "b"),), (), ())
    by_id = [outline("a", "abcdef", native_id="7"), outline("b", "abcxy"), outline("c", "abc", native_id="7")]
    assert found(*by_id) == ((("c", "a"),), (), ())


def test_of_equal_transcripts_the_page_is_the_one_with_more_of_everything_else():
    poor = outline("a", "abcd", facts=1)
    assert found(poor, outline("b", "abcd", facts=2)) == ((("a", "b"),), (), ())
    assert found(poor, outline("b", "abcd", parts=(("thinking", 1),))) == ((("a", "b"),), (), ())
    header = RecordHeader("key", "slug", "title", "c", "")
    assert found(poor, outline("c", "abcd", facts=1), headers=[header]) == ((("a", "c"),), (), ())
    assert found(poor, outline("c", "abcd", facts=1), headers=[replace(header, source="x", sha256="sha c")]) == (
        (("a", "c"),), (), ()
    )  # fmt: skip


def test_no_thinking_and_no_picture_is_lost():
    one, other = outline("a", "abcde"), outline("b", "abcd", parts=(("image", 1),))
    assert found(one, other) == ((), (VersionPair("b", "a", 4, has_same_id=False),), ())
    both = outline("a", "abcd", parts=(("image", 1),)), outline("b", "abcd", parts=(("thinking", 1),))
    assert found(*both) == ((), (VersionPair("b", "a", 4, has_same_id=False),), ())


REDACTED = TranscriptRule(redactions=(RedactRule(words="Rosa"),))


def test_an_export_without_the_redactions_of_another_is_not_its_page():
    """Else the page would say what the owner removed from the other file."""
    redacted = outline("a", "aBcd", original_fingerprints=outline("", "abcd").fingerprints, original_sha256="x")
    assert found(redacted, outline("b", "abcd"), rules={"a": REDACTED}) == ((("b", "a"),), (), ())
    assert found(redacted, outline("b", "abcde"), rules={"a": REDACTED}) == ((), (), (("b", "a"),))
    both = {"a": REDACTED, "b": REDACTED}
    fuller = outline("b", "aBcde", original_fingerprints=outline("", "abcde").fingerprints, original_sha256="y")
    assert found(redacted, fuller, rules=both) == ((("a", "b"),), (), ())


def test_a_prompt_of_thousands_of_conversations_costs_little():
    """The last message is the same everywhere: each conversation is compared with a few others only."""
    talks = [outline(f"t{n:04}", f"{chr(1000 + n)}z") for n in range(3000)]
    assert found(*talks) == NONE


def test_a_hundred_exports_of_one_conversation_are_one_page():
    pages, versions, _ = found(*(outline(f"e{n:02}", "abcdefgh") for n in range(100)))
    assert (set(dict(pages).values()), len(pages), versions) == ({"e00"}, 99, ())
