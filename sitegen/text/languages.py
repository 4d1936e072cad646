"""Detect languages (BCP 47 tags) by script, so that screen readers and fonts fit.

Scripts that many languages share give no language: French read by an English voice is odd, Polish tagged as French
is worse.
"""

import re
from collections import Counter
from collections.abc import Iterable

_RIGHT_TO_LEFT = frozenset(["ar", "arz", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"])
_MIN_SHARE = 0.9  # of the letters: a conversation in Japanese may quote an English title

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
_OTHER_LETTER = re.compile(f"[^\\W\\d_{''.join(_SCRIPTS.values())}]")
_KNOWN_LETTER = re.compile(f"[{''.join(_SCRIPTS.values())}]")
_SAMPLE_LENGTH = 4_000  # characters

# Letters that identify a language of a script; the first match wins.
_DISTINCTIVE_LETTERS = {
    "arabic": {"ur": re.compile("[ٹڈڑےھ]"), "fa": re.compile("[پچژگ]")},
    "cyrillic": {
        "": re.compile("[әғқңөұүһјљњћђџѓќѕ]", re.IGNORECASE),  # Kazakh, Tatar, Serbian … share letters
        "be": re.compile("ў", re.IGNORECASE),
        "uk": re.compile("[іїєґ]", re.IGNORECASE),
        "ru": re.compile("[ыэё]", re.IGNORECASE),
    },
}
_DEFAULT_LANGUAGES = {"arabic": "ar", "cyrillic": ""}
# The languages of each script that `_detect_script` returns.
_LANGUAGES = {
    "arabic": "ar arz ckb fa ps sd ug ur",
    "cyrillic": "ab av ba be bg ce cv kk ky mk mn os ru sr tg tt uk",
    "east": "ja lzh wuu yue zh",
    "he": "he yi",
} | {script: script for script in ("ko", "th", "el", "ka", "hy")}
_SCRIPTS_BY_LANGUAGE = {language: script for script, all_ in _LANGUAGES.items() for language in all_.split()}


def detect_language(text: str) -> str:
    """Return a BCP 47 tag if at least half of the letters are in a script that identifies it, else empty."""
    text = text[:_SAMPLE_LENGTH]
    script = _detect_script(text)
    if script == "east":
        kana, han = len(_LETTERS["kana"].findall(text)), len(_LETTERS["han"].findall(text))
        return "ja" if kana * 20 > han else "zh"
    for language, letters in _DISTINCTIVE_LETTERS.get(script, {}).items():
        if letters.search(text):
            return language
    return _DEFAULT_LANGUAGES.get(script, script)


def detect_language_within(text: str, default: str) -> str:
    """Return the language of a text that is part of something in the language ``default`` (empty: unknown).

    Returns ``default`` if the script of the text fits it: a few Han characters in a Japanese conversation are
    Japanese, and Latin letters are German if the owner says so.
    """
    script = _detect_script(text[:_SAMPLE_LENGTH])
    return default if default and script == _script_of_language(default) else detect_language(text)


def common_language(texts: Iterable[str]) -> str:
    """Return the language of at least 90 % of the texts by length, if their scripts identify it; else empty."""
    weights: Counter[str] = Counter()
    for text in texts:
        weights[detect_language(text)] += len(text)
    scripts: Counter[str] = Counter()
    for language, weight in weights.items():
        scripts[_script_of_language(language) if language else ""] += weight
    script, most = max(scripts.items(), key=lambda each: each[1], default=("", 0))
    if not script or most < _MIN_SHARE * scripts.total():
        return ""
    return max((each for each in weights if _script_of_language(each) == script), key=lambda each: weights[each])


def is_right_to_left(language: str) -> bool:
    """Return whether the language is written from right to left."""
    primary, _, rest = language.lower().partition("-")
    return primary in _RIGHT_TO_LEFT and "latn" not in rest.split("-")


def _script_of_language(language: str) -> str:
    """Return the script of a language, if `_detect_script` knows it; else empty."""
    primary, _, rest = language.lower().partition("-")
    return "" if "latn" in rest.split("-") else _SCRIPTS_BY_LANGUAGE.get(primary, "")


def _detect_script(text: str) -> str:
    """Return the script of at least half of the letters, if it identifies languages; else empty."""
    if text.isascii() or not _KNOWN_LETTER.search(text):
        return ""
    counts = Counter({name: len(pattern.findall(text)) for name, pattern in _LETTERS.items()})
    # Han and kana count twice: one character is a word or a syllable.
    east = 2 * (counts["kana"] + counts["han"])
    ((script, most),) = counts.most_common(1)
    others = len(_OTHER_LETTER.findall(text))
    if east >= most:
        return "east" if east >= others else ""
    return script if most >= others else ""
