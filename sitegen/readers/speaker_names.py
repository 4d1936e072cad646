"""Tell from a name who speaks: its role, and whether it is a name at all or the label of a paragraph or a value."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from sitegen.model import Role
from sitegen.model.ai_models import load_models
from sitegen.model.package_data import load_toml

_MAX_NAME_WORDS = 6
_LIST_NUMBER = re.compile(r"(?:\d{1,3}|[IVX]{1,5})[.)]")
_FILE_NAME = re.compile(
    r"[\w./\\-]+\.(?:c|cfg|cpp|css|go|h|html|ini|java|js|json|jsx|lock|md|php|py|rb|rs|sh|sql|toml|ts|tsx|txt|ya?ml)"
)
_IN_PARENTHESES = re.compile(r"(?P<name>[^()（）]+?)[ ]?[(（](?P<inside>[^()（）]+)[)）]")
_NUMBER_SUFFIX = re.compile(r" (?:[a-d]|\d{1,2})$")
_LABEL_NUMBER = re.compile(r" [\d .]+$")
_MAX_TITLE_LENGTH = 200
_THOUGHT_FOR = re.compile(r"(?:thought|reasoned|thinking) for (?:\d|a )")


@dataclass(frozen=True, slots=True)
class _Words:
    """The lists of ``speaker_words.toml``, normalised."""

    roles: Mapping[str, Role]
    synonyms: Mapping[str, Role]
    """Words such as ``Human`` and ``User``, two of which are rarely two speakers."""
    programs: frozenset[str]
    first_pronouns: frozenset[str]
    second_pronouns: frozenset[str]
    pairs: tuple[tuple[str, str], ...]
    label_starts: frozenset[str]
    labels: frozenset[str]
    numbered_speakers: frozenset[str]
    print_speakers: frozenset[str]
    thoughts: frozenset[str]
    documents: re.Pattern[str]


@cache
def _words() -> _Words:
    lists = load_toml("sitegen.readers", "speaker_words.toml")
    roles, labels = lists["roles"], lists["labels"]
    synonyms = {name: role for role in (Role.USER, Role.ASSISTANT) for name in _split(roles[role])}
    others = {"program": Role.ASSISTANT, "researcher": Role.USER, "system": Role.SYSTEM, "tool": Role.TOOL}
    return _Words(
        synonyms | {name: role for key, role in others.items() for name in _split(roles[key])},
        synonyms,
        frozenset(_split(roles["program"])),
        frozenset(_split(lists["pronouns"]["first"])),
        frozenset(_split(lists["pronouns"]["second"])),
        tuple((asks, answers) for asks, answers in lists["pairs"].values()),
        frozenset(labels["first_words"].split()),
        frozenset(_split(labels["names"])),
        frozenset(_split(labels["numbered_speakers"])),
        frozenset(_split(labels["print_speakers"])),
        frozenset(_split(labels["thoughts"])),
        re.compile(rf"\b(?:{'|'.join(map(re.escape, _split(lists['titles']['documents'])))})\b"),
    )


def _split(names: str) -> Iterable[str]:
    return [normalize_name(name) for name in names.split(",")]


@lru_cache(maxsize=4096)  # few names, asked for each marker
def normalize_name(name: str) -> str:
    """Return its words in lower case, without signs and pictographs."""
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


@lru_cache(maxsize=4096)
def role_from_name(name: str) -> Role | None:
    """Return the role of names such as ``You``, ``🤖 Assistant``, ``ユーザー`` or ``Ida (user)``; None for others."""
    roles = _words().roles
    parts = _IN_PARENTHESES.fullmatch(name)
    names = [name, parts["name"]] if parts else [name]
    if parts and normalize_name(parts["inside"]) not in _words().first_pronouns | _words().second_pronouns:
        names.append(parts["inside"])
    return next((role for each in names if (role := roles.get(_NUMBER_SUFFIX.sub("", normalize_name(each))))), None)


def generic_role(name: str) -> Role | None:
    """Return the role of words for any user or assistant, such as ``Human`` and ``Bot``; None for others."""
    return _words().synonyms.get(normalize_name(name))


def is_program(name: str) -> bool:
    """Return whether it is the name of a program such as ``ChatGPT``, which may be a heading too."""
    parts = _IN_PARENTHESES.fullmatch(name)
    return normalize_name(parts["name"] if parts else name) in _words().programs


def is_known_model(name: str) -> bool:
    """Return whether it is the name of a model that sitegen knows, such as ``Claude Opus 4.5``."""
    return load_models().find(name) is not None


def pair_role(name: str) -> Role | None:
    """Return the role of ``Prompt`` and ``Response``, or ``Q`` and ``A``; None for other names."""
    normal = normalize_name(name)
    roles = (dict(zip(pair, (Role.USER, Role.ASSISTANT), strict=True)) for pair in _words().pairs)
    return next((pair[normal] for pair in roles if normal in pair), None)


def infer_roles(names: Iterable[str], users: Collection[str] = ()) -> dict[str, Role | None]:
    """Infer the roles of the speakers of a conversation from their names; ``users`` are known to be users.

    If both ``Me`` and ``You`` speak, either may be the human, so they have no role. A known model that talks with a
    user is an assistant.
    """
    by_name = {name: role_from_name(name) for name in names}
    first = [name for name in by_name if normalize_name(name) in _words().first_pronouns]
    second = [name for name in by_name if normalize_name(name) in _words().second_pronouns]
    if first and second:
        by_name |= dict.fromkeys((*first, *second))
    if by_name and all(map(pair_role, by_name)):
        by_name = {name: pair_role(name) for name in by_name}
    by_name |= {name: Role.USER for name in by_name if name in users}
    has_user = Role.USER in by_name.values()
    return {
        name: role or (Role.ASSISTANT if has_user and is_known_model(name) else None) for name, role in by_name.items()
    }


def is_label(name: str) -> bool:
    """Return whether it is the label of a paragraph or a value, such as ``Note``, ``Step 2`` or ``Working Dir``."""
    words = normalize_name(name)
    known = _words()
    unnumbered = _LABEL_NUMBER.sub("", words)
    return (
        words.partition(" ")[0] in known.label_starts
        or words in known.labels
        or unnumbered in known.labels - known.numbered_speakers
    )


def is_print_speaker(name: str) -> bool:
    """Return whether it is a name such as ``Interviewer``, of texts that are no conversations with models."""
    return _NUMBER_SUFFIX.sub("", normalize_name(name)) in _words().print_speakers


def is_thought(name: str) -> bool:
    """Return whether it is a label such as ``Thinking``, above what a model thought or did before it answered."""
    words = normalize_name(name)
    return words in _words().thoughts or _THOUGHT_FOR.match(words) is not None


def is_plausible_name(name: str) -> bool:
    """Return whether it can be the name of a speaker: no label, no numbered heading, no sentence."""
    words = normalize_name(name).split()
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and not is_label(name)
        and name[-1] not in ".!?,"
        and not _LIST_NUMBER.match(name)
        and "[AI-" not in name  # a line of a group chat
        and not _FILE_NAME.fullmatch(name)
        and any(char.isalpha() for char in name)
    )


def is_proper_name(name: str) -> bool:
    """Return whether it is a name, and not the start of a line such as ``Then she said: …``."""
    words = name.split()
    return is_plausible_name(name) and (len(words) == 1 or not any(word[0].islower() for word in words))


def names_document(title: str) -> bool:
    """Return whether a title says that the text is no conversation with models, such as ``FAQ`` or ``Recipes``."""
    return _words().documents.search(normalize_name(title[:_MAX_TITLE_LENGTH])) is not None
