"""A reading written down shortly, so that tests can compare all of it."""

from sitegen.readers.parsed import Markup, Reading
from sitegen.text.source import Source, read_source


def source(text: str) -> Source:
    return read_source("a.md", text.encode())


def told(source: Source, reading: Reading) -> list[tuple[str, str]]:
    """Each piece as (what it is, its characters): of markup its kind, of an utterance ``> speaker``."""
    return [
        (piece.kind.value if isinstance(piece, Markup) else f"> {piece.speaker}", piece.span.of(source.text))
        for piece in reading.pieces
    ]


def said(source: Source, reading: Reading) -> list[tuple[str, str]]:
    """Each utterance as (speaker, text)."""
    return [(each.speaker, each.span.of(source.text)) for each in reading.utterances]
