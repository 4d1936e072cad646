"""Letters that look alike become the same plain letter, and every one maps back to the original characters."""

import unicodedata

import pytest
from anyascii import anyascii
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.text.lookalikes import fold_letters, plain_letters, reveal
from sitegen.text.tokens import fold

NFD = unicodedata.normalize("NFD", "Rósä Ķéller")


@pytest.mark.parametrize(
    ("text", "revealed", "plain", "folded"),
    [
        ("Rosa Keller, 50% & \\n", "Rosa Keller, 50% & \\n", "Rosa Keller, 50% & \\n", "rosa keller, 50% & \\n"),
        ("Weiß WEISS STRAẞE ſ", "Weiß WEISS STRAẞE s", "Weiss WEISS STRASsE s", "weiss weiss strasse s"),
        ("İI ıi", "İI ıi", "II ii", "ii ii"),
        ("ΣΟΦΟΣ σοφος", "ΣΟΦΟΣ σοφος", "ΣΟΦΟΣ σοφος", "σoφoσ σoφoσ"),
        ("𝐑𝑜𝓼𝖆 𝚁𝟙 ⓇⓄⓈⒶ", "Rosa R1 ROSA", "Rosa R1 ROSA", "rosa r1 rosa"),
        ("🅁🄾🅂🄰 🅡🅞 🅰 🇷🇴 ⒭⒪ ❷⑵", "ROSA 🅡🅞 🅰 🇷🇴 (r)(o) ❷(2)", "ROSA RO A RO ro 22", "rosa ro a ro ro 22"),
        ("ｒｏｓａ＠ｘ．ｎｅｔ", "rosa@x.net", "rosa@x.net", "rosa@x.net"),
        ("ﬁﬂ ǅ œuvre Æsop", "fifl Dž œuvre Æsop", "fifl Dz oeuvre Aesop", "fifl dz oeuvre aesop"),
        ("Øystein Łódź Đorđe þorn Ħal", "Øystein Łódź Đorđe þorn Ħal", "Oystein Lodz Dorde thorn Hal", "oystein lodz dorde thorn hal"),
        ("ʀᴏꜱᴀ ʳᵒˢᵃ", "ʀᴏꜱᴀ rosa", "rosa rosa", "rosa rosa"),
        (NFD, "Rósä Ķéller", "Rosa Keller", "rosa keller"),
        ("R\u0336o\u0336s\u0336a\u0336 R\u20dd", "R\u0336o\u0336s\u0336a\u0336 R\u20dd", "Rosa R", "rosa r"),
        ("Ro\u200bs\u00ada Ro\ufe0f\U000e0041sa\u2060", "Rosa Rosa", "Rosa Rosa", "rosa rosa"),
        ("%52osa%20K %2552osa %252552 %C3%9F", "Rosa K Rosa R ß", "Rosa K Rosa R ss", "rosa k rosa r ss"),
        ("100% 5%zz %DFx %Dee %00", "100% 5%zz %DFx %Dee %00", "100% 5%zz %DFx %Dee %00", "100% 5%zz %dfx %dee %00"),
        ("&#82;&#x6F;sa &amp;amp;#82; &Ouml; &nope;", "Rosa R Ö &nope;", "Rosa R O &nope;", "rosa r o &nope;"),
        ("\\u0052 \\ud835\\udc11 \\x52 \\u{1D411} a\\_b", "R R R R a_b", "R R R R a_b", "r r r r a_b"),
        ("&#x200b;R&zwj;o%E2%80%8B", "Ro", "Ro", "ro"),
        ("＆＃８２；", "R", "R", "r"),
        ("Rоsа Kеller", "Rоsа Kеller", "Rosa Keller", "rosa keller"),  # Cyrillic о, а, е
        ("ΡοsΑ Ηal ꓣꓳꓢꓮ ᎡᎬ", "ΡοsΑ Ηal ꓣꓳꓢꓮ ᎡᎬ", "PosA Hal ROSA RE", "posa hal rosa re"),
        ("пароль, Λόγος", "пароль, Λόγος", "пароль, Λογος", "пapoль, λoγoσ"),
        ("田中 ｶﾞ 김 \u1100\u1175\u11b7 قَلَم", "田中 ガ 김 김 قَلَم", "田中 ガ 김 김 قلم", "田中 ガ 김 김 قلم"),
        ("٤٢ ४२", "٤٢ ४२", "42 42", "42 42"),
        ("O’Hara O´Hara a–b\u00a0c", "O'Hara O'Hara a-b c", "O'Hara O'Hara a-b c", "o'hara o'hara a-b c"),
    ],
)  # fmt: skip
def test_a_text_is_read_as_the_letters_that_it_looks_like(text: str, revealed: str, plain: str, folded: str):
    assert (reveal(text).text, plain_letters(text).text, fold_letters(text).text) == (revealed, plain, folded)


def test_a_part_maps_back_to_the_characters_that_it_came_from():
    text = "a 𝐑o\u0301s%61\u200b-\u00adStra&szlig;e &amp;#82;osa"
    folded = fold_letters(text)
    assert folded.text == "a rosa-strasse rosa"

    def original(words: str, start: int = 0) -> str:
        offset = folded.text.index(words, start)
        return folded.source_span(offset, offset + len(words)).of(text)

    assert original("rosa") == "𝐑o\u0301s%61"
    assert original("strasse") == "Stra&szlig;e"
    assert original("s", 12) == "&szlig;"
    assert original("rosa", 12) == "&amp;#82;osa"
    assert original("a ro") == "a 𝐑o"


def test_every_letter_that_the_search_shows_as_a_latin_one_is_that_letter():
    differing = {}
    for code in range(0x80, 0x110000):
        char = chr(code)
        searched = fold(char)
        if searched.isascii() and searched.isalnum() and fold_letters(char).text != searched:
            differing[char] = fold_letters(char).text
    assert set(differing) == set("ŊŋᵑƷʒᶾǮǯ")  # here, as in a slug, they are ng and zh


def test_every_latin_letter_is_read_as_in_a_slug():
    names = ((chr(code), unicodedata.name(chr(code), "")) for code in range(0x80, 0x110000))
    latin = [char for char, name in names if name.startswith("LATIN ") and anyascii(char).isalnum()]
    assert len(latin) > 1000
    differing = {char for char in latin if fold_letters(char).text != anyascii(char).lower()}
    assert differing == set("Ŀŀ")  # the search shows a letter and a dot


@given(st.text("Ro%5&;#x\\u2\u0301\u200b𝐑ßﬁé가\u1100\u1161оk(Ｒ％", max_size=40))
@settings(deadline=None)
def test_the_original_of_the_whole_text_is_in_order_and_never_outside(text: str):
    for step in (reveal, plain_letters, fold_letters):
        read = step(text)
        spans = [read.source_span(n, n + 1) for n in range(len(read.text))]
        assert all(0 <= each.start < each.end <= len(text) for each in spans)
        assert [each.start for each in spans] == sorted(each.start for each in spans)


@given(st.text("Roa k-Éß𝐑ﬁ🅡ø\u0301", max_size=20))
@settings(deadline=None)
def test_plain_letters_stay_as_they_are(text: str):
    folded = fold_letters(text).text
    assert fold_letters(folded).text == folded
