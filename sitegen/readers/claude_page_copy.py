r"""Read pages of Claude.ai that were copied as text: the buttons between the messages tell them apart.

The page shows the initials of the user, the question, the button ``Edit``, the answer, and the button ``Retry``. Word
processors write each into a line ``**C**\\`` or ``Edit\\``, and an anchor into each heading. What is above the initials
are the files that the user attached.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.model.problems import Problem
from sitegen.readers.code_fences import outside_fences
from sitegen.readers.furniture import is_furniture
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    parts_text,
    tile,
)
from sitegen.text.source import Source

NAME = "claude-copy"

_BUTTON = re.compile(r"(?m)^[ ]{0,3}(?P<name>Edit|Retry|Share)[ \t]*\\?[ \t]*$")
_BUTTONS = ("Edit", "Retry", "Share")
_INITIALS = re.compile(r"(?m)^[ ]{0,3}(?P<bold>\*\*)?(?P<name>[A-Z]{1,3})(?(bold)\*\*)[ \t]*\\?[ \t]*$")
_TITLE = re.compile(r"(?m)^#[ \t]+(?P<title>[^\n]+)$")
_ANCHOR = re.compile(r"<a name=\"_[\w.]{1,40}\"></a>")
_LINE_BREAK = re.compile(r"(?m)\\$")
_MODEL = re.compile(r"(?m)^(?P<model>(?:Claude )?(?:Opus|Sonnet|Haiku) \d[\d.]*)[ \t]*\\?$")
_CARD = re.compile(r"(?m)^#{1,6}[ \t]+(?P<name>[^\n]+)$")
_MAX_CARDS = 3000  # characters of files above the first question
_MARKUP = " \t*\\"
_ESCAPE = re.compile(r"\\([_*#.+()\[\]-])")


@dataclass(frozen=True, slots=True)
class _Sign:
    """A line that is a button, or the initials of the user."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question and the answer to it."""

    initials: Span
    edit: Span
    retry: Span | None
    """None if the answer is cut off, or was never given."""
    end: int
    """Start of the next turn."""


def detect(source: Source) -> Detection | None:
    """Detect the initials of a user, ``Edit`` and ``Retry`` in turns."""
    turns = _find_turns(source.text)
    if not any(turn.retry for turn in turns):
        return None
    text = source.text
    header_end, first = _header_end(text, turns[0]), turns[0].initials.start
    has_furniture = any(is_furniture(line) for line in text[turns[-1].edit.end :].split("\n"))
    is_page = len(turns) > 1 or has_furniture
    if first - header_end > (_MAX_CARDS if is_page else 0) and text[header_end:first].strip():
        return None  # a text that shows how such a page looks
    reason = (
        f"{len(turns)} questions stand between the initials of a user and the button `Edit`, answers end with `Retry`"
    )
    return Detection(Confidence.CERTAIN if is_page else Confidence.POSSIBLE, reason)


def read(source: Source) -> ParsedTranscript:
    """Return the questions and answers; the model is that of the page when it was copied."""
    text = source.text
    turns = _find_turns(text)
    if not turns:
        header = (Markup(MarkupKind.HEADER, Span(0, len(text))),) if text else ()
        return ParsedTranscript(header, problems=(Problem("no-messages", source.path, format=NAME),))
    last = turns[-1].retry or Span(len(text), len(text))
    model = _MODEL.search(text, last.end)
    header_end = _header_end(text, turns[0])
    title = _TITLE.search(text, 0, header_end)
    pieces: list[Piece] = [Markup(MarkupKind.HEADER, Span(0, header_end))] if header_end else []
    for turn, before in zip(turns, (None, *turns), strict=False):
        pieces += _pieces(text, turn, _attachments(text, turn, before, header_end), model["model"] if model else "")
    if rest := text[last.end :].strip():
        start = text.index(rest, last.end)
        pieces.append(Markup(MarkupKind.FOOTER, Span(start, start + len(rest))))
    problems = [
        Problem("answer-without-end", source.path, source.line_number(turn.edit.start))
        for turn in turns
        if turn.retry is None
    ]
    return ParsedTranscript(tile(source, pieces), _plain(title["title"]) if title else "", problems=tuple(problems))


def _find_turns(text: str) -> Sequence[_Turn]:
    """Return the turns: each begins with the initials that are most frequent, before a button ``Edit``."""
    if "Retry" not in text or "Edit" not in text:
        return ()
    signs = [
        _Sign(match["name"], Span(*match.span())) for match in (*_BUTTON.finditer(text), *_INITIALS.finditer(text))
    ]
    signs.sort(key=lambda sign: sign.span.start)
    outside = outside_fences(text, [sign.span.start for sign in signs])
    signs = [sign for sign, is_outside in zip(signs, outside, strict=True) if is_outside]
    counts = Counter(sign.name for sign, following in pairwise(signs) if following.name == "Edit")
    initials = next((name for name, _ in counts.most_common() if name not in _BUTTONS), None)
    signs = [sign for sign in signs if sign.name in _BUTTONS or sign.name == initials]
    names = [sign.name for sign in signs]
    edits = [n for n, (name, following) in enumerate(pairwise(names), 1) if (name, following) == (initials, "Edit")]
    # A user may write their initials alone on a line; the first in a row is that of the page.
    starts = [next((n + 1 for n in range(edit - 1, -1, -1) if names[n] != initials), 0) for edit in edits]
    turns = []
    for (start, following), edit in zip(pairwise((*starts, len(signs))), edits, strict=True):
        retries = [sign.span for sign in signs[start:following] if sign.name == "Retry"]
        end = signs[following].span.start if following < len(signs) else len(text)
        turns.append(_Turn(signs[start].span, signs[edit].span, retries[-1] if retries else None, end))
    return turns


def _header_end(text: str, first: _Turn) -> int:
    """Return the end of what the page shows above the conversation: to the line ``Share``, or to the title."""
    share = re.compile(r"(?m)^Share[ \t]*\\?[ \t]*$").search(text, 0, first.initials.start)
    title = _TITLE.search(text, 0, first.initials.start)
    return (share or title).end() if share or title else 0  # type: ignore[union-attr]


def _attachments(text: str, turn: _Turn, before: _Turn | None, header_end: int) -> Span:
    """Return what is between the last answer, or the header, and the initials."""
    if before is None:
        return _stripped(text, header_end, turn.initials.start)
    return _stripped(text, before.retry.end, turn.initials.start) if before.retry else Span(0, 0)


def _pieces(text: str, turn: _Turn, attached: Span, model: str) -> Iterator[Piece]:
    question = _stripped(text, turn.initials.end, turn.edit.start)
    parts = tuple(_files(text, attached))
    words = _clean(question.of(text))
    if parts:
        parts = (*parts, MessagePart(BlockKind.PROSE, words, question)) if words else parts
        words = parts_text(parts)
    yield Markup(MarkupKind.MARKER, turn.initials)
    yield ParsedMessage(
        question, "User", Role.USER, text=words, parts=parts, more_spans=(attached,) if attached else ()
    )
    yield Markup(MarkupKind.MARKER, turn.edit)
    answer = _stripped(text, turn.edit.end, turn.retry.start if turn.retry else turn.end)
    if answer or turn.retry:
        yield ParsedMessage(
            answer,
            "Claude",
            Role.ASSISTANT,
            f"Claude {model.removeprefix('Claude ')}" if model else "",
            text=_clean(answer.of(text)),
            is_model_inferred=bool(model),
        )
    if turn.retry:
        yield Markup(MarkupKind.MARKER, turn.retry)


def _files(text: str, attached: Span) -> Iterator[MessagePart]:
    """Yield the cards of files above a question: a heading with the name, and what the page says of it."""
    cards = [match.start() for match in _CARD.finditer(text, attached.start, attached.end)]
    starts = [attached.start, *(start for start in cards if start > attached.start), attached.end]
    for start, end in pairwise(starts):
        span = _stripped(text, start, end)
        if span:
            name, _, rest = span.of(text).partition("\n")
            yield MessagePart(BlockKind.ATTACHMENT, _clean(rest).strip(), span, _plain(name.lstrip("#")))


def _clean(words: str) -> str:
    """Return words without the anchors and the backslashes that a word processor writes."""
    return _LINE_BREAK.sub("", _ANCHOR.sub("", words))


def _plain(words: str) -> str:
    return _ESCAPE.sub(r"\1", _ANCHOR.sub("", words)).strip(_MARKUP)


def _stripped(text: str, start: int, end: int) -> Span:
    """Return the text between two offsets without blank lines around it."""
    words = text[start:end]
    if not words.strip():
        return Span(start, start)
    first = start + len(words) - len(words.lstrip())
    return Span(text.rfind("\n", start, first) + 1 or first, start + len(words.rstrip()))
