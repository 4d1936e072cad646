"""Pages about the whole site, and the ledger, cost in proportion to a change, whatever the size of the archive."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.context import site_renderer
from sitegen.build.output import SiteWriter
from sitegen.permalinks.ledger import files as ledger_files
from sitegen.render import overview_pages
from sitegen.render.lazy_page import LazyPage
from sitegen.render.pagination import Limits
from sitegen.render.templates import ThemeEnvironment
from tests.build.test_pipeline import tree
from tests.building import build
from tests.writing import dialogue

SIZES = [8, 24]
"""Conversations; each two are in one month, and have the same two speakers."""
OVERVIEW = {
    "404.html", "archive.json", "art.html", "c/index.html", "formats/dialogue.html", "formats/index.html", "index.html",
    "models/index.html", "search.html", "series/index.html", "speakers/ada.html", "speakers/bob.html",
    "speakers/index.html", "stats.html",
}  # fmt: skip


class Counts:
    """The paths of what was rendered, written and read since the last look."""

    def __init__(self) -> None:
        self.rendered: set[str] = set()
        self.written: set[str] = set()
        self.ledger_read: set[str] = set()
        self.ledger_written: set[str] = set()

    def take(self) -> tuple[set[str], set[str], int, int]:
        """Return the pages about the whole site, rendered and written, and numbers of ledger files, read and written."""
        counts = (self.rendered, self.written, len(self.ledger_read), len(self.ledger_written))
        self.__init__()  # type: ignore[misc]
        return counts


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    counts = Counts()

    def count(target: object, name: str, record: Callable[..., None]) -> None:
        function = getattr(target, name)

        def counted(*arguments, **options):
            record(*arguments)
            return function(*arguments, **options)

        monkeypatch.setattr(target, name, counted)

    render = LazyPage.data.fget

    def data(page: LazyPage) -> bytes:
        counts.rendered.add(page.path)
        return render(page)

    monkeypatch.setattr(LazyPage, "data", property(data))
    count(SiteWriter, "write", lambda _, file: counts.written.add(file.path))
    count(ledger_files, "_read_bytes", lambda _, path: counts.ledger_read.add(path.name))
    count(ledger_files, "write_atomically", lambda path, *_: counts.ledger_written.add(path.name))
    monkeypatch.setattr(overview_pages, "LIMITS", Limits(single_page=3, newest=2, part=2))
    monkeypatch.setattr(overview_pages, "HOME_ENTRIES", 2)
    return counts


def put(archive: Path, n: int, ending: str = "") -> None:
    """Write the ``n``-th transcript; two are in each month."""
    started = f"{2020 + n // 24}-{n // 2 % 12 + 1:02}-01 10:0{n % 2}:00"
    words = (f"What is the number {n}?", f"One more than {n - 1}, as it was yesterday.{ending}")
    (archive / "content" / "transcripts" / f"talk-{n}.md").write_bytes(dialogue(*words, started=started))


def build_site(archive: Path) -> None:
    build(open_archive(archive), archive / "site", workers=1)


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest, archive: Path, counts: Counts) -> int:
    for n in range(request.param):
        put(archive, n)
    build_site(archive)
    rendered, _, read, written = counts.take()
    assert rendered >= OVERVIEW
    assert (read, written) == (0, request.param + 1)  # and .gitattributes
    return int(request.param)


def parts(period: str) -> set[str]:
    return {f"{page}.{period}.html" for page in ("c/index", "formats/dialogue", "speakers/ada", "speakers/bob")}


def of_one(archive: Path, written: set[str]) -> set[str]:
    """Return those of the written files that belong to the pages about the whole site."""
    slugs = {each.name.partition(".")[0] for each in (archive / "content" / "ledger").glob("*.jsonl")}
    return {
        path
        for path in written
        if not path.startswith(("search/", "static/")) and path.removeprefix("c/").partition(".")[0] not in slugs
    }


def conversations(archive: Path, written: set[str]) -> set[str]:
    """Return the numbers of the transcripts whose pages are among the written files."""
    found = set()
    for file in (archive / "content" / "ledger").glob("*.jsonl"):
        header = json.loads(file.read_text().partition("\n")[0])
        if f"c/{header['slug']}.html" in written:
            found.add(header["source"].removeprefix("talk-").removesuffix(".md"))
    return found


def test_one_changed_message_changes_only_the_pages_that_show_it(archive: Path, counts: Counts, size: int):
    put(archive, 2, " So it is.")
    build_site(archive)
    rendered, written, read, ledger = counts.take()
    of_all = {"archive.json", "formats/dialogue.html", "speakers/bob.html", "stats.html"}
    assert rendered == of_all | parts("2020-02")
    assert of_one(archive, written) == rendered
    assert conversations(archive, written) == {"2"}
    assert (read, ledger) == (1, 1)


def test_one_new_transcript_changes_the_lists_and_the_newest(archive: Path, counts: Counts, size: int):
    put(archive, size)
    build_site(archive)
    rendered, written, read, ledger = counts.take()
    month = f"{2020 + size // 24}-{size // 2 % 12 + 1:02}" if size < 24 else "2021"
    assert rendered == (OVERVIEW | parts(month)) - {
        "404.html", "art.html", "models/index.html", "search.html", "series/index.html",
    }  # fmt: skip
    assert of_one(archive, written) == rendered
    assert conversations(archive, written) == {str(size), str(size - 1)}  # which has a link to it
    assert (read, ledger) == (1, 1)


def test_each_template_is_compiled_once(archive: Path, size: int, monkeypatch: pytest.MonkeyPatch):
    names: list[str] = []
    compile_template = ThemeEnvironment.compile

    def compile_and_count(environment, source, name=None, filename=None, **options):
        names.append(name)
        return compile_template(environment, source, name, filename, **options)

    monkeypatch.setattr(ThemeEnvironment, "compile", compile_and_count)
    site_renderer.cache_clear()
    put(archive, 2, " So it is.")
    build_site(archive)
    assert len(names) == len(set(names)) < 30
    assert {"gallery.html", "search.html", "essay.html"} & set(names) == set()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_changes_the_site_is_that_of_a_whole_build(archive: Path, counts: Counts, seed: int):
    chance = random.Random(seed)
    folder = archive / "content" / "transcripts"
    (archive / "content" / "essays").mkdir()
    (archive / "sitegen.toml").write_text('[site]\nurl = "https://example.org"\n')
    for n in range(6):
        put(archive, n)
    build_site(archive)
    for step in range(6):
        n, files = chance.randrange(12), sorted(folder.iterdir())
        match chance.choice(["put", "change", "delete", "rename", "essay"]):
            case "put":
                put(archive, n)
            case "change":
                put(archive, n, f" Change {step}.")
            case "delete":
                files[n % len(files)].unlink()
            case "rename":
                files[n % len(files)].rename(folder / f"renamed-{step}.md")
            case _:
                link = f"[“as it was yesterday”](../transcripts/{files[0].name})"
                (archive / "content" / "essays" / f"e{n % 2}.md").write_text(f"# Essay {step}\n\nThey said {link}.\n")
        build_site(archive)
    incremental = tree(archive / "site")
    build(open_archive(archive), archive / "site", workers=1, force=True)
    assert tree(archive / "site") == incremental


def link_to_answer(archive: Path, n: int) -> str:
    """Return the address of the second message of the ``n``-th transcript."""
    for file in (archive / "content" / "ledger").glob("*.jsonl"):
        header, _, answer, *_ = map(json.loads, file.read_text().splitlines())
        if header["source"] == f"talk-{n}.md":
            return f"c/{header['slug']}.html#{answer['anchor']}"
    raise AssertionError(n)


def test_one_new_quotation_changes_its_essay_and_the_list_of_quotes(archive: Path, counts: Counts, size: int):
    essays = archive / "content" / "essays"
    essays.mkdir()
    for n in range(3):
        (essays / f"e{n}.md").write_text(f"# Essay {n}\n\nWords.\n")
    first = f"[“One more than 0, as it was yesterday.”]({link_to_answer(archive, 1)})"
    (essays / "e0.md").write_text(f"# Essay 0\n\nThey said {first}.\n")  # so that the navigation stays as it is
    build_site(archive)
    counts.take()
    quotation = f"[“One more than 2, as it was yesterday.”]({link_to_answer(archive, 3)})"
    (essays / "e1.md").write_text(f"# Essay 1\n\nThey said {quotation}.\n")
    build_site(archive)
    rendered, _, read, ledger = counts.take()
    (picture, card) = sorted((path for path in rendered if path.startswith("q/q-")), key=lambda path: path[-3:])
    assert (picture[-4:], card[-5:]) == (".png", ".html")
    assert rendered - {picture, card} == {
        "backlinks.json", "essays/e1.html", "essays/index.html", "index.html", "quoted.html",
    }  # fmt: skip
    assert (read, ledger) == (1, 0)
