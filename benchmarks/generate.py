"""Generate transcripts like real ones, in any number: 25 messages of 80 words, some code, some ASCII art."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

WORDS = [
    "tide",
    "ledger",
    "lantern",
    "window",
    "orchard",
    "signal",
    "weather",
    "copper",
    "thread",
    "morning",
    "harbour",
    "letter",
    "engine",
    "silence",
    "needle",
    "garden",
    "number",
    "river",
    "question",
    "mirror",
    "paper",
    "winter",
    "archive",
    "measure",
    "salt",
    "corner",
    "music",
    "bridge",
    "the",
    "a",
    "of",
    "and",
    "to",
    "in",
    "that",
    "it",
    "is",
    "was",
    "for",
    "on",
    "with",
    "as",
    "at",
    "by",
    "from",
    "this",
    "but",
    "not",
    "are",
    "or",
    "be",
    "an",
    "which",
    "were",
]
CODE = '''def tide(hour: int) -> float:
    """Height in metres."""
    return 2.0 + math.sin(hour / 6.2)
'''
DRAWING = """\
   +--------+      +--------+
   | ledger | ---> | window |
   +--------+      +--------+
        |
        v
   ~~~~~~~~~~~~
"""
STYLES = ("{}", "{}", "{}", "**{}**", "*{}*", "`{}`", "“{}”")


def conversations(count: int, messages: int = 25, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield file names and texts of ``count`` transcripts in the format ``dialogue``."""
    dice = random.Random(seed)
    began = datetime(2025, 1, 1)
    for n in range(count):
        names = dice.choice([("Kimi K2", "haiku-4.5"), ("GPT-4o", "Claude Opus 4"), ("Ada", "GLM 4.7")])
        turns = "\n".join(f"### {names[k % 2]}\n\n{text}\n\n---\n" for k, text in enumerate(_texts(dice, messages)))
        began += timedelta(minutes=dice.randrange(20, 600))
        yield (
            f"{n:06}.md",
            (
                f"# {names[0]} ↔ {names[1]}\n\n**Started:** {began:%Y-%m-%d %H:%M:%S}\n"
                f"**Ended:** {began + timedelta(minutes=5):%Y-%m-%d %H:%M:%S}\n"
                f"**Messages:** {messages}\n\n---\n\n{turns}"
            ),
        )


def write(folder: Path, count: int) -> int:
    """Write ``count`` transcripts into ``folder``; return their total size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    return sum((folder / name).write_bytes(text.encode()) for name, text in conversations(count))


def _texts(dice: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        words = max(1, int(dice.lognormvariate(4.38, 0.7)))  # e^4.38 is 80
        parts = [_paragraph(dice, size) for size in _split(dice, words)]
        if dice.random() < 0.10:
            parts.insert(dice.randrange(len(parts) + 1), f"```python\n{CODE}```")
        if dice.random() < 0.06:
            parts.insert(dice.randrange(len(parts) + 1), DRAWING)
        if dice.random() < 0.15:
            parts.append("\n".join(f"- {_paragraph(dice, 6)}" for _ in range(3)))
        yield "\n\n".join(parts)


def _split(dice: random.Random, words: int) -> Iterator[int]:
    while words > 0:
        size = min(words, dice.randrange(20, 70))
        yield size
        words -= size


def _paragraph(dice: random.Random, words: int) -> str:
    styled = [
        dice.choice(STYLES).format(word) if dice.random() < 0.05 else word for word in dice.choices(WORDS, k=words)
    ]
    return " ".join(styled).capitalize() + "."
