"""Bytes → essay."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.archive.essays.parser import read_essay
from sitegen.model import Essay
from sitegen.model.problems import Problem, Severity

WHOLE = """\
---
title: "The slip: a study"
date: 2026-02-24 10:30
author: The editor
description: On errata.
language: en-GB
slug: the-slip
draft: no
---

First words.

More.
"""


def essay(text: str, path: str = "my-notes.md") -> Essay:
    found = read_essay(path, text.encode())
    assert isinstance(found, Essay)
    return found


def told(found: Essay) -> list[str]:
    return [str(each) for each in found.problems]


def test_everything_that_the_front_matter_can_say():
    assert essay(WHOLE) == Essay(
        "my-notes.md",
        "the-slip",
        "The slip: a study",
        "2026-02-24T10:30",
        "The editor",
        "On errata.",
        "\nFirst words.\n\nMore.\n",
        10,
        has_own_slug=True,
        language="en-GB",
    )


@pytest.mark.parametrize(
    ("text", "title", "body", "line"),
    [
        ("Only words.", "my-notes", "Only words.", 1),
        ("# A *fine* `title` #\n\nWords.", "A fine title", "\nWords.", 2),
        ("\n\n#   Late\nWords.", "Late", "Words.", 4),
        ("## Too low\nWords.", "my-notes", "## Too low\nWords.", 1),
        ("---\ntitle: Mine\n---\n# Not the title\nWords.", "Mine", "# Not the title\nWords.", 4),
        ("---\n\nA rule, then words.", "my-notes", "---\n\nA rule, then words.", 1),
        ("---\n# a comment\n---\nWords.", "my-notes", "Words.", 4),
        ("---\ndate: 2026-01-01\n...\nWords.", "my-notes", "Words.", 4),
    ],
)
def test_the_title_comes_from_the_key_the_heading_or_the_file_and_no_line_is_lost(
    text: str, title: str, body: str, line: int
):
    found = essay(text)
    assert (found.title, found.text, found.line, told(found)) == (title, body, line, [])


@pytest.mark.parametrize(
    ("path", "slug"), [("my notes.md", "my-notes"), ("2026/Über Türen.md", "uber-turen"), ("茶.md", "cha")]
)
def test_without_a_key_the_slug_is_the_files_name(path: str, slug: str):
    found = essay("# Another title\nWords.", path)
    assert (found.slug, found.has_own_slug) == (slug, False)


@pytest.mark.parametrize(
    ("front", "problem", "is_draft"),
    [
        ("draft: true", None, True),
        ("draft: Yes", None, True),
        ("publish: false", None, True),
        ("publish: true", None, False),
        ("draft: true\npublish: true", None, True),
        (
            "draft: perhaps",
            "a.md:2: front matter: draft is neither true nor false; "
            "write draft: true or draft: false; until then it is not published",
            True,
        ),
        ("publish: []", "a.md:2: front matter: publish is no text; write one line: publish: …", True),
        ("darft: true", "a.md:2: front matter: 'darft' means nothing here; did you mean 'draft'?", True),
        ("tilte: A", "a.md:2: front matter: 'tilte' means nothing here; did you mean 'title'?", False),
        ("date: soon", "a.md:2: front matter: date: 'soon' is no date; write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS", False),
        ("slug: My Slip", "a.md:2: front matter: slug: 'My Slip' cannot be an address; write slug: my-slip", False),
        ("title: [a]", "a.md:2: front matter: title is no text; write one line: title: …", False),
        ("title: A\nTitle: B", "a.md:3: front matter: 'title' stands here twice; the first is used; delete one of them", False),
        ("? [a]\n: b", "a.md:2: front matter: a key is no text; write it as one word, such as title", False),
        (
            "title: a: b",
            "a.md:2: the front matter is not YAML: mapping values are not allowed here; "
            'put quotes around values with ": " or "#"; until then it is not published',
            True,
        ),
        (
            "- a",
            "a.md:2: the front matter is no list of keys; write lines such as title: …; until then it is not published",
            True,
        ),
    ],
)  # fmt: skip
def test_what_may_be_meant_to_stay_private_stays_so_and_what_is_wrong_is_told(
    front: str, problem: str | None, is_draft: bool
):
    found = essay(f"---\n{front}\n---\nWords.", "a.md")
    assert (told(found)[:1], found.is_draft) == ([problem] if problem else [], is_draft)
    assert all(each.severity is Severity.PROBLEM for each in found.problems)


def test_front_matter_without_an_end_is_told_and_nothing_of_it_is_published():
    found = essay("---\ndraft: true\n\nWords.", "a.md")
    assert (told(found), found.is_draft) == (
        [
            "a.md:1: the front matter has no end; write --- on a line of its own below it; "
            "until then it is not published"
        ],
        True,
    )


def test_a_key_of_another_program_is_noted_with_the_keys_that_there_are():
    (note,) = essay("---\nlayout: post\n---\nWords.").problems
    assert note == Problem(
        "my-notes.md",
        2,
        "front matter: 'layout' means nothing here",
        "the keys are title, date, author, description, language, slug, draft, publish",
        Severity.NOTE,
    )


@pytest.mark.parametrize("data", [b"", b" \n\n", b"---\ntitle: A\n---\n \n"])
def test_without_words_there_is_no_essay(data: bytes):
    (problem,) = read_essay("a.md", data)  # type: ignore[misc]
    assert problem.path == "a.md"
    assert problem.severity is Severity.PROBLEM


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read_and_the_reader_is_told(encoding: str):
    text = "---\ntitle: Façade\n---\nShe said “no”, naïvely – and a café’s £3 was 3 € too much.\n"
    found = read_essay("a.md", text.encode(encoding))
    assert isinstance(found, Essay)
    assert (found.title, found.text) == ("Façade", text.partition("---\n")[2].partition("---\n")[2])
    assert not any(each.severity is Severity.PROBLEM for each in found.problems)
    if encoding == "cp1252":
        assert any("Windows-1252" in each.message or "cp1252" in each.message for each in found.problems)


def test_windows_line_ends_make_no_difference():
    unix, windows = (
        read_essay("a.md", WHOLE.encode()),
        read_essay("a.md", WHOLE.replace("\n", "\r\n").encode()),
    )
    assert isinstance(unix, Essay)
    assert isinstance(windows, Essay)
    assert replace(windows, problems=()) == replace(unix, problems=())


@given(st.binary(max_size=300) | st.text("-:#[]{}&*!|> \n'\"ab\u202e\0", max_size=120).map(str.encode))
def test_no_bytes_stop_it(data: bytes):
    found = read_essay("a.md", data)
    if isinstance(found, Essay):
        assert found.slug
        assert found.title
        assert found.line >= 1
    else:
        assert found


@pytest.mark.parametrize(
    ("text", "language", "problems"),
    [
        ("Words.", "", []),
        ("夜の海は静かです", "ja", []),
        ("---\nlanguage: zh\n---\n夜の海は静かです", "zh", []),
        (
            "---\nlanguage: plain English\n---\nWords.",
            "",
            [
                "my-notes.md:2: front matter: language: 'plain English' is not a language tag; "
                "write for example language: pt-BR"
            ],
        ),
    ],
)
def test_the_language_is_the_one_named_or_that_of_the_letters(text: str, language: str, problems: list[str]):
    found = essay(text)
    assert (found.language, told(found)) == (language, problems)
