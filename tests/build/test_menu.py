"""The navigation of every page leads to the lists that have entries, and to no others."""

import re
from collections.abc import Iterator
from pathlib import Path

from sitegen.archive.folder import open_archive
from sitegen.permalinks import urls
from tests.build.test_pipeline import tree
from tests.building import build
from tests.render.samples import DRAWING
from tests.writing import dialogue


def menus(archive: Path) -> dict[str, str]:
    """Build; return the navigation of each page as the names of its links. All pages have the same but for addresses."""
    build(open_archive(archive), archive / "site", workers=1)
    return dict(navigation(archive / "site"))


def navigation(site: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(site.rglob("*.html")):
        header = re.search('(?s)<header class="site">.*?</header>', path.read_text())
        if header:
            nav = re.search("(?s)<nav.*?</nav>", header[0])
            yield path.relative_to(site).as_posix(), " ".join(re.findall(r">(\w+)</a>", nav[0])) if nav else ""


def second_message(archive: Path) -> str:
    page = (archive / "site" / "c" / "ada-bob.html").read_text()
    anchors = re.findall('<article [^>]*?id="(.*?)"', page)
    return f"../c/ada-bob.html#{anchors[1]}"


def test_the_navigation_has_the_lists_that_have_entries(archive: Path):
    transcripts, essays = archive / "content" / "transcripts", archive / "content" / "essays"
    assert set(menus(archive).values()) == {""}
    (transcripts / "a.md").write_bytes(dialogue("Is the lamp lit?", "It is lit, as it was yesterday."))
    found = menus(archive)
    assert set(found.values()) == {"Conversations Speakers Statistics"}
    assert {"index.html", "stats.html", "search.html", "c/ada-bob.html", "speakers/ada.html"} <= found.keys()

    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "b.md"\nseries = "Lamps"\n')
    (transcripts / "b.md").write_bytes(dialogue("Draw it.", f"```\n{DRAWING}\n```", b="Claude Haiku 4.5"))
    essays.mkdir()
    (essays / "e.md").write_text(
        f"# Lamps\n\nThey said [“It is lit, as it was yesterday.”]({second_message(archive)}).\n"
    )
    everything = "Conversations Speakers Models Series Drawings Essays Quoted Statistics"
    assert set(menus(archive).values()) == {everything}

    (transcripts / "b.md").unlink()
    (essays / "e.md").unlink()
    assert set(menus(archive).values()) == {"Conversations Speakers Statistics"}
    build(open_archive(archive), archive / "fresh", workers=1, force=True)
    assert tree(archive / "site") == tree(archive / "fresh")


def test_a_quotation_that_fails_leaves_no_broken_link(archive: Path):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("Is the lamp lit?", "It is lit."))
    menus(archive)
    (archive / "content" / "essays").mkdir()
    quotation = f"[“Not a word of it is so.”]({second_message(archive)})"
    (archive / "content" / "essays" / "e.md").write_text(f"# Lamps\n\nThey said {quotation}.\n")
    assert menus(archive)["quoted.html"] == "Conversations Speakers Essays Quoted Statistics"
    assert (archive / "site" / urls.BACKLINKS).exists()
