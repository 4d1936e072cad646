"""Load the readers in an archive's own folder ``readers/``; only those that its settings name."""

import hashlib
import sys
import traceback
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from sitegen.model.problems import ContentError, Problem
from sitegen.readers.parsed import Detection, ParsedMessage, ParsedTranscript
from sitegen.text.source import Source

READERS_FOLDER = "readers"


@dataclass(frozen=True, slots=True)
class OwnReader:
    """A reader that the owner of an archive wrote. It can be sent to another process."""

    NAME: str
    """The name of its file, and of its format."""
    code: str
    """The text of its file."""

    @property
    def path(self) -> str:
        """Return its file, relative to the archive."""
        return f"{READERS_FOLDER}/{self.NAME}.py"

    def check(self) -> None:
        """Raise `ContentError` if the module cannot be loaded, or lacks a function."""
        module = self._module()
        for function in ("detect", "read"):
            if not callable(getattr(module, function, None)):
                raise ContentError(Problem("own-reader-incomplete", self.path, function=function))

    def detect(self, source: Source) -> Detection | None:
        """Return the opinion of the module. Raises `ContentError` for its exceptions, and for anything else."""
        found = self._call("detect", source)
        if not isinstance(found, Detection | None):
            raise self._wrong("detect", "a Detection or None", found, source)
        return found

    def read(self, source: Source) -> ParsedTranscript:
        """Return what the module reads, if it covers the source. Raises `ContentError` otherwise."""
        parsed = self._call("read", source)
        if not isinstance(parsed, ParsedTranscript):
            raise self._wrong("read", "a ParsedTranscript", parsed, source)
        position = 0
        spans = [piece.span for piece in parsed.pieces]
        spans += [span for piece in parsed.pieces if isinstance(piece, ParsedMessage) for span in piece.more_spans]
        for span in sorted(spans, key=lambda each: each.start):
            if span.start != position:
                break
            position = span.end
        if position != len(source.text):
            line = source.line_number(position)
            raise ContentError(Problem("own-reader-left-gap", source.path, line, reader=self.path))
        return parsed

    def _call(self, function: str, source: Source) -> object:
        try:
            return getattr(self._module(), function)(source)
        except ContentError:
            raise
        except (Exception, SystemExit) as error:  # whatever the owner's code does
            line = self._line(error)
            place = f"{self.path}:{line}" if line else self.path
            problem = Problem("own-reader-failed", source.path, reader=place, error=_description(error))
            raise ContentError(problem) from error

    def _module(self) -> ModuleType:
        try:
            return _load(self.NAME, self.path, self.code)
        except (Exception, SystemExit) as error:  # whatever the owner's code does when it is loaded
            line = error.lineno if isinstance(error, SyntaxError) else self._line(error)
            raise ContentError(Problem("own-reader-broken", self.path, line, error=_description(error))) from error

    def _line(self, error: BaseException) -> int | None:
        """Return the last line of this file that the error passed."""
        frames = traceback.extract_tb(error.__traceback__)
        return next((frame.lineno for frame in reversed(frames) if frame.filename == self.path), None)

    def _wrong(self, function: str, expected: str, found: object, source: Source) -> ContentError:
        error = f"{function} returned {type(found).__name__}, not {expected}"
        return ContentError(Problem("own-reader-failed", source.path, reader=self.path, error=error))


def _description(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


@cache
def _load(name: str, path: str, code: str) -> ModuleType:
    digest = hashlib.sha256(code.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    module = ModuleType(f"sitegen_own_readers.{name}_{digest}")
    module.__file__ = path
    sys.modules[module.__name__] = module  # dataclasses look their module up
    exec(compile(code, path, "exec"), module.__dict__)  # noqa: S102  # the settings name it
    return module
