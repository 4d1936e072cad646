"""Parsing of essays."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.archive.essays.parser import read_essay
from sitegen.model import Essay
from sitegen.model.problems import Problem, Severity

COMPLETE_ESSAY = """\
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


def problem_lines(found: Essay) -> list[str]:
    return [str(each) for each in found.problems]


def test_all_keys_of_the_front_matter():
    assert essay(COMPLETE_ESSAY) == Essay(
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
def test_the_title_is_the_key_the_heading_or_the_file_name(text: str, title: str, body: str, line: int):
    found = essay(text)
    assert (found.title, found.text, found.first_line, problem_lines(found)) == (title, body, line, [])


@pytest.mark.parametrize(
    ("path", "slug"), [("my notes.md", "my-notes"), ("2026/Über Türen.md", "uber-turen"), ("茶.md", "cha")]
)
def test_without_a_key_the_slug_is_the_name_of_the_file(path: str, slug: str):
    found = essay("# Another title\nWords.", path)
    assert (found.slug, found.has_own_slug) == (slug, False)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("+++\ndraft = true\n+++\n\nWords.", "unpublished-by-front-matter"),
        ('{"draft": true}\n\nWords.', "unpublished-by-front-matter"),
        ("---\nstatus: draft\n---\n\nWords.", "unclear-publish-flag"),
        ("# The tide\n\n<!-- private -->\n\nWords.", "unclear-publish-flag"),
        ("---\npublish: true\nstatus: draft\n---\n\nWords.", None),
        ("# A private tide\n\nA draft of words.", None),
    ],
)
def test_an_essay_that_is_private_in_another_dialect_is_a_draft(text: str, code: str | None):
    found = essay(text, "a.md")
    codes = {each.code for each in found.problems} & {"unpublished-by-front-matter", "unclear-publish-flag"}
    assert (codes, found.is_draft) == ({code} if code else set(), code is not None)


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
            "a.md:2: The front matter value of 'draft' is neither true nor false, so the essay is not published. "
            "Write `draft: true` or `draft: false`.",
            True,
        ),
        ("publish: []", "a.md:2: The front matter value of 'publish' is not text. Write it on one line: `publish: …`.", True),
        ("darft: true", "a.md:2: Unknown front matter key 'darft'. Did you mean 'draft'?", True),
        ("tilte: A", "a.md:2: Unknown front matter key 'tilte'. Did you mean 'title'?", False),
        ("date: soon", "a.md:2: The front matter value of 'date' is not a date: 'soon'. Write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.", False),
        ("slug: My Slip", "a.md:2: The front matter value of 'slug' cannot be part of an address: 'My Slip'. Write `slug: my-slip`.", False),
        ("title: [a]", "a.md:2: The front matter value of 'title' is not text. Write it on one line: `title: …`.", False),
        ("title: A\nTitle: B", "a.md:3: The front matter has 'title' 2 times; the first is used. Delete the others.", False),
        ("? [a]\n: b", "a.md:2: A key in the front matter is not text. Write it as one word, such as `title`.", False),
        (
            "title: a: b",
            "a.md:2: The front matter is not valid YAML: mapping values are not allowed here. "
            'Put quotes around values that contain ": " or "#".',
            True,
        ),
        (
            "- a",
            "a.md:2: The front matter has no keys. Write lines such as `title: …`.",
            True,
        ),
    ],
)  # fmt: skip
def test_doubtful_keys_keep_an_essay_private_and_faults_are_reported(front: str, problem: str | None, is_draft: bool):
    found = essay(f"---\n{front}\n---\nWords.", "a.md")
    assert (problem_lines(found)[:1], found.is_draft) == ([problem] if problem else [], is_draft)
    assert all(each.severity is Severity.ERROR for each in found.problems)


@pytest.mark.parametrize("start", ["---\n", "---\u00a0\n", "\ufeff\ufeff---\t\n", "\n \n---\u200b\n"])
def test_front_matter_is_read_below_blank_lines_and_with_invisible_characters(start: str):
    found = essay(f"{start}title: The tide\ndraft: true\n---\u3000\nWords.", "a.md")
    assert (found.title, found.is_draft, found.text, found.problems) == ("The tide", True, "Words.", ())


def test_many_faults_are_counted_in_one_problem():
    found = essay("---\n" + "title: a\n" * 5_000 + "---\nWords.", "a.md")
    assert problem_lines(found) == [
        "a.md:3: The front matter has 'title' 5,000 times; the first is used. Delete the others."
    ]
    found = essay("---\n" + "".join(f"key{n}: a\n" * 2 for n in range(5_000)) + "---\nWords.", "a.md")
    assert [(each.code, each.line) for each in found.problems] == [
        *(("repeated-front-matter-key", line) for line in range(3, 43, 2)),
        ("further-front-matter-problems", 43),
    ]
    assert found.problems[-1].parameters == {"count": 4_980 + 200}


def test_front_matter_without_an_end_is_told_and_nothing_of_it_is_published():
    found = essay("---\ndraft: true\n\nWords.", "a.md")
    assert (problem_lines(found), found.is_draft) == (
        [
            "a.md:1: The front matter has no end. Add a line with only `---` below it.",
            "a.md: The essay is not published until its front matter is corrected.",
        ],
        True,
    )


def test_a_key_of_another_program_is_a_note():
    (note,) = essay("---\nlayout: post\n---\nWords.").problems
    assert str(note) == (
        "my-notes.md:2: The front matter key 'layout' is ignored. "
        "Known keys: title, date, author, description, language, slug, draft, publish."
    )
    assert note.severity is Severity.NOTE


@pytest.mark.parametrize("data", [b"", b" \n\n", b"---\ntitle: A\n---\n \n"])
def test_an_essay_without_text_is_a_problem(data: bytes):
    (problem,) = read_essay("a.md", data)  # type: ignore[misc]
    assert problem in (Problem("empty-file", "a.md"), Problem("empty-essay", "a.md"))
    assert problem.severity is Severity.ERROR


def test_an_empty_essay_is_printed():
    assert str(Problem("empty-essay", "a.md")) == "a.md: The essay has no text. Write some, or delete the file."


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read_and_reported(encoding: str):
    text = "---\ntitle: Façade\n---\nShe said “no”, naïvely – and a café’s £3 was 3 € too much.\n"
    found = read_essay("a.md", text.encode(encoding))
    assert isinstance(found, Essay)
    assert (found.title, found.text) == ("Façade", text.partition("---\n")[2].partition("---\n")[2])
    assert not any(each.severity is Severity.ERROR for each in found.problems)
    if encoding == "cp1252":
        assert any("Windows-1252" in each.message or "cp1252" in each.message for each in found.problems)


def test_windows_line_endings_make_no_difference():
    unix, windows = (
        read_essay("a.md", COMPLETE_ESSAY.encode()),
        read_essay("a.md", COMPLETE_ESSAY.replace("\n", "\r\n").encode()),
    )
    assert isinstance(unix, Essay)
    assert isinstance(windows, Essay)
    assert replace(windows, problems=()) == replace(unix, problems=())


@given(st.binary(max_size=300) | st.text("-:#[]{}&*!|> \n'\"ab\u202e\0", max_size=120).map(str.encode))
def test_no_bytes_raise_an_exception(data: bytes):
    found = read_essay("a.md", data)
    if isinstance(found, Essay):
        assert found.slug
        assert found.title
        assert found.first_line >= 1
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
                "my-notes.md:2: The front matter value of 'language' is not a language tag: 'plain English'. "
                "Write for example `language: pt-BR`."
            ],
        ),
    ],
)
def test_the_language_is_the_key_or_detected_from_the_script(text: str, language: str, problems: list[str]):
    found = essay(text)
    assert (found.language, problem_lines(found)) == (language, problems)
