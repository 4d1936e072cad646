"""What a name at the beginning of a turn tells, and what only looks like one."""

import re
from collections.abc import Collection, Iterable
from functools import cache

from sitegen.model import Role
from sitegen.models import Models, load_models

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
        "結論 理由 要約 まとめ 例 注意 注 補足 質問 回答 問題 解答 背景 目的 方法 概要 ポイント",
        "结论 总结 注 例如 示例 原因 说明 问题 答案 背景 目的 方法 优点 缺点 步骤 提示 建议",
    )
    for word in line.split()
)
_ENUMERATED = re.compile(r"(?:\d{1,3}|[IVX]{1,5})[.)]")
_COUNTED = re.compile(r" (?:[a-d]|\d{1,2})$")


def role(name: str) -> Role | None:
    """The role of ``You``, ``🤖 Assistant`` or ``Agent A``; None of a name that tells nothing."""
    return _ROLE_BY_NAME.get(_COUNTED.sub("", _plain(name)))


def is_model(name: str) -> bool:
    """Whether it is the name of a model that sitegen knows, such as ``Claude Opus 4.5``."""
    return _models().find(name) is not None


def roles(names: Iterable[str], users: Collection[str] = ()) -> dict[str, Role | None]:
    """Who is what in a conversation of those, as far as names tell; ``users`` are known to be users.

    Where ``Me`` and ``You`` speak it depends on who wrote that down, which may have been either: they have no
    role. A known model that talks with a user is an assistant.
    """
    told = {name: role(name) for name in names}
    pointing = [name for name in told if _plain(name) in ("me", "you")]
    if len({_plain(name) for name in pointing}) == 2:
        told |= dict.fromkeys(pointing)
    told |= {name: Role.USER for name in told if name in users}
    has_user = Role.USER in told.values()
    return {
        name: part or (Role.ASSISTANT if has_user and is_model(name) else None) for name, part in told.items()
    }


@cache
def _models() -> Models:
    return load_models()


def is_label(name: str) -> bool:
    """Whether it is such as ``Note`` and ``Step 2``: the head of a paragraph, and nobody."""
    words = _plain(name).split()
    return bool(words) and words[0] in _LABELS


def is_name(name: str) -> bool:
    """Whether somebody may be called so: no label, no numbered heading, no sentence."""
    words = _plain(name).split()
    return (
        0 < len(words) <= _MOST_WORDS
        and not is_label(name)
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
