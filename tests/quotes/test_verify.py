"""Test the verification of quotations, and its problems."""

import hashlib

import pytest

from sitegen.model.problems import Problem, Severity
from sitegen.quotes.corpus import build_corpus
from sitegen.quotes.message_text import MessageText
from sitegen.quotes.quotation import Address, QuotationKind
from sitegen.quotes.verdict import DeadAddress, QuoteFinding, Verdict, quotation_notes, quotation_problems
from sitegen.quotes.verify import verify
from tests.quotes.samples import LAMPS, RAIN, quotation, sample_corpus

ARCHIVE = sample_corpus()


def finding(exact: str, anchor: str = "m-door", **fields: object) -> str:
    return verify(quotation(exact, anchor, **fields), ARCHIVE).finding.value


@pytest.mark.parametrize(
    ("exact", "anchor", "expected"),
    [
        # exact words of the page or the source
        ("The red door was open.", "m-door", "verbatim"),
        ("The **red** door", "m-door", "verbatim"),
        ("was open.\nI  can\u00a0t".replace("\u00a0t", "'t"), "m-door", "verbatim"),
        ("red", "m-door", "verbatim"),
        ("one thing two things", "m-door", "verbatim"),
        ("yes", "m-yes", "verbatim"),
        ("went out... slowly", "m-log", "verbatim"),
        ("[AI-1 adjusted their temperature]", "m-log", "verbatim"),
        ("静かに降って", "m-ja", "verbatim"),
        # different typography
        ('I can’t say "why"—it never was', "m-door", "typographic"),
        ("went out … slowly", "m-log", "typographic"),
        ("- one thing\n- two things", "m-door", "verbatim"),
        ("* one thing\n* two things", "m-door", "typographic"),
        ("the lighthouse keeper,", "m-gull", "typographic"),
        ("The red door.", "m-door", "typographic"),
        # with editorial marks
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
        # altered or missing
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


def test_a_verdict_has_the_selector_of_the_words():
    verdict = verify(quotation("door was open"), ARCHIVE)
    selector = verdict.selector
    assert selector is not None
    text = "The **red** door was open. I can't say “why” -- it *never* was before.\n\n- one thing\n- two things"
    assert text[selector.start : selector.end] == selector.exact == "door was open"
    assert (selector.slug, selector.anchor, selector.last_anchor) == (LAMPS, "m-door", "m-door")
    assert (selector.prefix, selector.suffix) == ("The **red** ", ". I can't say “why” -- it *never")
    assert selector.sha256 == hashlib.sha256(b"door was open").hexdigest()


def test_words_of_the_page_are_located_in_the_source():
    selector = verify(quotation("The red door was open. I can't say “why” -- it never was"), ARCHIVE).selector
    assert selector is not None
    assert selector.exact == "The **red** door was open. I can't say “why” -- it *never* was"


def test_a_quotation_may_run_through_several_messages():
    verdict = verify(quotation("never was before. … Nothing else matters", last_anchor="m-gull"), ARCHIVE)
    assert verdict.finding is QuoteFinding.MARKED
    assert verdict.selector is not None
    assert (verdict.selector.anchor, verdict.selector.last_anchor, verdict.selector.end) == (
        "m-door",
        "m-gull",
        len("Nothing else matters"),
    )


def test_the_ends_of_a_range_may_be_in_any_order():
    assert finding("never was before. … Nothing else matters", "m-gull", last_anchor="m-door") == "verbatim with marks"


def test_an_altered_quotation_has_the_original_words():
    verdict = verify(quotation("The blue door was open"), ARCHIVE)
    assert (verdict.closest, verdict.difference, verdict.exactness) == (
        "The **red** door was open",
        "“The [-blue-]{+**red**+} door was open”",
        None,
    )
    assert 80 < verdict.score < 95
    assert verdict.is_fault


def test_a_shortened_contraction_shows_the_whole_word():
    assert verify(quotation("I can"), ARCHIVE).difference == "“I [-can-]{+can't+}”"


def test_a_moved_quotation_offers_its_address():
    verdict = verify(quotation("rain and tea in the mountains"), ARCHIVE)
    assert (verdict.new_address, verdict.exactness) == (Address(RAIN, "m-tea"), QuoteFinding.VERBATIM)


def test_an_altered_quotation_offers_none():
    verdict = verify(quotation("the lighthouse goalkeeper said to the gull"), ARCHIVE)
    assert (verdict.finding, verdict.new_address) == (QuoteFinding.MOVED_ALTERED, None)
    assert verdict.selector is not None
    assert verdict.selector.anchor == "m-gull"


def test_a_few_words_in_several_messages_have_not_moved():
    assert finding("the", "m-yes") == "missing"


@pytest.mark.parametrize(
    ("exact", "address"),
    [
        ("rain and tea in the mountains", Address(RAIN, "m-tea")),
        ("rain and coffee in the mountains above Kyoto", None),
        ("nobody ever said this", None),
    ],
)
def test_a_link_to_a_withdrawn_message_is_dead(exact: str, address: Address | None):
    verdict = verify(quotation(exact, "m-gone"), ARCHIVE, {Address(LAMPS, "m-gone"): "withdrawn"})
    assert (verdict.finding, verdict.new_address) == (QuoteFinding.DEAD, address)
    assert verdict.dead == (DeadAddress("c/lamps.html#m-gone", "withdrawn"),)


@pytest.mark.parametrize(
    ("slug", "anchor", "address"),
    [
        (LAMPS, "m-what", "c/lamps.html#m-what"),
        ("what", "m-door", "c/what.html#m-door"),
        ("what", None, "c/what.html"),
    ],
)
def test_a_link_to_an_unknown_address_is_dead_with_or_without_words(slug: str, anchor: str | None, address: str):
    for kind in (QuotationKind.BEFORE_LINK, QuotationKind.NONE):
        verdict = verify(
            quotation("something nobody said" * (kind is QuotationKind.BEFORE_LINK), anchor, slug, kind=kind),
            ARCHIVE,
        )
        assert (verdict.finding, verdict.dead) == (QuoteFinding.DEAD, (DeadAddress(address, ""),))


def test_a_link_to_a_conversation_is_right_for_the_words_of_any_message():
    verdict = verify(quotation("said the lighthouse keeper", None), ARCHIVE)
    assert (verdict.finding, verdict.new_address) == (QuoteFinding.VERBATIM, None)
    assert finding("rain and tea in the mountains", None) == "moved"
    assert finding("said the lighthouse goalkeeper to the gull", None) == "altered"


def test_a_link_without_words_is_only_a_link():
    bare = quotation("", kind=QuotationKind.NONE)
    assert verify(bare, ARCHIVE) == Verdict(QuoteFinding.LINK_ONLY, bare)


def test_the_text_of_a_link_is_a_quotation_only_if_it_resembles_one():
    def finding_of(exact: str) -> QuoteFinding:
        return verify(quotation(exact, kind=QuotationKind.LINK_TEXT), ARCHIVE).finding

    assert finding_of("The red door was open") is QuoteFinding.VERBATIM
    assert finding_of("The blue door was open") is QuoteFinding.ALTERED
    assert finding_of("what was told that long night") is QuoteFinding.LINK_ONLY


def test_a_link_whose_text_is_no_quotation_uses_the_fallback():
    left = quotation("The red door was open")
    outer = quotation("as it said on the first night", kind=QuotationKind.LINK_TEXT, fallback=left)
    verdict = verify(outer, ARCHIVE)
    assert (verdict.finding, verdict.quotation) == (QuoteFinding.VERBATIM, left)


@pytest.mark.parametrize(
    ("exact", "notes"),
    [
        (
            "The red door … it never was",
            [
                "e.md:3: “The red door … it never was” leaves out the word “n't” of the original. Check that the meaning is unchanged."
            ],
        ),
        ("The red door … I can't", []),
        (
            "light",
            [
                "e.md:3: “light” occurs 3 times in c/lamps.html#m-echo. Quote more words to make clear which occurrence you mean."
            ],
        ),
    ],
)
def test_omitted_negations_and_ambiguous_words_are_notes(exact: str, notes: list[str]):
    verdict = verify(quotation(exact, "m-echo" if exact == "light" else "m-door"), ARCHIVE)
    found = list(quotation_notes("e.md", 3, verdict))
    assert list(map(str, found)) == notes
    assert all(each.is_note for each in found)


def test_long_omissions_are_notes():
    long = build_corpus({LAMPS: [MessageText("m-door", "It began. " + "So it went on. " * 40 + "It ended.")]})
    verdict = verify(quotation("It began. … It ended."), long)
    assert list(quotation_notes("e.md", 3, verdict)) == [
        Problem("long-omission", "e.md", 3, quote="It began. … It ended.", length=602)
    ]
    assert [str(each) for each in quotation_notes("e.md", 3, verdict)] == [
        "e.md:3: “It began. … It ended.” leaves out 602 characters of the original. "
        "Check that the meaning is unchanged."
    ]


HINT = "Quote the exact words, or remove the quotation."
FIX = "Run `sitegen check --fix` to update the link."


@pytest.mark.parametrize(
    ("exact", "anchor", "problem"),
    [
        ("The red door was open", "m-door", None),
        (
            "The blue door was open",
            "m-door",
            "“The blue door was open” is not in c/lamps.html#m-door. Difference: “The [-blue-]{+**red**+} door was open”."
            " Quote the exact words, or mark your changes with […] or [word].",
        ),
        ("yes", "m-door", f"“yes” is in c/lamps.html#m-yes, not in c/lamps.html#m-door. {FIX}"),
        (
            "the lighthouse goalkeeper said to the gull",
            "m-door",
            "“the lighthouse goalkeeper said to the gull” is not in c/lamps.html#m-door. Similar words are in"
            " c/lamps.html#m-gull: “the lighthouse [-goalkeeper said-]{+keeper+} to the gull”."
            " Quote the exact words of that message and link to it.",
        ),
        ("purple monkeys", "m-door", f"“purple monkeys” is not in c/lamps.html#m-door. {HINT}"),
        (
            "the red lorry is shut",
            "m-door",
            f"“the red lorry is shut” is not in c/lamps.html#m-door. Closest match: “The **red** door was open”. {HINT}",
        ),
        (
            "nobody ever said this",
            "m-what",
            "Dead link: c/lamps.html#m-what does not exist."
            " Link to an existing message. `sitegen addresses --resolve` finds where an old address leads now.",
        ),
        (
            "nobody ever said this",
            "m-withdrawn",
            "Dead link: c/lamps.html#m-withdrawn was withdrawn. Remove the quotation too, if it says the withdrawn words, or link to another message.",
        ),
        (
            "nobody ever said this",
            "m-gone",
            "Dead link: c/lamps.html#m-gone is no longer published. Link to another message, or remove the link.",
        ),
        (
            "rain and tea in the mountains",
            "m-gone",
            f"Dead link: c/lamps.html#m-gone is not published. The quoted words are in c/rain.html#m-tea. {FIX}",
        ),
    ],
)
def test_faults_are_problems(exact: str, anchor: str, problem: str | None):
    removed = {Address(LAMPS, "m-withdrawn"): "withdrawn", Address(LAMPS, "m-gone"): "gone"}
    verdict = verify(quotation(exact, anchor), ARCHIVE, removed)
    found = list(quotation_problems("e.md", 3, verdict))
    assert list(map(str, found)) == ([f"e.md:3: {problem}"] if problem else [])
    assert {each.severity for each in found} <= {Severity.ERROR}


def test_both_dead_ends_of_a_range_are_problems():
    verdict = verify(quotation("nobody ever said this", "m-one", last_anchor="m-two"), ARCHIVE)
    assert list(quotation_problems("e.md", 3, verdict)) == [
        Problem("dead-link", "e.md", 3, address="c/lamps.html#m-one"),
        Problem("dead-link", "e.md", 3, address="c/lamps.html#m-two"),
    ]


def test_the_dead_end_of_a_range_is_named_where_the_words_are_elsewhere():
    verdict = verify(quotation("The red door", "m-door", last_anchor="m-two"), ARCHIVE)
    assert list(quotation_problems("e.md", 3, verdict)) == [
        Problem("dead-link-to-moved-words", "e.md", 3, address="c/lamps.html#m-two", new_address="c/lamps.html#m-door"),
    ]


def test_a_drawing_is_verbatim_in_its_own_characters_only():
    assert finding("/\\_/\\\n( o.o )\n> ^ <", "m-art") == "verbatim"
    assert finding("/\\_/\\\n( o_o )\n> ^ <", "m-art") != "verbatim"
    assert finding("( o.o )", "m-art") == "verbatim"


@pytest.mark.parametrize("exact", ["x", "。", " ", "\u200b", "[", "]" * 50, "…" * 50, "[a]" * 500, "[…] " * 2000, "word " * 5000, "\ud800", "\0"])  # fmt: skip
def test_strange_quotations_get_a_verdict(exact: str):
    assert finding(exact) in {"missing", "altered", "verbatim", "moved", "typographic"}


def test_a_verdict_does_not_depend_on_the_order_of_the_archive():
    quotations = [quotation(each) for each in ("rain and tea in the mountains", "The blue door was open", "the lighthouse goalkeeper said to the gull")]  # fmt: skip
    assert [verify(each, sample_corpus()) for each in quotations] == [verify(each, ARCHIVE) for each in quotations]
