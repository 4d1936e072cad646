"""Quotations made from what was said, as essayists make them, and false ones that look like them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.model import Conversation
from sitegen.model.ai_models import load_models
from sitegen.quotes.html_document import plain_text
from sitegen.quotes.message_text import Said
from sitegen.render.message_blocks import Blocks
from sitegen.render.templates import environment, theme_folder
from sitegen.text import normalization

Dice = Random
Change = Callable[[list[str], Dice], str]


class Derived(NamedTuple):
    slug: str
    anchor: str
    exact: str


def said_in(files: Sequence[Path]) -> dict[str, list[Said]]:
    """The messages of transcripts, as a build would give them; files that hold none are left out."""
    blocks = Blocks(environment([theme_folder()]))
    models = load_models()
    found = {}
    for n, file in enumerate(files):
        read = read_transcript(file.name, file.read_bytes(), TranscriptRule(), models)
        if isinstance(read, Conversation):
            found[f"talk-{n}"] = [
                Said(each.anchor, each.text, plain_text(str(blocks.render(each)))) for each in read.messages
            ]
    return found


def straight(words: list[str], _: Dice) -> str:
    signs = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "…": "..."})
    return " ".join(words).translate(signs)


def curly(words: list[str], _: Dice) -> str:
    text = " ".join(words).replace("...", "…").replace("--", "—")
    text = re.sub(r'(^|[\s(\[])"', r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s(\[])'", r"\1‘", text).replace("'", "’")


def wrapped(words: list[str], dice: Dice) -> str:
    return "".join(word + dice.choice([" ", "\n", "\u00a0", "  ", "\u00ad "]) for word in words)


def cut(words: list[str], dice: Dice) -> str:
    if len(words) < 5:
        return " ".join(words)
    first = dice.randrange(2, len(words) - 2)
    last = dice.randrange(first, len(words) - 2) + 1
    mark = dice.choice([" … ", " ... ", " […] ", " [...] ", "… ", " . . . "])
    return " ".join(words[:first]) + mark + " ".join(words[last:])


def replaced(words: list[str], dice: Dice) -> str:
    at = dice.randrange(1, len(words))
    if len(words[at]) > 30 or re.search(r"[\[\]]", words[at]):
        return " ".join(words)
    return " ".join((*words[:at], dice.choice(["[the model]", "[it]"]), *words[at + 1 :]))


def inserted(words: list[str], dice: Dice) -> str:
    at = dice.randrange(1, len(words))
    return " ".join((*words[:at], dice.choice(["[the model]", "[it]", "[sic]"]), *words[at:]))


def capital(words: list[str], _: Dice) -> str:
    first = words[0]
    if len(first) > 1 and first[:2].isalpha() and len(first[0].swapcase()) == 1:
        first = f"[{first[0].swapcase()}]{first[1:]}"
    return " ".join((first, *words[1:]))


def all_at_once(words: list[str], dice: Dice) -> str:
    text = capital(words, dice)
    return curly(wrapped(cut(text.split(), dice).split(), dice).split(" "), dice)


def plainly(words: list[str], _: Dice) -> str:
    return " ".join(words)


HONEST: Mapping[str, Change] = {
    "exact": plainly,
    "straight": straight,
    "curly": curly,
    "wrapped": wrapped,
    "cut": cut,
    "inserted": inserted,
    "replaced": replaced,
    "capital": capital,
    "all at once": all_at_once,
}
"""What custom allows."""


def derived(
    talks: Mapping[str, Sequence[Said]], change: Change, count: int, seed: int, shown: bool = False
) -> Iterator[Derived]:
    """Changed passages of 4 to 40 words; ``shown``: of the page instead of the source."""
    dice = Random(seed)
    rich = [
        (slug, each.anchor, words)
        for slug, messages in talks.items()
        for each in messages
        if len(words := (each.shown if shown else each.text).split()) >= 4
    ]
    for _ in range(count):
        slug, anchor, words = dice.choice(rich)
        size = dice.randrange(4, min(40, len(words)) + 1)
        start = dice.randrange(len(words) - size + 1)
        chosen = words[start : start + size]
        if sum(any(map(str.isalpha, each)) for each in chosen) >= 3:  # drawings are quoted as drawings
            yield Derived(slug, anchor, change(chosen, dice))


def one_word_changed(vocabulary: Sequence[str]) -> Change:
    def change(words: list[str], dice: Dice) -> str:
        at = dice.randrange(len(words))
        own = normalization.words(words[at])
        other = next(each for each in iter(lambda: dice.choice(vocabulary), None) if each != own)
        return " ".join((*words[:at], other, *words[at + 1 :]))

    return change


def negated(words: list[str], dice: Dice) -> str:
    at = dice.randrange(1, len(words))
    return " ".join((*words[:at], "not", *words[at:]))


def vocabulary(talks: Mapping[str, Sequence[Said]]) -> list[str]:
    """Words of letters alone that were said."""
    return sorted(
        {
            word
            for messages in talks.values()
            for each in messages
            for word in each.text.split()
            if word.isalpha() and normalization.words(word) == word
        }
    )
