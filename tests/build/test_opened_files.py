"""Count the files of the archive that commands open: the same numbers at two sizes, whatever the size of the archive."""

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sitegen.build import run as build_run
from sitegen.build import transcript
from sitegen.build.output import FileStamp, SiteWriter
from sitegen.model import OutputFile
from tests.conftest import Run
from tests.writing import dialogue

Command = Callable[..., dict[str, int]]
TwoSizes = Callable[..., dict[str, int]]
SIZES = (12, 36)
"""Conversations."""


class _Opened:
    """Collects what the interpreter opens while there is a root; a hook cannot be removed."""

    root = ""
    paths: list[tuple[str, bool]] = []  # noqa: RUF012
    is_installed = False

    @classmethod
    def hook(cls, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and cls.root and isinstance(arguments[0], str | os.PathLike | bytes):
            path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            if path.startswith(f"{cls.root}/") and not os.path.isdir(path):  # noqa: PTH112
                cls.paths.append((path.removeprefix(f"{cls.root}/"), bool(flags & (os.O_WRONLY | os.O_RDWR))))


@contextmanager
def opened_files(root: Path) -> Iterator[Counter[str]]:
    """Yield the number of files that are read from, or written to, each folder below ``root``."""
    if not _Opened.is_installed:
        sys.addaudithook(_Opened.hook)
        _Opened.is_installed = True
    counts: Counter[str] = Counter()
    _Opened.paths, _Opened.root = [], os.fspath(root)
    try:
        yield counts
    finally:
        _Opened.root = ""
        for path, is_written in dict.fromkeys(_Opened.paths):
            if path.startswith((".site.new-", ".sitegen/lock")):
                continue  # counted where they are made; opened by every build
            counts[f"{'write' if is_written else 'read'} {_place(path)}"] += 1


def _place(path: str) -> str:
    """Return the folder that matters."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("content", ".sitegen") and len(parts) > 2 else parts[0]


@pytest.fixture
def counted(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, int]]:
    """Return a function that runs a command and returns what it did."""
    work: Counter[str] = Counter()

    def count(module: object, name: str, key: str, number: Callable[..., int] = lambda *_: 1) -> None:
        function = getattr(module, name)

        def counting(*arguments, **options):
            work[key] += number(*arguments)
            return function(*arguments, **options)

        monkeypatch.setattr(module, name, counting)

    count(transcript, "redact_transcript", "parsed")
    count(transcript, "render_transcript", "rendered")
    count(transcript, "index_conversation", "messages tokenised", lambda conversation, *_: len(conversation.messages))
    count(build_run, "make_plan", "planned")
    stage = SiteWriter._stage

    def counting_stage(site: SiteWriter, file: OutputFile) -> FileStamp:
        work["changed shards" if file.path.startswith("search/") else "changed files of the site"] += 1
        return stage(site, file)

    monkeypatch.setattr(SiteWriter, "_stage", counting_stage)

    def run_and_count(*arguments: str) -> dict[str, int]:
        work.clear()
        with opened_files(Path.cwd()) as files:
            result = run(*arguments, "--workers", "1")
        assert result.exit_code == 0, result.output
        return dict(files | work)

    return run_and_count


def put(n: int, ending: str = "") -> None:
    words = (f"What is the number {n}?", f"One more than {n - 1}, as it was yesterday.{ending}", "Thank you.")
    data = dialogue(*words, a=f"Ada {n}", started=f"2025-01-01 10:{n:02}:00")
    Path("content", "transcripts", f"talk-{n}.md").write_bytes(data)


@pytest.fixture
def at_two_sizes(tmp_path: Path, counted: Command, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, int]]:
    """Return a function that makes a change in two archives, and runs a command; return what is equal of its counts.

    The command, a build, or a check, does the same in both archives, and only one file is read when it runs again. The
    change takes the number of conversations.
    """

    def run_in_both(change: Callable[[int], None], command: str = "build") -> dict[str, int]:
        results = []
        for size in SIZES:
            folder = tmp_path / str(size)
            for name in ("content/transcripts", "content/essays", "theme/static"):
                (folder / name).mkdir(parents=True)
            monkeypatch.chdir(folder)
            for n in range(size):
                put(n)
            Path("theme/static/own.css").write_text("p { color: red }")
            Path("content/essays/e.md").write_text("# E\n\nWords.\n")
            counted("build")
            change(size)
            results.append(counted(command))
            assert counted(command) == {"read .sitegen/reports": 1}
        one, other = ({key: n for key, n in each.items() if key not in OF_THE_SEARCH} for each in results)
        assert one == other
        return one

    return run_in_both


OF_THE_SEARCH = ("changed shards", "read .sitegen/search", "write .sitegen/search")
"""These depend on the vocabulary of the archive, and on how conversations are grouped for the search."""
ONE = {"parsed": 1, "rendered": 1, "messages tokenised": 3, "read content/transcripts": 1}
"""What is done for one conversation."""


def test_without_changes_a_command_reads_one_file(at_two_sizes: TwoSizes):
    assert at_two_sizes(lambda _: None) == {"read .sitegen/reports": 1}


def test_the_first_check_after_a_build_reads_the_state(at_two_sizes: TwoSizes):
    assert at_two_sizes(lambda _: None, "check") == {
        "planned": 1, "read .sitegen": 1, "read content/essays": 1, "read site": 1, "read theme": 1,
        "write .sitegen/reports": 1,
    }  # fmt: skip


def test_a_check_of_one_changed_message(at_two_sizes: TwoSizes):
    counts = at_two_sizes(lambda size: put(size - 1, " So it is."), "check")
    assert counts == {
        "parsed": 1, "read content/transcripts": 1, "read content/ledger": 1,
        "planned": 1, "read .sitegen": 1, "read content/essays": 1, "read site": 1, "read theme": 1,
        "write .sitegen/reports": 1,
    }  # fmt: skip


def test_one_changed_message(at_two_sizes: TwoSizes):
    counts = at_two_sizes(lambda size: put(size - 1, " So it is."))
    assert counts.items() >= (ONE | {"read content/ledger": 1, "write content/ledger": 1}).items()
    assert counts["changed files of the site"] < SIZES[0]


def test_one_new_transcript(at_two_sizes: TwoSizes):
    counts = at_two_sizes(lambda _: put(50))
    both = {key: 2 * number for key, number in ONE.items()}  # and the one before it, which gets a link to it
    assert counts.items() >= (both | {"read content/ledger": 1, "write content/ledger": 1}).items()
    assert counts["changed files of the site"] < 2 * SIZES[0]


def test_one_changed_style(at_two_sizes: TwoSizes):
    counts = at_two_sizes(lambda _: Path("theme/static/own.css").write_text("p { color: blue }"))
    assert counts["changed files of the site"] == 2  # with the list of files
    assert counts.keys().isdisjoint(ONE)


def test_one_new_quotation(at_two_sizes: TwoSizes, counted: Command):
    def quotation(n: int) -> str:
        pages = {path.name: path.read_text() for path in Path("site/c").glob("*.html")}
        (name,) = (name for name, text in pages.items() if f'data-speaker="Ada {n}"' in text)
        anchor = re.findall(r'id="(m-[a-z0-9]+)"', pages[name])[0]
        return f"[“What is the number {n}?”](../c/{name}#{anchor})"

    def quote(_: int) -> None:
        first = f"# E\n\n{quotation(2)}\n"
        Path("content/essays/e.md").write_text(first)
        counted("build")  # so that the navigation stays as it is
        Path("content/essays/e.md").write_text(f"{first}\n{quotation(3)}\n")

    counts = at_two_sizes(quote)
    assert counts.items() >= (ONE | {"read content/ledger": 1}).items()
    assert "write content/ledger" not in counts
    assert counts["changed files of the site"] < SIZES[0]


def test_a_changed_setting_of_all_pages_renders_each_once(archive: Path, counted: Command):
    for n in range(SIZES[0]):
        put(n)
    counted("build")
    Path("sitegen.toml").write_text('[site]\ntitle = "Other"\n')
    counts = counted("build")
    assert {key: counts[key] for key in ONE} == {key: SIZES[0] * number for key, number in ONE.items()}
    assert counted("build") == {"read .sitegen/reports": 1}
