"""Generate transcripts with the word frequencies of natural language, in any number.

`generate` has 56 words, which is enough to time pages. The cost of an index depends on its dictionary: here few words
are very frequent, most are very rare, and the vocabulary keeps growing. Messages have about 1 kB. The same seed gives
the same texts.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import NamedTuple

MESSAGES = 25
"""Number of messages in a conversation."""
CORE = 8000
"""Number of common words, with frequencies by the Zipf–Mandelbrot law."""
_SHIFT = 2.7
_RARE = 0.035
"""Share of rare words, outside the core."""
_TAIL = 1.25
"""Exponent of the Pareto distribution of their ranks, which fall off with the power 1 + 1/1.25 as in real texts."""
_LETTERS = [
    a + b for a in ("b", "ch", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v") for b in "aeiou"
]
_ENDS = ("", "n", "r", "s", "t", "l", "ing", "ed")
PAIRS = (("Kimi K2", "haiku-4.5"), ("GPT-4o", "Claude Opus 4"), ("Ada", "GLM 4.7"))
_CORE_WEIGHTS = list(accumulate(1 / (rank + _SHIFT) for rank in range(1, CORE + 1)))


class Talk(NamedTuple):
    """A conversation between two speakers who alternate."""

    title: str
    speakers: tuple[str, str]
    began: datetime
    texts: tuple[str, ...]


def word(rank: int) -> str:
    """Return the word of a rank, counted from 0; frequent words are short, and all words differ."""
    rank, end = divmod(rank, len(_ENDS))
    syllables = [_LETTERS[rank % len(_LETTERS)]]
    while rank >= len(_LETTERS):
        rank = rank // len(_LETTERS) - 1
        syllables.append(_LETTERS[rank % len(_LETTERS)])
    return "".join(syllables) + _ENDS[end]


def talks(messages: int, seed: int = 1) -> Iterator[Talk]:
    """Yield conversations of 25 messages with ``messages`` messages in total."""
    dice = random.Random(seed)
    core = [word(rank) for rank in range(CORE)]
    began = datetime(2016, 1, 1)
    for first in range(0, messages, MESSAGES):
        began += timedelta(minutes=dice.randrange(20, 1600))
        title = " ".join(_words(dice, core, 4)).title()
        texts = (_text(dice, core) for _ in range(min(MESSAGES, messages - first)))
        yield Talk(title, dice.choice(PAIRS), began, tuple(texts))


def write(folder: Path, messages: int) -> int:
    """Write the transcripts into ``folder``, in the format ``dialogue``; return their total size in bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    return sum(
        (folder / f"{n:06}.md").write_bytes(_transcript(talk).encode()) for n, talk in enumerate(talks(messages))
    )


def queries() -> list[str]:
    """Return twenty typical queries, with results in any archive of 100 messages or more."""
    texts = [text.replace(".", "").lower().split() for talk in islice(talks(100), 4) for text in talk.texts]
    ranks = {word(rank): rank for rank in range(CORE)}

    def some(least: int, most: int, count: int) -> list[str]:
        """Return distinct words between two ranks, in order of the text."""
        return list(dict.fromkeys(each for text in texts for each in text if least <= ranks.get(each, -1) < most))[
            :count
        ]

    phrases = [
        f"{a} {b}"
        for text in texts
        for a, b in pairwise(text)
        if 40 <= ranks.get(a, -1) < 800 and 40 <= ranks.get(b, -1) < 800
    ]
    a, b, c, d, e, f = some(100, 600, 6)
    g, h, i, j, k, m = some(600, 3000, 6)
    return [
        a, g, *some(3000, CORE, 3), *some(20, 100, 1),
        f"{b} {h}", f"{c} {i}", f"{d} {e}", f"{f} {j} {a}", f"{k} OR {m}", f"{b} -{c}",
        f'"{phrases[0]}"', f'"{phrases[7]}"', f'"{phrases[19]}"',
        f"{h[:4]}*", f"{i[:3]}* {d}",
        f"{e} speaker:Ada", f"{j} model:claude", f"{m} after:2016 before:2019",
    ]  # fmt: skip


def _transcript(talk: Talk) -> str:
    turns = "\n".join(f"### {talk.speakers[n % 2]}\n\n{text}\n\n---\n" for n, text in enumerate(talk.texts))
    return (
        f"# {talk.title}\n\n**Started:** {talk.began:%Y-%m-%d %H:%M:%S}\n"
        f"**Ended:** {talk.began + timedelta(minutes=5):%Y-%m-%d %H:%M:%S}\n"
        f"**Messages:** {len(talk.texts)}\n\n---\n\n{turns}"
    )


def _text(dice: random.Random, core: list[str]) -> str:
    words = _words(dice, core, max(1, int(dice.lognormvariate(4.95, 0.65))))
    parts = []
    while words:
        size = dice.randrange(5, 24)
        parts.append(" ".join(words[:size]).capitalize() + dice.choice((".", ".", ".", ".\n\n")))
        del words[:size]
    return " ".join(parts).replace("\n ", "\n").strip()


def _words(dice: random.Random, core: list[str], count: int) -> list[str]:
    words = dice.choices(core, cum_weights=_CORE_WEIGHTS, k=count)
    for n in range(count):
        if dice.random() < _RARE:
            words[n] = word(int(CORE * (1 - dice.random()) ** -_TAIL))
    return words
