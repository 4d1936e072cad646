"""What a rule takes out of a text, and what stands there instead."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.archive.settings.parser import parse_settings
from sitegen.model.problems import ContentError
from sitegen.privacy.redaction import RedactRule, cuts, redact
from tests.privacy.planted import PERSONAL, SECRETS, noise

EMAIL, KEY = PERSONAL[0][1], SECRETS[0][1]
JANE = RedactRule(words="Jane O'Hara")


@pytest.mark.parametrize(
    ("rule", "text", "shown"),
    [
        (JANE, "I am Jane O'Hara.", "I am [redacted]."),
        (JANE, "JANE  O’HARA’s hat, jane\no'hara's coat", "[redacted]’s hat, [redacted]'s coat"),
        (JANE, "Jane\u00ad O&#39;H\u200bara", "[redacted]"),
        (JANE, "**Jane** O'Hara and Jane", "**[redacted] and Jane"),
        (RedactRule(words="Ann"), "Ann, annual, hymn to ANN", "[redacted], annual, hymn to [redacted]"),
        (RedactRule(words="田中"), "田中さんと田中", "[redacted]さんと[redacted]"),
        (RedactRule(words="José"), "Jose\u0301 and José, _josé_", "[redacted] and [redacted], _[redacted]_"),
        (RedactRule(words="c++"), "C++11 and c++", "[redacted]11 and [redacted]"),
        (RedactRule(words="a.b", label="an address"), "a.b axb", "[redacted: an address] axb"),
        (RedactRule(pattern=r"ticket \d+"), "ticket 12, ticket x", "[redacted], ticket x"),
        (RedactRule(pattern=r"x*"), "axxb", "a[redacted]b"),
        (RedactRule(kind="email"), f"to {EMAIL} now", "to [redacted: e-mail address] now"),
        (RedactRule(kind="personal"), f"{KEY} {EMAIL}", f"{KEY} [redacted: e-mail address]"),
        (RedactRule(kind="secrets", label="key"), f"{KEY} {EMAIL}", f"[redacted: key] {EMAIL}"),
        (RedactRule(kind="secrets"), f"A {KEY[:30]}**{KEY[30:50]}**{KEY[50:]}.", "A [redacted: Anthropic API key]."),
        (RedactRule(kind="secrets"), f"**a**b {KEY[:12]}[{KEY[12:]}](https://a.net) c", "**a**b [redacted: Anthropic API key]](https://a.net) c"),
        (RedactRule(kind="secrets"), "aws_session_token=" + noise(500, "x"), "aws_session_token=[redacted: token]"),
        (RedactRule(kind="secrets"), "Bearer " + noise(500, "x"), "Bearer [redacted: token]"),
        (RedactRule(kind="email"), "rosa.*kel*ler@harbour-post.net", "[redacted: e-mail address]"),
        (RedactRule(kind="personal"), "+49 30 9017 34**82**", "[redacted: phone number]**"),
        (RedactRule(kind="personal"), "to [+49 30](tel:1) 9017 *3482*, now", "to [[redacted: phone number]*, now"),
        (RedactRule(message="m-kwfjsn7"), "m-kwfjsn7", "m-kwfjsn7"),
        (JANE, "", ""),
    ],
)  # fmt: skip
def test_words_give_way_to_a_placeholder(rule: RedactRule, text: str, shown: str):
    assert redact([rule], text) == shown


MARKS = (
    ("**", "**"),
    ("*", "*"),
    ("`", "`"),
    ("~~", "~~"),
    ("[", "](https://a.net/x)"),
    ("[**", "**](<b> 'c')"),
)
HIDDEN = "\u200b", "&shy;", "\u00ad\u2060", ""


@given(
    st.sampled_from([(KEY, "secrets"), (EMAIL, "email"), ("+49 30 9017 3482", "phone")]),
    st.lists(st.tuples(st.sampled_from(MARKS), st.sampled_from(HIDDEN), st.integers(0, 120)), max_size=4),
    st.text("ab .\n*é", max_size=8),
)
@settings(deadline=None)
def test_whatever_marks_stand_in_a_value_nothing_of_it_is_left(
    planted: tuple[str, str], marks: list[tuple[tuple[str, str], str, int]], around: str
):
    value, kind = planted
    parts: list[str] = []
    # Beside a blank no mark is one, so those of a blank alone are none.
    places = sorted(
        {place % len(value) for *_, place in marks if value[place % len(value) :][:1] != " "} - {0}
    )
    position = 0
    for n, place in enumerate(places):
        opening, hidden, _ = marks[n // 2]
        # One mark after the other, each closed before the next is opened.
        parts += (value[position:place], hidden, opening[n % 2])
        position = place
    parts.append(value[position:])
    if len(places) % 2:
        parts.append(marks[len(places) // 2][0][1])
    left = redact([RedactRule(kind=kind)], f"{around} {''.join(parts)} {around}")
    assert not [n for n in range(len(value) - 4) if value[n : n + 5] in left], left


def test_what_several_rules_take_out_is_taken_out_once():
    rules = [
        RedactRule(words="one two"),
        RedactRule(words="two three", label="numbers"),
        RedactRule(words="four"),
    ]
    assert redact(rules, "one two three four") == "[redacted] [redacted]"
    assert [(each.span.start, each.span.end, each.label) for each in cuts(rules, "one two three four")] == [
        (0, 13, ""),
        (14, 18, ""),
    ]


def test_a_pattern_that_takes_for_ever_is_named_and_never_waited_for():
    begin = time.process_time()
    with pytest.raises(ContentError) as error:
        cuts([RedactRule(pattern=r"(a|aa)+$", line=7)], "a" * 60 + "!", "talk.md")
    assert time.process_time() - begin < 20
    problem = error.value.problem
    assert (problem.path, problem.line, problem.message) == (
        "sitegen.toml",
        7,
        "this rule takes too long on talk.md",
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('[[redact]]\nas = "x"', "[[redact]] does not say what"),
        ('[[redact]]\nwords = "hush"\nkind = "email"', "[[redact]] says both words and kind"),
        ('[[redact]]\nkind = "e-mail"', "there is no kind 'e-mail'"),
        ("[[redact]]\npattern = '('", "this is no regular expression: missing ) at position 1"),
        ("[[redact]]\npattern = '(?R)'", "this recurs without end"),
        (
            "[[redact]]\npattern = '((((a{100}){100}){100}){100})'",
            "this repeats more than a machine can write out",
        ),
        ("[[redact]]\npattern = '(a{2,9999}){999}'", "this repeats more than a machine can write out"),
        ("[[redact]]\npattern = 'x*'", "this fits everywhere, also where there is nothing"),
        ('[[redact]]\nmessage = "#n7"', "this is no address of a message"),
        ('[[redact]]\nwords = "hush"\nas = "<b>"', "this cannot stand in place of words in every format"),
        ('[[redact]]\nwords = "hush"\nto = "x"', "[[redact]] has no key 'to'"),
    ],
)
def test_a_faulty_rule_is_told_without_its_words(settings: str, message: str):
    with pytest.raises(ContentError) as error:
        parse_settings(settings)
    assert error.value.problem.message == message
    assert "hush" not in str(error.value.problem)
    assert error.value.problem.path == "sitegen.toml"


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [
        ("e-mail", "did you mean 'email'?"),
        ("secret", "did you mean 'secrets'?"),
        ("?", "the kinds are secrets, "),
    ],
)
def test_a_kind_that_there_is_not_is_told_from_the_nearest(kind: str, remedy: str):
    with pytest.raises(ContentError) as error:
        parse_settings(f'[[redact]]\nkind = "{kind}"')
    assert error.value.problem.remedy.startswith(remedy)


def test_rules_are_about_the_transcripts_that_they_match():
    settings = parse_settings(
        '[[redact]]\nwords = "a"\n[[redact]]\nwords = "b"\nmatch = "x/*"\n[[redact]]\nmessage = "c/t.html#m-kwfjsn7"\n'
    )
    assert settings.rule("x/1").redactions == settings.redactions
    assert settings.rule("y").redactions == (RedactRule(words="a"), RedactRule(message="m-kwfjsn7"))
    assert [rule.line for rule in settings.redactions] == [2, 4, 7]


@pytest.mark.parametrize("text", ["`Rosa` Keller", "[Rosa](https://x.net) Keller", "~~Rosa~~ *Keller*"])
def test_markup_around_one_of_the_words_does_not_keep_them(text: str):
    assert "Rosa" not in redact([RedactRule(words="Rosa Keller")], f"It was {text}.")


@pytest.mark.parametrize("page", ["cp1252", "cp437", "mac_roman"])
@pytest.mark.parametrize(
    "said", ["Rosa’s", "“Rosa”", "‘Rosa’", "—Rosa—", "–Rosa…", "…Rosa", "\xa0Rosa\xa0", "x Rosa\xa0’s"]
)
def test_letters_of_broken_quotation_marks_are_no_part_of_a_word(said: str, page: str):
    rosa = RedactRule(words="Rosa")  # where no repair can be proven, a reader sees the name all the same
    broken = "".join(bytes([each]).decode(page, "replace") for each in f"I met {said} there".encode())
    assert redact([rosa], broken) == broken.replace("Rosa", "[redacted]")
    assert redact([rosa], "Rosalie, Barosa, Rosaâtre, œRosa") == "Rosalie, Barosa, Rosaâtre, œRosa"
