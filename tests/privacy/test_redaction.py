"""Redaction rules: their matches and placeholders."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.archive.settings.parser import parse_settings
from sitegen.model.problems import ContentError, Problem
from sitegen.privacy.redaction import find_redactions, redact
from sitegen.privacy.rules import RedactRule
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
def test_redacted_text_is_replaced_by_a_placeholder(rule: RedactRule, text: str, shown: str):
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
def test_markup_inside_a_value_leaves_nothing_of_it(
    planted: tuple[str, str], marks: list[tuple[tuple[str, str], str, int]], around: str
):
    value, kind = planted
    parts: list[str] = []
    # Markdown ignores markup next to a space.
    offsets = sorted({place % len(value) for *_, place in marks if value[place % len(value) :][:1] != " "} - {0})
    position = 0
    for n, place in enumerate(offsets):
        opening, hidden, _ = marks[n // 2]
        # Markup is closed before the next is opened.
        parts += (value[position:place], hidden, opening[n % 2])
        position = place
    parts.append(value[position:])
    if len(offsets) % 2:
        parts.append(marks[len(offsets) // 2][0][1])
    left = redact([RedactRule(kind=kind)], f"{around} {''.join(parts)} {around}")
    assert not [n for n in range(len(value) - 4) if value[n : n + 5] in left], left


ROSA, WEISS = RedactRule(words="Rosa Keller"), RedactRule(words="Weiß")


@pytest.mark.parametrize(
    ("rule", "text", "shown"),
    [
        (WEISS, "Frau WEISS, WEIẞ und weiß, Weiss", "Frau [redacted], [redacted] und [redacted], [redacted]"),
        (WEISS, "weißen, Weissbier, weis", "weißen, Weissbier, weis"),
        (RedactRule(words="WEISS"), "Weiß", "[redacted]"),
        (RedactRule(words="Ilgın"), "ILGIN, ilgin, İLGIN", "[redacted], [redacted], [redacted]"),
        (RedactRule(words="Νίκος"), "ΝΙΚΟΣ, νικοσ, Νίκοσ", "[redacted], [redacted], [redacted]"),
        (RedactRule(words="Søren Łoś"), "Soren Los, SØREN ŁOŚ", "[redacted], [redacted]"),
        (RedactRule(words="Soren Los"), "Søren Łoś", "[redacted]"),
        (ROSA, "𝐑𝐨𝐬𝐚 𝓚𝓮𝓵𝓵𝓮𝓻, ⓇⓄⓈⒶ Ｋｅｌｌｅｒ, 🅁🄾🅂🄰 🅺ᴇʟʟᴇʀ!", "[redacted], [redacted], [redacted]!"),
        (ROSA, "Ro\u0301s\u0336a\u0336 K\u20ddeller and Rоsа Kеller", "[redacted] and [redacted]"),
        (ROSA, "x%20rosa%20keller%20x", "x%20[redacted]%20x"),
        (ROSA, "https://a.net/%2552osa%252DKeller?x", "https://a.net/[redacted]?x"),
        (ROSA, "&#82;osa&nbsp;Keller &amp;#82;osa Keller", "[redacted] [redacted]"),
        (ROSA, "rosa-keller rosa_keller rosa+keller ROSA.KELLER@b.net", "[redacted] [redacted] [redacted] [redacted]@b.net"),
        (ROSA, "/rosa/keller/ | Rosa | Keller |", "/[redacted]/ | [redacted] |"),
        (ROSA, "<b>Rosa</b> Keller <br>", "<b>[redacted] <br>"),
        (ROSA, r'{"a": "\nRosa\nKeller"}', r'{"a": "\n[redacted]"}'),
        (ROSA, "\x1b[1mRosa \x1b[32mKeller", "\x1b[1m[redacted]"),
        (ROSA, "RosaKeller.md myRosaKeller rosakeller RosaKellerina", "[redacted].md myRosaKeller rosakeller RosaKellerina"),
        (ROSA, "Rosa. Keller said; Rosa, Keller; Rosakeller", "Rosa. Keller said; Rosa, Keller; Rosakeller"),
        (ROSA, "Rosa and Keller, Prosa Keller, Rosa Kellers", "Rosa and Keller, Prosa Keller, Rosa Kellers"),
        (RedactRule(words="Ann Other"), "another, ann other", "another, [redacted]"),
        (RedactRule(words="Jean-Luc"), "jean luc JEAN_LUC jean-luc jeanluc", "[redacted] [redacted] [redacted] jeanluc"),
        (RedactRule(words="ﬁlip"), "Filip", "[redacted]"),
        (RedactRule(words="-"), "a - b", "a [redacted] b"),
        (RedactRule(words="Tom"), "Том, Томат", "[redacted], Томат"),  # Cyrillic
        (RedactRule(words="김민수"), "\u1100\u1175\u11b7민수", "[redacted]"),
        (RedactRule(words="ガギ"), "ｶﾞｷﾞ", "[redacted]"),
        (RedactRule(pattern="(?i)weiß"), "WEISS Weiss weiß", "[redacted] [redacted] [redacted]"),
        (RedactRule(pattern="Rosa K"), "𝐑osa %4b, Rósa K, rosa k", "[redacted], [redacted], rosa k"),
        (RedactRule(pattern="José…"), "José… Jose\u0301…", "[redacted] [redacted]"),
        (RedactRule(pattern=r"ticket \d+"), "t\u200bicket ４２, ticket ٤٢", "[redacted], [redacted]"),
    ],
)  # fmt: skip
def test_letters_that_look_alike_are_alike_for_a_rule(rule: RedactRule, text: str, shown: str):
    assert redact([rule], text) == shown


def test_overlapping_matches_of_several_rules_are_merged():
    rules = [
        RedactRule(words="one two"),
        RedactRule(words="two three", label="numbers"),
        RedactRule(words="four"),
    ]
    assert redact(rules, "one two three four") == "[redacted] [redacted]"
    assert [(each.span.start, each.span.end, each.label) for each in find_redactions(rules, "one two three four")] == [
        (0, 13, ""),
        (14, 18, ""),
    ]


def test_a_pattern_that_takes_too_long_is_stopped_and_reported(monkeypatch: pytest.MonkeyPatch):
    begin = time.process_time()
    with pytest.raises(ContentError) as error:
        find_redactions([RedactRule(pattern=r"(a|aa)+$", line=7)], "a" * 60 + "!", "talk.md")
    assert time.process_time() - begin < 20
    assert error.value.problem == Problem("slow-redact-rule-for-file", "sitegen.toml", 7, file="talk.md")
    assert str(error.value.problem) == (
        "sitegen.toml:7: The [[redact]] rule takes too long for talk.md. "
        "Avoid repetitions inside repetitions, as in (a+)+, and recursion."
    )
    monkeypatch.setattr("sitegen.privacy.redaction._TIMEOUT", 0.2)
    with pytest.raises(ContentError, match=r"The \[\[redact\]\] rule takes too long\. Avoid"):
        redact([RedactRule(pattern=r"(a|aa)+$", line=7)], "a" * 60 + "!")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('[[redact]]\nlabel = "x"', "[[redact]] does not say what to redact."),
        ('[[redact]]\nwords = "hush"\nkind = "email"', "[[redact]] can have only one of these: words, kind."),
        ('[[redact]]\nkind = "e-mail"', "There is no kind 'e-mail'."),
        ("[[redact]]\npattern = '('", "Invalid regular expression: missing ) at position 1."),
        ("[[redact]]\npattern = '(?R)'", "The regular expression takes too long."),
        (
            "[[redact]]\npattern = '((((a{100}){100}){100}){100})'",
            "The regular expression has too many repetitions.",
        ),
        ("[[redact]]\npattern = '(a{2,9999}){999}'", "The regular expression has too many repetitions."),
        ("[[redact]]\npattern = 'x*'", "The regular expression matches empty text."),
        ('[[redact]]\nmessage = "#n7"', "`message` is not the address of a message."),
        ('[[redact]]\nwords = "hush"\nlabel = "<b>"', "`label` cannot replace words in every format."),
        ('[[redact]]\nwords = "hush"\nto = "x"', "[[redact]] has no key 'to'."),
    ],
)
def test_an_invalid_rule_is_reported_without_its_words(settings: str, message: str):
    with pytest.raises(ContentError) as error:
        parse_settings(settings)
    assert error.value.problem.message == message
    assert "hush" not in str(error.value.problem)
    assert error.value.problem.path == "sitegen.toml"


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [
        ("e-mail", "Did you mean 'email'?"),
        ("secret", "Did you mean 'secrets'?"),
        ("?", "Use one of: secrets, "),
    ],
)
def test_an_unknown_kind_is_reported_with_the_closest(kind: str, remedy: str):
    with pytest.raises(ContentError) as error:
        parse_settings(f'[[redact]]\nkind = "{kind}"')
    assert error.value.problem.hint.startswith(remedy)


def test_rules_apply_to_the_transcripts_that_they_match():
    settings = parse_settings(
        '[[redact]]\nwords = "a"\n[[redact]]\nwords = "b"\nmatch = "x/*"\n[[redact]]\nmessage = "c/t.html#m-kwfjsn7"\n'
    )
    assert settings.rule_for("x/1").redactions == settings.redactions
    assert settings.rule_for("y").redactions == (RedactRule(words="a"), RedactRule(message="m-kwfjsn7"))
    assert [rule.line for rule in settings.redactions] == [2, 4, 7]


@pytest.mark.parametrize("text", ["`Rosa` Keller", "[Rosa](https://x.net) Keller", "~~Rosa~~ *Keller*"])
def test_words_are_redacted_despite_markup_around_one_of_them(text: str):
    assert "Rosa" not in redact([RedactRule(words="Rosa Keller")], f"It was {text}.")


@pytest.mark.parametrize("page", ["cp1252", "cp437", "mac_roman"])
@pytest.mark.parametrize(
    "said", ["Rosa’s", "“Rosa”", "‘Rosa’", "—Rosa—", "–Rosa…", "…Rosa", "\xa0Rosa\xa0", "x Rosa\xa0’s"]
)
def test_letters_of_mojibake_are_not_part_of_a_word(said: str, page: str):
    rosa = RedactRule(words="Rosa")  # readers recognise the name despite the mojibake
    broken = "".join(bytes([each]).decode(page, "replace") for each in f"I met {said} there".encode())
    assert redact([rosa], broken) == broken.replace("Rosa", "[redacted]")
    assert redact([rosa], "Rosalie, Barosa, Rosaâtre, œRosa") == "Rosalie, Barosa, Rosaâtre, œRosa"
