"""Words that announce a secret, such as *password* and *API key*, in many languages; the data is ``labels.toml``."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sitegen.model import Span
from sitegen.model.package_data import load_toml
from sitegen.privacy.false_alarms import is_unmistakable_password
from sitegen.privacy.rules import SecretKind
from sitegen.text.lookalikes import plain_letters

LABEL_KINDS: dict[str, SecretKind] = {
    "password": SecretKind("password", "a password"),
    "assigned-key": SecretKind("assigned-key", "an API key"),
    "assigned-token": SecretKind("assigned-token", "a token"),
}
_WORD_GAP = r"[\s_.*`-]{0,6}"
_MAX_ENDING = 6  # letters
_ENDING = rf"[^\W\d_]{{0,{_MAX_ENDING}}}"
_NAME = re.compile(r"[A-Za-z0-9_-]{0,40}")
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PREVIOUS_WORD = re.compile(r"([A-Z]?[a-z]+|[A-Z]+)[\s_*-]{0,2}\Z")
_UPPER_ENDING = re.compile(r"(?:[A-Z](?![a-z]))*")
_LOWER_ENDING = re.compile(r"[a-z]*")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")


@dataclass(frozen=True, slots=True)
class Label:
    """A word that announces a secret."""

    kind: SecretKind
    word: str
    """In plain small letters, without asterisks around it."""
    has_endings: bool
    """Whether letters may follow: *Passworte*."""
    in_compounds: bool
    """Whether letters may precede: *dbpassword*."""
    is_weak: bool
    """Whether the word is common in other meanings."""
    has_digits: bool
    """Whether the value may consist of digits."""

    @property
    def atoms(self) -> Iterator[str]:
        """Yield the regular expressions of the characters; the first is a literal."""
        for char in self.word:
            yield _WORD_GAP if char == " " else _ENDING if char == "*" else re.escape(char)


@dataclass(frozen=True, slots=True)
class _Labels:
    patterns: tuple[tuple[re.Pattern[str], tuple[Label, ...]], ...]
    """Of labels in Latin letters, and of others, with the labels by group number."""
    attributes: frozenset[str]
    others: dict[str, frozenset[str]]
    """By the kind of the label: words before it that make it another thing."""
    verbs: frozenset[str]


@cache
def _labels() -> _Labels:
    data = load_toml("sitegen.privacy", "labels.toml")
    labels = [
        Label(
            LABEL_KINDS[each["kind"]],
            plain_letters(word).text.lower().strip("*"),
            word.endswith("*"),
            word.startswith("*") or not plain_letters(word).text[0].isascii(),
            each.get("weak", False),
            each.get("digits", False),
        )
        for each in data["labels"]
        for word in each["words"]
    ]
    attributes, tokens, passwords, verbs = (
        frozenset(plain_letters(word).text.lower() for each in data[name].values() for word in each)
        for name in ("attributes", "other-tokens", "other-passwords", "verbs")
    )
    others = {"assigned-token": tokens, "password": passwords}
    return _Labels((_label_pattern(labels, latin=True), _label_pattern(labels, latin=False)), attributes, others, verbs)


def _label_pattern(labels: Iterable[Label], *, latin: bool) -> tuple[re.Pattern[str], tuple[Label, ...]]:
    words = {each.word: each for each in reversed([*labels]) if each.word.isascii() == latin}
    order: list[Label] = []
    return re.compile(_branches([(tuple(each.atoms), each) for each in words.values()], order)), tuple(order)


def _branches(words: Sequence[tuple[tuple[str, ...], Label]], order: list[Label]) -> str:
    """Return a pattern of the words that branches letter by letter, longer words first; appends labels to ``order``.

    An empty group marks the end of each word.
    """
    by_first: dict[str, list[tuple[tuple[str, ...], Label]]] = {}
    for atoms, label in words:
        if atoms:
            by_first.setdefault(atoms[0], []).append((atoms[1:], label))
    parts = [first + _branches(rest, order) for first, rest in by_first.items()]
    for atoms, label in words:
        if not atoms:
            order.append(label)
            parts.append("()")
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def find_labels(text: str, spans: Iterable[Span]) -> Iterator[tuple[Label, int, int]]:
    """Yield each label in the spans of ``text``, with its start and the end of the name that it is part of.

    ``text`` is in `plain_letters`. Leaves out names that only contain the word: *tokenizer*, ``token_hash``.
    """
    lowered = text.lower()
    assert len(lowered) == len(text)  # plain letters have one small letter each
    patterns = _labels().patterns[: 1 if text.isascii() else 2]
    for span in spans:
        for pattern, labels in patterns:
            for match in pattern.finditer(lowered, span.start, span.end):
                assert match.lastindex
                label = labels[match.lastindex - 1]
                if label.is_weak and _is_in_katakana_word(text, match.start(), match.end()):
                    continue
                if _starts_name(text, match.start(), label) and (end := _name_end(text, match.end(), label)):
                    yield label, match.start(), end


def is_attribute(word: str) -> bool:
    """Return whether the word names an attribute of a secret: *hash*, *length*, *expiry*."""
    return word.strip("()").lower() in _labels().attributes


def is_verb(word: str) -> bool:
    """Return whether the word is a verb between a label and its value: *is*, *lautet*."""
    return word.lower() in _labels().verbs


def _is_in_katakana_word(text: str, start: int, end: int) -> bool:
    """Return whether it is a part of a word in katakana: *compass* contains *pass*."""
    around = text[start - 1 : start], text[end : end + 1]
    return _KATAKANA.match(text, start) is not None and any(map(_KATAKANA.match, around))


def _starts_name(text: str, start: int, label: Label) -> bool:
    """Return whether the label is not the end of another word or name."""
    before = text[start - 1 : start]
    if not label.in_compounds and before.isalpha() and not (before.islower() and text[start].isupper()):
        return False
    previous = _PREVIOUS_WORD.search(text, max(start - 24, 0), start)
    return previous is None or previous[1].lower() not in _labels().others.get(label.kind.id, ())


def _name_end(text: str, end: int, label: Label) -> int | None:
    """Return where the name that begins with the label ends: ``token_prod``; None if it names another thing."""
    if not text[end - 1].isascii():
        return end
    name = _NAME.match(text, end)
    assert name
    dash = name[0].find("-")
    if dash >= 0 and is_unmistakable_password(name[0][dash:].strip("-")):  # the hyphen separates label and value
        name = _NAME.match(text, end, end + dash)
        assert name
    ending = (_UPPER_ENDING if text[end - 1].isupper() else _LOWER_ENDING).match(name[0])
    assert ending
    letters = ending[0].lower()
    if letters not in ("", "s", "es") and not (
        label.has_endings and len(letters) <= _MAX_ENDING and letters not in ("less", "ed")
    ):
        return None
    if label.is_weak and ending.end() < len(name[0]) and name[0][ending.end()].isalpha():  # PassRole
        return None
    parts = [each.lower() for each in _NAME_PART.findall(name[0], ending.end())]
    if parts and (parts[-1] in _labels().attributes or "per" in parts):
        return None
    return name.end()
