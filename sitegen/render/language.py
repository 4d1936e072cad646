"""The language of a text as far as its script tells, so that voices and fonts of the reader's device fit.

No guess is made where a script serves many languages: French read by an English voice is odd, Polish that is
tagged as French is worse.
"""

import re
from collections import Counter

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

_SCRIPTS = {
    "kana": "\u3041-\u30ff\u31f0-\u31ff",
    "han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "ko": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "th": "\u0e01-\u0e5b",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u0590-\u05ff",
    "arabic": "\u0600-\u06ff\u0750-\u077f",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0531-\u058f",
    "cyrillic": "\u0400-\u04ff",
}
_LETTERS = {name: re.compile(f"[{letters}]") for name, letters in _SCRIPTS.items()}
_OTHER = re.compile(f"[^\\W\\d_{''.join(_SCRIPTS.values())}]")
_ANY = re.compile(f"[{''.join(_SCRIPTS.values())}]")
_LONGEST = 4_000  # characters looked at

# Letters by which the languages of a script are told apart; the first that has one of its own is it.
_TELLING = {
    "arabic": {"ur": re.compile("[ٹڈڑےھ]"), "fa": re.compile("[پچژگ]")},
    "cyrillic": {
        "": re.compile("[әғқңөұүһјљњћђџѓќѕ]", re.IGNORECASE),  # Kazakh, Tatar, Serbian … share letters
        "be": re.compile("ў", re.IGNORECASE),
        "uk": re.compile("[іїєґ]", re.IGNORECASE),
        "ru": re.compile("[ыэё]", re.IGNORECASE),
    },
}
_OTHERWISE = {"arabic": "ar", "cyrillic": ""}


def language_of(text: str) -> str:
    """A BCP 47 tag where at least half of the letters are in a script that tells, else empty."""
    if text.isascii() or not _ANY.search(text):
        return ""
    text = text[:_LONGEST]
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in _LETTERS.items()})
    # Han and kana count more: one sign is a word or a syllable.
    east = 2 * (counts["kana"] + counts["han"])
    ((script, most),) = counts.most_common(1)
    others = len(_OTHER.findall(text))
    if east >= most:
        if east < others:
            return ""
        return "ja" if counts["kana"] * 20 > counts["han"] else "zh"
    return _within(script, text) if most >= others else ""


def _within(script: str, text: str) -> str:
    for language, letters in _TELLING.get(script, {}).items():
        if letters.search(text):
            return language
    return _OTHERWISE.get(script, script)
