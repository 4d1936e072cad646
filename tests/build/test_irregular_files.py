"""Whatever stands in the place of a file that is read: every command ends, with one line about it."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from sitegen.model.problems import ContentError
from sitegen.permalinks.ledger.files import today
from tests.conftest import Run
from tests.text.test_regular_files import make_socket
from tests.writing import dialogue

IRREGULAR = "This is not a regular file. Move it to another folder."
LINK = "Symbolic links are not followed. Put the file itself here if it may be published."
LOOP = "It cannot be read: Too many levels of symbolic links. Change its permissions, replace it if it is damaged, or move it to another folder."
LEDGER_LINK = "The ledger file is a symbolic link, which sitegen does not follow. Replace it with the file itself."

MAKE: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "socket": make_socket,
    "folder": Path.mkdir,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "loop": lambda path: path.symlink_to(path.name),
}
# What is in the place of the file → what is said about a path that may be a link, may not, or is of the ledger.
SAID = {
    "pipe": (IRREGULAR, IRREGULAR, IRREGULAR),
    "socket": (IRREGULAR, IRREGULAR, IRREGULAR),
    "folder": (IRREGULAR, IRREGULAR, IRREGULAR),
    "device": (IRREGULAR, LINK, LEDGER_LINK),
    "loop": (LOOP, LINK, LEDGER_LINK),
}
PLACES = {
    "sitegen.toml": 0,
    "content/accepted.jsonl": 0,
    "content/index.md": 1,
    "content/ledger/x.abc.jsonl": 2,
    "content/transcripts/b.md": 1,
    "content/essays/e.md": 1,
    "theme/static/a.css": 1,
    "theme/static/search/page.js": 1,
    "theme/templates/home.html": 1,
    "theme/templates/blocks/prose.html": 1,
    "theme/languages/de.po": 1,
}
MAY_BE_FOLDERS = {path for path in PLACES if path.startswith(("theme/", "content/transcripts/", "content/essays/"))}


@pytest.fixture
def built(archive: Path, run: Run) -> Path:
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One lamp.", "Two lamps."))
    assert run("build").exit_code == 0
    return archive


@pytest.fixture(autouse=True)
def _end_what_hangs() -> Iterator[None]:
    def fail(*_: object) -> None:
        raise TimeoutError("it waits for a file")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(900)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def put(path: Path, kind: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    MAKE[kind](path)


def said(result: Result) -> list[str]:
    """Return the problems that a command printed, without notes."""
    return [line for line in result.output.splitlines() if re.match(r"(?:theme|content|sitegen\.toml|site)\b", line)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", MAKE)
def test_what_is_no_file_is_one_line(built: Path, run: Run, kind: str, place: str):
    put(built / place, kind)
    is_nothing = kind == "folder" and place in MAY_BE_FOLDERS
    expected = [] if is_nothing else [f"{place}: {SAID[kind][PLACES[place]]}"]
    assert said(run("build")) == expected
    if kind == "pipe":
        assert said(run("check")) == expected
        assert said(run("search", "lamp")) in ([], expected)


@pytest.mark.parametrize("kind", [kind for kind in MAKE if kind != "folder"])
@pytest.mark.parametrize("place", ["theme", "theme/static", "content/essays", "content/ledger"])
def test_what_is_no_folder_is_one_line(built: Path, run: Run, kind: str, place: str):
    if place == "content/ledger":
        (built / place).rename(built / "elsewhere")
    put(built / place, kind)
    for command in ("check", "build"):
        (line,) = said(run(command))
        assert line.startswith(f"{place}: ")


def test_a_theme_that_links_to_itself_is_walked_once(built: Path, run: Run):
    (built / "theme" / "static").mkdir(parents=True)
    for name in ("one", "two", "templates"):
        (built / "theme" / "static" / name).symlink_to(built / "theme")
    (built / "theme" / "again").symlink_to("../theme")
    result = run("build", "--all")
    assert result.stderr.splitlines() == [
        f"theme/{name}: {LINK}" for name in ("again", "static/one", "static/templates", "static/two")
    ]


def test_a_template_behind_a_link_is_not_used(built: Path, run: Run):
    (built / "elsewhere").mkdir()
    (built / "elsewhere" / "home.html").write_text("canary")
    (built / "theme").mkdir()
    (built / "theme" / "templates").symlink_to("../elsewhere")
    result = run("build")
    assert result.stderr == f"theme/templates: {LINK}\n"
    assert "canary" not in (built / "site" / "index.html").read_text()


@pytest.mark.parametrize("kind", MAKE)
def test_what_is_no_page_is_built_again(built: Path, run: Run, kind: str):
    page = built / "site" / "index.html"
    expected = page.read_bytes()
    page.unlink()
    put(page, kind)
    assert any("index.html" in line for line in said(run("check")))
    assert run("build").exit_code == 0
    assert page.read_bytes() == expected


def test_a_page_that_nobody_may_read_is_built_again(built: Path, run: Run):
    page = built / "site" / "index.html"
    page.chmod(0)
    assert run("check").exit_code == 1
    assert run("build").exit_code == 0
    assert page.stat().st_mode & 0o400
    assert run("check").exit_code == 0


@pytest.mark.parametrize("kind", MAKE)
def test_a_list_of_files_that_is_none_is_one_line(built: Path, run: Run, kind: str):
    (built / "site" / ".sitegen-site").unlink()
    put(built / "site" / ".sitegen-site", kind)
    result = run("build")
    assert result.exit_code == 1
    assert re.fullmatch(r"site(/.sitegen-site)?: [^\n]+\n", result.stderr)


@pytest.mark.parametrize(
    "folder",
    [
        ".",
        "content",
        "content/x",
        "content/transcripts",
        "content/ledger/x",
        "theme/static",
        "theme",
        ".sitegen",
        ".sitegen/x",
        ".git/x",
    ],
)
def test_the_site_is_not_written_into_the_archive(built: Path, run: Run, folder: str):
    result = run("build", "--output", folder)
    assert (result.exit_code, result.stderr) == (
        1,
        f"{folder}: The site cannot be written here, because this folder belongs to the archive. "
        "Choose another folder with --output.\n",
    )


@pytest.mark.parametrize("folder", ["public", "docs/site", "contents", "theme2", "../outside"])
def test_the_site_is_written_beside_the_archive(built: Path, run: Run, folder: str):
    assert run("build", "--output", folder).exit_code == 0


GOOD_DATES = {"0": "1970-01-01", "86399": "1970-01-01", "253402300799": "9999-12-31", "00086400": "1970-01-02"}
BAD_DATES = ("-1", "1.5", "now", " 5", "5 ", "1e9", "253402300800", "9" * 5000, "٣", "0x10", "+5", "1_000", "\n")


@pytest.mark.parametrize("value", GOOD_DATES)
def test_the_date_of_the_source_is_the_day_of_a_build(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    assert today() == GOOD_DATES[value]


@pytest.mark.parametrize("value", BAD_DATES)
def test_an_impossible_date_of_the_source_is_one_line(
    built: Path, run: Run, monkeypatch: pytest.MonkeyPatch, value: str
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    with pytest.raises(ContentError):
        today()
    for command in ("build", "check"):
        result = run(command)
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert result.stderr.startswith("SOURCE_DATE_EPOCH: ")


def test_an_empty_date_of_the_source_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    expected = today()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert today() == expected
