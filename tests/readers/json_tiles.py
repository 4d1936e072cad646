"""Check that the pieces of a transcript in JSON cover it, with the further pieces of its messages."""

from sitegen.readers.parsed import ParsedMessage, ParsedTranscript
from sitegen.text.source import Source


def assert_json_tiles(source: Source, parsed: ParsedTranscript) -> None:
    spans = [piece.span for piece in parsed.pieces]
    assert spans == sorted(spans, key=lambda span: span.start)
    spans += [span for piece in parsed.pieces if isinstance(piece, ParsedMessage) for span in piece.more_spans]
    spans.sort(key=lambda span: span.start)
    assert "".join(span.of(source.text) for span in spans) == source.text
    assert [span.start for span in spans] == [0, *(span.end for span in spans)][:-1]
    assert [problem for problem in parsed.problems if not problem.hint] == []
