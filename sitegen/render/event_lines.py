"""Tell what consecutive events are about in one line: *AI-2 set its temperature to 1.5 and changed its prompt*."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from markupsafe import Markup, escape

from sitegen.blocks.events import CREATED
from sitegen.model import Message
from sitegen.render.deeds import ANNOUNCED, Deed, deed_by, distinct_deeds
from sitegen.render.i18n.translator import Translator, fill
from sitegen.render.invisible_characters import visible

_MAX_DEEDS = 4
_MAX_NAMES = 4
_MAX_WORDS = 60  # characters
_Entry = TypeVar("_Entry")

_SHARED = ("join", "leave", "prompt", "temperature", "image", "video", "image_created", "video_created")
"""Deeds that are told once for all who did the same."""


def consecutive_events(
    entries: Iterable[_Entry], is_foldable: Callable[[_Entry], bool]
) -> Iterator[tuple[bool, Sequence[_Entry]]]:
    """Yield the entries in groups: those that are foldable and follow one another, or others; the flag is for folds."""
    for are_foldable, group in groupby(entries, is_foldable):
        members = tuple(group)
        yield are_foldable and len(members) > 1, members


@dataclass(frozen=True, slots=True)
class _Clause:
    """The same deeds of one or more speakers."""

    who: tuple[str, ...]
    deeds: tuple[Deed, ...]

    @property
    def is_shared(self) -> bool:
        return all(each.name in _SHARED and each.count == 1 and not each.is_failed for each in self.deeds)


class EventLines:
    """Writer of the lines of folded events, in the language of the site."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator

    def line(self, events: Iterable[Message]) -> Markup:
        """Return what the events tell: at most four deeds, grouped by who did them, in order."""
        clauses = _clauses(events)
        is_long = sum(len(each.deeds) for each in clauses) > _MAX_DEEDS
        shown = tuple(_first_deeds(clauses, _MAX_DEEDS - 1)) if is_long else clauses
        rest = _count(clauses) - _count(shown)
        _ = self._translator
        line = escape(_.pgettext("between two sentences", "; ")).join(map(self._clause, shown))
        if not rest:
            return line
        return self._tell(_.ngettext("{events}, and {number} more", "{events}, and {number} more", rest), events=line)

    def _clause(self, clause: _Clause) -> Markup:
        _ = self._translator.gettext
        names = self._names(clause.who)
        first = clause.deeds[0]
        if not first.name and not first.is_failed:
            return self._tell(_("{speaker}: {words}"), speaker=names, words=self._words(first.values[0]))
        deeds = [self._deed(each, len(clause.who)) for each in clause.deeds]
        return self._tell(_("{speaker} {deeds}"), speaker=names, deeds=self._list(deeds, _("{deeds} and {deed}")))

    def _names(self, who: Sequence[str]) -> Markup:
        """Return the names of those who did the same; of many, the first."""
        names = [Markup('<bdi class="name">{}</bdi>').format(visible(each)) for each in who]
        if len(names) <= _MAX_NAMES:
            return self._list(names, self._translator.gettext("{one} and {other}"))
        rest = len(names) - _MAX_NAMES + 1
        others = self._translator.ngettext("{names} and {number} other", "{names} and {number} others", rest)
        return self._tell(others, names=self._list(names[: _MAX_NAMES - 1]))

    def _list(self, items: Sequence[Markup], last_two: str = "") -> Markup:
        """Return a list with commas, the last item after a word if there is a message with two placeholders for it."""
        comma = escape(self._translator.pgettext("between two of many", ", "))
        if not last_two or len(items) < 2:
            return comma.join(items)
        before, after = comma.join(items[:-1]), items[-1]
        return self._tell(last_two, one=before, other=after, deeds=before, deed=after)

    def _deed(self, deed: Deed, subjects: int) -> Markup:
        """Return what was done, as it follows the names of one or more who did it."""
        if deed.is_failed:
            return self._failure(deed)
        quoted = self._translator.gettext("“{words}”") if deed.name == "search" else "{words}"
        words = [self._tell(quoted, words=self._words(each)) for each in deed.values]
        values = self._list(words, self._translator.gettext("{one} and {other}"))
        return self._tell(self._message(deed, subjects), values=values)

    def _message(self, deed: Deed, subjects: int) -> str:
        _, ngettext = self._translator.gettext, self._translator.ngettext
        is_picture = deed.name.removesuffix(CREATED) in ANNOUNCED
        if is_picture and subjects > 1:
            return {
                "image": _("asked for an image each"),
                "video": _("asked for a video each"),
                "image_created": _("made an image each"),
                "video_created": _("made a video each"),
            }[deed.name]
        if is_picture:
            return count_pictures(self._translator, deed.name, deed.count)
        match deed.name:
            case "prompt":
                return ngettext("changed its prompt", "changed their prompts", subjects)
            case "temperature" if deed.values:
                return ngettext("set its temperature to {values}", "set their temperatures to {values}", subjects)
            case "temperature":
                return ngettext("changed its temperature", "changed their temperatures", subjects)
            case "join":
                return ngettext("joined", "joined", subjects)
            case "leave":
                return ngettext("left", "left", subjects)
        return {
            "add_ai": _("invited {values}"),
            "remove_ai": _("removed {values}"),
            "search": _("searched for {values}"),
            "mute": _("muted itself"),
            "vote": _("voted"),
            "list": _("listed the models"),
            "whisper": _("whispered"),
        }[deed.name]

    def _failure(self, deed: Deed) -> Markup:
        _ = self._translator.gettext
        tried = escape(failed_request(self._translator, deed.name))
        if deed.name == "add_ai" and deed.values:
            tried = self._tell(_("tried to invite {name}"), name=self._words(deed.values[0]))
        known = {
            "too short": _("too short"),
            "No results": _("no results"),
            "is already in the conversation": _("already here"),
        }
        reason = deed.reason.strip()
        if not reason:
            return tried
        words = escape(known[reason]) if reason in known else self._words(reason)
        return self._tell(_("{deed} ({reason})"), deed=tried, reason=words)

    def _words(self, words: str) -> Markup:
        """Return words of a transcript in one line, cut if they are long."""
        line = " ".join(words.split())
        cut = visible(line if len(line) <= _MAX_WORDS else f"{line[:_MAX_WORDS].rstrip()}…")
        return cut if line.isascii() and not self._translator.is_rtl else Markup("<bdi>{}</bdi>").format(cut)

    @staticmethod
    def _tell(message: str, **values: Markup) -> Markup:
        return Markup(fill(str(escape(message)), dict[str, object](values)))  # noqa: S704  # all parts are escaped


def count_pictures(translator: Translator, name: str, number: int) -> str:
    """Return what somebody did; ``name`` is that of the event."""
    match name:
        case "image":
            return translator.ngettext("asked for an image", "asked for {number} images", number)
        case "video":
            return translator.ngettext("asked for a video", "asked for {number} videos", number)
        case "image_created":
            return translator.ngettext("made an image", "made {number} images", number)
    return translator.ngettext("made a video", "made {number} videos", number)


def failed_request(translator: Translator, name: str) -> str:
    """Return what an AI tried in vain; ``name`` is that of the request, empty if it is unknown."""
    _ = translator.gettext
    return {
        "image": _("tried to make an image"),
        "video": _("tried to make a video"),
        "prompt": _("tried to change its prompt"),
        "temperature": _("tried to change its temperature"),
        "search": _("tried to search"),
        "list": _("tried to list the models"),
        "add_ai": _("tried to invite another AI"),
    }.get(name, _("failed"))


def _clauses(events: Iterable[Message]) -> Sequence[_Clause]:
    """Return who did what, in the order of the first deed of each; those who did the same are together."""
    deeds: dict[tuple[str, str], list[Deed]] = {}
    for who, each in map(deed_by, events):
        # What only the words of an event tell is a sentence of its own.
        words = each.values[0] if not each.name and not each.is_failed else ""
        deeds.setdefault((who, words), []).append(each)
    clauses: list[_Clause] = []
    for (who, _), theirs in deeds.items():
        own = _Clause((who,), tuple(distinct_deeds(theirs)))
        n = next((n for n, each in enumerate(clauses) if own.is_shared and each.deeds == own.deeds), None)
        if n is None:
            clauses.append(own)
        else:
            clauses[n] = _Clause(clauses[n].who + own.who, own.deeds)
    return clauses


def _count(clauses: Iterable[_Clause]) -> int:
    return sum(len(each.who) * len(each.deeds) for each in clauses)


def _first_deeds(clauses: Iterable[_Clause], limit: int) -> Iterator[_Clause]:
    for each in clauses:
        if limit <= 0:
            return
        yield _Clause(each.who, each.deeds[:limit])
        limit -= len(each.deeds)
