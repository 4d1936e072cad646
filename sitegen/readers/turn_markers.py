"""Find the lines that may start turns, such as ``### Name`` or ``Name:``, each with its exact form."""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sitegen.model import Span
from sitegen.readers.turn_labels import MAX_LENGTH, TIME, VERB, TurnLabel, parse_label

_WHITESPACE = " \t\n"
_CHUNK_LENGTH = 4096  # characters to look at, so that no long text is copied for its end
_DRESS_GROUPS = ("arrow", "item", "tag", "mark", "bracket", "rule")
_DRESS = ">-*+<_[=~─═0123456789"
_RULE = re.compile(r"[ ]{0,3}(?:-{3,}|\*{3,}|_{3,}|={3,}|(?:- ?){3,})[ \t]*")


@dataclass(frozen=True, slots=True)
class MarkerStyle:
    """A way to mark the start of a turn."""

    example: str
    before: str
    after: str
    """Patterns around the name, from the start of a line; they are part of the marker."""
    name: str = r"[^\s#*>|`:：_\[({<【\-][^\n:：*`|【]{0,59}?"
    """Pattern of a name, if the names are not known."""
    has_one_form: bool = False
    """True if forms within the style do not differ."""
    needs_proper_names: bool = False
    """True if many other lines look like it."""
    sign: str = "#"
    """A key of `lines_with_signs`, which are the lines that can be such markers."""

    def pattern(self, names: Collection[str] = ()) -> re.Pattern[str]:
        """Return the pattern of a marker with the group ``name``: one of ``names``, or anything like a name."""
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        name = "|".join(map(re.escape, longest_first)) or self.name
        flags = re.MULTILINE | (re.IGNORECASE if names else re.NOFLAG)
        return re.compile(rf"^{self.before}(?P<name>{name}){self.after}", flags)


# Possessive, so that a million spaces after a name cause no backtracking.
_SPACES = r"[ \t]*+"
_PLAIN_NAME = r"[^\s#*>|`:：_\[({<【\-][^\n:：*`|【]{0,59}?"
_TIME_BEFORE = rf"(?:[\[(]{TIME}[\])][ \t]+)?"
_TIME_AFTER = rf"(?:{_SPACES}[\[(]{TIME}[\])])?"
_LONG_NAME = rf"[^\s#*>|`:：_({{<【\-](?:[^\n#*`]|#\d){{0,{MAX_LENGTH}}}?"
UNIVERSAL_BACKROOMS = MarkerStyle(
    "### Name 1 ###", r"###[ \t]++", rf"[ \t]++###{_SPACES}$", r"[^\s#][^\n#]{0,59}?", has_one_form=True
)
_ANCHOR = r"(?:<a[ ][^<>\n]{0,200}></a>)?"  # word processors write one into each heading
_ANCHOR_TAG = re.compile(r"<a[ ][^<>\n]*></a>")
_BOLD_START = rf"[ \t]++{_ANCHOR}(?P<bold>\*\*\*?|_)?"
_HEADING_END = rf"{_SPACES}(?(bold)[:：]?(?P=bold))[:：]?{_SPACES}$"
MIXED_HEADINGS = MarkerStyle("#### Name", rf"#{{1,6}}{_BOLD_START}", _HEADING_END, _LONG_NAME)
"""Headings of several levels, of which each speaker has one."""
DRESSED = MarkerStyle(
    "- **Name:**",
    r"(?:(?P<item>(?:>[ \t]?|(?:[-*+]|\d{1,4}[.)])[ \t]+)\*\*)|(?P<tag><(?:b|strong|h[1-6])>)"
    r"|(?P<arrow>>>[ \t])|(?P<mark>\*\*\*|___|__|[*_])|(?P<bracket>\[)|(?P<rule>[=~─═-]{2,}|\*{3,})[ \t]*)",
    r"(?(arrow)[:：](?:[ \t]|$)|(?(item)(?:[:：]\*\*|\*\*[:：]?)(?:[ \t]|$)|(?(tag)[:：]?</\w{1,6}>[:：]?[ \t]?"
    r"|(?(mark)(?:[:：](?P=mark)|(?P=mark)[:：])[ \t]?"
    r"|(?(bracket)(?:\][:：][ \t]?|\]?[ \t]*+$)|[ \t]*[=~─═*-]{2,}[ \t]*+$)))))",
    r"[^\s*_:：<>\[\]=~─═-][^\n*_:：<>\[\]=~─═]{0,59}?",
    sign="-",
)
"""Names in quotations, lists, tags, slanted letters, brackets and rules: ``> **User:**``, ``<b>User:</b>``, ``[USER]``.

Tried where no other style fits, as many lists have such lines.
"""
STYLES = (
    UNIVERSAL_BACKROOMS,
    *(MarkerStyle(f"{'#' * n} Name", rf"#{{{n}}}{_BOLD_START}", _HEADING_END, _LONG_NAME) for n in (1, 2, 3, 4, 5, 6)),
    MarkerStyle(
        "**Name:**",
        r"\*\*",
        rf"{_SPACES}(?:[:：]\*\*|\*\*{_TIME_AFTER}[:：]) ?",
        rf"{_TIME_BEFORE}[^\s*【][^\n*]{{0,59}}?",
        sign="**",
    ),
    MarkerStyle(
        "**Name**",
        r"\*\*",
        rf"\*\*(?:{_SPACES}(?:[-–—·•|,]{_SPACES})?[\[(]?{TIME}[\])]?)?{_SPACES}$",
        _LONG_NAME,
        sign="**",
    ),
    MarkerStyle(
        "【Name】",
        r"(?P<bold>\*\*)?【",
        r"】(?(bold)(?:[:：]\*\*|\*\*[:：]?)|[:：]?) ?",
        has_one_form=True,
        sign="**",
    ),
    MarkerStyle("Name said:", "", rf" {VERB}:{_SPACES}$", sign=":$"),
    MarkerStyle(
        "Name:",
        "",
        rf"(?:：[ \t]?|:(?: |{_SPACES}$))",
        f"{_TIME_BEFORE}{_PLAIN_NAME}{_TIME_AFTER}",
        needs_proper_names=True,
        sign=":",
    ),
)
_NAME = re.compile(r"[^\s#*>|`:：_\[({<【\-][^\n:：*`|【]{0,59}")


@dataclass(frozen=True, slots=True)
class TurnMarker:
    """A line that may start a turn."""

    start: int
    end: int
    """End of the marker; the rest of the line is text."""
    name: str
    fence_start: int | None = None
    """Start of the code fence around it, or None."""
    time: str = ""
    """As written."""
    model: str = ""
    form: tuple[str, ...] = ()
    """What is equal in all markers that a program writes for a speaker: signs, colon, place on the line."""
    has_rule: bool = False
    """True if a rule such as ``---`` is directly above it."""

    @property
    def span(self) -> Span:
        """Return the marker without the text after it."""
        return Span(self.start, self.end)


@lru_cache(maxsize=len(STYLES) + 2)  # asked again for suggestions, and for names that are not listed
def find_markers(text: str, start: int, style: MarkerStyle) -> tuple[TurnMarker, ...]:
    """Find everything after ``start`` that may be a marker of a style."""
    return _find(text, start, style, style.pattern(), {})


def find_markers_of(text: str, start: int, style: MarkerStyle, names: Collection[str]) -> tuple[TurnMarker, ...]:
    """Find the markers of ``names``, ignoring case; a count, time, model or verb may be around a name."""
    by_casefold = {name.casefold(): name for name in names}
    exact = _find(text, start, style, style.pattern(names), by_casefold)
    starts = {marker.start for marker in exact}
    others = (
        marker
        for marker in _find(text, start, style, style.pattern(), by_casefold)
        if marker.start not in starts and marker.name in names
    )
    return tuple(sorted((*exact, *others), key=lambda marker: marker.start))


def _find(
    text: str, start: int, style: MarkerStyle, pattern: re.Pattern[str], by_casefold: Mapping[str, str]
) -> tuple[TurnMarker, ...]:
    found = []
    labels: dict[tuple[str, str], TurnLabel | None] = {}
    lines = lines_with_signs(text)[style.sign]
    matches = (pattern.match(text, line) for line in lines[bisect_left(lines, start) :])
    for match in filter(None, matches):
        is_plain = style.has_one_form or style is DRESSED
        key = match["name"], match["name"] if is_plain else _written_label(match[0])
        if key not in labels:
            labels[key] = _read_label(style, *key, by_casefold)
        label = labels[key]
        if label is not None:
            found.append((match, label))
    return tuple(
        TurnMarker(
            match.start(),
            match.end(),
            label.name,
            None,
            label.time,
            label.model,
            () if style.has_one_form else _form(text, style, match, label),
            _has_rule_above(text, match.start()),
        )
        for match, label in found
    )


@lru_cache(maxsize=1)  # all styles are sought in one text
def lines_with_signs(text: str) -> Mapping[str, Sequence[int]]:
    """Return the offsets of the lines that begin with a sign, have a colon, or end with one; no marker is longer.

    ``-`` stands for all signs of `DRESSED`.
    """
    headings: list[int] = []
    bold: list[int] = []
    dressed: list[int] = []
    colons: list[int] = []
    last_colons: list[int] = []
    start = 0
    for line in text.split("\n"):
        if line.startswith("#"):
            headings.append(start)
        elif line.startswith(("**", "【")):
            bold.append(start)
        if line[:1] in _DRESS and line:
            dressed.append(start)
        if ":" in line or "：" in line:
            colons.append(start)
            if line[-1] in ": \t" and line.rstrip(" \t").endswith(":"):
                last_colons.append(start)
        start += len(line) + 1
    return {"#": headings, "**": bold, "-": dressed, ":": colons, ":$": last_colons}


def _read_label(style: MarkerStyle, name: str, written: str, by_casefold: Mapping[str, str]) -> TurnLabel | None:
    """Return the label of a marker, with the name as it is listed; None if it cannot be a name."""
    label = TurnLabel(name.strip()) if style.has_one_form else parse_label(written, by_casefold)
    if by_casefold and label.name.casefold() not in by_casefold:
        label = TurnLabel(name.strip())
    if style.has_one_form or by_casefold or (":" not in label.name and _NAME.fullmatch(label.name)):
        return replace(label, name=by_casefold.get(label.name.casefold(), label.name))
    return None


def _written_label(marker: str) -> str:
    return _ANCHOR_TAG.sub("", marker.lstrip("#")).replace("**", "").strip(" \t:：*_")


def _form(text: str, style: MarkerStyle, match: re.Match[str], label: TurnLabel) -> tuple[str, ...]:
    marker = match[0].rstrip()
    line_end = text.find("\n", match.end())
    rest = text[match.end() : len(text) if line_end < 0 else min(line_end, match.end() + _CHUNK_LENGTH)]
    level = "#" * (len(marker) - len(marker.lstrip("#")))
    colon = next((sign for sign in (":**", "**:", ":") if marker.replace("：", ":").endswith(sign)), "")
    dress = [
        f"{group} {match[group].strip('0123456789')[:2]}"
        for group in _DRESS_GROUPS
        if style is DRESSED and match[group]
    ]
    return level, colon, "inline" if rest.strip() else "alone", *label.shape.split(), *dress


def _has_rule_above(text: str, offset: int) -> bool:
    """Return whether the last line before ``offset`` that is not blank is a rule."""
    window = text[max(0, offset - _CHUNK_LENGTH) : offset].rstrip(_WHITESPACE)
    return _RULE.fullmatch(window, window.rfind("\n") + 1) is not None
