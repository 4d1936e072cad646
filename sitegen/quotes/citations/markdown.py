"""CommonMark: a block quote with its source below it, as essays have it."""

import re
from collections.abc import Iterator

from sitegen.quotes.citations.facts import date, drawing_lines, has_words, paragraphs, who
from sitegen.quotes.passages import Passage

_SIGNS = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# What begins a heading, quote, list item, rule, table or underlined heading: the sign to be escaped.
_BEGINNING = re.compile(
    r"#{1,6}(?=[ \t]|$)|>|[-+](?=[ \t]|$)|[-=:](?=[-=: \t\\|]*$)|(?P<number>\d{1,9})(?=[.)](?:[ \t]|$))"
)
_BACKTICKS = re.compile("`+")


def citation(passage: Passage) -> str:
    """The words as a quote, their source its last paragraph; without words the source alone."""
    day = date(passage.date).short()
    label = escaped(", ".join(filter(None, (who(passage), day))))
    link = f"[{label}]({passage.url})"
    if not has_words(passage):
        return link
    lines = _drawing(passage.words) if passage.is_drawing else _prose(passage.words)
    return "\n".join(f"> {line}" if line else ">" for line in (*lines, "", f"— {link}"))


def escaped(line: str) -> str:
    """One line, every character of which is itself for a reader of CommonMark with tables and strikethrough."""
    line = _SIGNS.sub(r"\\\g<0>", line)
    found = _BEGINNING.match(line)
    if found is None:
        return line
    if found["number"]:
        return f"{found['number']}\\{line[found.end() :]}"
    return f"\\{line}"


def _prose(words: str) -> Iterator[str]:
    """A newline is a line break in this archive, two blanks before it in Markdown."""
    for number, lines in enumerate(paragraphs(words)):
        if number:
            yield ""
        for line in lines[:-1]:
            yield f"{escaped(line)}  "
        yield escaped(lines[-1])


def _drawing(words: str) -> Iterator[str]:
    longest = max(map(len, _BACKTICKS.findall(words)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}art"
    yield from drawing_lines(words)
    yield fence
