"""Write a text in the plain letters that a reader takes it for, with a map back to the original characters.

Three steps, each of which includes the one before: `reveal` undoes escapes and drops what is invisible, `plain_letters`
replaces letters by the plain ones that they look like, `fold_letters` also ignores case. What a slug or the search
index shows as plain letters is plain here too. Takes linear time.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import regex
from anyascii import anyascii

from sitegen.text.offset_map import OffsetMap, limit_combining_marks

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Characters without a shape of their own, for a character class."""
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_HEX = "[0-9a-fA-F]"
_ESCAPE = re.compile(
    # Each alternative begins with a literal, so that the engine can skip to the next match.
    r"&(?P<entity>#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    rf"|\\u(?P<pair>[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}})"  # JSON
    rf"|\\(?:u(?P<code>{_HEX}{{4}})|u\{{(?P<braced>{_HEX}{{1,6}})\}}|x(?P<byte>{_HEX}{{2}}))"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"  # Markdown, JSON
    rf"|%(?P<percent>[2-7]{_HEX}|0[9aAdD]|(?:[c-dC-D]{_HEX}|[eE]{_HEX}%[89abAB]{_HEX}|[fF][0-4](?:%[89abAB]{_HEX}){{2}})"
    rf"%[89abAB]{_HEX})"  # one character in UTF-8
)
_MAX_ESCAPED = 4  # times that an escape is escaped again: %2552, &amp;#82;
_IGNORED_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
"""Marks that the search ignores: accents, Hebrew points, Arabic vowels. Marks of other scripts are part of a word."""
_LATIN = regex.compile(r"\p{Latin}")
_ENCLOSED = re.compile("[\u2460-\u24ff\u2776-\u2793\U0001f100-\U0001f1ff]")
"""Letters and digits in circles, squares and brackets; the letters of flags."""
_SIGNS = {
    **dict.fromkeys("‘’‚‛′‵´ʹʻʼʽˈ՚׳＇｀", "'"),
    **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("․。｡", "."),
    **dict.fromkeys("∕⁄", "/"),
    **dict.fromkeys("։∶ː˸", ":"),
}
_SIGN = re.compile(f"[{''.join(_SIGNS)}]")


def _pairs(look_alikes: str, plain: str) -> dict[str, str]:
    return dict(zip(look_alikes, plain, strict=True))


_CAPITALS = _pairs("ᎪᏴᏟᎠᎬᎢᎫᏦᏞᎷᏢᏒᏚᎳᎩᏃᎻᏩᏙᎡ", "ABCDEIJKLMPRSWYZHGVR") | _pairs(
    "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "ABCDEFGHIJKLMNOPRSTUVWXYZ"
)  # Cherokee and Lisu; ``anyascii`` goes by their sound
_OUTLINED = {chr(0x1CCD6 + n): "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[n] for n in range(36)}  # Unicode 16
_SINGLE = _SIGNS | _CAPITALS | _OUTLINED
_SAME_IN_ANY_CASE = _pairs("аеорсхіѕјукмтԁԛԝһү", "aeopcxisjykmtdqwhy") | _pairs("αοκρτιχεζϲϳօ", "aokptixezcjo")
"""Small Cyrillic, Greek and Armenian letters that, as capitals too, look like Latin ones."""
_IN_MIXED_WORDS = (
    _SAME_IN_ANY_CASE
    | {small.upper(): plain.upper() for small, plain in _SAME_IN_ANY_CASE.items()}
    | _pairs("вгзийнпьєэяћӏӀөѵѡԍҁѐВНЗЬИЯГЄѴѠӨ", "br3uuhnbeerhllovwgceBH3BNRREVWO")
    | _pairs("βγηνπςσυωΒΗΜΝΥΙΣ", "bynvnsouwBHMNYIE")
    | _pairs("սոհցզՏԼՍ", "unhgqSLU")
)
"""Letters of other scripts that look like a Latin one, in a word that has Latin letters too."""
_ASCII = bytes(range(128))
_WORD = re.compile(r"[^\W_]+")
_LATIN_LETTER = re.compile("[A-Za-z]")
_MIXED_SCRIPTS = re.compile(r"[^\W_\x00-\x7f](?:(?<=[A-Za-z0-9].)|(?=[A-Za-z0-9]))")
_MIXABLE = re.compile(f"[{''.join(_IN_MIXED_WORDS)}]")
_MAX_PASSES = 30
_MIXED = str.maketrans(_IN_MIXED_WORDS)


def reveal(text: str) -> OffsetMap:
    """Return the text without escapes and invisible characters, and with characters in their usual form (NFKC).

    Typographic hyphens and apostrophes become ASCII. Escapes are HTML entities, percent and JSON escapes, and
    backslashes of Markdown, also in one another.
    """
    revealed = _drop_invisible(_decode(OffsetMap(text)))
    if revealed.text.isascii():
        return revealed
    revealed = revealed.replace_matches(_SIGN, lambda match: _SIGNS[match[0]])
    return _drop_invisible(_decode(limit_combining_marks(revealed).normalize("NFKC")))


def plain_letters(text: str) -> OffsetMap:
    """Return the text as `reveal`, in plain letters: without accents, circles and strokes, with ``ss`` for ``ß``.

    Letters of other scripts stay, apart from those that look like Latin ones inside a word with Latin letters.
    """
    decoded = _decode(OffsetMap(text))
    if decoded.text.isascii():
        return decoded
    # Few different ones, so that most of the steps can be skipped. Deleting bytes is the fastest way to find them.
    non_ascii = decoded.text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    characters = set(non_ascii.decode("utf-8", "surrogatepass"))
    if any(map(_INVISIBLE.match, characters)):
        decoded = _drop_invisible(decoded)
    if any(map(unicodedata.combining, characters)):
        decoded = limit_combining_marks(decoded)
    plain = _replace_characters(decoded, characters)
    plain = _decode(plain)  # full-width letters can spell an escape
    if plain.text.isascii():
        return plain
    return _translate_mixed_words(plain).normalize("NFKC")


def fold_letters(text: str) -> OffsetMap:
    """Return the text in `plain_letters`, without case; every letter that looks like a Latin one is that letter."""
    plain = plain_letters(text)
    if plain.text.isascii():
        return OffsetMap(plain.text.lower(), plain.layers)
    table = {ord(char): _fold_case(char) for char in set(plain.text)}
    return OffsetMap(plain.text.translate(table), plain.layers)


def _decode(text: OffsetMap) -> OffsetMap:
    for _ in range(_MAX_ESCAPED):
        if not any(char in text.text for char in "&\\%"):
            break
        decoded = text.replace_matches(_ESCAPE, _decoded)
        if decoded is text:
            break
        text = decoded
    return text


def _decoded(match: re.Match[str]) -> str:
    if match["escaped"]:
        return match["escaped"]
    if match["entity"]:
        return html.unescape(match[0])
    if match["percent"]:
        return bytes.fromhex(match[0].replace("%", "")).decode(errors="ignore") or match[0]
    if match["pair"]:
        return bytes.fromhex(match[0].replace("\\u", "")).decode("utf-16-be")
    code = int(match["code"] or match["braced"] or match["byte"], 16)
    return chr(code) if code <= 0x10FFFF else match[0]


def _drop_invisible(text: OffsetMap) -> OffsetMap:
    return text if text.text.isascii() else text.replace_matches(_INVISIBLE, lambda _: "")


def _replace_characters(text: OffsetMap, characters: Iterable[str]) -> OffsetMap:
    plain = {char: _plain_character(char) for char in characters}
    # Replacing one character by one needs no map, and a text has few different ones.
    single = {char: new for char, new in plain.items() if len(new) == 1 and new != char}
    if len(single) > _MAX_PASSES:
        text = OffsetMap(text.text.translate({ord(char): new for char, new in single.items()}), text.layers)
    else:
        for char, new in single.items():
            text = OffsetMap(text.text.replace(char, new), text.layers)
    changed = "".join(re.escape(char) for char, new in plain.items() if len(new) != 1)
    return text.replace_matches(re.compile(f"[{changed}]"), lambda match: plain[match[0]]) if changed else text


@cache
def _plain_character(char: str) -> str:
    if char in _SINGLE:
        return _SINGLE[char]
    if _ENCLOSED.match(char):
        return anyascii(char).strip("().,") or char
    bare = _IGNORED_MARKS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKD", char)))
    return unicodedata.normalize("NFC", "".join(map(_plain_letter, bare)))


def _plain_letter(char: str) -> str:
    if char.isascii():
        return char
    if char in _SINGLE:
        return _SINGLE[char]
    if char.isspace():
        return " "
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if _LATIN.match(char):
        plain = anyascii(char)
        return plain if plain.isalnum() else char
    return char


def _translate_mixed_words(text: OffsetMap) -> OffsetMap:
    if not _MIXABLE.search(text.text):
        return text
    whole = text.text
    parts: list[str] = []
    copied = done = 0
    for match in _MIXED_SCRIPTS.finditer(whole):
        start = match.start()
        if start < done:  # in the word before
            continue
        while start > done and whole[start - 1].isalnum():
            start -= 1
        word = _WORD.match(whole, start)
        assert word
        done = word.end()
        if _LATIN_LETTER.search(word[0]):
            parts += (whole[copied:start], word[0].translate(_MIXED))
            copied = done
    return OffsetMap("".join((*parts, whole[copied:])), text.layers) if parts else text


@cache
def _fold_case(char: str) -> str:
    folded = char.casefold()
    if len(folded) != 1:  # the map has one character for each
        folded = char
    return _SAME_IN_ANY_CASE.get(folded, folded)
