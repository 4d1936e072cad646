"""Which format a transcript that nobody can read comes closest to, and what it lacks to be of that format."""

import re
from collections import Counter
from itertools import islice

from sitegen.readers import backrooms, backrooms_html, dialogue, markdown, voice
from sitegen.readers.backrooms_lines import headers_in
from sitegen.readers.frontmatter import read_front_matter
from sitegen.readers.marks import likely_marks
from sitegen.source import Source

_FIRST_LINES = 2000  # characters
_SIGNS = (
    (re.compile(r"\s*# [^\n]+ ↔ "), dialogue.NAME, "it has no **Started:** or **Messages:** line"),
    (
        re.compile(r"(?s).*?^\*\*(?:USER|ASSISTANT):\*\*[ \t]*$", re.MULTILINE),
        voice.NAME,
        "its first line is not # Voice Conversation: and the model",
    ),
    (re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE), backrooms_html.NAME, "it is another page"),
)  # fmt: skip
_MOST_NAMED = 5


def nearest(source: Source) -> tuple[str, str]:
    """The format, and ``nearest is FORMAT, but …``: what a transcript that no reader accepts should have had."""
    head = source.text[:_FIRST_LINES]
    found = next(((name, lack) for sign, name, lack in _SIGNS if sign.match(head)), None)
    if found is None and headers_in(source.text):
        found = backrooms.NAME, "only one line such as AI-1 (Model): begins a message"
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
