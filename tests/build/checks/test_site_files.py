"""Whether a site's files can be published: sizes, names, links."""

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

ELSEWHERE = sorted(
    ["a\nb", "blank ", "dot.", "folder./a", "line\u2028end", *(f"a{char}b" for char in '<>:"|?*\\')]
)

WRONG: dict[str, tuple[list[tuple[str, int]], list[tuple[Severity, str]]]] = {
    "a file that git warns of": (
        [("c/a.json", 50_000_001)],
        [(Severity.NOTE, "site/c/a.json: 50 MB: near GitHub's limit of 100 MB")],
    ),
    "a file that git refuses": (
        [("c/a.json", 100_000_001)],
        [(Severity.DANGER, "site/c/a.json: 100 MB: GitHub accepts no file of more than 100 MB")],
    ),
    "a site near the limit": (
        [(f"c/{n}.txt", 40_000_000) for n in range(21)],
        [(Severity.NOTE, "site: the site has 840 MB: GitHub Pages publishes at most 1000 MB")],
    ),
    "a site over the limit": (
        [(f"c/{n}.txt", 40_000_000) for n in range(26)],
        [(Severity.DANGER, "site: the site has 1040 MB: GitHub Pages publishes at most 1000 MB")],
    ),
    "letters of two sizes": (
        [("static/Mine.css", 1), ("static/mine.css", 1)],
        [(Severity.DANGER, "site/static/mine.css: many systems cannot tell this from static/Mine.css")],
    ),
    "a folder in letters of two sizes": (
        [("static/Fonts/a", 1), ("static/fonts/a", 1)],
        [(Severity.DANGER, "site/static/fonts: many systems cannot tell this from static/Fonts")],
    ),
    "folders in letters of two sizes, which hold different files": (
        [("static/A/x", 1), ("static/a/y", 1), ("static/a/z", 1)],
        [(Severity.DANGER, "site/static/a: many systems cannot tell this from static/A")],
    ),
    "a file and a folder in letters of two sizes": (
        [("static/Foo", 1), ("static/foo/bar", 1)],
        [(Severity.DANGER, "site/static/foo: many systems cannot tell this from static/Foo")],
    ),
    "a folder that is before its like by its own name only": (
        [("static/foo/bar", 1), ("static/foo.css", 1), ("static/fooO", 1), ("static/fOO", 1)],
        [(Severity.DANGER, "site/static/foo: many systems cannot tell this from static/fOO")],
    ),
    "one letter in two forms": (
        [("static/e\u0301.css", 1), ("static/\u00e9.css", 1)],
        [(Severity.DANGER, "site/static/\u00e9.css: many systems cannot tell this from static/e\u0301.css")],
    ),
    "a name that Jekyll drops": (
        [("static/_partial.css", 1), ("static/_deep/a.css", 1)],
        [
            (Severity.PROBLEM, "site/static/_deep/a.css: some hosts drop names that begin with _"),
            (Severity.PROBLEM, "site/static/_partial.css: some hosts drop names that begin with _"),
        ],
    ),
    "names that Windows keeps for itself": (
        [(f"static/{name}", 1) for name in ("COM1.tar.gz", "aux.txt", "con", "lpt¹ .x", "nul/a.css")],
        [
            (Severity.DANGER, "site/static/COM1.tar.gz: Windows cannot hold this: COM1 is a device there"),
            (Severity.DANGER, "site/static/aux.txt: Windows cannot hold this: aux is a device there"),
            (Severity.DANGER, "site/static/con: Windows cannot hold this: con is a device there"),
            (Severity.DANGER, "site/static/lpt¹ .x: Windows cannot hold this: lpt¹ is a device there"),
            (Severity.DANGER, "site/static/nul/a.css: Windows cannot hold this: nul is a device there"),
        ],
    ),
    "names that are none elsewhere": (
        [(f"static/{name}", 1) for name in ELSEWHERE],
        [
            (Severity.DANGER, f"site/static/{name}: this name cannot be on every system and in every address")
            for name in ELSEWHERE
        ],
    ),
}


def test_an_ordinary_site_passes():
    assert list(site_files.of_files("site", [*NEEDED, *FINE])) == []


@pytest.mark.parametrize("name", WRONG)
def test_what_a_host_would_refuse_or_change_is_told(name: str):
    files, told = WRONG[name]
    problems = list(site_files.of_files("site", [*NEEDED, *files]))
    assert [
        (each.severity, f"{each.path}: {each.message}"[: len(said)])
        for each, (_, said) in zip(problems, told, strict=True)
    ] == told
    assert all(each.remedy for each in problems)


def test_a_site_must_begin_somewhere():
    assert [each.message for each in site_files.of_files("site", FINE)] == [
        "the site has no index.html",
        "the site has no 404.html",
    ]


def test_check_looks_at_the_site_as_it_was_built(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    static = archive / "theme" / "static"
    static.mkdir(parents=True)
    for name in ("Mine.css", "mine.css", "_x.css"):
        (static / name).write_text(name)
    assert run("check").exit_code == 0  # no site is there yet
    assert "problem" in run("build").stdout
    (archive / "site" / "key").symlink_to("/etc/passwd")
    (archive / "site" / "CNAME").write_text("talks.example.org")
    result = run("check")
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith("site/")] == [
        "site/key: this is a symbolic link, and some hosts publish what it leads to; delete it",
        "site/static/_x.css: some hosts drop names that begin with _, as GitHub Pages does without .nojekyll; "
        "rename it in theme/static",
        "site/static/mine.css: many systems cannot tell this from static/Mine.css; rename it in theme/static",
    ]
