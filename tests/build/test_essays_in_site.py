"""Essays in a site that was built: published, kept, private."""

import re
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.pipeline import Report
from sitegen.model.problems import ContentError, Severity
from tests.build.test_pipeline import tree
from tests.building import build
from tests.conftest import Run
from tests.paths import PROJECT
from tests.writing import dialogue


@pytest.fixture
def written(archive: Path) -> Path:
    """An archive with a transcript and an essay."""
    (archive / "content" / "transcripts" / "one.md").write_bytes(dialogue("Good morning.", "Is it?"))
    put(archive, "doors", "# On doors\n\nSee [what Ada said](../transcripts/one.md).\n")
    return archive


def put(archive: Path, name: str, text: str) -> None:
    path = archive / "content" / "essays" / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def built(archive: Path) -> Report:
    return build(open_archive(archive), archive / "site")


def faults(report: Report) -> list[str]:
    return [str(each) for each in report.problems if each.severity is Severity.PROBLEM]


def test_an_essay_has_a_page_a_place_in_the_list_and_the_way_there(written: Path):
    assert faults(built(written)) == []
    page = (written / "site" / "essays" / "doors.html").read_text()
    assert '<a href="../c/ada-bob.html">what Ada said</a>' in page
    for path, link in (("index.html", "essays/index.html"), ("c/ada-bob.html", "../essays/index.html")):
        assert f'href="{link}"' in (written / "site" / path).read_text()


def test_without_essays_nothing_speaks_of_them(written: Path):
    (written / "content" / "essays" / "doors.md").unlink()
    built(written)
    assert not any("essay" in path for path in tree(written / "site"))
    assert "ssays" not in (written / "site" / "index.html").read_text()


@pytest.mark.parametrize(
    "change",
    [
        lambda archive: put(archive, "doors", "# On doors\n\nOther words."),
        lambda archive: put(archive, "bells", "Half a bell."),
        lambda archive: put(archive, "doors", "---\ndraft: true\n---\nNothing yet."),
        lambda archive: (archive / "content" / "essays" / "doors.md").unlink(),
        lambda archive: (archive / "content" / "transcripts" / "one.md").write_bytes(
            dialogue("Night.", a="Cy")
        ),
        lambda archive: (archive / "sitegen.toml").write_text('[site]\nurl = "https://example.org/a/"\n'),
    ],
)
def test_a_cached_build_equals_a_fresh_one(written: Path, change):
    built(written)
    change(written)
    built(written)
    build(open_archive(written), written / "fresh", force=True)
    assert tree(written / "site") == tree(written / "fresh")


def test_one_changed_essay_makes_no_page_of_a_conversation(written: Path):
    built(written)
    put(written, "doors", "No link.")
    assert built(written).published == 1  # that of the conversation to which it linked
    put(written, "doors", "Other words.")
    assert built(written).published == 0
    assert "Other words." in (written / "site" / "essays" / "doors.html").read_text()


@pytest.mark.parametrize(
    "front", ["draft: true", "publish: false", "draft: perhaps", "darft: true", "draft: true: no"]
)
def test_a_draft_is_nowhere_in_the_site_nor_in_what_builds_remember(written: Path, front: str):
    put(written, "secret-plan", f"---\ntitle: canary4711\n{front}\n---\ncanary4712")
    built(written)
    files = [
        path for folder in ("site", ".sitegen") for path in (written / folder).rglob("*") if path.is_file()
    ]
    assert len(files) > 10
    assert [
        path for path in files if b"canary47" in path.read_bytes() or b"secret-plan" in path.read_bytes()
    ] == []
    assert [path for path in files if "secret" in path.name] == []


def test_what_is_wrong_with_essays_is_told_with_the_place_where_it_is_mended(written: Path, run: Run):
    put(written, "doors", "---\ntitle: A\ndate: soon\n---\n\n[a](c/gone.html)\n\nB.[^1]\n")
    put(written, "draft", "---\ndraft: true\n---\n[a](../transcripts/gone.md)")
    expected = [
        "content/essays/doors.md:3: front matter: date: 'soon' is no date; write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS",
        "content/essays/doors.md:8: there is no footnote '1'; write it: [^1]: …",
        "content/essays/draft.md:4: '../transcripts/gone.md' leads to no page of this site; "
        "see archive.json for the addresses that there are",
        "content/essays/doors.md:6: dead link: there is no gone; link to a message that is there; "
        "`sitegen addresses --resolve` knows old ones",
    ]
    assert faults(built(written)) == expected
    assert run("check").stdout.splitlines()[0] == expected[0]


def test_two_essays_of_one_slug_have_a_page_each(written: Path):
    put(written, "on doors", "---\nslug: doors\n---\nOther doors.")
    assert len(faults(built(written))) == 1
    assert {path for path in tree(written / "site") if path.startswith("essays/")} == {
        "essays/doors.html",
        "essays/doors-2.html",
        "essays/index.html",
    }


def test_a_bare_folder_of_transcripts_has_no_essays(written: Path):
    found = open_archive(written, written / "content" / "transcripts")
    assert (found.essays, found.problems) == ((), ())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/", "https://example.org"),
        ("http://localhost:8000/a/b", "http://localhost:8000/a/b"),
        ("", ""),
    ],
)
def test_the_site_may_say_where_it_stands(written: Path, url: str, expected: str):
    (written / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\n')
    assert open_archive(written).settings.site.url == expected


@pytest.mark.parametrize(
    "url",
    ["example.org", "ftp://x.y", "https://", "https://a b", "https://a/?q", "https://a/#x", "https://a/<b>"],
)
def test_what_is_no_address_of_a_site_is_refused(written: Path, url: str):
    (written / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\n')
    with pytest.raises(ContentError, match=re.escape("is not the address of a site; write url =")):
        open_archive(written)


def test_the_essays_of_the_sample_archive_have_no_problems():
    found = open_archive(PROJECT)
    assert [(each.slug, each.problems, each.is_draft) for each in found.essays] == [
        ("half-a-bell", (), False),
        ("left-blank-on-purpose", (), False),
        ("the-slip-at-the-back", (), False),
    ]
    assert all(400 <= len(each.text.split()) <= 900 for each in found.essays)
