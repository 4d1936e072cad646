"""Short forms of parsed transcripts, for comparison in tests."""

from sitegen.readers.parsed import Markup, ParsedMessage, ParsedTranscript
from sitegen.text.source import Source, read_source


def source(text: str) -> Source:
    return read_source("a.md", text.encode())


def piece_texts(source: Source, parsed: ParsedTranscript) -> list[tuple[str, str]]:
    """Return each piece as (label, text); the label is the kind of markup, or ``> speaker`` of a message."""
    return [
        (piece.kind.value if isinstance(piece, Markup) else f"> {piece.speaker}", piece.span.of(source.text))
        for piece in parsed.pieces
    ]


def message_texts(source: Source, parsed: ParsedTranscript) -> list[tuple[str, str]]:
    """Return each message as (speaker, text)."""
    return [(each.speaker, each.span.of(source.text)) for each in parsed.messages]


def part_texts(message: ParsedMessage) -> list[tuple[str, ...]]:
    """Return each part as (kind, text), and its name, argument and asset where it has them."""
    rows = [(each.kind.value, each.text, each.name, each.argument, each.asset) for each in message.parts]
    return [row[: max((n for n, value in enumerate(row, 1) if value or n == 2))] for row in rows]
