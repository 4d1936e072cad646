"""Make a title from the first telling words of a talk, where its file has none of its own.

Programs write the same title into many files: *New chat*, *Voice Conversation: …*, the names of the speakers. The first
request, or the first sentence that is more than a greeting, tells more. Nothing here depends on one language but the
lists in ``title_words.toml``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from sitegen.model import BlockKind, Message, MessageKind, Participant, Role
from sitegen.model.ai_models import Models
from sitegen.model.package_data import load_toml
from sitegen.text.normalization import normalize_words
from sitegen.text.tokens import is_unspaced

MAX_TITLE = 60
"""Characters; one of a script without spaces counts as two."""
_MAX_MESSAGES = 12
"""From the beginning of the talk."""
_MAX_SENTENCES = 12
"""Of one message."""
_MAX_TEXT = 2000
"""Characters of one block."""
_MAX_REQUESTS = 3
"""Messages of users that are looked at before those of others."""

_URL = re.compile(r"<?\b(?:https?://|www\.)\S+", re.IGNORECASE)
_MENTION = re.compile(r"<[@#!&:a-z][^<>\s]{0,60}>|(?<!\w)@[\w.-]{2,}|\[HUMAN\]:?", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,500}\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_SIGNS = re.compile(r"[*`#]+|~~|(?<!\w)_+|_+(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINE_START = re.compile(r"\A[ \t]*(?:[-+*•>|–—]+[ \t]+|\d{1,3}[.)][ \t]+|#{1,6}[ \t]*)+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')]*\s+|(?<=[。！？])|\n+")
_CLAUSE_END = re.compile(r"[,;:，；：、](?=\s|[^\x00-\x7f])|\s[—–-]+\s|—")
_CLAUSE_BREAK = re.compile(r"[;:；：，](?=\s|[^\x00-\x7f])|\s[—–-]+\s|—")
_COMMAND = re.compile(r"/[a-z][\w.-]*\s+(?=\S)")
_NAME_END = re.compile(r"↔|<->|→|,|;|\||&|:\s|\s(?:and|vs\.?|x|with)\s", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDING = ' \t.,;:，；：、。-–—([{"“‘„«'
_QUOTES = {'"': '"', "“": "”", "„": "“", "‘": "’", "'": "'", "«": "»", "「": "」", "『": "』", "(": ")", "[": "]"}
_REDACTED = "[redacted"


class Title(NamedTuple):
    """A title made from a message."""

    text: str
    message: Message


class _Words(NamedTuple):
    fixed: frozenset[str]
    greetings: re.Pattern[str]
    stock: tuple[str, ...]
    openings: tuple[str, ...]
    requests: frozenset[str]
    names: frozenset[str]


class _Demand(NamedTuple):
    """Conditions for a sentence to be a title."""

    words: int
    letters: int
    has_names: bool
    has_openings: bool


_STRICT, _RELAXED = (3, 10), (2, 7)
_CHANNEL = re.compile(r"#[^\W\d]\S*(?: \d{4}-\d\d-\d\d)?")
"""Of IRC, with the day of its log; somebody may have its name."""


def is_fixed_title(title: str, participants: Iterable[Participant], models: Models) -> bool:
    """Return whether a title consists of nothing but names of speakers and models, dates and words of programs."""
    if _CHANNEL.fullmatch(title):
        return False
    known = _words().fixed | _words().names | _names_of(participants)
    parts = (each.strip() for each in _NAME_END.split(title))
    words = (word for each in parts if not models.find(each) for word in normalize_words(each).split())
    return all(each in known or _is_number(each) for each in words)


def telling_title(messages: Sequence[Message], participants: Iterable[Participant]) -> Title | None:
    """Return a title made from the first telling words of a talk; None if it has none.

    The first requests of a user come first, then the first sentences of anybody that name no speaker.
    """
    talk = [each for each in messages if each.kind is MessageKind.SPEECH and not each.branch]
    talk = [each for each in talk if each.participant.role not in (Role.SYSTEM, Role.TOOL)][:_MAX_MESSAGES]
    users = [each for each in talk if each.participant.role is Role.USER]
    names = _names_of(participants) | _words().names
    searches: list[tuple[Sequence[Message], _Demand]] = []
    for each in users[:_MAX_REQUESTS]:
        searches += (([each], _Demand(*_STRICT, named, has_openings=True)) for named in (False, True))
    searches += (
        (talk, _Demand(*_STRICT, has_names=False, has_openings=False)),
        (users, _Demand(*_RELAXED, has_names=True, has_openings=True)),
        (talk, _Demand(*_RELAXED, has_names=True, has_openings=True)),
    )
    for group, demand in searches:
        for message in group:
            for sentence in _sentences(message):
                if text := _title(sentence, names, demand):
                    return Title(text, message)
    return None


def _sentences(message: Message) -> Iterator[str]:
    return islice(_all_sentences(message), _MAX_SENTENCES)


def _all_sentences(message: Message) -> Iterator[str]:
    for block in message.blocks:
        if block.kind is BlockKind.PROSE:
            text = _plain(block.text[:_MAX_TEXT])
            yield from filter(None, (_SPACE.sub(" ", each).strip() for each in _SENTENCE_END.split(text)))


def _plain(text: str) -> str:
    """Return prose without addresses, mentions and the syntax of Markdown."""
    text = _MENTION.sub(" ", _URL.sub(" ", _LINK.sub(r"\1", text)))
    lines = (_LINE_START.sub("", line) for line in _TAG.sub(" ", text).split("\n"))
    return _SIGNS.sub("", _ESCAPE.sub(r"\1", "\n".join(lines)))


def _title(sentence: str, names: frozenset[str], demand: _Demand) -> str:
    """Return the title that a sentence makes; empty if it does not tell enough."""
    rest = _without_greeting(_COMMAND.sub("", sentence, count=1) if sentence[0] == "/" else sentence, names)
    if rest[:1] in _QUOTES and _QUOTES[rest[0]] not in rest[1:]:
        rest = rest[1:].lstrip()
    folded = f" {normalize_words(rest)} "
    if _REDACTED in rest or folded.strip() in _words().requests or any(each in folded for each in _words().stock):
        return ""
    if not demand.has_openings and any(each in folded for each in _words().openings):
        return ""
    words = _WORD.findall(rest)
    letters = sum(len(word) for word in words)
    if _unspaced(rest) * 2 < letters:
        if len(words) < demand.words or letters < demand.letters or letters < len(rest.replace(" ", "")) * 0.65:
            return ""
    elif letters < demand.letters // 2:
        return ""
    if not demand.has_names and not names.isdisjoint(folded.split()):
        return ""
    return _shorten(rest[:1].upper() + rest[1:] if len(words) > 2 else rest)  # not of a command


def _without_greeting(sentence: str, names: frozenset[str]) -> str:
    """Return a sentence without greetings and names of those who are spoken to at its beginning."""
    greetings = _words().greetings
    while True:
        match = greetings.match(sentence)
        rest = sentence[match.end() :] if match else sentence
        clause = _CLAUSE_END.search(rest)
        addressee = normalize_words(rest[: clause.start()]).split() if clause else []
        if clause and len(addressee) <= 3 and (match or names.issuperset(addressee)):
            rest = rest[clause.end() :]
        elif match and len(_WORD.findall(rest)) <= 2:
            rest = ""
        rest = rest.lstrip(" ,.!:;-–—，。！、")
        if rest == sentence or not rest:
            return rest
        sentence = rest


def _shorten(sentence: str) -> str:
    """Return a sentence of at most `MAX_TITLE`, cut after a clause or a word."""
    length = _fitting(sentence)
    if length == len(sentence):
        return sentence.rstrip(_ENDING)
    clauses = [each.start() for each in _CLAUSE_BREAK.finditer(sentence, 0, length) if each.start() * 2 >= length]
    if clauses:
        return sentence[: clauses[-1]].rstrip(_ENDING)
    cut = sentence[:length]
    if " " in cut and not sentence[length].isspace() and not is_unspaced(sentence[length]):
        cut = cut.rsplit(" ", 1)[0]
    return f"{cut.rstrip(_ENDING)}…"


def _fitting(text: str) -> int:
    """Return the number of characters from the beginning that fit into a title."""
    width = 0
    for n, char in enumerate(text):
        width += 2 if is_unspaced(char) else 1
        if width > MAX_TITLE:
            return n
    return len(text)


def _unspaced(text: str) -> int:
    return 0 if text.isascii() else sum(map(is_unspaced, text))


def _names_of(participants: Iterable[Participant]) -> frozenset[str]:
    texts = (text for each in participants for text in (each.name, each.label, each.model or ""))
    return frozenset(word for text in texts for word in normalize_words(text).split())


def _is_number(word: str) -> bool:
    """Return whether a word is a number with a few letters, such as ``2025``, ``v2``, ``20250929t1711``, ``3rd``."""
    return sum(map(str.isdigit, word)) * 2 >= len(word)


@lru_cache(maxsize=1)
def _words() -> _Words:
    table: Mapping[str, str] = load_toml("sitegen.build", "title_words.toml")
    lists = {key: [normalize_words(each) for each in text.split(",")] for key, text in table.items()}
    greetings = sorted(filter(None, (each.strip() for each in table["greetings"].split(","))), key=len, reverse=True)
    pattern = "|".join(re.escape(" ".join(each.split())) + (r"\b" if each.isascii() else "") for each in greetings)
    stock, openings = (
        tuple(f" {phrase} " if phrase.isascii() else phrase for phrase in lists[key] if phrase)
        for key in ("stock", "openings")
    )
    return _Words(
        frozenset(word for phrase in lists["fixed"] for word in phrase.split()),
        re.compile(rf"(?:{pattern})(?![\w'’])", re.IGNORECASE),
        stock,
        openings,
        frozenset(lists["requests"]),
        frozenset(lists["names"]),
    )
