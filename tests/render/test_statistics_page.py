"""The statistics page: every number of a chart is in a table, whatever the names are."""

import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import replace

import pytest

from sitegen.model import Participant, Role
from sitegen.model.ai_models import Model
from sitegen.render.charts import format_mean, matrix_chart, model_pairs, timeline_chart
from sitegen.render.charts.labels import compact_number, round_step, truncate_name
from sitegen.render.charts.timeline import AxisMark
from sitegen.render.i18n.translator import ENGLISH, load_translator
from sitegen.render.overview_pages import StatisticsPage
from sitegen.render.site_data import SiteData
from sitegen.render.statistics import (
    MeanLength,
    SharedConversations,
    Timeline,
    TimelineRow,
    TimePeriod,
    compute_statistics,
)
from sitegen.render.taxonomies import Taxonomy, TermKey, group_by_taxonomies
from sitegen.render.templates import create_environment, theme_folder
from tests.render.page_elements import Read, read
from tests.render.samples import SITE
from tests.render.test_statistics import STRANGER, USER, summary

NAMES = (
    "Lyra 2", "Tern Mini", "Marlow 4.5", "Harbour Pilot R1", "Nimbus Large 2411",
    "Quill 3.1 Pro (experimental)", "Olmsted 70B", "Petrel", "Grebe Nano",
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202eliame\u202c \x1b[31m",
    "W" * 300,
    "</text></svg><p>out",
    "a \"b\" & 'c' ⟦U+202E⟧",
    "مرحبا بالعالم",
    "灯台の名前がとても長いのでどうしましょうか",
    "👩‍👩‍👧‍👦" * 40,
)


def archive(names: Iterable[str], conversations: int, months: int, seed: int = 7) -> SiteData:
    """Return random conversations within so many months from September 2024; some are undated."""
    chance = random.Random(seed)
    models = {f"v/m{n}": Model(f"v/m{n}", "Vendor", "Family", name) for n, name in enumerate(names)}
    machines = [
        Participant(f"AI-{n}", Role.ASSISTANT, each.identity, each.name) for n, each in enumerate(models.values())
    ]
    found = []
    for n in range(conversations):
        year, month = divmod(2024 * 12 + 8 + (n if n < 2 else chance.randrange(months)) % months, 12)
        if n == 1:
            year, month = divmod(2024 * 12 + 8 + months - 1, 12)
        who = [
            *chance.sample(machines, chance.randrange(1, 4)),
            *chance.choice([[], [USER], [USER, STRANGER]]),
        ]
        shares = ((each, chance.randrange(1, 60)) for each in who)
        started = None if n % 40 == 39 else f"{year}-{month + 1:02}-11"
        found.append(summary(started, *shares, words=chance.randrange(9, 400), events=n % 3))
    return SiteData(tuple(found), models=models)


TINY = SiteData(
    (
        summary("2026-02-03T10:00", (USER, 4), (Participant("Lyra", Role.ASSISTANT, "v/l", "Lyra"), 4)),
        summary("2026-01-20", (Participant("Tern", Role.ASSISTANT, "v/t", "Tern"), 12)),
        summary(None, (USER, 1)),
    )
)
ARCHIVES = {
    "many": archive(NAMES, 200, 20),
    "tiny": TINY,
    "quarters": archive(NAMES, 90, 80),
    "hostile": archive(HOSTILE, 40, 12),
    "undated": SiteData((summary(None, (USER, 3), (Participant("Lyra", None, "v/l"), 3)),)),
    "people": SiteData((summary("2026-01", (USER, 3)),)),
    "silent": SiteData((summary("2026-01"),)),
    "empty": SiteData(()),
}


def page(site_data: SiteData, tag: str = "en") -> str:
    translator = load_translator(tag, [theme_folder()]) or ENGLISH
    templates = create_environment([theme_folder()], translator)
    templates.globals["site"] = replace(SITE, language=tag)
    return StatisticsPage(templates, translator).render(site_data.summaries, taxonomies(site_data))


def taxonomies(site_data: SiteData) -> tuple[Taxonomy, ...]:
    return group_by_taxonomies(site_data.summaries, site_data.models)


def charts(html: str) -> list[ET.Element]:
    return [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,.]*(?<=\d)", text))


def tables(html: str) -> Read:
    return read("".join(re.findall(r"<table.*?</table>", html, re.DOTALL)).replace("</t", " </t"))


@pytest.fixture(params=ARCHIVES)
def html(request: pytest.FixtureRequest) -> str:
    return page(ARCHIVES[request.param])


def test_every_page_is_well_formed_with_unique_ids(html: str):
    found = read(html)
    assert found.faults == []
    ids = [values["id"] for _, values in found.elements if "id" in values]
    assert len(ids) == len(set(ids))
    assert [each for each in ids if each != "main" and not each.startswith(("f-", "h-"))] == []
    labels = [values["aria-label"] for _, values in found.elements if values.get("role") == "region"]
    assert len(labels) == len(set(labels))


def test_every_chart_is_well_formed_labelled_and_has_no_inline_styles(html: str):
    for picture in charts(html):
        title, about = picture[0], picture[1]
        assert (title.tag, about.tag, picture.get("role")) == ("title", "desc", "img")
        assert picture.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
        assert title.text
        assert about.text
        used = {each.tag for each in picture.iter()}
        assert used <= {"svg", "title", "desc", "g", "rect", "line", "text", "tspan"}
        attributes = {name for each in picture.iter() for name in each.attrib}
        assert "style" not in attributes
        assert [name for name in attributes if name.startswith("on")] == []


def test_every_number_of_a_chart_is_in_a_table():
    html = page(ARCHIVES["many"])
    in_tables = numbers(tables(html).text)
    timeline, meetings, lengths, means = charts(html)
    columns = [each.findtext("title", "").rpartition(": ")[2] for each in timeline.iter("rect")]
    totals = [each.text or "" for each in timeline.iter("tspan") if each.get("class") == "muted"]
    cells = [each.text or "" for each in meetings.iter("text") if "number" in each.get("class", "").split()]
    values = [each.text or "" for bars in (lengths, means) for each in bars.iter("text")]
    assert (len(columns), len(totals), len(cells)) == (
        sum(count > 0 for row in all_rows(ARCHIVES["many"]) for count in row.counts),
        9,
        55,
    )
    in_charts = numbers(" ".join([*columns, *totals, *cells])) | {
        value for value in values if numbers(value) == {value}
    }
    assert in_charts - in_tables == set()


def all_rows(site_data: SiteData) -> tuple[TimelineRow, ...]:
    timeline = compute_statistics(site_data.summaries, taxonomies(site_data)).timeline
    return (timeline.total_row, *timeline.rows)


def test_models_in_the_tables_link_to_their_pages():
    found = tables(page(ARCHIVES["many"]))
    links = {values["href"] for tag, values in found.elements if tag == "a"}
    assert links == {f"models/v-m{n}.html" for n in range(len(NAMES))}
    scopes = [values.get("scope") for tag, values in found.elements if tag == "th"]
    assert set(scopes) == {"col", "row"}


def test_an_empty_archive_has_a_note_and_no_charts():
    html = page(ARCHIVES["empty"])
    assert "Nothing has been published here yet." in html
    assert (charts(html), re.findall("<(?:table|section|dl)", html)) == ([], [])


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("tiny", ["Messages by model and month", "Who talks with whom", "Conversations by number of messages",
                  "Words per message, by model"]),
        ("undated", ["Who talks with whom", "Conversations by number of messages", "Words per message, by model"]),
        ("people", ["Messages by model and month", "Conversations by number of messages"]),
        ("silent", ["Conversations by number of messages"]),
    ],
)  # fmt: skip
def test_charts_without_data_are_omitted(name: str, titles: list[str]):
    assert [each.findtext("title") for each in charts(page(ARCHIVES[name]))] == titles


def test_hostile_names_stay_text():
    html = page(ARCHIVES["hostile"])
    scripts = [[tag for tag, _ in read(each).elements].count("script") for each in (html, page(ARCHIVES["tiny"]))]
    assert scripts[0] == scripts[1]
    assert re.findall("[\u202a-\u202e\x1b]", html) == []
    assert [each.tag for picture in charts(html) for each in picture.iter("span")] == []
    titles = {each.text for picture in charts(html) for each in picture.iter("title")}
    assert {"<script>alert(1)</script>", "W" * 300, "</text></svg><p>out"} <= titles


def test_the_same_archive_gives_the_same_bytes():
    assert page(ARCHIVES["many"]) == page(archive(NAMES, 200, 20))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", ""),
        ("Petrel", "Petrel"),
        ("Nimbus Large 2411", "Nimbus Large 2411"),
        ("Quill 3.1 Pro (experimental)", "Quill 3.1 Pro (expe…"),
        ("W" * 300, "W" * 10 + "…"),
        ("i" * 100, "i" * 25 + "…"),
        ("i" * 101, "i" * 25 + "…"),
        ("灯台" * 20, "灯台灯台灯台灯台灯…"),
        ("\u202ex", "⟦U+202E⟧x"),
        ("\x1b", "␛"),
        ("👩‍👩‍👧‍👦" * 4, "👩‍👩‍👧‍👦" * 2 + "…"),
    ],
)
def test_a_long_name_is_truncated(name: str, shown: str):
    assert truncate_name(name) == shown


@pytest.mark.parametrize(
    ("maximum", "max_steps", "step"),
    [(0, 3, 1), (1, 3, 1), (3, 3, 1), (4, 3, 2), (7, 3, 5), (15, 3, 5), (16, 3, 10), (1234, 3, 500)],
)
def test_grid_lines_are_round(maximum: int, max_steps: float, step: int):
    assert round_step(maximum, max_steps) == step


@pytest.mark.parametrize(
    ("number", "expected"), [(5, "5"), (5000, "5,000"), (20000, "20k"), (2000000, "2M"), (500000, "500k")]
)
def test_numbers_of_a_scale_are_compact(number: int, expected: str):
    assert compact_number(number) == expected


@pytest.mark.parametrize(
    ("messages", "words", "expected"),
    [(3, 10, "3.3"), (100, 994, "9.9"), (100, 995, "10"), (2, 173, "86"), (1, 1204, "1,204"), (1, 0, "0.0")],
)
def test_a_large_mean_has_no_decimals(messages: int, words: int, expected: str):
    assert format_mean(MeanLength(TermKey("", "x"), messages, words)) == expected


def test_rows_are_below_each_other_on_one_scale():
    months = tuple(TimePeriod(2026 * 12 + n, 1) for n in range(2))
    rows = (
        TimelineRow(TermKey("models/a.html", "A"), (10, 0), 0),
        TimelineRow(TermKey("", "people"), (5, 5), 7),
    )
    everyone, one, people = timeline_chart(Timeline(months, rows)).rows
    assert [(each.kind, each.total) for each in (everyone, one, people)] == [
        ("everyone", 27), ("one", 10), ("rest", 17),
    ]  # fmt: skip
    heights = [[column.height for column in each.columns] for each in (everyone, one, people)]
    assert heights == [[6, 2], [4], [2, 2]]
    assert [everyone.baseline, one.baseline, people.baseline] == [7.5, 14.1, 18.7]
    assert everyone.grid_lines == (AxisMark(5.5, "5"), AxisMark(3.5, "10"), AxisMark(1.5, "15"))
    assert one.columns[0].title == "A, January 2026: 10 messages"


def months_from(year: int, month: int, how_many: int) -> Timeline:
    periods = tuple(TimePeriod(year * 12 + month - 1 + n, 1) for n in range(how_many))
    return Timeline(periods, (TimelineRow(TermKey("", "A"), (1,) * how_many, 0),))


def quarters(year: int, how_many: int) -> Timeline:
    periods = tuple(TimePeriod(year * 12 + 3 * n, 3) for n in range(how_many))
    return Timeline(periods, (TimelineRow(TermKey("", "A"), (1,) * how_many, 0),))


@pytest.mark.parametrize(
    ("timeline", "months", "years"),
    [
        (months_from(2026, 1, 3), "Jan (Feb) Mar", "2026"),
        (months_from(2025, 12, 3), "(Dec) Jan (Feb)", "(2025) 2026"),
        (
            months_from(2025, 11, 12),
            "Nov (Dec) Jan (Feb) Mar (Apr) May (Jun) Jul (Aug) Sep (Oct)",
            "(2025) 2026",
        ),
        (
            months_from(2024, 9, 36),
            "(Oct) Jan (Apr) Jul (Oct) Jan (Apr) Jul (Oct) Jan (Apr) Jul",
            "(2024) 2025 2026 2027",
        ),
        (quarters(2022, 36), "", "2022 (2023) 2024 (2025) 2026 (2027) 2028 (2029) 2030"),
        (Timeline((), ()), "", ""),
    ],
)  # fmt: skip
def test_the_axis_has_as_many_labels_as_fit(timeline: Timeline, months: str, years: str):
    """Labels in parentheses are hidden on a phone."""
    picture = timeline_chart(timeline)
    assert labels(picture.months) == months
    assert labels(picture.years) == years


@pytest.mark.parametrize(
    ("tag", "months"),
    [
        ("en", "(Oct) Nov (Dec) Jan (Feb) Mar (Apr) May (Jun) Jul (Aug) Sep (Oct)"),
        ("ar", "(نوفمبر) يناير (مارس) (مايو) يوليو (سبتمبر)"),
        ("ja", "10月 (11月) (12月) 1月 (2月) (3月) 4月 (5月) (6月) 7月 (8月) (9月) 10月"),
    ],
)
def test_longer_names_of_months_are_fewer_labels(tag: str, months: str):
    translator = load_translator(tag, [theme_folder()]) or ENGLISH
    assert labels(timeline_chart(months_from(2024, 10, 13), translator).months) == months


@pytest.mark.parametrize(("tag", "between"), [("en", "scale. 366"), ("ja", "です。日"), ("zh", "相同。无")])
def test_two_sentences_are_joined_by_the_rules_of_the_language(tag: str, between: str):
    [reading] = re.findall(r'<p class="explanation">(.*)</p>\n<svg class="chart timeline"', page(ARCHIVES["many"], tag))
    assert between in reading


def labels(marks: Iterable[AxisMark]) -> str:
    return " ".join(f"({mark.label})" if mark.is_wide else mark.label for mark in marks)


def test_the_matrix_has_a_cell_for_every_pair():
    meetings = SharedConversations(
        (TermKey("a.html", "A"), TermKey("b.html", "B"), TermKey("", "people")), ((2,), (9, 0), (0, 1, 3)), 0
    )
    found = matrix_chart(meetings)
    assert (found.cell_size, found.height, found.width) == (32, 96, 296)
    assert [(each.x, each.y, each.number, each.shade) for each in found.cells] == [
        (0, 32, 9, 4), (0, 64, 0, 0), (32, 64, 1, 2),
    ]  # fmt: skip
    assert [(each.number, each.title) for each in found.diagonal] == [
        (2, "A twice: 2 conversations"),
        (0, "B twice: 0 conversations"),
        (3, "people twice: 3 conversations"),
    ]
    assert found.names == ((41, 0, "A", "A"), (73, 32, "B", "B"), (105, 64, "people", "people"))
    assert [(one.name, other.name, n) for one, other, n in model_pairs(meetings)] == [
        ("A", "B", 9), ("people", "people", 3), ("A", "A", 2), ("B", "people", 1),
    ]  # fmt: skip


def test_a_large_number_needs_wider_cells():
    who = (TermKey("a.html", "A"), TermKey("b.html", "B"))
    assert matrix_chart(SharedConversations(who, ((0,), (12345, 0)), 0)).cell_size == 60
