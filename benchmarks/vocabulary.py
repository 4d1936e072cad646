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


def queries() -> dict[str, list[str]]:
    """Return typical queries by kind, with results in any archive of 3,000 messages or more."""
    some_talks = list(islice(talks(3000), 120))
    texts = [text.replace(".", "").lower().split() for talk in some_talks for text in talk.texts]
    ranks = {word(rank): rank for rank in range(CORE)}

    def some(least: int, most: int, count: int) -> list[str]:
        """Return distinct words between two ranks, in order of the text."""
        found = (each for text in texts for each in text if least <= ranks.get(each, CORE) < most)
        return list(islice(dict.fromkeys(found), count))

    def phrases(least: int, most: int) -> list[str]:
        """Return adjacent words between two ranks, in quotation marks."""
        pairs = (pair for text in texts for pair in pairwise(text))
        return [f'"{a} {b}"' for a, b in pairs if all(least <= ranks.get(each, -1) < most for each in (a, b))]

    common, middle, rare, rarest = some(100, 600, 10), some(600, 3000, 12), some(3000, CORE, 9), some(CORE, CORE + 1, 3)
    titles = [talk.title for talk in some_talks]
    a, b, c, d, e, f, *_ = common
    g, h, i, j, k, m, n, o, *_ = middle
    r, s, t, u, *_ = rare
    frequent_pairs, pairs = phrases(40, 800), phrases(600, CORE)
    return {
        "one rare word": [*rare[:5], *rarest],
        "one word": middle[:5],
        "one frequent word": [*common[:4], *some(20, 100, 2)],
        "two words": [
            f"{e} {m}",
            f"{f} {n}",
            f"{a} {b}",
            f"{i} {j}",
            f"{k} {u}",
            f"{s} {c}",
            f"{d} {t} {o}",
            f"{g} {h}",
        ],
        "OR and NOT": [f"{k} OR {m}", f"{r} OR {n}", f"{b} -{c}", f"{g} -{d}"],
        "phrase": [*frequent_pairs[:8:7], *pairs[:31:10]],
        "prefix": [f"{h[:4]}*", f"{i[:4]}*", f"{r[:5]}*", f"{i[:3]}* {d}"],
        "speaker:": [f"{e} speaker:Ada", f"{j} speaker:haiku", f"{u} speaker:Ada", "speaker:Ada"],
        "model:": [f"{k} model:claude", f"{t} model:gpt-4o", f"{c} model:opus"],
        "in:": [f'{m} in:"{titles[50]}"', f'in:"{titles[9]}"', f"{d} in:{titles[77].split()[0]}", f"{m} in:000040"],
        "has:": [f"{n} has:code", f"{a} has:art"],
        "dates": [f"{o} after:2016 before:2019", f"{r} on:2017", f"{b} after:2018-05", f"{n} sort:date"],
    }


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
