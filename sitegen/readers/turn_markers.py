"""What a name at the beginning of a turn tells, and what only looks like one."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from sitegen.model import Role
from sitegen.model.ai_models import Models, load_models
from sitegen.readers.code_fences import fences_around, fences_swallow
from sitegen.readers.header import words

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


_LEAST_SHARE = 0.9  # of all marks of a style, those of the speakers
_MOST_BEFORE = 0.25  # of the text, what may stand before the first turn

_NUMBERED = re.compile(r"\S.* \d{1,3}")
_AGENT = re.compile(r"(?:Media|Discord) Agent(?: \([^()]*\))?")


def _recurring(names: Counter[str], possible: Callable[[str], bool] = is_name) -> set[str]:
    """Names that recur, or that are such as ``You`` and ``Assistant``; at least two of them, or none.

    Who talks with a user by name, and nobody else, may be a known model that speaks once.
    """
    found = {name for name, times in names.items() if role(name) or (times > 1 and possible(name))}
    if [role(name) for name in found] == [Role.USER]:
        found |= {name for name in names if is_model(name)}
    return found if len(found) > 1 else set()


def _actors(names: Counter[str]) -> set[str]:
    """The numbered ones, and with them the agents, which post what was made elsewhere."""
    numbered = {name for name in names if _NUMBERED.fullmatch(name)}
    return numbered | {name for name in names if _AGENT.fullmatch(name)} if numbered else set()


@dataclass(frozen=True, slots=True)
class Style:
    """One way to mark a turn."""

    example: str
    before: str
    after: str
    """Patterns around the name, from the start of a line; what they match is the marker."""
    name: str = r"[^\s#*>|`:：_\[({<【\-][^\n:：*`|【】]{0,59}?"
    """What a name may be where nobody said the names."""
    speakers: Callable[[Counter[str]], set[str]] = _recurring
    """Of all names found, how often each, those who speak."""
    unmistakable: bool = False
    """A program's own style, which nobody else would use: no share of marks is asked for."""

    def pattern(self, names: Collection[str] = ()) -> re.Pattern[str]:
        """Matches a mark, with the group ``name``: one of ``names``, or whatever looks like a name."""
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        name = "|".join(map(re.escape, longest_first)) or self.name
        flags = re.MULTILINE | (re.IGNORECASE if names else re.NOFLAG)
        return re.compile(rf"^{self.before}(?P<name>{name}){self.after}", flags)


# Possessive: whoever writes a million blanks after a name shall not make the search go back over them.
_BLANKS = r"[ \t]*+"
ACTORS = Style(
    "### Name 1 ###",
    r"###[ \t]++",
    rf"[ \t]++###{_BLANKS}$",
    r"[^\s#][^\n#]{0,59}?",
    _actors,
    unmistakable=True,
)
_HEADINGS = tuple(
    Style(f"{'#' * level} Name", rf"#{{{level}}}[ \t]++", rf"{_BLANKS}:?{_BLANKS}$") for level in (2, 3, 4)
)
STYLES = (
    ACTORS,
    *_HEADINGS,
    Style("**Name:**", r"\*\*", rf"{_BLANKS}(?:[:：]\*\*|\*\*[:：]) ?", r"[^\s*【][^\n*]{0,59}?"),
    Style("**Name**", r"\*\*", rf"\*\*{_BLANKS}$"),
    Style("【Name】", r"(?P<bold>\*\*)?【", r"】(?(bold)(?:[:：]\*\*|\*\*[:：]?)|[:：]?) ?"),
    Style("Name said:", "", rf" said:{_BLANKS}$"),
    Style(
        "Name:", "", rf"(?:：[ \t]?|:(?: |{_BLANKS}$))", speakers=partial(_recurring, possible=is_proper_name)
    ),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of a turn."""

    start: int
    end: int
    """Where the marker ends: what follows on the same line is text."""
    name: str
    fence: int | None = None
    """Where the code fence begins in which it stands; None outside of all."""


@dataclass(frozen=True, slots=True)
class Marking:
    """How one transcript marks its turns."""

    style: Style
    marks: tuple[Mark, ...]
    left: tuple[Mark, ...] = ()
    """Lines in the same style that name nobody who is known to speak; they are text."""
    fenced: tuple[Mark, ...] = ()
    """Lines of those who speak, but in fenced code; they are text."""


def declared_marks(
    text: str, start: int, names: Collection[str], stated: int | None = None
) -> Marking | None:
    """The turns of ``names``, in the style of the first; a name may be written in capitals or without.

    ``stated`` is how many there should be. None where nobody of them says anything.
    """
    spelled = {name.casefold(): name for name in names}

    def spell(name: str) -> str:
        return spelled.get(name.casefold(), name)

    found = (
        _marking(style, tuple(_find(text, start, style.pattern(names), spell)), stated) for style in STYLES
    )
    return _earliest(marking for marking in found if marking.marks)


def evident_marks(text: str, start: int) -> Marking | None:
    """The turns of a transcript that does not say who speaks, if they are unmistakable.

    They are if in one style at least two names recur (or are such as ``You`` and ``Assistant``), and nearly
    all lines of that style are theirs. Of two styles that fulfil this, the one that comes first in the text.
    """
    return _earliest(marking for style in STYLES if (marking := _evident(text, start, style)))


def likely_marks(text: str, start: int) -> Marking | None:
    """The turns of a transcript whose owner says that it has some: the style with the most marks."""
    found = (
        _marking(
            style, tuple(mark for mark in _find(text, start, style.pattern()) if is_proper_name(mark.name))
        )
        for style in STYLES
    )
    return max((each for each in found if each.marks), key=lambda each: len(each.marks), default=None)


def _find(
    text: str, start: int, pattern: re.Pattern[str], spell: Callable[[str], str] = str
) -> Iterator[Mark]:
    """The marks, their names as ``spell`` spells them."""
    matches = tuple(pattern.finditer(text, start))
    fences = fences_around(text, [match.start() for match in matches])
    for match, fence in zip(matches, fences, strict=True):
        yield Mark(match.start(), match.end(), spell(match["name"].strip()), fence)


def _marking(style: Style, marks: tuple[Mark, ...], stated: int | None = None) -> Marking:
    """The turns among the marks of those who speak: without those in code, unless these are turns as well."""
    outside = tuple(mark for mark in marks if mark.fence is None)
    if stated in (len(marks), len(outside)):
        swallowed = len(outside) != stated
    else:
        swallowed = fences_swallow([mark.name for mark in marks], [mark.name for mark in outside])
    if outside and (swallowed or style.unmistakable):
        return Marking(style, marks)
    return Marking(style, outside, fenced=tuple(mark for mark in marks if mark.fence is not None))


def _evident(text: str, start: int, style: Style) -> Marking | None:
    marks = tuple(_find(text, start, style.pattern()))
    outside = tuple(mark for mark in marks if mark.fence is None)
    speakers = style.speakers(Counter(mark.name for mark in (marks if style.unmistakable else outside)))
    marking = _marking(style, tuple(mark for mark in marks if mark.name in speakers))
    spoken = marking.marks
    if not spoken or not (style.unmistakable or _is_conversation(text, start, outside, spoken)):
        return None
    first = spoken[0].start
    left = (mark for mark in outside if mark.start > first and mark.name not in speakers)
    return replace(marking, left=tuple(mark for mark in left if not is_label(mark.name)))


def _is_conversation(text: str, start: int, marks: Sequence[Mark], spoken: Sequence[Mark]) -> bool:
    """Whether nearly all lines of the style are turns, and the text is a conversation from early on.

    Words before the first turn are likely an essay that quotes one, unless just two talk, one named by role.
    """
    first = spoken[0].start
    like_turns = sum(mark.start >= first and not is_label(mark.name) for mark in marks)
    if len(spoken) < _LEAST_SHARE * like_turns:
        return False
    if next(words(text, start, first), None) is None:
        return True
    names = {mark.name for mark in spoken}
    return len(names) == 2 and any(map(role, names)) and first - start <= _MOST_BEFORE * (len(text) - start)


def _earliest(markings: Iterator[Marking]) -> Marking | None:
    return min(markings, key=lambda marking: marking.marks[0].start, default=None)
