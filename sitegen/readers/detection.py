"""The formats that sitegen reads: the one open set. A reader is a module with the three names of `Reader`."""

import re
from collections import Counter
from itertools import islice
from typing import Protocol

from sitegen.model.problems import Problem
from sitegen.readers import dialogue, markdown, voice
from sitegen.readers.backrooms import chat_log, html_export
from sitegen.readers.backrooms.lines import headers_in
from sitegen.readers.code_fences import blank
from sitegen.readers.markdown_front_matter import read_front_matter
from sitegen.readers.parsed import Reading
from sitegen.readers.turn_markers import likely_marks
from sitegen.text.source import Source

_FIRST_LINES = 2000  # characters
_SIGNS = (
    (re.compile(r"\s*# [^\n]+ ↔ "), dialogue.NAME, "it has no **Started:** or **Messages:** line"),
    (
        re.compile(r"(?s).*?^\*\*(?:USER|ASSISTANT):\*\*[ \t]*$", re.MULTILINE),
        voice.NAME,
        "its first line is not # Voice Conversation: and the model",
    ),
    (re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE), html_export.NAME, "it is another page"),
)  # fmt: skip
_MOST_NAMED = 5


def nearest(source: Source) -> tuple[str, str]:
    """The format, and ``nearest is FORMAT, but …``: what a transcript that no reader accepts should have had."""
    head = source.text[:_FIRST_LINES]
    found = next(((name, lack) for sign, name, lack in _SIGNS if sign.match(head)), None)
    if found is None and headers_in(source.text):
        found = chat_log.NAME, "only one line such as AI-1 (Model): begins a message"
    name, lack = found or (markdown.NAME, _lacks_of_markdown(source))
    return name, f"nearest is {name}, but {lack}"


def _lacks_of_markdown(source: Source) -> str:
    front = read_front_matter(source)
    if front.end and not front.declared:
        return "its front matter lists no participants"
    marking = likely_marks(source.text, front.end)
    if marking is None:
        return "no line looks like the beginning of a turn"
    names = Counter(mark.name for mark in marking.marks)
    shown = ", ".join(islice(names, _MOST_NAMED))
    if sum(times > 1 for times in names.values()) < 2:
        return f"of lines like {marking.style.example!r} ({shown}) not two recur"
    return f"lines like {marking.style.example!r} ({shown}) may be turns or not"


class Reader(Protocol):
    """How a format is read. Modules fulfil it."""

    NAME: str

    def accepts(self, source: Source) -> bool:
        """Whether the transcript is of this format. At most one reader may say so of any transcript."""

    def read(self, source: Source) -> Reading:
        """The transcript taken apart; never raises, whatever it holds."""


READERS: tuple[Reader, ...] = (voice, dialogue, chat_log, html_export, markdown)


def find_reader(source: Source, name: str | None = None) -> Reader | Problem:
    """The reader that accepts the transcript, or its owner named; a problem where there is not just one."""
    if blank(source.text):
        return Problem(source.path, None, "the file is empty", "put a transcript into it, or delete it")
    formats = ", ".join(reader.NAME for reader in READERS)
    if name is not None:
        named = next((reader for reader in READERS if name == reader.NAME), None)
        return named or Problem(source.path, None, f"there is no format {name!r}", f"sitegen reads {formats}")
    accepting = [reader for reader in READERS if reader.accepts(source)]
    if len(accepting) == 1:
        return accepting[0]
    named_formats = "name one under [[transcripts]] in sitegen.toml, such as format ="
    if accepting:
        names = " and ".join(reader.NAME for reader in accepting)
        remedy = f'{named_formats} "{accepting[0].NAME}"'
        return Problem(source.path, None, f"the file can be read as {names}", remedy)
    close, lack = nearest(source)
    return Problem(
        source.path,
        None,
        f"no reader knows this format: {lack}",
        "put front matter with participants: [Name, Name] above it and ### Name above each turn, or "
        f'{named_formats} "{close}", or publish = false if it is no transcript',
    )
