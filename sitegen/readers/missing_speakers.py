"""Who is named but never speaks, and the lines that look like theirs but for a slip of the pen."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from sitegen.model.problems import Problem, Severity
from sitegen.readers.code_fences import outside_code
from sitegen.text.source import Source

_CLOSE = 0.8  # of `difflib`: one letter in five may be wrong
_MOST_NAMES = 1000  # different ones that are compared; each comparison is slow
_MOST_SLIPS = 20  # that are reported
_MOST_NAMED = 5

_SHAPES = {
    "#": re.compile(r"(?m)^#{1,6}[ \t]*+(?P<name>[^\s#:：][^\n#:：]{0,59}?)[ \t#:：]*+$"),
    "*": re.compile(
        r"(?m)^\*\*(?P<name>[^\s*:：][^\n*:：]{0,59})(?:[:：][ \t]?\*\*|\*\*[ \t]{0,9}+(?:[:：]|$))"
    ),
    "【": re.compile(r"(?m)^(?:\*\*)?【(?P<name>[^\s】][^\n】]{0,59})】"),
    "": re.compile(r"(?m)^(?P<name>[^\s#*:：【][^\n:：]{0,59}?)(?: said)?[:：]"),
}
"""Lines that may have been meant to begin a turn, by the sign they begin with."""


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a transcript names, and how it marks their turns."""

    names: tuple[str, ...]
    where: str
    """Ends ``Lantern is …``: where they are named."""
    line: int | None
    """Of that place."""
    sign: str
    """With which a turn begins: a key of the shapes, ``""`` for ``Name:``."""
    remedy: str
    """What to do about one who never speaks."""
    sure: bool = False
    """A count says that no turn is missing: only who never speaks is of interest."""


@dataclass(frozen=True, slots=True)
class _Slip:
    start: int
    line: str
    name: str
    """Who was meant, likely."""


def silence(
    source: Source, named: Named, starts: Sequence[int], spoken: Collection[str]
) -> Iterator[Problem]:
    """Problems for whoever never speaks, and for lines that come close to a name but begin no turn.

    ``starts`` are the offsets of the turns, ``spoken`` the names of their speakers. Where there are fewer
    turns than names the talk may just be short, so that silence alone is only noted.
    """
    silent = tuple(name for name in dict.fromkeys(named.names) if name not in spoken)
    slips = tuple(_all_slips(source.text, named, silent, starts))
    for slip in slips:
        message = f"{slip.line!r} begins no turn and is read as text"
        if slip.name in silent:
            message = f"{slip.name} is {named.where}, but never speaks: {message}"
        remedy = (
            f"did you mean {slip.name!r}? Write it in the way of the other turns, "
            "or, if it is text, say above the turns how many messages there are"
        )
        yield Problem(source.path, source.line(slip.start), message, remedy)
    unfound = [name for name in silent if name not in {slip.name for slip in slips}]
    short = len(starts) < max(2, len(set(named.names)))
    if unfound and not (short and named.sure):
        who = ", ".join(unfound[:_MOST_NAMED]) + (" and others" if len(unfound) > _MOST_NAMED else "")
        verbs = ("is", "speaks") if len(unfound) == 1 else ("are", "speak")
        message = f"{who} {verbs[0]} {named.where}, but never {verbs[1]}"
        severity = Severity.NOTE if short else Severity.PROBLEM
        yield Problem(source.path, named.line, message, named.remedy, severity)


def _all_slips(text: str, named: Named, silent: tuple[str, ...], starts: Sequence[int]) -> Iterator[_Slip]:
    """Of those who speak, only lines like the other turns; of the silent, the first line in any way."""
    found: set[str] = set()
    for sign in sorted(_SHAPES, key=lambda sign: sign != named.sign):
        wanted = named.names if sign == named.sign and not named.sure else silent
        for slip in _slips(text, sign, wanted, starts) if wanted else ():
            if slip.name not in silent or slip.name not in found:
                found.add(slip.name)
                yield slip


def _slips(text: str, sign: str, names: Collection[str], starts: Sequence[int]) -> Iterator[_Slip]:
    """Lines of one shape outside code that begin no turn, but have nearly one of the names."""
    taken = set(starts)
    folded = {name.casefold(): name for name in names}
    matches = [match for match in _SHAPES[sign].finditer(text, *starts[:1]) if match.start() not in taken]
    written = dict.fromkeys(match["name"].strip() for match in matches)
    meant = {name: meant for name in islice(written, _MOST_NAMES) if (meant := _nearest(name, folded))}
    close = list(islice((match for match in matches if match["name"].strip() in meant), _MOST_SLIPS))
    offsets = sorted({*starts, *(match.start() for match in close)})
    outside = dict(zip(offsets, outside_code(text, offsets), strict=True))
    for match in close:
        if outside[match.start()]:
            yield _Slip(match.start(), match[0].strip(), meant[match["name"].strip()])


def _nearest(name: str, folded: dict[str, str]) -> str | None:
    """The name that was meant, if one is so close; numbers must be the same, as they tell actors apart."""
    fold = name.casefold()
    similar = [each for each in folded if abs(len(each) - len(fold)) < 3 and _digits(each) == _digits(fold)]
    return next((folded[each] for each in get_close_matches(fold, similar, 1, _CLOSE)), None)


def _digits(name: str) -> str:
    return "".join(char for char in name if char.isdigit())
