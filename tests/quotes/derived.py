"""Generate quotations from messages: accurate ones as essayists write them, and inaccurate ones."""

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
from sitegen.quotes.message_text import MessageText
from sitegen.render.blocks import BlockRenderer
from sitegen.render.markdown import Budget
from sitegen.render.templates import create_environment, theme_folder
from sitegen.text import normalization

Change = Callable[[list[str], Random], str]


class GeneratedQuote(NamedTuple):
    slug: str
    anchor: str
    exact: str


def read_messages(files: Sequence[Path]) -> dict[str, list[MessageText]]:
    """Return the messages of transcripts as in a build, without unreadable files."""
    blocks = BlockRenderer(create_environment([theme_folder()]))
    models = load_models()
    found = {}
    for n, file in enumerate(files):
        read = read_transcript(file.name, file.read_bytes(), TranscriptRule(), models)
        if isinstance(read, Conversation):
            budget = Budget()
            found[f"talk-{n}"] = [
                MessageText(each.anchor, each.text, plain_text(str(blocks.parse(each, budget).html())))
                for each in read.messages
            ]
    return found


def straight_quotes(words: list[str], _: Random) -> str:
    signs = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "…": "..."})
    return " ".join(words).translate(signs)


def curly_quotes(words: list[str], _: Random) -> str:
    text = " ".join(words).replace("...", "…").replace("--", "—")
    text = re.sub(r'(^|[\s(\[])"', r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s(\[])'", r"\1‘", text).replace("'", "’")


def change_whitespace(words: list[str], random: Random) -> str:
    return "".join(word + random.choice([" ", "\n", "\u00a0", "  ", "\u00ad "]) for word in words)


def omit(words: list[str], random: Random) -> str:
    if len(words) < 5:
        return " ".join(words)
    first = random.randrange(2, len(words) - 2)
    last = random.randrange(first, len(words) - 2) + 1
    mark = random.choice([" … ", " ... ", " […] ", " [...] ", "… ", " . . . "])
    return " ".join(words[:first]) + mark + " ".join(words[last:])


def replace_word(words: list[str], random: Random) -> str:
    at = random.randrange(1, len(words))
    if len(words[at]) > 30 or re.search(r"[\[\]]", words[at]):
        return " ".join(words)
    return " ".join((*words[:at], random.choice(["[the model]", "[it]"]), *words[at + 1 :]))


def insert_word(words: list[str], random: Random) -> str:
    at = random.randrange(1, len(words))
    return " ".join((*words[:at], random.choice(["[the model]", "[it]", "[sic]"]), *words[at:]))


def change_initial(words: list[str], _: Random) -> str:
    first = words[0]
    if len(first) > 1 and first[:2].isalpha() and len(first[0].swapcase()) == 1:
        first = f"[{first[0].swapcase()}]{first[1:]}"
    return " ".join((first, *words[1:]))


def all_at_once(words: list[str], random: Random) -> str:
    text = change_initial(words, random)
    return curly_quotes(change_whitespace(omit(text.split(), random).split(), random).split(" "), random)


def unchanged(words: list[str], _: Random) -> str:
    return " ".join(words)


ACCURATE_CHANGES: Mapping[str, Change] = {
    "exact": unchanged,
    "straight": straight_quotes,
    "curly": curly_quotes,
    "wrapped": change_whitespace,
    "cut": omit,
    "inserted": insert_word,
    "replaced": replace_word,
    "capital": change_initial,
    "all at once": all_at_once,
}
"""Changes that convention allows in quotations."""


def generate_quotes(
    conversations: Mapping[str, Sequence[MessageText]],
    change: Change,
    count: int,
    seed: int,
    rendered: bool = False,
) -> Iterator[GeneratedQuote]:
    """Yield changed passages of 4 to 40 words, from the rendered text if ``rendered``, else from the source."""
    random = Random(seed)
    messages_with_words = [
        (slug, each.anchor, words)
        for slug, messages in conversations.items()
        for each in messages
        if len(words := (each.rendered if rendered else each.text).split()) >= 4
    ]
    for _ in range(count):
        slug, anchor, words = random.choice(messages_with_words)
        size = random.randrange(4, min(40, len(words)) + 1)
        start = random.randrange(len(words) - size + 1)
        chosen = words[start : start + size]
        if sum(any(map(str.isalpha, each)) for each in chosen) >= 3:  # not a drawing
            yield GeneratedQuote(slug, anchor, change(chosen, random))


def change_one_word(vocabulary: Sequence[str]) -> Change:
    def change(words: list[str], random: Random) -> str:
        at = random.randrange(len(words))
        own = normalization.normalize_words(words[at])
        other = next(each for each in iter(lambda: random.choice(vocabulary), None) if each != own)
        return " ".join((*words[:at], other, *words[at + 1 :]))

    return change


def insert_not(words: list[str], random: Random) -> str:
    at = random.randrange(1, len(words))
    return " ".join((*words[:at], "not", *words[at:]))


def vocabulary(conversations: Mapping[str, Sequence[MessageText]]) -> list[str]:
    """Return the words in messages that have only letters."""
    return sorted(
        {
            word
            for messages in conversations.values()
            for each in messages
            for word in each.text.split()
            if word.isalpha() and normalization.normalize_words(word) == word
        }
    )
