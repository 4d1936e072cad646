"""Any file in the folder gives a clear problem or a safe page, and the rest of the site is built."""

import json
import re
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.model.problems import Severity
from tests.building import build
from tests.conftest import Run
from tests.sampling import IS_THOROUGH
from tests.writing import dialogue

GOOD = dialogue("Good morning.", "Is it?", a="Zoe", b="Yan")

UNREADABLE = {
    "unknown.txt": (b"Just some prose.\n\nAnd a second paragraph of it.\n", "Unknown format."),
    "empty.md": (b"", "The file is empty."),
    "blank.md": (b"\n\n   \n", "The file is empty."),
    "picture.md": (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        "This is a PNG image, not text.",
    ),
    "header-only.md": (dialogue(), "The title is that of a transcript, but no message follows."),
    "table.csv": (b"a,b,c\n1,2,3\n", "Unknown format."),
    "other.json": (b'{"messages": []}', "This is a JSON object with `messages`"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_a_problem_and_the_rest_is_built(archive: Path, name: str):
    data, message = UNREADABLE[name]
    transcripts = archive / "content" / "transcripts"
    (transcripts / name).write_bytes(data)
    (transcripts / "good.md").write_bytes(GOOD)
    report = build(open_archive(archive), archive / "site")
    assert report.conversations == 1
    (problem,) = [each for each in report.problems if each.severity is Severity.ERROR]
    assert problem.path == f"content/transcripts/{name}"
    assert message in problem.message
    assert problem.hint


HARMLESS = {
    "script": "</script><script>alert(1)</script>",
    "javascript link": "[a](javascript:alert(1)) <javascript:alert(2)>",
    "remote image": "![dot](https://tracker.example/pixel.gif) ![](//tracker.example/p.gif)",
    "escape codes": "\x1b[31mred\x1b]8;;https://evil.example\x07link\x1b]8;;\x07 \x9b1m",
    "bidi controls": "access \u202egranted\u202c \u2066isolated\u2069 \u200fmark",
    "tag characters": "flag \U000e0041\U000e007f and \u2062 operator",
    "NUL and friends": "a\x00b\x01c\x7fd\x85e\u2028f\ufeffg",
    "zalgo": "Z\u0351\u036b\u0343a\u0329\u0321l\u0348\u0333g\u0347\u0319o" * 50,
    "brackets": "[" * 100_000,
    "images unclosed": "![" * 50_000,
    "CDATA": "<![CDATA[" * 20_000,
    "emphasis": "*a **a " * 20_000,
    "underscores": "[ a_" * 25_000,
    "backticks": "".join("e" + "`" * n for n in range(1, 400)),
    "deep quote": ">" * 5_000 + " deep",
    "deep list": "".join(f"{'  ' * n}- item {n}\n" for n in range(400)),
    "wide table": "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n|" + "b|" * 3_000,
    "entities": "&amp;" * 20_000 + "&#x0;&#1114112;&nosuch;",
    "link definitions": "[AI-4 (Owl 2)]: said something\n\n[a]: b 'c'",
    "unclosed fence": "```python\nprint(1)\n",
    "fence in a fence": "````\n```\ninner\n```\n````",
    "lone CR": "one\rtwo",
    "very long line": "word " * 200_000,
    "one long word": "w" * 1_000_000,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_hostile_message_becomes_a_safe_page_that_loses_no_word(archive: Path, name: str):
    text = HARMLESS[name]
    transcripts = archive / "content" / "transcripts"
    (transcripts / "hostile.md").write_bytes(dialogue("Before.", text, "After."))
    report = build(open_archive(archive), archive / "site")
    assert report.conversations == 1
    parts = (archive / "site" / "c").glob("ada-bob*.html")
    page = "".join(path.read_text("utf-8") for path in parts)
    assert page.count('<article class="message"') == 3
    page = re.sub(r'<script src="../static/(conversation|display|redirect|site)\.js"[^>]*></script>', "", page)
    page = re.sub(r'<meta (name="|property="og:)description" content="[^"<>]*">', "", page)  # words, not a link
    assert re.findall(r"(?i)<script|javascript:[^<]*\"|<img|<iframe|\son\w+=", page) == []
    export = json.loads((archive / "site" / "c" / "ada-bob.json").read_bytes())
    assert [message["text"].replace("\ufffd", "\x00") for message in export["messages"]] == [
        "Before.",
        text,
        "After.",
    ]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("../../x", "x-bob"),
        ("..", "bob"),
        ("CON", "con-bob"),
        ("🎨", "art-bob"),
        ("<script>alert(1)</script>", "script-alert-1-script-bob"),
        ("x" * 300, "x" * 60),
        ("木原", "muyuan-bob"),
        ("a\u202eb", "ab-bob"),
        ('"onmouseover="x', "onmouseover-x-bob"),
        ("{{ 7*7 }}", "7-7-bob"),
    ],
)
def test_a_hostile_name_is_shown_and_its_files_are_inside_the_site(archive: Path, title: str, slug: str):
    (archive / "content" / "transcripts" / "t.md").write_bytes(dialogue("Hello.", a=title))
    build(open_archive(archive), archive / "site")
    pages = sorted(path.name for path in (archive / "site" / "c").glob("*.html"))
    assert pages == sorted([f"{slug}.html", "index.html"])
    export = json.loads((archive / "site" / "c" / f"{slug}.json").read_bytes())
    assert (export["title"], export["messages"][0]["speaker"]) == (f"{title} ↔ Bob", title)
    assert {path.name for path in archive.iterdir()} == {".sitegen", "content", "site"}


def test_symbolic_links_are_not_followed(archive: Path, tmp_path_factory: pytest.TempPathFactory):
    secret = tmp_path_factory.mktemp("secret")
    (secret / "key.md").write_bytes(dialogue("canary4711"))
    transcripts = archive / "content" / "transcripts"
    (transcripts / "linked.md").symlink_to(secret / "key.md")
    (transcripts / "folder").symlink_to(secret)
    (transcripts / "good.md").write_bytes(GOOD)
    report = build(open_archive(archive), archive / "site")
    assert report.conversations == 1
    assert [(each.path, each.message) for each in report.problems if each.severity is Severity.ERROR] == [
        ("content/transcripts/folder", "Symbolic links are not followed."),
        ("content/transcripts/linked.md", "Symbolic links are not followed."),
    ]
    assert not any(b"canary4711" in path.read_bytes() for path in archive.rglob("site/**/*") if path.is_file())


def test_a_line_of_many_megabytes_is_built(archive: Path):
    words = 10_000_000 if IS_THOROUGH else 2_000_000
    (archive / "content" / "transcripts" / "long.md").write_bytes(dialogue("word " * words))
    report = build(open_archive(archive), archive / "site")
    assert report.conversations == 1


def test_a_file_too_large_for_any_host_is_refused(archive: Path):
    with (archive / "content" / "transcripts" / "huge.md").open("wb") as file:
        file.truncate(100_000_001)  # a sparse file, which takes no space
    report = build(open_archive(archive), archive / "site")
    assert [str(problem) for problem in report.problems] == [
        "content/transcripts/huge.md: The file has 100 MB; Git hosts accept at most 100 MB. Split it."
    ]


def test_a_header_with_a_wrong_message_count_is_a_problem_with_its_line(archive: Path, run: Run):
    data = dialogue("One.", "Two.", a="haiku-4.5", b="opus-4.5").replace(b"**Messages:** 2", b"**Messages:** 3")
    (archive / "content" / "transcripts" / "a.md").write_bytes(data)
    result = run("check")
    assert (result.exit_code, result.stdout) == (
        1,
        "content/transcripts/a.md:5: The transcript has 2 messages, but its header says 3. "
        "Check whether the file is cut off, or a line `### Name` was changed.\n",
    )


def test_escape_codes_of_transcripts_never_reach_the_terminal(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "\x1b[31m.md").write_bytes(b"?")
    result = run("check")
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout + result.stderr
    assert "content/transcripts/\\x1b[31m.md: " in result.stdout
