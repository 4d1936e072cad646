"""Files that hosts refuse, drop or rename are problems: by size, name, or as symbolic links."""

from pathlib import Path

import pytest

from sitegen.build.checks import site_files
from sitegen.model.problems import Severity
from tests.conftest import Run
from tests.writing import dialogue

NEEDED = [("index.html", 10), ("404.html", 10)]

FINE: list[tuple[str, int]] = [
    ("c/a.html", 100),
    ("static/Ä.css", 100),
    (".nojekyll", 0),
    (".sitegen-site", 100),
    ("c/big.json", 50_000_000),
    *((f"static/{name}", 1) for name in ("console.js", "x.con", "com", "com10", "auxiliary/a", "null")),
]

UNPORTABLE = sorted(["a\nb", "blank ", "dot.", "folder./a", "line\u2028end", *(f"a{char}b" for char in '<>:"|?*\\')])

WRONG: dict[str, tuple[list[tuple[str, int]], list[tuple[Severity, str]]]] = {
    "a file near the size limit": (
        [("c/a.json", 50_000_001)],
        [(Severity.NOTE, "site/c/a.json: The file has 50 MB, which is near GitHub's limit of 100 MB.")],
    ),
    "a file over the size limit": (
        [("c/a.json", 100_000_001)],
        [(Severity.BLOCKER, "site/c/a.json: The file has 100 MB; GitHub accepts at most 100 MB.")],
    ),
    "a site near the limit": (
        [(f"c/{n}.txt", 40_000_000) for n in range(21)],
        [(Severity.NOTE, "site: The site has 840 MB, which is near the limit of GitHub Pages, 1000 MB.")],
    ),
    "a site over the limit": (
        [(f"c/{n}.txt", 40_000_000) for n in range(26)],
        [(Severity.BLOCKER, "site: The site has 1040 MB; GitHub Pages publishes at most 1000 MB.")],
    ),
    "names that differ in case": (
        [("static/Mine.css", 1), ("static/mine.css", 1)],
        [
            (
                Severity.BLOCKER,
                "site/static/mine.css: Many systems cannot tell this name from static/Mine.css.",
            )
        ],
    ),
    "a folder that differs in case": (
        [("static/Fonts/a", 1), ("static/fonts/a", 1)],
        [(Severity.BLOCKER, "site/static/fonts: Many systems cannot tell this name from static/Fonts.")],
    ),
    "folders that differ in case, with different files": (
        [("static/A/x", 1), ("static/a/y", 1), ("static/a/z", 1)],
        [(Severity.BLOCKER, "site/static/a: Many systems cannot tell this name from static/A.")],
    ),
    "a file and a folder that differ in case": (
        [("static/Foo", 1), ("static/foo/bar", 1)],
        [(Severity.BLOCKER, "site/static/foo: Many systems cannot tell this name from static/Foo.")],
    ),
    "a folder that sorts between its clashes": (
        [("static/foo/bar", 1), ("static/foo.css", 1), ("static/fooO", 1), ("static/fOO", 1)],
        [(Severity.BLOCKER, "site/static/foo: Many systems cannot tell this name from static/fOO.")],
    ),
    "one letter in two normalization forms": (
        [("static/e\u0301.css", 1), ("static/\u00e9.css", 1)],
        [
            (
                Severity.BLOCKER,
                "site/static/\u00e9.css: Many systems cannot tell this name from static/e\u0301.css.",
            )
        ],
    ),
    "a name that Jekyll drops": (
        [("static/_partial.css", 1), ("static/_deep/a.css", 1)],
        [
            (Severity.ERROR, "site/static/_deep/a.css: Some hosts drop names that start with _"),
            (Severity.ERROR, "site/static/_partial.css: Some hosts drop names that start with _"),
        ],
    ),
    "names that Windows reserves": (
        [(f"static/{name}", 1) for name in ("COM1.tar.gz", "aux.txt", "con", "lpt¹ .x", "nul/a.css")],
        [
            (Severity.BLOCKER, "site/static/COM1.tar.gz: Windows reserves the name COM1."),
            (Severity.BLOCKER, "site/static/aux.txt: Windows reserves the name aux."),
            (Severity.BLOCKER, "site/static/con: Windows reserves the name con."),
            (Severity.BLOCKER, "site/static/lpt¹ .x: Windows reserves the name lpt¹."),
            (Severity.BLOCKER, "site/static/nul/a.css: Windows reserves the name nul."),
        ],
    ),
    "names that other systems do not allow": (
        [(f"static/{name}", 1) for name in UNPORTABLE],
        [
            (
                Severity.BLOCKER,
                f"site/static/{name}: This name is not allowed on every system and in every URL.",
            )
            for name in UNPORTABLE
        ],
    ),
}


def test_an_ordinary_site_has_no_problems():
    assert list(site_files.check_files("site", [*NEEDED, *FINE])) == []


@pytest.mark.parametrize("name", WRONG)
def test_files_that_a_host_would_refuse_or_change_are_problems(name: str):
    files, expected = WRONG[name]
    problems = list(site_files.check_files("site", [*NEEDED, *files]))
    assert [
        (each.severity, f"{each.path}: {each.message}"[: len(text)])
        for each, (_, text) in zip(problems, expected, strict=True)
    ] == expected
    assert all(each.hint for each in problems)


def test_a_site_needs_a_home_page_and_an_error_page():
    assert [each.message for each in site_files.check_files("site", FINE)] == [
        "The site has no index.html.",
        "The site has no 404.html.",
    ]


def test_check_reports_problems_of_the_built_site(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    static = archive / "theme" / "static"
    static.mkdir(parents=True)
    for name in ("Mine.css", "mine.css", "_x.css"):
        (static / name).write_text(name)
    assert run("check").exit_code == 0  # there is no site yet
    assert "problem" in run("build").stdout
    (archive / "site" / "key").symlink_to("/etc/passwd")
    (archive / "site" / "CNAME").write_text("talks.example.org")
    result = run("check")
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith("site/")] == [
        "site/key: This is a symbolic link, and some hosts publish its target. Delete it.",
        "site/static/_x.css: Some hosts drop names that start with _, as GitHub Pages does without .nojekyll. "
        "Rename it in theme/static.",
        "site/static/mine.css: Many systems cannot tell this name from static/Mine.css. Rename it in theme/static.",
    ]


def test_a_foreign_file_is_noted(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    assert run("build").exit_code == 0
    (archive / "site" / "notes.txt").write_text("mine")
    assert (
        "note: site/notes.txt: This file is not from sitegen: `sitegen publish` leaves it out, other ways to publish "
        "do not. Move it to theme/static if it belongs to the site, or delete it."
    ) in run("check").stdout.splitlines()
