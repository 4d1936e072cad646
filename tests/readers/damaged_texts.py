"""Damage a sample in many ways, and check that a reader still covers every character of it."""

from collections.abc import Iterator

from sitegen.readers.detection import Reader
from sitegen.readers.parsed import ParsedMessage
from sitegen.text.source import read_source


def damaged_texts(sample: str, step: int = 11) -> Iterator[str]:
    """Yield the sample cut off, without its start, without each line, and with two lines swapped."""
    yield sample
    for offset in range(0, len(sample), step):
        yield sample[:offset]
        yield sample[offset:]
    lines = sample.splitlines(keepends=True)
    for number in range(len(lines)):
        yield "".join(lines[:number] + lines[number + 1 :])
        yield "".join(lines[:number] + lines[number : number + 2][::-1] + lines[number + 2 :])


def assert_covers_damaged(reader: Reader, sample: str, path: str = "a.md", step: int = 11) -> None:
    """Check that the reader never raises, and that its pieces are the source, whatever is damaged in the sample."""
    for text in damaged_texts(sample, step):
        source = read_source(path, text.encode())
        reader.detect(source)
        parsed = reader.read(source)
        spans = [each.span for each in parsed.pieces]
        spans += [span for each in parsed.pieces if isinstance(each, ParsedMessage) for span in each.more_spans]
        spans = sorted((each for each in spans if each), key=lambda each: each.start)
        assert [each.start for each in spans] == [0, *(each.end for each in spans)][: len(spans)], text
        assert (spans[-1].end if spans else 0) == len(source.text), text
