"""Quotations against what was said."""

import hashlib

import pytest

from sitegen.quotes.corpus import corpus
from sitegen.quotes.message_text import Said
from sitegen.quotes.quotation import Address, Kind
from sitegen.quotes.verdict import Finding, Verdict
from sitegen.quotes.verify import judge
from tests.quotes.samples import LAMPS, RAIN, archive, quotation

ARCHIVE = archive()


def finding(exact: str, anchor: str = "m-door", **more: object) -> str:
    return judge(quotation(exact, anchor, **more), ARCHIVE).finding.value


@pytest.mark.parametrize(
    ("exact", "anchor", "expected"),
    [
        # as it is, from the page or from the file
        ("The red door was open.", "m-door", "verbatim"),
        ("The **red** door", "m-door", "verbatim"),
        ("was open.\nI  can\u00a0t".replace("\u00a0t", "'t"), "m-door", "verbatim"),
        ("red", "m-door", "verbatim"),
        ("one thing two things", "m-door", "verbatim"),
        ("yes", "m-yes", "verbatim"),
        ("went out... slowly", "m-log", "verbatim"),
        ("[AI-1 adjusted their temperature]", "m-log", "verbatim"),
        ("静かに降って", "m-ja", "verbatim"),
        # set otherwise
        ('I can’t say "why"—it never was', "m-door", "typographic"),
        ("went out … slowly", "m-log", "typographic"),
        ("- one thing\n- two things", "m-door", "verbatim"),
        ("* one thing\n* two things", "m-door", "typographic"),
        ("the lighthouse keeper,", "m-gull", "typographic"),
        ("The red door.", "m-door", "typographic"),
        # with the essayist's marks
        ("[t]he red door", "m-door", "verbatim with marks"),
        ("The red door … never was before", "m-door", "verbatim with marks"),
        ("The […] door [...] never was before", "m-door", "verbatim with marks"),
        ("The red door. … It never was", "m-door", "altered"),
        ("The red [sic] door", "m-door", "verbatim with marks"),
        ("The [old] door was open", "m-door", "verbatim with marks"),
        ("the light[house] keeper", "m-gull", "verbatim with marks"),
        ("They stopped. [AI-1 adjusted … temperature]", "m-log", "verbatim with marks"),
        ("… the lamps went out …", "m-log", "verbatim with marks"),
        ("… door …", "m-door", "verbatim with marks"),
        ("… … … … door … … was", "m-door", "altered"),
        ("[T]hen the lamps went out... slowly", "m-log", "verbatim with marks"),
        ("雨は静かに…眠り続けた", "m-ja", "verbatim with marks"),
        # more than once
        ("light", "m-echo", "ambiguous"),
        # not so
        ("The blue door was open", "m-door", "altered"),
        ("The red door was not open", "m-door", "altered"),
        ("the red door was open", "m-door", "altered"),
        ("I can", "m-door", "altered"),
        ("it never was before … The red door", "m-door", "altered"),
        ("They stopped. [and then] the lamps went out", "m-log", "altered"),
        ("They stopped. [AI-1 praised their temperature]", "m-log", "altered"),
        ("[AI-2 adjusted their temperature] Then the lamps", "m-log", "altered"),
        ("[Forwarded, and not read] Perpetual porch", "m-post", "altered"),
        ("They stopped. [AI-2 praised] [AI-1", "m-log", "altered"),
        ("雨は静かに降ってきた。", "m-ja", "altered"),
        ("雨は激しく吹きつけた。", "m-ja", "missing"),
        ("purple monkeys in a dishwasher", "m-door", "missing"),
        ("…", "m-door", "missing"),
        ("[everything]", "m-door", "missing"),
        # in another message
        ("said the lighthouse keeper", "m-door", "moved"),
        ("yes", "m-door", "moved"),
        ("rain and tea in the mountains", "m-door", "moved"),
        ("the lighthouse goalkeeper said to the gull", "m-door", "moved and altered"),
    ],
)
def test_a_quotation_gets_its_verdict(exact: str, anchor: str, expected: str):
    slug = RAIN if anchor == "m-ja" else LAMPS
    assert finding(exact, anchor, slug=slug) == expected


def test_a_verdict_tells_where_the_words_stand():
    verdict = judge(quotation("door was open"), ARCHIVE)
    place = verdict.place
    assert place is not None
    text = (
        "The **red** door was open. I can't say “why” -- it *never* was before.\n\n- one thing\n- two things"
    )
    assert text[place.start : place.end] == place.exact == "door was open"
    assert (place.slug, place.anchor, place.last) == (LAMPS, "m-door", "m-door")
    assert (place.prefix, place.suffix) == ("The **red** ", ". I can't say “why” -- it *never")
    assert place.sha256 == hashlib.sha256(b"door was open").hexdigest()


def test_words_of_the_page_are_placed_in_the_source():
    place = judge(quotation("The red door was open. I can't say “why” -- it never was"), ARCHIVE).place
    assert place is not None
    assert place.exact == "The **red** door was open. I can't say “why” -- it *never* was"


def test_a_quotation_may_run_through_several_messages():
    verdict = judge(quotation("never was before. … Nothing else matters", last="m-gull"), ARCHIVE)
    assert verdict.finding is Finding.MARKED
    assert verdict.place is not None
    assert (verdict.place.anchor, verdict.place.last, verdict.place.end) == (
        "m-door",
        "m-gull",
        len("Nothing else matters"),
    )


def test_the_ends_of_a_range_may_stand_in_any_order():
    assert (
        finding("never was before. … Nothing else matters", "m-gull", last="m-door") == "verbatim with marks"
    )


def test_an_altered_quotation_shows_what_was_said():
    verdict = judge(quotation("The blue door was open"), ARCHIVE)
    assert (verdict.nearest, verdict.difference, verdict.exactness) == (
        "The **red** door was open",
        "“The [-blue-]{+**red**+} door was open”",
        None,
    )
    assert 80 < verdict.score < 95
    assert verdict.is_fault


def test_a_cut_of_a_contraction_shows_the_whole_word():
    assert judge(quotation("I can"), ARCHIVE).difference == "“I [-can-]{+can't+}”"


def test_a_moved_quotation_offers_its_address():
    verdict = judge(quotation("rain and tea in the mountains"), ARCHIVE)
    assert (verdict.new_address, verdict.exactness) == (Address(RAIN, "m-tea"), Finding.VERBATIM)


def test_an_altered_quotation_offers_none():
    verdict = judge(quotation("the lighthouse goalkeeper said to the gull"), ARCHIVE)
    assert (verdict.finding, verdict.new_address) == (Finding.MOVED_ALTERED, None)
    assert verdict.place is not None
    assert verdict.place.anchor == "m-gull"


def test_a_word_or_two_that_stand_in_several_messages_have_not_moved():
    assert finding("the", "m-yes") == "missing"


@pytest.mark.parametrize(
    ("exact", "notes", "address"),
    [
        ("rain and tea in the mountains", ("m-gone is withdrawn",), Address(RAIN, "m-tea")),
        ("rain and coffee in the mountains above Kyoto", ("m-gone is withdrawn",), None),
        ("nobody ever said this", ("m-gone is withdrawn",), None),
    ],
)
def test_a_link_to_a_message_that_is_gone_says_so(
    exact: str, notes: tuple[str, ...], address: Address | None
):
    verdict = judge(quotation(exact, "m-gone"), ARCHIVE, {Address(LAMPS, "m-gone"): "withdrawn"})
    assert (verdict.finding, verdict.notes, verdict.new_address) == (Finding.DEAD, notes, address)


@pytest.mark.parametrize(
    ("slug", "anchor", "note"),
    [(LAMPS, "m-what", "there is no m-what in lamps"), ("what", "m-door", "there is no m-door in what"), ("what", None, "there is no what")],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_dead_with_or_without_words(slug: str, anchor: str | None, note: str):
    for kind in (Kind.LEFT, Kind.NONE):
        verdict = judge(
            quotation("something nobody said" * (kind is Kind.LEFT), anchor, slug, kind=kind), ARCHIVE
        )
        assert (verdict.finding, verdict.notes) == (Finding.DEAD, (note,))


def test_a_link_to_a_conversation_is_right_wherever_in_it_the_words_stand():
    verdict = judge(quotation("said the lighthouse keeper", None), ARCHIVE)
    assert (verdict.finding, verdict.new_address) == (Finding.VERBATIM, None)
    assert finding("rain and tea in the mountains", None) == "moved"
    assert finding("said the lighthouse goalkeeper to the gull", None) == "altered"


def test_a_link_alone_is_only_a_link():
    bare = quotation("", kind=Kind.NONE)
    assert judge(bare, ARCHIVE) == Verdict(Finding.LINK_ONLY, bare)


def test_the_text_of_a_link_is_a_quotation_only_if_it_resembles_one():
    def judged(exact: str) -> Finding:
        return judge(quotation(exact, kind=Kind.LINK_TEXT), ARCHIVE).finding

    assert judged("The red door was open") is Finding.VERBATIM
    assert judged("The blue door was open") is Finding.ALTERED
    assert judged("what was told that long night") is Finding.LINK_ONLY


def test_a_link_whose_text_is_none_goes_with_the_quotation_before_it():
    left = quotation("The red door was open")
    outer = quotation("as it said on the first night", kind=Kind.LINK_TEXT, instead=left)
    verdict = judge(outer, ARCHIVE)
    assert (verdict.finding, verdict.quotation) == (Finding.VERBATIM, left)


@pytest.mark.parametrize(
    ("exact", "notes"),
    [
        ("The red door … it never was", ("a “n't” is left out",)),
        ("The red door … I can't", ()),
    ],
)
def test_leaving_out_a_not_is_told(exact: str, notes: tuple[str, ...]):
    assert judge(quotation(exact), ARCHIVE).notes == notes


def test_leaving_out_much_is_told():
    long = corpus({LAMPS: [Said("m-door", "It began. " + "So it went on. " * 40 + "It ended.")]})
    assert judge(quotation("It began. … It ended."), long).notes == ("602 characters are left out",)


def test_a_drawing_is_verbatim_in_its_own_characters_only():
    assert finding("/\\_/\\\n( o.o )\n> ^ <", "m-art") == "verbatim"
    assert finding("/\\_/\\\n( o_o )\n> ^ <", "m-art") != "verbatim"
    assert finding("( o.o )", "m-art") == "verbatim"


@pytest.mark.parametrize("exact", ["x", "。", " ", "\u200b", "[", "]" * 50, "…" * 50, "[a]" * 500, "[…] " * 2000, "word " * 5000, "\ud800", "\0"])  # fmt: skip
def test_strange_quotations_get_a_verdict(exact: str):
    assert finding(exact) in {"missing", "altered", "verbatim", "moved", "typographic"}


def test_a_verdict_does_not_depend_on_the_order_of_the_archive():
    quotations = [quotation(each) for each in ("rain and tea in the mountains", "The blue door was open", "the lighthouse goalkeeper said to the gull")]  # fmt: skip
    assert [judge(each, archive()) for each in quotations] == [judge(each, ARCHIVE) for each in quotations]
