"""Read deeds from the events of a chat, each once, although a program writes up to three lines about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sitegen.blocks.events import CREATED, parse_failure, parse_membership
from sitegen.model import Block, BlockKind, Message

_NOTICES = {"modified their system prompt": "prompt", "adjusted their temperature": "temperature"}
ANNOUNCED = ("image", "video")
"""Requests whose results are events of their own."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An act of a speaker, or an attempt."""

    name: str
    """As in `sitegen.blocks.events.Event`, ``join`` or ``leave``; empty if only the words of the event tell it."""
    values: tuple[str, ...] = ()
    """Whom, what for, how much; the words of the event."""
    count: int = 1
    is_failed: bool = False
    reason: str = ""
    """Reason of a failure, in the words of the program; may be empty."""


def deed_by(message: Message) -> tuple[str, Deed]:
    """Return who did something, and what, from an event of one block."""
    who = message.participant.name
    block = message.blocks[0] if message.blocks else None
    if block is None:
        return who, Deed("", (message.text.strip(),))
    if block.kind is BlockKind.EVENT and not block.name and (membership := parse_membership(block.text)):
        return membership.actor, Deed(membership.name)
    return who, deed_of(block)


def deed_of(block: Block) -> Deed:
    """Return what an event tells."""
    argument = block.argument.strip()
    match block.name:
        case _ if block.kind is BlockKind.IMAGE:
            return Deed("image_created")
        case "image" | "video" | "image_created" | "video_created" | "prompt" | "mute" | "vote" | "list" | "whisper":
            return Deed(block.name)
        case "failure" | "add_ai" if (failure := parse_failure(argument)).name or block.name == "failure":
            return Deed(failure.name, tuple(filter(None, [failure.argument])), is_failed=True, reason=failure.reason)
        case "add_ai":
            return Deed("add_ai", (invited(argument) or argument,))
        case "remove_ai" | "search" | "temperature" if argument:
            return Deed(block.name, (argument,))
        case "notice" if argument in _NOTICES:
            return Deed(_NOTICES[argument])
    return Deed("", (argument or block.text.strip(),))


def invited(argument: str) -> str:
    """Return the model that an invitation names beside its persona; empty if it has no persona."""
    return argument.split('"')[1] if argument.count('"') > 3 else ""


def distinct_deeds(deeds: Iterable[Deed]) -> Sequence[Deed]:
    """Return the deeds of one speaker without repetitions, in order: a request and its result are one deed."""
    found: list[Deed] = []
    for each in deeds:
        for n, earlier in enumerate(found):
            joined = _joined(earlier, each, is_last=n == len(found) - 1)
            if joined:
                found[n : n + 1] = joined
                break
        else:
            found.append(each)
    return found


def _joined(earlier: Deed, later: Deed, *, is_last: bool) -> Sequence[Deed]:
    """Return what both tell if the later one repeats or completes the earlier one; else nothing."""
    if earlier == later and (earlier.is_failed or not earlier.name):
        return (earlier,)
    if not earlier.name or earlier.is_failed:
        return ()
    if later.is_failed:
        is_outcome = is_last and earlier.name == later.name and later.values in ((), earlier.values[-1:])
        return (*_without_last(earlier), replace(later, values=earlier.values[-1:])) if is_outcome else ()
    if later.name == earlier.name + CREATED and earlier.name in ANNOUNCED:
        return (*_without_last(earlier), later)
    if earlier.name != later.name:
        return ()
    if earlier.name.removesuffix(CREATED) in ANNOUNCED:
        return (replace(earlier, count=earlier.count + later.count),)
    return (replace(earlier, values=tuple(dict.fromkeys((*earlier.values, *later.values)))),)


def _without_last(deed: Deed) -> Sequence[Deed]:
    """Return what is left of a deed that was done several times, without the last time."""
    if deed.count > 1:
        return (replace(deed, count=deed.count - 1),)
    return (replace(deed, values=deed.values[:-1]),) if len(deed.values) > 1 else ()
