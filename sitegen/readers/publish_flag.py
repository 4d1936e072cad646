"""Detect files that say in their head that they must not be published, in any dialect and in many languages.

A statement that leaves no doubt keeps a file out with a note. Anything similar keeps it out with an error, until the
owner states `publish: true` or `private: false`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from sitegen.model.package_data import load_toml
from sitegen.model.problems import Problem
from sitegen.readers.header import DETAIL_KEYS
from sitegen.text.head import HeadStatement, parse_head
from sitegen.text.source import Source


def plain(text: str) -> str:
    """Return the text without case and accents."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _load_words() -> dict[str, frozenset[str]]:
    lists = load_toml("sitegen.readers", "publish_words.toml")
    return {
        key: frozenset(map(plain, words.replace("\n", ",").split(",") if "phrases" in key else words.split()))
        for key, words in lists.items()
    }


_WORDS = _load_words()
_YES, _NO, _EMPTY = _WORDS["yes"], _WORDS["no"], frozenset({"", "~", "null"})
_PRIVATE, _PHRASES = _WORDS["private"], _WORDS["phrases"] - {""}
_HIDDEN = _WORDS["hidden"] | _WORDS["hidden_phrases"] - {""}
_PUBLISH = _WORDS["publish"]
_CHOICE_KEYS, _TAG_KEYS, _TITLE_KEYS = _WORDS["choice_keys"], _WORDS["tag_keys"], _WORDS["title_keys"]
_NEGATION = re.compile(
    r"(?:do|must|should)?(?:not|nt|no|non|un|nicht|kein|keine|ne|nepas|pas|nao|niet|inte|ikke|nie|не)"
)
"""Start of a key that means the opposite, such as ``do_not_publish``."""
_CERTAIN_KEYS = {"publish": False, "published": False, "draft": True, "private": True}
"""Keys that leave no doubt, and which truth keeps a file private."""
_CERTAIN_VALUES = {"true": True, "yes": True, "on": True, "y": True, "1": True} | {
    "false": False, "no": False, "off": False, "n": False, "0": False
}  # fmt: skip

_CHOICE_ENDS = tuple(word for word in sorted(_CHOICE_KEYS) if len(word) >= 5)  # as in ``site_visibility``
_KEY_PREFIX = re.compile(r"^(?:is|keep|make|mark|set)(?=.{5})")
_MIN_SIMILAR_LENGTH = 5
_DATE = re.compile(r"\d{4}\W\d|\d\d?\W\d\d?\W\d{4}|\d{4}年")
_YAML_PROPERTIES = re.compile(r"(?:[!&]\S*\s+)+")
_COMMENT = re.compile(r"(?:^|\s)(?:#(?!\w)|//).*")
_VALUE_MARKS = " \t:\"'`*_“”„‘’«»「」『』.,;!()[]{}<>…。、"
_ITEM_SEPARATOR = re.compile(r"[,;:、，|\[\]{}()\"'`]+|(?:^|\s)#")
_BRACKETS = re.compile(r"[\[【(]([^\[\]【】()]{1,40})[\]】)]")
_CHECKBOX = re.compile(r"[-*+]?\s*\[(?P<check>[ xX✓✔]?)\]\s*(?P<text>.+)")
_POLITE = re.compile(
    r"(?:please|bitte) (?P<request>.+)|(?P<order>.+) (?:this|these|yet)(?: (?:file|chat|conversation))?"
)
_PHRASE_SEPARATOR = re.compile(r"[^\w\s'’]+|_+")
_MAX_PHRASES = 3


class _Verdict(Enum):
    """What a statement says about publishing."""

    PUBLIC = auto()
    DOUBTFUL = auto()
    PRIVATE = auto()


def check_publish_flag(source: Source) -> Problem | None:
    """Return a problem if the head of the file says ``publish: false``, ``draft: true`` or anything similar.

    Such a file must not be published, whatever its format is and even if its front matter is broken.
    """
    doubtful: HeadStatement | None = None
    is_stated_public = False
    for statement in parse_head(source.text, _is_known_key):
        verdict = _judge(statement)
        if verdict is _Verdict.PRIVATE:
            return _problem("unpublished-by-front-matter", source, statement)
        if verdict is _Verdict.DOUBTFUL and doubtful is None:
            doubtful = statement
        is_stated_public = is_stated_public or verdict is _Verdict.PUBLIC
    if doubtful is None or is_stated_public:
        return None
    return _problem("unclear-publish-flag", source, doubtful)


def _is_known_key(key: str) -> bool:
    """Return whether a line with this key is no speech: the key is a flag, or a field of a header."""
    name = _key_name(key)
    return (
        name in _FLAG_KEYS
        or name.endswith(_CHOICE_ENDS)
        or _is_similar(name, _SIMILAR_TO_PRIVATE | _SIMILAR_TO_PUBLISH)
        or not DETAIL_KEYS.isdisjoint(key.casefold().split())
    )


def _problem(code: str, source: Source, statement: HeadStatement) -> Problem:
    return Problem(code, source.path, source.line_number(statement.offset), text=statement.text)


def _judge(statement: HeadStatement) -> _Verdict | None:
    if not statement.key:
        return _Verdict.DOUBTFUL if _is_private_text(statement.value) else None
    key, value = plain(statement.key.strip()), _plain_value(statement.value)
    if statement.is_declared and key in _CERTAIN_KEYS and value in _CERTAIN_VALUES:
        is_private = _CERTAIN_VALUES[value] is _CERTAIN_KEYS[key]
        if is_private:
            return _Verdict.PRIVATE
        return _Verdict.PUBLIC if key in ("publish", "private") else None
    return _Verdict.DOUBTFUL if _may_be_private(statement, _key_name(statement.key), value) else None


def _may_be_private(statement: HeadStatement, key: str, value: str) -> bool:
    is_private_value = value in _PRIVATE or value in _PHRASES
    if key == "publish" and statement.is_in_block:
        return value not in _YES
    if key == "published" and statement.is_in_block:  # in other programs the date of publication
        return value not in _YES | _EMPTY and not _DATE.match(value)
    if key in _PRIVATE:
        return value not in _NO | _EMPTY if statement.is_in_block else value in _YES or is_private_value
    if key in _PUBLISH:
        return value in _NO or is_private_value
    if key in _HIDDEN:
        return value in _YES
    if key in _TITLE_KEYS:
        return any(_is_private_text(match[1]) for match in _BRACKETS.finditer(statement.value))
    if key in _TAG_KEYS:
        return any(_plain_value(item) in _PRIVATE for item in _ITEM_SEPARATOR.split(statement.value))
    if key in _CHOICE_KEYS or key.endswith(_CHOICE_ENDS):
        return is_private_value or value in _HIDDEN
    negated = _NEGATION.sub("", key, count=1)
    if negated != key and (negated in _PUBLISH or _is_similar(negated, _SIMILAR_TO_PUBLISH)):
        return value in _YES
    if _is_similar(key, _SIMILAR_TO_PRIVATE):
        return value in _YES or is_private_value
    return _is_similar(key, _SIMILAR_TO_PUBLISH) and (value in _NO or is_private_value)


def _key_name(key: str) -> str:
    """Return a key without case, accents and separators: ``isDraft``, ``is_draft`` and ``Draft`` are equal."""
    return _KEY_PREFIX.sub("", "".join(char for char in plain(key) if char.isalnum()))


def _plain_value(value: str) -> str:
    written = _COMMENT.sub("", _YAML_PROPERTIES.sub("", value)) if not value.startswith(("#", "//")) else value
    return " ".join(plain(written.strip(_VALUE_MARKS).removeprefix("#")).split())


def _is_private_text(text: str) -> bool:
    """Return whether words without a key, as a whole, say that the file is private."""
    if checkbox := _CHECKBOX.fullmatch(text):
        if not checkbox["check"].strip():
            return False
        text = checkbox["text"]
    parts = [" ".join(part.split()) for part in _PHRASE_SEPARATOR.split(plain(text)[:100])]
    parts = [part for part in parts if part]
    if not 0 < len(parts) <= _MAX_PHRASES:
        return False
    return all(map(_is_private_phrase, parts)) or (len(parts) == 2 and _is_private_phrase(" ".join(parts)))


def _is_private_phrase(words: str) -> bool:
    if words in _PRIVATE or words in _PHRASES:
        return True
    if polite := _POLITE.fullmatch(words):
        return _is_private_phrase(polite["request"] or polite["order"])
    key, _, value = words.partition(" ")
    return (key in _PRIVATE and value in _YES) or (key in _PUBLISH and value in _NO)


def _edits(word: str) -> Iterator[str]:
    """Yield the word, and the word without any one of its letters; similar words have one of these in common."""
    yield word
    for n in range(len(word)):
        yield word[:n] + word[n + 1 :]


def _edits_of(words: Iterable[str]) -> frozenset[str]:
    return frozenset(edit for word in words if len(word) >= _MIN_SIMILAR_LENGTH for edit in _edits(word))


_SIMILAR_TO_PRIVATE = _edits_of(word for word in _PRIVATE if word.isascii())
_SIMILAR_TO_PUBLISH = _edits_of(word for word in _PUBLISH if word.isascii())
_FLAG_KEYS = _PRIVATE | _HIDDEN | _PUBLISH | _CHOICE_KEYS | _TAG_KEYS | _TITLE_KEYS


def _is_similar(key: str, similar: frozenset[str]) -> bool:
    """Return whether a key is a flag, or one with a letter too many, too few or wrong."""
    return _MIN_SIMILAR_LENGTH - 1 <= len(key) <= 20 and not similar.isdisjoint(_edits(key))
