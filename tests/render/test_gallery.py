"""The gallery of drawings."""

import re
from dataclasses import replace

from sitegen.model import Drawing, Participant
from sitegen.render.gallery import LIMITS, MAX_FILTERS, stylesheet
from sitegen.render.site_data import SiteData
from tests.render.page_elements import read
from tests.render.samples import LYRA, TERN, USER, everything, renderer, site_data, summary_of

FILTER = re.compile(
    r'<input type="radio" name="by" id="f-(\w+)" value="(.*?)"(?: checked)?> (.*?) <span class="count">(\d+)'
)
LABEL = re.compile(r'<h2 class="(period.*?)"(?: id="(.*?)")?>(.*?)</h2>')


def gallery(found: SiteData) -> dict[str, str]:
    pages = renderer().site_pages(found)
    return {each.path: each.data.decode() for each in pages if each.path.startswith("art.")}


def site_with_drawings(count: int, who: tuple[Participant, ...], time: str | None = "2026-02-03") -> SiteData:
    conversation = replace(summary_of(everything(), "lamps"), started=None)
    drawings = tuple(Drawing(f"m-a-a{n}", "/\\", who[n % len(who)], time) for n in range(count))
    return SiteData((conversation,), {"lamps": drawings}, {TERN.identity: TERN})


def test_every_drawing_has_artist_time_and_a_link_to_its_message():
    (page,) = gallery(site_data(summary_of(everything(), "lamps"))).values()
    plates = re.findall(
        r'<a class="scroll" href="(.*?)".*?<figcaption><bdi>(.*?)</bdi>.*?datetime="(.*?)"', page, re.DOTALL
    )
    anchors = [each.anchor for each in everything().messages]
    assert plates == [
        (f"c/lamps.html#{anchors[3]}-a1", "AI-3", "2026-02-03T04:05:06"),
        (f"c/lamps.html#{anchors[7]}-a1", "Омар ☂", "2026-02-03T04:05:06"),
    ]


def test_each_model_has_a_filter_and_its_drawings_the_class():
    (page,) = gallery(site_data(summary_of(everything(), "lamps"))).values()
    assert FILTER.findall(page) == [
        ("all", "", "anyone", "2"),
        ("0", "harbour-tern-mini", "<bdi>Tern Mini</bdi>", "1"),
        ("1", "some-new-thing", "<bdi>some new thing</bdi>", "1"),
    ]
    assert re.findall(r'<li class="plate (f\d+)">', page) == ["f0", "f1"]


def test_a_single_artist_has_no_filter():
    (page,) = gallery(site_with_drawings(3, (LYRA,))).values()
    assert FILTER.findall(page) == []


def test_many_models_share_the_last_filter():
    who = tuple(Participant(f"AI-{n}", None, None, f"model {n:02}") for n in range(30))
    (page,) = gallery(site_with_drawings(60, who)).values()
    found = FILTER.findall(page)
    assert (len(found), found[-1]) == (MAX_FILTERS + 2, ("24", "others", "<bdi>other models</bdi>", "12"))
    rules = re.findall(r"#f-(\d+):checked\) \.plate:not\(\.f(\d+)\)", stylesheet())
    assert rules == [(str(n), str(n)) for n in range(MAX_FILTERS + 1)]


def test_many_drawings_are_split_by_year_and_month():
    count = LIMITS.single_page + 1
    assert sorted(gallery(site_with_drawings(count, (LYRA,)))) == ["art.2026.html", "art.html"]
    full = site_with_drawings(LIMITS.part + 1, (LYRA,))
    assert sorted(gallery(full)) == ["art.2026-02-p2.html", "art.2026-02.html", "art.html"]
    assert sorted(gallery(site_with_drawings(count, (LYRA,), None))) == ["art.html", "art.undated.html"]


def test_names_of_links_are_unique_on_a_page():
    found = site_with_drawings(12, (LYRA,))
    (page,) = gallery(found).values()
    labels = [values["aria-label"] for _, values in read(page.encode()).elements if values.get("class") == "scroll"]
    title = found.summaries[0].title
    assert labels == [f"{title}: drawing {n}, 1 line, no words" for n in range(1, 13)]


def test_the_first_drawing_of_a_month_has_its_label_also_if_a_filter_hides_others():
    found = site_with_drawings(5, (LYRA, USER))
    drawings = [replace(each, time=f"2026-0{3 - n // 3}-01") for n, each in enumerate(found.drawings["lamps"])]
    (page,) = gallery(replace(found, drawings={"lamps": tuple(drawings)})).values()
    march, february = ("h-2026-03", "March 2026"), ("h-2026-02", "February 2026")
    assert [LABEL.findall(each) for each in page.split('<li class="plate')[1:]] == [
        [("period", *march)],
        [("period of-filter", "", march[1])],
        [],
        [("period", *february)],
        [("period of-filter", "", february[1])],
    ]
    assert ".gallery:has(#f-all:checked) .of-filter { display: none }" in stylesheet()


def test_an_archive_without_drawings_says_so():
    (page,) = gallery(SiteData(())).values()
    assert "No message contains a drawing." in page
