"""Tokenization of text for search."""

import re
import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text.tokens import MAX_TERM_LENGTH, Token, fold, is_unspaced, terms, tokens

ODD = st.text(
    st.sampled_from("aéß’ _-12½\u0301\u200d\u00ad\u2060\ufe0f東京カﾊﾟ가ᄒ\u1161ก\u0e33🙂1️⃣م\u064bﷺŉİøþ⼀⻓㎏㍿㈱Ⓐ🄰\n"),
    max_size=120,
)


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
        (("Łódź", "lodz", "ŁÓDŹ"), ["lodz"]),
        (("smørrebrød", "smorrebrod", "SMØRREBRØD"), ["smorrebrod"]),
        (("Ægir", "aegir", "ǽgir"), ["aegir"]),
        (("Œuvre", "oeuvre"), ["oeuvre"]),
        (("Þór", "thor"), ["thor"]),
        (("Đặng", "dang", "ðang"), ["dang"]),
        (("ısı", "ISI", "ısi"), ["isi"]),
        (("Ħamrun", "hamrun"), ["hamrun"]),
        (("Eŋŋel", "ennel"), ["ennel"]),
        (("Ɔsɛ", "ose"), ["ose"]),
        (("wo\u2060rd", "wo\u200erd", "wo\ufeffrd", "wo\u200brd", "w\u2066or\u2069d", "word"), ["word"]),
        (("مى\u200fم", "مىم"), ["مىم"]),
        (("ⓐⓑ", "🄰🄱", "ab"), ["ab"]),
        (("㎏", "kg", "ｋｇ"), ["kg"]),
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
        ("⼀⼈", ["一人", "人"]),
        ("⻓城", ["长城", "城"]),
        ("㍿海", ["株式", "式会", "会社", "社海", "海"]),
        ("㌔", ["キロ", "ロ"]),
        ("海㈱", ["海", "株"]),
        ("ﾡￂ", ["가"]),
        ("料理", ["料理", "理"]),
    ],
)
def test_scripts_without_spaces_are_cut_into_bigrams_and_the_last_character(text: str, expected: list[str]):
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("gpt4", "GPT-4", "GPT 4", "gPT４"), ["gpt", "4"]),
        (("GPT-4o", "gpt4o", "GPT 4o"), ["gpt", "4", "o"]),
        (("claude3.5", "Claude 3.5", "claude-3.5"), ["claude", "3", "5"]),
        (("o3-mini", "o3 mini", "O-3 mini"), ["o", "3", "mini"]),
        (("Llama-3.1-70b", "llama3.1 70B"), ["llama", "3", "1", "70", "b"]),
        (("R1", "r-1"), ["r", "1"]),
        (("v4.5.1", "V 4.5.1"), ["v", "4", "5", "1"]),
        (("8x7b", "8 x 7 b"), ["8", "x", "7", "b"]),
        (("10km", "10 km", "10㎞"), ["10", "km"]),
        (("x²", "x2"), ["x", "2"]),
        (("Größe5", "grosse-5"), ["grosse", "5"]),
    ],
)
def test_letters_and_digits_of_a_word_are_separate_terms(texts: tuple[str, ...], expected: list[str]):
    assert [terms(text) for text in texts] == [expected] * len(texts)


@pytest.mark.parametrize("word", ["7f9c230d", "a1b2c3d4", "0x1f2e3d4c", "é1f2e3d4"])
def test_hashes_and_ids_are_one_term(word: str):
    assert terms(word) == [fold(word)]


@pytest.mark.parametrize(("text", "expected"), [("GPT™", ["gpt"]), ("a→b", ["a", "b"]), ("№4", ["4"]), ("5°", ["5"])])
def test_other_symbols_are_no_part_of_words(text: str, expected: list[str]):
    assert terms(text) == expected


def test_long_words_are_cut_and_long_texts_without_spaces_are_not():
    assert terms("x" * 65 + " " + "é" * 65 + " Ab" + "c" * 99) == ["x" * 64, "e" * 64, "ab" + "c" * 62]
    assert len(terms("猫" * 10_000)) == 10_000
    assert max(map(len, terms("ﷺ" * 64))) <= MAX_TERM_LENGTH


def test_a_token_has_the_offsets_of_its_term():
    text = "Ça\u00ad va, 東京. ½ GPT4 5㎏ ㍿海 2ΔT3 x²"
    assert tokens(text) == [
        Token("ca", 0, 2),
        Token("va", 4, 6),
        Token("東京", 8, 10),
        Token("京", 9, 10),
        Token("1", 12, 13),
        Token("2", 12, 13),
        Token("gpt", 14, 17),
        Token("4", 17, 18),
        Token("5", 19, 20),
        Token("kg", 20, 21),
        Token("株式", 22, 23),
        Token("式会", 22, 23),
        Token("会社", 22, 23),
        Token("社海", 22, 24),
        Token("海", 23, 24),
        Token("2", 25, 26),
        Token("δt", 26, 28),
        Token("3", 28, 29),
        Token("x", 30, 32),
        Token("2", 30, 32),
    ]


def test_folding_does_not_change_plain_characters():
    from sitegen.text.tokens import _PLAIN_UNSPACED

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
