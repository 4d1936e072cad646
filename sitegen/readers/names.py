"""What a name at the beginning of a turn tells, and what only looks like one."""

import re

from sitegen.model import Role

_MOST_WORDS = 6

_ROLES = {
    Role.USER: "user you human me prompter researcher",
    Role.ASSISTANT: "assistant ai bot chatbot chatgpt gpt claude gemini copilot cursor agent",
    Role.SYSTEM: "system",
    Role.TOOL: "tool",
}
_ROLE_BY_NAME = {name: role for role, names in _ROLES.items() for name in names.split()}

# What heads a paragraph or a field so often that it would pass for a speaker.
_LABELS = frozenset(
    word
    for line in (
        "note notes warning important tip summary example examples insight key step option pros cons",
        "next before input output prompt response question answer q task problem solution result",
        "results error edit update date time title author status version type tags description name",
        "file files url link http https source sources reference references usage parameters returns",
        "args thinking thoughts details translation turn round section part chapter temperature",
    )
    for word in line.split()
)
_ENUMERATED = re.compile(r"(?:\d{1,3}|[IVX]{1,5})[.)]")
_COUNTED = re.compile(r" (?:[a-d]|\d{1,2})$")


def role(name: str) -> Role | None:
    """The role of ``You``, ``🤖 Assistant`` or ``Agent A``; None of a name that tells nothing."""
    return _ROLE_BY_NAME.get(_COUNTED.sub("", _plain(name)))


def is_name(name: str) -> bool:
    """Whether somebody may be called so: no label, no numbered heading, no sentence."""
    words = _plain(name).split()
    return (
        0 < len(words) <= _MOST_WORDS
        and words[0] not in _LABELS
        and name[-1] not in ".!?,"
        and not _ENUMERATED.match(name)
        and any(char.isalpha() for char in name)
    )


def is_proper_name(name: str) -> bool:
    """Whether it is a name, and not the beginning of a line such as ``Then she said: …``."""
    words = name.split()
    return is_name(name) and (len(words) == 1 or not any(word[0].islower() for word in words))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()
