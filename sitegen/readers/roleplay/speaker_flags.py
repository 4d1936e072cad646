"""Tell the person from the characters by flags such as ``is_user``; where a flag says nothing, by the name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sitegen.model import Role
from sitegen.model.problems import Problem
from sitegen.readers.speaker_names import role_from_name
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


@dataclass(frozen=True, slots=True)
class FlaggedMessage:
    """What a message says about who wrote it."""

    node: JsonNode
    name: str
    is_user: bool | None
    """None if it is not clear."""


def read_flag(node: JsonNode) -> bool | None:
    """Return a flag, also one that is a number or in quotation marks; None if it is none."""
    return _WORDS.get(str(node.value).strip().casefold()) if isinstance(node.value, bool | int | str) else None


def flag_roles(messages: Sequence[FlaggedMessage], names: Mapping[str, Role]) -> list[Role | None]:
    """Return the role of each message; ``names``: the roles that the file itself states for names."""
    flagged: defaultdict[str, set[Role]] = defaultdict(set)
    for each in messages:
        if each.is_user is not None:
            flagged[each.name].add(_role(is_user=each.is_user))
    known = {name: next(iter(roles)) for name, roles in flagged.items() if name and len(roles) == 1} | dict(names)
    return [
        _role(is_user=each.is_user) if each.is_user is not None else known.get(each.name) or role_from_name(each.name)
        for each in messages
    ]


def report_unclear_flags(source: Source, messages: Sequence[FlaggedMessage], field: str) -> Iterator[Problem]:
    """Report the messages whose flag says nothing, once."""
    unclear = [each for each in messages if each.is_user is None]
    if unclear:
        line = source.line_number(unclear[0].node.start)
        yield Problem("unclear-speaker-flag", source.path, line, count=len(unclear), field=field)


def _role(*, is_user: bool) -> Role:
    return Role.USER if is_user else Role.ASSISTANT
