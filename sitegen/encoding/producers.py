"""What exporting programs print: the shape of a line tells the picture that it began with.

liminal_backrooms and its forks announce a command of an AI, its success or its failure, with one emoji.
"""

import re

_AI = r"AI-\d{1,3}"
_MODEL = r"(?: \([^\n]{1,120}\))?"
_SPEAKER = rf"\[{_AI}{_MODEL}\]: "
_FAILED, _KNOWN = "❌", "ℹ"

LINES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(rf" {line}"), emoji)
    for line, emoji in (
        (rf"{_SPEAKER}!image\b", ("🎨", _FAILED)),
        (rf"{_AI}{_MODEL} created an image", ("🎨",)),
        (rf"{_SPEAKER}!video\b", ("🎬", _FAILED)),
        (rf"{_SPEAKER}!search\b", ("🔍", _FAILED)),
        (rf"{_SPEAKER}!prompt\b", ("💭", _FAILED)),
        (rf"{_SPEAKER}!temperature\b", ("🌡", _FAILED)),
        (rf"{_SPEAKER}!add_ai\b", ("✨", _FAILED, _KNOWN)),
        (rf"{_SPEAKER}!remove_ai\b", ("🗳", _FAILED)),
        (rf"{_AI} voted to remove\b", ("🗳",)),
        (rf"{_SPEAKER}!mute_self\b", ("🔇", _FAILED)),
        (r"Available models:", ("📋",)),
    )
)
"""What follows the picture that begins a line, and the pictures that the program prints there."""


def emoji_of_line(text: str, end: int) -> tuple[str, ...]:
    """The pictures that may begin the line of ``text`` that goes on at ``end``."""
    return next((emoji for line, emoji in LINES if line.match(text, end)), ())
