"""The formats that sitegen reads: the one open set. A reader is a module with the three names of `Reader`."""

from typing import Protocol

from sitegen.errors import Problem
from sitegen.readers import backrooms, backrooms_html, dialogue, markdown, voice
from sitegen.readers.lines import blank
from sitegen.readers.nearest import nearest
from sitegen.readers.reading import Reading
from sitegen.source import Source


class Reader(Protocol):
    """How a format is read. Modules fulfil it."""

    NAME: str

    def accepts(self, source: Source) -> bool:
        """Whether the transcript is of this format. At most one reader may say so of any transcript."""

    def read(self, source: Source) -> Reading:
        """The transcript taken apart; never raises, whatever it holds."""


READERS: tuple[Reader, ...] = (voice, dialogue, backrooms, backrooms_html, markdown)


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
