"""Detection of languages by script."""

import pytest

from sitegen.text.languages import common_language, detect_language, detect_language_within, is_right_to_left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("only English", ""),
        ("du français, déjà", ""),
        ("夜の海は静かです", "ja"),
        ("カタカナ", "ja"),
        ("夜里的海很安静", "zh"),
        ("The word 海 means sea, and nothing else", ""),
        ("밤바다는 조용하다", "ko"),
        ("ทะเลตอนกลางคืน", "th"),
        ("הים בלילה", "he"),
        ("שלום רב, Claude", "he"),
        ("البحر في الليل", "ar"),
        ("دریا در شب آرام است، چه خوب", "fa"),
        ("رات کو سمندر خاموش ہے، بڑے", "ur"),
        ("ночью море тихое, ты слышишь", "ru"),
        ("вночі море тихе, її чути", "uk"),
        ("уначы мора ціхае, чуваць яго ўсю", "be"),
        ("нощем морето е тихо", ""),
        ("η θάλασσα τη νύχτα", "el"),
        ("ზღვა ღამით", "ka"),
        ("ծովը գիշերը", "hy"),
        ("── ■ ──", ""),
    ],
)
def test_a_language_is_detected_by_its_script(text: str, expected: str):
    assert detect_language(text) == expected


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        ("海", "", "zh"),
        ("海", "ja", "ja"),
        ("ein Wort", "de", "de"),
        ("ein Wort", "ja", ""),
        ("بحر", "de", "ar"),
        ("بحر", "fa", "fa"),
        ("нощем морето е тихо", "bg", "bg"),
        ("ночью море тихое, ты", "sr-Latn", "ru"),
        ("12 ── ■", "pt-BR", "pt-BR"),
        ("रात", "hi", "hi"),
    ],
)
def test_a_part_has_the_default_language_if_its_script_fits(text: str, default: str, expected: str):
    assert detect_language_within(text, default) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], ""),
        (["only English"], ""),
        (["夜の海は静かです", "海"], "ja"),
        (["夜の海は静かです", "and half of it is not"], ""),
        (["夜の海は静かです" * 10, "a title"], "ja"),
        (["ночью море тихое, ты", "нощем морето е тихо"], ""),
    ],
)
def test_a_conversation_has_the_language_of_nearly_all_of_its_text(texts: list[str], expected: str):
    assert common_language(texts) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", True), ("he-IL", True), ("FA", True), ("ar-Latn", False), ("ja", False), ("", False)],
)
def test_right_to_left_languages_are_known(language: str, expected: bool):
    assert is_right_to_left(language) is expected
