"""What a script tells of a language."""

import pytest

from sitegen.render.language import language_of


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
def test_the_script_tells_the_language_or_nothing_does(text: str, expected: str):
    assert language_of(text) == expected
