"""Tokenization of text for search."""

import re
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text.tokens import MAX_TERM_LENGTH, Token, fold, is_unspaced, terms, tokens

ODD = st.text(st.sampled_from("aéß’ _-1½\u0301\u200d\u00ad\ufe0f東京カﾊﾟ가ᄒ\u1161ก\u0e33🙂1️⃣م\u064bﷺŉİ\n"), max_size=120)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tide, the LEDGER.", ["the", "tide", "the", "ledger"]),
        ("snake_case 4.5 don't", ["snake", "case", "4", "5", "don", "t"]),
        ("“Don’t” — …", ["don", "t"]),
        ("+--+\n|ab|\n+--+", ["ab"]),
        ("─│┌ ░▒▓ ⠿ → ■", []),
        ("", []),
    ],
)
def test_everything_but_letters_and_digits_separates_words(text: str, expected: list[str]):
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("café", "cafe\u0301", "CAFÉ", "ｃａｆｅ"), ["cafe"]),
        (("Straße", "STRASSE", "straẞe"), ["strasse"]),
        (("Σίσυφος", "ΣΊΣΥΦΟΣ", "σισυφοσ"), ["σισυφοσ"]),
        (("ﬁnd", "find", "𝔣𝔦𝔫𝔡"), ["find"]),
        (("İstanbul", "istanbul"), ["istanbul"]),
        (("ёлка", "Елка"), ["елка"]),
        (("שָׁלוֹם", "שלום"), ["שלום"]),
        (("سَلَام", "سلام", "ســلام"), ["سلام"]),
        (("co\u00adoperate", "co\u200doperate", "co\u200coperate", "cooperate"), ["cooperate"]),
        (("❤️", "❤"), ["❤"]),
    ],
)
def test_words_that_differ_only_in_case_accents_and_form_are_equal(texts: tuple[str, ...], expected: list[str]):
    assert [terms(text) for text in texts] == [expected] * len(texts)


def test_marks_of_other_scripts_are_part_of_words():
    assert terms("हिन्दी தமிழ்") == ["हिन्दी", "தமிழ்"]


def test_pictographs_are_words():
    assert terms("🌀storm👩‍🚀🙂🙂") == ["🌀", "storm", "👩", "🚀", "🙂", "🙂"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("猫", ["猫"]),
        ("東京都", ["東京", "京都", "都"]),
        ("海のlamp灯台", ["海の", "の", "lamp", "灯台", "台"]),
        ("ガラス", ["ガラ", "ラス", "ス"]),
        ("ｶﾞﾗｽ", ["ガラ", "ラス", "ス"]),
        ("カ\u3099ラス", ["ガラ", "ラス", "ス"]),
        ("한국", ["한국", "국"]),
        (unicodedata.normalize("NFD", "한국"), ["한국", "국"]),
        ("ไทย", ["ไท", "ทย", "ย"]),
        ("𠮷野", ["𠮷野", "野"]),
        ("葛\U000e0100飾", ["葛飾", "飾"]),
        ("㊀", ["一"]),
    ],
)
def test_scripts_without_spaces_are_cut_into_bigrams_and_the_last_character(text: str, expected: list[str]):
    assert terms(text) == expected


def test_long_words_are_cut_and_long_texts_without_spaces_are_not():
    assert terms("x" * 65 + " " + "é" * 65 + " Ab" + "c" * 99) == ["x" * 64, "e" * 64, "ab" + "c" * 62]
    assert len(terms("猫" * 10_000)) == 10_000
    assert max(map(len, terms("ﷺ" * 64))) <= MAX_TERM_LENGTH


def test_a_token_has_the_offsets_of_its_term():
    text = "Ça\u00ad va, 東京. ½"
    assert tokens(text) == [
        Token("ca", 0, 2),
        Token("va", 4, 6),
        Token("東京", 8, 10),
        Token("京", 9, 10),
        Token("1", 12, 13),
        Token("2", 12, 13),
    ]


def test_folding_does_not_change_plain_characters():
    from sitegen.text.tokens import _PLAIN_UNSPACED  # noqa: PLC0415

    plain = [chr(code) for code in range(0x3000, 0xD800) if _PLAIN_UNSPACED.fullmatch(chr(code))]
    known = [char for char in plain if unicodedata.category(char) != "Cn"]
    assert len(known) > 30_000
    assert [char for char in known if fold(char) != char or not is_unspaced(char)] == []


@given(st.one_of(ODD, st.text(max_size=300)))
def test_terms_and_tokens_are_the_same(text: str):
    assert terms(text) == [token.term for token in tokens(text)]


@given(st.one_of(ODD, st.text(max_size=300)))
def test_offsets_of_tokens_are_in_the_text_and_ascend(text: str):
    found = tokens(text)
    assert [token for token in found if not 0 <= token.start < token.end <= len(text)] == []
    assert [token.start for token in found] == sorted(token.start for token in found)


@given(st.one_of(ODD, st.text(max_size=200)))
def test_terms_are_short_and_contain_no_separators(text: str):
    assert [
        term for term in terms(text) if not 0 < len(term) <= MAX_TERM_LENGTH or re.search(r"[\s_\x00-\x1f]", term)
    ] == []


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_the_term_of_a_word_is_its_own_term(text: str):
    """Folding is idempotent, unless a decomposed symbol ends up next to a character it composes with."""
    found = [term for term in terms(text) if not is_unspaced(term)]
    assert [term for term in found if terms(term) != [term] and term.isalpha()] == []


@pytest.mark.parametrize(
    "text",
    ["\u0301", "\u3099", "か\u3099", "\u1100", "ㄱ", "\u0e33", "a\u200d", "\u200d", "ﷺ", "\u00ad", "\ufe0f", "🙂", "東", "a", "é", "_"],
)  # fmt: skip
def test_tokenization_takes_linear_time(text: str):
    before = process_time()
    terms("a" + text * (100_000 // len(text)))
    assert process_time() - before < 5
