"""Find the lines that start turns, such as ``### Name`` or ``Name:``, and infer roles from names."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

from sitegen.model import Role, Span
from sitegen.model.ai_models import Models, load_models
from sitegen.readers.code_fences import FenceReading, find_code, read_fences
from sitegen.readers.header import find_content_lines

_MAX_NAME_WORDS = 6

_ROLE_NAMES = {
    Role.USER: "user you human me prompter researcher",
    Role.ASSISTANT: "assistant ai bot chatbot chatgpt gpt claude gemini copilot cursor agent",
    Role.SYSTEM: "system",
    Role.TOOL: "tool",
}
_ROLE_BY_NAME = {name: role for role, names in _ROLE_NAMES.items() for name in names.split()}

# Headings of paragraphs and fields, frequent enough to look like speakers.
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
_LIST_NUMBER = re.compile(r"(?:\d{1,3}|[IVX]{1,5})[.)]")
_NUMBER_SUFFIX = re.compile(r" (?:[a-d]|\d{1,2})$")


def role_from_name(name: str) -> Role | None:
    """Return the role of names such as ``You``, ``🤖 Assistant`` or ``Agent A``; None for others."""
    return _ROLE_BY_NAME.get(_NUMBER_SUFFIX.sub("", _normalize(name)))


def is_known_model(name: str) -> bool:
    """Return whether it is the name of a model that sitegen knows, such as ``Claude Opus 4.5``."""
    return _models().find(name) is not None


def infer_roles(names: Iterable[str], users: Collection[str] = ()) -> dict[str, Role | None]:
    """Infer the roles of the speakers of a conversation from their names; ``users`` are known to be users.

    If both ``Me`` and ``You`` speak, either may be the human, so they have no role. A known model that talks with a
    user is an assistant.
    """
    by_name = {name: role_from_name(name) for name in names}
    pronouns = [name for name in by_name if _normalize(name) in ("me", "you")]
    if len({_normalize(name) for name in pronouns}) == 2:
        by_name |= dict.fromkeys(pronouns)
    by_name |= {name: Role.USER for name in by_name if name in users}
    has_user = Role.USER in by_name.values()
    return {
        name: role or (Role.ASSISTANT if has_user and is_known_model(name) else None) for name, role in by_name.items()
    }


@cache
def _models() -> Models:
    return load_models()


def is_label(name: str) -> bool:
    """Return whether it is the label of a paragraph, such as ``Note`` or ``Step 2``."""
    words = _normalize(name).split()
    return bool(words) and words[0] in _LABELS


def is_plausible_name(name: str) -> bool:
    """Return whether it can be the name of a speaker: no label, no numbered heading, no sentence."""
    words = _normalize(name).split()
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and not is_label(name)
        and name[-1] not in ".!?,"
        and not _LIST_NUMBER.match(name)
        and any(char.isalpha() for char in name)
    )


def is_proper_name(name: str) -> bool:
    """Return whether it is a name, and not the start of a line such as ``Then she said: …``."""
    words = name.split()
    return is_plausible_name(name) and (len(words) == 1 or not any(word[0].islower() for word in words))


def _normalize(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


_MIN_SPEAKER_SHARE = 0.9  # of all markers of a style
_MAX_HEADER_SHARE = 0.25  # of the text, before the first turn

_NUMBERED_NAME = re.compile(r"\S.* \d{1,3}")
_AGENT_NAME = re.compile(r"(?:Media|Discord) Agent(?: \([^()]*\))?")


def _recurring_names(names: Counter[str], is_possible: Callable[[str], bool] = is_plausible_name) -> set[str]:
    """Return names that recur or imply a role, such as ``You``; at least two, or none.

    If the only such name is a user, known models that speak once count too.
    """
    found = {name for name, count in names.items() if role_from_name(name) or (count > 1 and is_possible(name))}
    if [role_from_name(name) for name in found] == [Role.USER]:
        found |= {name for name in names if is_known_model(name)}
    return found if len(found) > 1 else set()


def _universal_backrooms_speakers(names: Counter[str]) -> set[str]:
    """Return the numbered names and, if there are any, the agents, which post media."""
    numbered = {name for name in names if _NUMBERED_NAME.fullmatch(name)}
    return numbered | {name for name in names if _AGENT_NAME.fullmatch(name)} if numbered else set()


@dataclass(frozen=True, slots=True)
class MarkerStyle:
    """A way to mark the start of a turn."""

    example: str
    before: str
    after: str
    """Patterns around the name, from the start of a line; they are part of the marker."""
    name: str = r"[^\s#*>|`:：_\[({<【\-][^\n:：*`|【】]{0,59}?"
    """Pattern of a name, if the names are not known."""
    select_speakers: Callable[[Counter[str]], set[str]] = _recurring_names
    """Selects the speakers from all names with their counts."""
    is_distinctive: bool = False
    """True if only one program writes it, so that no minimum share of markers is required."""

    def pattern(self, names: Collection[str] = ()) -> re.Pattern[str]:
        """Return the pattern of a marker with the group ``name``: one of ``names``, or anything like a name."""
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        name = "|".join(map(re.escape, longest_first)) or self.name
        flags = re.MULTILINE | (re.IGNORECASE if names else re.NOFLAG)
        return re.compile(rf"^{self.before}(?P<name>{name}){self.after}", flags)


# Possessive, so that a million spaces after a name cause no backtracking.
_SPACES = r"[ \t]*+"
UNIVERSAL_BACKROOMS = MarkerStyle(
    "### Name 1 ###",
    r"###[ \t]++",
    rf"[ \t]++###{_SPACES}$",
    r"[^\s#][^\n#]{0,59}?",
    _universal_backrooms_speakers,
    is_distinctive=True,
)
_HEADINGS = tuple(
    MarkerStyle(f"{'#' * level} Name", rf"#{{{level}}}[ \t]++", rf"{_SPACES}:?{_SPACES}$") for level in (2, 3, 4)
)
STYLES = (
    UNIVERSAL_BACKROOMS,
    *_HEADINGS,
    MarkerStyle("**Name:**", r"\*\*", rf"{_SPACES}(?:[:：]\*\*|\*\*[:：]) ?", r"[^\s*【][^\n*]{0,59}?"),
    MarkerStyle("**Name**", r"\*\*", rf"\*\*{_SPACES}$"),
    MarkerStyle("【Name】", r"(?P<bold>\*\*)?【", r"】(?(bold)(?:[:：]\*\*|\*\*[:：]?)|[:：]?) ?"),
    MarkerStyle("Name said:", "", rf" said:{_SPACES}$"),
    MarkerStyle(
        "Name:",
        "",
        rf"(?:：[ \t]?|:(?: |{_SPACES}$))",
        select_speakers=partial(_recurring_names, is_possible=is_proper_name),
    ),
)


@dataclass(frozen=True, slots=True)
class TurnMarker:
    """A line that starts a turn."""

    start: int
    end: int
    """End of the marker; the rest of the line is text."""
    name: str
    fence_start: int | None = None
    """Start of the code fence around it, or None."""

    @property
    def span(self) -> Span:
        """Return the marker without the text after it."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class MarkerMatches:
    """Markers of one transcript, all of one style."""

    style: MarkerStyle
    markers: tuple[TurnMarker, ...]
    unknown: tuple[TurnMarker, ...] = ()
    """Markers in the same style whose names are no speakers; read as text."""
    fenced: tuple[TurnMarker, ...] = ()
    """Markers of speakers inside fenced code; read as text."""
    fences: FenceReading = field(default_factory=FenceReading)
    """How the fences around markers of speakers were read."""


def find_declared_markers(
    text: str, start: int, names: Collection[str], stated_count: int | None = None
) -> MarkerMatches | None:
    """Find the markers of ``names``, ignoring case, in the style of the first one; None if there are none.

    ``stated_count`` is the expected number of turns.
    """
    by_casefold = {name.casefold(): name for name in names}

    def canonical_name(name: str) -> str:
        return by_casefold.get(name.casefold(), name)

    found = (
        _select_markers(text, style, _find_style(text, start, style.pattern(names), canonical_name), stated_count)
        for style in STYLES
    )
    return _first_in_text(matches for matches in found if matches.markers)


def find_unambiguous_markers(text: str, start: int) -> MarkerMatches | None:
    """Find the markers of a transcript that lists no participants, if they are unambiguous.

    They are if in one style at least two names recur (or imply a role, as ``You`` does) and have nearly all markers
    of that style. If this is true of several styles, the first in the text wins.
    """
    return _first_in_text(matches for style in STYLES if (matches := _find_unambiguous(text, start, style)))


def find_likely_markers(text: str, start: int) -> MarkerMatches | None:
    """Find the markers of a file that is known to be a transcript: those of the most frequent style."""
    found = (
        _select_markers(
            text,
            style,
            [marker for marker in _find_style(text, start, style.pattern()) if is_proper_name(marker.name)],
        )
        for style in STYLES
    )
    return max((each for each in found if each.markers), key=lambda each: len(each.markers), default=None)


def _find_style(
    text: str, start: int, pattern: re.Pattern[str], canonical_name: Callable[[str], str] = str
) -> tuple[TurnMarker, ...]:
    """Find all markers of a style, their names as ``canonical_name`` returns them."""
    return tuple(
        TurnMarker(match.start(), match.end(), canonical_name(match["name"].strip()))
        for match in pattern.finditer(text, start)
    )


def _select_markers(
    text: str, style: MarkerStyle, markers: Sequence[TurnMarker], stated_count: int | None = None
) -> MarkerMatches:
    """Exclude the markers inside fenced code; ``markers`` are those of speakers."""
    reading = read_fences(text, [each.span for each in markers], [each.name for each in markers], stated_count)
    found = tuple(replace(marker, fence_start=fence) for marker, fence in zip(markers, reading.enclosing, strict=True))
    outside = tuple(marker for marker in found if marker.fence_start is None)
    if style.is_distinctive and outside:
        return MarkerMatches(style, found)
    fenced = tuple(marker for marker in found if marker.fence_start is not None)
    return MarkerMatches(style, outside, fenced=fenced, fences=reading)


def _find_unambiguous(text: str, start: int, style: MarkerStyle) -> MarkerMatches | None:
    markers = _find_style(text, start, style.pattern())
    fences = read_fences(text, [marker.span for marker in markers]).enclosing
    outside = tuple(marker for marker, fence in zip(markers, fences, strict=True) if fence is None)
    speakers = style.select_speakers(Counter(marker.name for marker in (markers if style.is_distinctive else outside)))
    matches = _select_markers(text, style, [marker for marker in markers if marker.name in speakers])
    spoken = matches.markers
    if not spoken:
        return None
    # Headings inside code divide it, so that it is found as a whole only between the messages.
    code = find_code(text, [marker.span for marker in spoken])
    outside = tuple(marker for marker in outside if not _is_inside(code, marker.start))
    if not (style.is_distinctive or _is_conversation(text, start, outside, spoken)):
        return None
    first = spoken[0].start
    unknown = (marker for marker in outside if marker.start > first and marker.name not in speakers)
    return replace(matches, unknown=tuple(marker for marker in unknown if not is_label(marker.name)))


def _is_inside(spans: Sequence[Span], offset: int) -> bool:
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return index >= 0 and offset < spans[index].end


def _is_conversation(text: str, start: int, markers: Sequence[TurnMarker], spoken: Sequence[TurnMarker]) -> bool:
    """Return whether nearly all markers are of speakers and start early in the text.

    Text before the first turn suggests an essay that quotes a conversation, unless there are exactly two speakers and
    one has a name that implies a role.
    """
    first = spoken[0].start
    candidates = sum(marker.start >= first and not is_label(marker.name) for marker in markers)
    if len(spoken) < _MIN_SPEAKER_SHARE * candidates:
        return False
    if next(find_content_lines(text, start, first), None) is None:
        return True
    names = {marker.name for marker in spoken}
    return (
        len(names) == 2 and any(map(role_from_name, names)) and first - start <= _MAX_HEADER_SHARE * (len(text) - start)
    )


def _first_in_text(candidates: Iterator[MarkerMatches]) -> MarkerMatches | None:
    return min(candidates, key=lambda matches: matches.markers[0].start, default=None)
