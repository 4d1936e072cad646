"""Levels of what the page of a conversation shows: the talk, thinking, and the use of tools."""

from collections.abc import Mapping
from enum import StrEnum

from sitegen.model import BlockKind, Message


class Level(StrEnum):
    """Levels of what a conversation shows; each also shows those before it."""

    TALK = "talk"
    THINKING = "thinking"
    TOOLS = "tools"


FOLD_LEVELS: Mapping[BlockKind, Level] = {
    BlockKind.THINKING: Level.THINKING,
    BlockKind.TOOL_CALL: Level.TOOLS,
    BlockKind.TOOL_RESULT: Level.TOOLS,
}
"""Kinds of blocks that the lower levels hide."""
VISIBLE_AT: Mapping[Level, tuple[Level, ...]] = {
    Level.TALK: (Level.TALK, Level.THINKING),
    Level.THINKING: (Level.THINKING,),
    Level.TOOLS: (),
}
"""For a message of a level, the lower levels at which it is visible; at the last one, all are."""


def message_level(message: Message) -> Level:
    """Return what a reader must choose to see any of the message."""
    levels = [FOLD_LEVELS.get(block.kind, Level.TALK) for block in message.blocks]
    return next((each for each in Level if each in levels), Level.TALK) if not message.withdrawn else Level.TALK
