"""Languages as BCP 47 tags: of a text as far as its script tells, so that voices and fonts of the reader's device
fit, and of a whole conversation.

No guess is made where a script serves many languages: French read by an English voice is odd, Polish that is
tagged as French is worse.
"""

import re
from collections import Counter
from collections.abc import Iterable

TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A language tag, as far as its form goes."""
_RIGHT_TO_LEFT = frozenset(["ar", "arz", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"])
_NEARLY_ALL = 0.9  # of the letters: a talk in Japanese may quote an English title

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
# The languages of each script; of all others `_script_in` knows none.
_LANGUAGES = {
    "arabic": "ar arz ckb fa ps sd ug ur",
    "cyrillic": "ab av ba be bg ce cv kk ky mk mn os ru sr tg tt uk",
    "east": "ja lzh wuu yue zh",
    "he": "he yi",
} | {script: script for script in ("ko", "th", "el", "ka", "hy")}
_WRITTEN = {language: script for script, all_ in _LANGUAGES.items() for language in all_.split()}


def language_of(text: str) -> str:
    """A BCP 47 tag where at least half of the letters are in a script that tells, else empty."""
    text = text[:_LONGEST]
    script = _script_in(text)
    if script == "east":
        signs = len(_LETTERS["kana"].findall(text)), len(_LETTERS["han"].findall(text))
        return "ja" if signs[0] * 20 > signs[1] else "zh"
    for language, letters in _TELLING.get(script, {}).items():
        if letters.search(text):
            return language
    return _OTHERWISE.get(script, script)


def language_within(text: str, whole: str) -> str:
    """The language of a text that is part of something in the language ``whole`` (empty: unknown).

    ``whole`` wherever the letters of the text may be its own: a few Chinese signs in a Japanese talk are
    Japanese, and what is in Latin letters is German where the owner says so.
    """
    return whole if whole and _script_in(text[:_LONGEST]) == _script_of(whole) else language_of(text)


def common_language(texts: Iterable[str]) -> str:
    """The language of nearly all of the texts by their length, where their scripts tell; else empty."""
    weights: Counter[str] = Counter()
    for text in texts:
        weights[language_of(text)] += len(text)
    scripts: Counter[str] = Counter()
    for language, weight in weights.items():
        scripts[_script_of(language) if language else ""] += weight
    script, most = max(scripts.items(), key=lambda each: each[1], default=("", 0))
    if not script or most < _NEARLY_ALL * scripts.total():
        return ""
    return max((each for each in weights if _script_of(each) == script), key=lambda each: weights[each])


def is_right_to_left(language: str) -> bool:
    """Is it written from right to left?"""
    primary, _, rest = language.lower().partition("-")
    return primary in _RIGHT_TO_LEFT and "latn" not in rest.split("-")


def _script_of(language: str) -> str:
    """The script in which a language is written, where `_script_in` knows it; else empty."""
    primary, _, rest = language.lower().partition("-")
    return "" if "latn" in rest.split("-") else _WRITTEN.get(primary, "")


def _script_in(text: str) -> str:
    """The script of at least half of the letters, if it is one that tells; else empty."""
    if text.isascii() or not _ANY.search(text):
        return ""
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in _LETTERS.items()})
    # Han and kana count more: one sign is a word or a syllable.
    east = 2 * (counts["kana"] + counts["han"])
    ((script, most),) = counts.most_common(1)
    others = len(_OTHER.findall(text))
    if east >= most:
        return "east" if east >= others else ""
    return script if most >= others else ""
