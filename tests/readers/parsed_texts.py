"""Short forms of parsed transcripts, for comparison in tests."""

from sitegen.readers.parsed import Markup, ParsedTranscript
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
