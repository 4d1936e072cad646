"""Lists of conversations, speakers, models and series: what readers see in them."""

from dataclasses import replace

from sitegen.model import Excerpt, Participant, Role, Share, Summary
from sitegen.render.site_data import SiteData
from tests.render.page_elements import read
from tests.render.samples import everything, renderer, site_data, summary_of

HERON = Participant("heron-1", Role.ASSISTANT, None, "Heron 1")
GULL = Participant("AI-2", Role.ASSISTANT, None, "Gull X")


def one_summary(slug: str, *participants: Participant, **more: object) -> Summary:
    shares = tuple(Share(each, 2, 10) for each in participants)
    result = replace(summary_of(everything(), slug), shares=shares, series=None, started="2026-01-09T10:15:00")
    return replace(result, excerpt=Excerpt(""), **more)  # type: ignore[arg-type]


def main_lines(page: str, data: SiteData) -> list[str]:
    """Return the lines of text in a page's ``<main>``, without those that are blank."""
    (found,) = (each for each in renderer().site_pages(data) if each.path == page)
    html = found.data.decode()
    text = read(html[html.index("<main") : html.index("</main>") + 7]).text
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def test_labels_of_programs_are_apart_from_names_in_the_list_of_speakers_and_on_the_home_page():
    data = site_data(
        one_summary("one", Participant("USER"), GULL, HERON), one_summary("two", Participant("USER"), Participant("元"))
    )
    assert main_lines("speakers/index.html", data) == [
        "Speakers",
        "4 speakers each with the number of its conversations",
        "heron-1 1",
        "元 1",
        "Labels of programs",
        "What a program wrote in place of a name. Different speakers may have the same label.",
        "USER 2",
        "AI-2 1",
    ]
    home = main_lines("index.html", data)
    at = home.index("By speaker")
    assert home[at + 1 : at + 5] == [
        "heron-1 1 conversation",
        "元 1 conversation",
        "USER 2 conversations",
        "AI-2 1 conversation",
    ]


def test_an_entry_has_its_facts_on_one_line_and_says_nothing_twice():
    data = site_data(
        one_summary("one", HERON, GULL, title="The tide table", series="Nights", events=0, drawings=0),
        one_summary("two", HERON, title="The lamp room", messages=1, events=3, minutes=12),
    )
    assert main_lines("c/index.html", data) == [
        "Conversations",
        "2 conversations",
        "January 2026 2",
        "9 Jan 2026",
        "The tide table",
        "heron-1, AI-2 Gull X",
        "8 messages",
        "Nights",
        "9 Jan 2026",
        "The lamp room",
        "heron-1",
        "1 message",
        "12 min",
        "3 events",
        "1 drawing",
    ]
    assert main_lines("series/nights.html", data)[-2:] == ["heron-1, AI-2 Gull X", "8 messages"]


def test_an_empty_list_says_so_to_readers_and_what_to_do_to_the_owner():
    nothing = [
        "Nothing has been published here yet.",
        "The owner of this archive can put transcripts into content/transcripts/ and build the site again.",
    ]
    pages = ("c/index.html", "speakers/index.html", "formats/index.html", "models/index.html", "series/index.html")
    assert {page: main_lines(page, SiteData(())) for page in pages} == {
        "c/index.html": ["Conversations", *nothing],
        "speakers/index.html": ["Speakers", *nothing],
        "formats/index.html": ["Formats", *nothing],
        "models/index.html": [
            "Models",
            "No model is named in these transcripts.",
            "The owner of this archive can say in sitegen.toml which model a speaker was ([transcripts.participants]), "
            "and add models ([[models]]).",
        ],
        "series/index.html": [
            "Series",
            "Conversations that continue one another.",
            "No conversations belong to a series.",
            "The owner of this archive can set series for conversations in sitegen.toml.",
        ],
    }
    assert main_lines("quoted.html", SiteData((), menu=("quoted.html",)))[-2:] == [
        "No passage is quoted.",
        "The owner of this archive can see with sitegen check which quotations were not found.",
    ]
