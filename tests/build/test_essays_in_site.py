"""Essays in a built site: publication, caching, drafts, problems."""

import re
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.snapshot import BuildReport
from sitegen.model.problems import ContentError, Severity
from tests.build.test_pipeline import tree
from tests.building import build
from tests.conftest import Run
from tests.paths import PROJECT
from tests.writing import dialogue


@pytest.fixture
def essay_archive(archive: Path) -> Path:
    """Return an archive with a transcript and an essay."""
    (archive / "content" / "transcripts" / "one.md").write_bytes(dialogue("Good morning.", "Is it?"))
    put(archive, "doors", "# On doors\n\nSee [what Ada said](../transcripts/one.md).\n")
    return archive


def put(archive: Path, name: str, text: str) -> None:
    path = archive / "content" / "essays" / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def built(archive: Path) -> BuildReport:
    return build(open_archive(archive), archive / "site")


def errors(report: BuildReport) -> list[str]:
    return [str(each) for each in report.problems if each.severity is Severity.ERROR]


def test_an_essay_has_a_page_and_links_to_the_list_of_essays(essay_archive: Path):
    assert errors(built(essay_archive)) == []
    page = (essay_archive / "site" / "essays" / "doors.html").read_text()
    assert '<a href="../c/ada-bob.html">what Ada said</a>' in page
    for path, link in (("index.html", "essays/index.html"), ("c/ada-bob.html", "../essays/index.html")):
        assert f'href="{link}"' in (essay_archive / "site" / path).read_text()


def test_without_essays_the_site_does_not_mention_them(essay_archive: Path):
    (essay_archive / "content" / "essays" / "doors.md").unlink()
    built(essay_archive)
    assert not any("essay" in path for path in tree(essay_archive / "site"))
    assert "ssays" not in (essay_archive / "site" / "index.html").read_text()


@pytest.mark.parametrize(
    "change",
    [
        lambda archive: put(archive, "doors", "# On doors\n\nOther words."),
        lambda archive: put(archive, "bells", "Half a bell."),
        lambda archive: put(archive, "doors", "---\ndraft: true\n---\nNothing yet."),
        lambda archive: (archive / "content" / "essays" / "doors.md").unlink(),
        lambda archive: (archive / "content" / "transcripts" / "one.md").write_bytes(dialogue("Night.", a="Cy")),
        lambda archive: (archive / "sitegen.toml").write_text('[site]\nurl = "https://example.org/a/"\n'),
    ],
)
def test_a_cached_build_equals_a_fresh_one(essay_archive: Path, change):
    built(essay_archive)
    change(essay_archive)
    built(essay_archive)
    build(open_archive(essay_archive), essay_archive / "fresh", force=True)
    assert tree(essay_archive / "site") == tree(essay_archive / "fresh")


def test_a_changed_essay_rebuilds_only_conversations_that_it_links_to(essay_archive: Path):
    built(essay_archive)
    put(essay_archive, "doors", "No link.")
    assert built(essay_archive).rebuilt == 1  # the conversation that it linked to
    put(essay_archive, "doors", "Other words.")
    assert built(essay_archive).rebuilt == 0
    assert "Other words." in (essay_archive / "site" / "essays" / "doors.html").read_text()


@pytest.mark.parametrize("front", ["draft: true", "publish: false", "draft: perhaps", "darft: true", "draft: true: no"])
def test_a_draft_is_neither_in_the_site_nor_in_the_cache(essay_archive: Path, front: str):
    put(essay_archive, "secret-plan", f"---\ntitle: canary4711\n{front}\n---\ncanary4712")
    built(essay_archive)
    files = [path for folder in ("site", ".sitegen") for path in (essay_archive / folder).rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path for path in files if b"canary47" in path.read_bytes() or b"secret-plan" in path.read_bytes()] == []
    assert [path for path in files if "secret" in path.name] == []


def test_problems_of_essays_have_the_path_and_line_to_fix(essay_archive: Path, run: Run):
    put(essay_archive, "doors", "---\ntitle: A\ndate: soon\n---\n\n[a](c/gone.html)\n\nB.[^1]\n")
    put(essay_archive, "draft", "---\ndraft: true\n---\n[a](../transcripts/gone.md)")
    expected = [
        "content/essays/doors.md:3: The front matter value of 'date' is not a date: 'soon'. "
        "Write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.",
        "content/essays/doors.md:8: There is no footnote '1'. Add it: [^1]: …",
        "content/essays/draft.md:4: The link '../transcripts/gone.md' leads to no page of this site. "
        "See archive.json for the addresses of all pages; pictures belong in theme/static.",
        "content/essays/doors.md:6: Dead link: c/gone.html does not exist. Link to an existing message. "
        "`sitegen addresses --resolve` finds where an old address leads now.",
    ]
    assert errors(built(essay_archive)) == expected
    assert run("check").stdout.splitlines()[0] == expected[0]


def test_two_essays_with_one_slug_have_two_pages(essay_archive: Path):
    put(essay_archive, "on doors", "---\nslug: doors\n---\nOther doors.")
    assert len(errors(built(essay_archive))) == 1
    assert {path for path in tree(essay_archive / "site") if path.startswith("essays/")} == {
        "essays/doors.html",
        "essays/doors-2.html",
        "essays/index.html",
    }


def test_a_bare_folder_of_transcripts_has_no_essays(essay_archive: Path):
    found = open_archive(essay_archive, essay_archive / "content" / "transcripts")
    assert (found.essays, found.problems) == ((), ())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/", "https://example.org"),
        ("http://localhost:8000/a/b", "http://localhost:8000/a/b"),
        ("", ""),
    ],
)
def test_the_settings_may_give_the_address_of_the_site(essay_archive: Path, url: str, expected: str):
    (essay_archive / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\n')
    assert open_archive(essay_archive).settings.site.url == expected


@pytest.mark.parametrize(
    "url",
    ["example.org", "ftp://x.y", "https://", "https://a b", "https://a/?q", "https://a/#x", "https://a/<b>"],
)
def test_an_invalid_site_address_is_refused(essay_archive: Path, url: str):
    (essay_archive / "sitegen.toml").write_text(f'[site]\nurl = "{url}"\n')
    with pytest.raises(ContentError, match=r"is not the address of a site\. Write for example url ="):
        open_archive(essay_archive)


def test_the_essays_of_the_sample_archive_have_no_problems():
    found = open_archive(PROJECT)
    assert [(each.slug, each.problems, each.is_draft) for each in found.essays] == [
        ("half-a-bell", (), False),
        ("left-blank-on-purpose", (), False),
        ("the-slip-at-the-back", (), False),
    ]
    assert all(400 <= len(each.text.split()) <= 900 for each in found.essays)


@pytest.mark.parametrize(
    "prefix",
    [
        "file:///home/ada/air/site/",
        "http://127.0.0.1:8000/",
        "http://localhost:8000/air/",
        "https://[::1]/",
        "file:///C:/air/site/",
    ],
)
def test_quotations_with_a_link_to_the_own_computer_are_verified(essay_archive: Path, prefix: str):
    built(essay_archive)
    page = (essay_archive / "site" / "c" / "ada-bob.html").read_text()
    anchor = re.findall(r'id="(m-[a-z2-7]{7})"', page)[0]
    link = f"{prefix}c/ada-bob.html#{anchor}"
    put(essay_archive, "doors", f"# On doors\n\n> Good morning.\n>\n> — [Ada]({link}:~:text=Good)\n")
    assert errors(built(essay_archive)) == []
    page = (essay_archive / "site" / "essays" / "doors.html").read_text()
    assert f'<a href="../c/ada-bob.html#{anchor}:~:text=Good">Ada</a>' in page
    assert "On doors" in (essay_archive / "site" / "c" / "ada-bob.html").read_text()  # the backlink
    put(essay_archive, "doors", f"# On doors\n\n> Good evening.\n>\n> — [Ada]({link})\n")
    [error] = errors(built(essay_archive))
    assert error.startswith("content/essays/doors.md:5: “Good evening.” ")
    assert "/home/ada" not in (essay_archive / "site" / "essays" / "doors.html").read_text()


@pytest.mark.parametrize(
    "url", ["file:///home/ada/notes.html", "http://localhost:3000/", "http://127.0.0.1:8000/index.html"]
)
def test_other_links_to_the_own_computer_are_problems_and_not_published(essay_archive: Path, url: str):
    put(essay_archive, "doors", f"# On doors\n\nSee [my notes]({url}).\n")
    assert errors(built(essay_archive)) == [
        f"content/essays/doors.md:3: The link {url!r} leads to a file or a server on your own computer. "
        "Link to the page of this site, for example c/talk.html#m-kwfjsn7."
    ]
    page = (essay_archive / "site" / "essays" / "doors.html").read_text()
    assert "See my notes." in page
    assert url not in page


FORMS = {
    "link": "> Good evening.\n>\n> — [Ada](<{url}>)\n",
    "reference": "“Good evening to you.” [Ada][1]\n\n[1]: <{url}>\n",
    "autolink": "“Good evening to you.” <{url}>\n",
    "cite": '<blockquote cite="{url}">Good evening.</blockquote>\n',
    "tag": '“Good evening to you.” <a href="{url}">Ada</a>\n',
}
OWN = ("file:///home/ada/site/", "http://127.1:8000/")  # all others: tests/archive/essays/test_own_computer.py


def write_owner_text(archive: Path, place: str, text: str) -> None:
    for name in ("content/essays/doors.md", "content/index.md", "mine.md", "mine.html", "sitegen.toml"):
        (archive / name).unlink(missing_ok=True)
    heading = "<h1>On doors</h1>\n\n" if place.endswith(".html") else "# On doors\n\n"
    (archive / place).write_text(heading + text)
    if place.startswith("mine"):
        (archive / "sitegen.toml").write_text(f'[[external_essays]]\nmatch = "{place}"\nurl = "https://a.org/b"\n')


@pytest.mark.parametrize("prefix", OWN)
@pytest.mark.parametrize(
    ("place", "form"),
    [(place, form) for place in ("content/essays/doors.md", "content/index.md", "mine.md") for form in FORMS]
    + [("mine.html", "cite"), ("mine.html", "tag")],
)
def test_no_wrong_quotation_with_a_link_to_the_own_computer_is_published(
    essay_archive: Path, place: str, form: str, prefix: str
):
    built(essay_archive)
    anchor = re.findall(r'id="(m-[a-z2-7]{7})"', (essay_archive / "site" / "c" / "ada-bob.html").read_text())[0]
    write_owner_text(essay_archive, place, FORMS[form].format(url=f"{prefix}c/ada-bob.html#{anchor}"))
    found = errors(built(essay_archive))
    assert any("“Good evening" in each for each in found)
    assert all(each.startswith(f"{place}:") for each in found)
    write_owner_text(essay_archive, place, FORMS[form].format(url=f"{prefix}notes.html"))
    [error] = errors(built(essay_archive))
    assert re.match(rf"{place}:\d: The link '.*notes.html' leads to a file or a server on your own computer\.", error)
    if form in ("link", "reference", "autolink"):  # raw HTML is shown as text, which is an error
        pages = [path.read_text() for path in (essay_archive / "site").rglob("*.html")]
        assert not any("/home/ada" in each or "Users/ada" in each for each in pages)


@pytest.mark.parametrize("place", ["content/essays/doors.md", "content/index.md"])
def test_the_path_of_a_file_in_a_text_is_a_problem(essay_archive: Path, place: str):
    write_owner_text(essay_archive, place, "It was in file:///home/ada/notes.html then.\n")
    [error] = errors(built(essay_archive))
    assert error.startswith(
        f"{place}:3: The link 'file:///home/ada/notes.html' leads to a file or a server on your own "
    )


@pytest.mark.parametrize("place", ["content/essays/doors.md", "content/index.md", "mine.md"])
@pytest.mark.parametrize(
    "text",
    [
        "Start it and open http://localhost:8000/ in a browser.",
        "`file:///home/you/x.html` is how a browser writes a file.",
        "```\nfile:///home/you/x.html\n```",
        "The router is at [192.168.1.1](http://192.168.1.1/), says [its maker](https://example.org/home/ada/x).",
        "The file: see [the list](https://example.org/file:x).",
    ],
)
def test_what_is_no_link_to_the_own_computer_is_no_problem(essay_archive: Path, place: str, text: str):
    write_owner_text(essay_archive, place, f"{text}\n")
    assert errors(built(essay_archive)) == []


@pytest.mark.parametrize(("setting", "path"), [("json_export", "c/ada-bob.json"), ("source_text", "c/ada-bob.txt")])
def test_a_link_to_a_file_that_settings_leave_out_is_broken(essay_archive: Path, setting: str, path: str):
    put(essay_archive, "doors", f"# On doors\n\nSee [the file](../{path}).\n")
    for is_wanted, expected in ((True, 0), (False, 1), (True, 0)):
        (essay_archive / "sitegen.toml").write_text(f"[site]\n{setting} = {str(is_wanted).lower()}\n", "utf-8")
        for _ in range(2):
            assert len(errors(built(essay_archive))) == expected
        assert (essay_archive / "site" / path).exists() == is_wanted
