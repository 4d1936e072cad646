"""The files of the ledger; the only module that touches them. A file a conversation: most merges need no thought."""

import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.records import Account, Heading
from sitegen.permalinks.ledger.serialization import from_lines
from sitegen.text.atomic_files import write_atomically

SUFFIX = ".jsonl"
_ATTRIBUTES = """\
# After a merge the lines of both branches belong here; sitegen tells which are the same.
*.jsonl text eol=lf merge=union
"""


class AccountFile(NamedTuple):
    """Where an account stands."""

    shown: str
    """As problems name it."""
    file: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the ledger."""

    name: str
    stamp: tuple[int, ...]
    """By which is seen that nobody touched it since."""
    sha256: str
    heading: Heading


class Ledger:
    """The ledger in a folder, which need not exist yet."""

    def __init__(self, folder: Path, shown: str, known: Mapping[str, Page] | None = None) -> None:
        """``shown``: the folder as problems name it; ``known``: pages by name, to be read again only if touched.

        Raises `ContentError` where a file cannot be read or understood, or two are about one conversation.
        """
        self._folder = folder
        self._shown = shown
        self.pages: dict[str, Page] = {}
        """By key of the conversation."""
        for name in self._names():
            page = (known or {}).get(name)
            if page is None or page.stamp != self._stamp(name):
                stamp, data = self._stamp(name), self._bytes(name)
                page = Page(name, stamp, _sha256(data), from_lines(self.path(name), data).heading)
            if other := self.pages.get(page.heading.key):
                message = f"this and {other.name} are about one conversation"
                remedy = "put all lines of both into one of them, and delete the other"
                raise ContentError(Problem(self.path(name), None, message, remedy))
            self.pages[page.heading.key] = page

    def path(self, name: str) -> str:
        """A file as problems name it."""
        return f"{self._shown}/{name}"

    @property
    def headings(self) -> dict[str, Heading]:
        """By key."""
        return {key: page.heading for key, page in self.pages.items()}

    def account(self, key: str) -> Account:
        """The account of a conversation. Raises `ContentError` where its file is damaged."""
        name = self.pages[key].name
        return from_lines(self.path(name), self._bytes(name))

    def file(self, key: str) -> AccountFile:
        """Where an account stands."""
        page = self.pages[key]
        return AccountFile(self.path(page.name), self._folder / page.name, page.sha256)

    def write(self, heading: Heading, lines: bytes) -> Page:
        """Puts an account, given as `to_lines` has it, into its file, whole or not at all."""
        known = self.pages.get(heading.key)
        old = known.heading.slugs if known else ()
        name = known.name if known else f"{heading.slug}.{heading.key}{SUFFIX}"
        if name.partition(".")[0] in set(old) - set(
            heading.slugs
        ):  # an address that was given up says too much
            name = f"{heading.slug}.{heading.key}{SUFFIX}"
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._folder / name, lines)
        if known and known.name != name:
            (self._folder / known.name).unlink(missing_ok=True)
        if not (self._folder / ".gitattributes").exists():
            write_atomically(self._folder / ".gitattributes", _ATTRIBUTES.encode())
        self.pages[heading.key] = page = Page(name, self._stamp(name), _sha256(lines), heading)
        return page

    def remove(self, key: str) -> None:
        """Takes away the file of an account that another has absorbed."""
        (self._folder / self.pages.pop(key).name).unlink(missing_ok=True)

    def _names(self) -> list[str]:
        try:
            with os.scandir(self._folder) as entries:
                return sorted(
                    each.name for each in entries if each.name.endswith(SUFFIX) and each.name[0] != "."
                )
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ContentError(self._unreadable("", error)) from None

    def _bytes(self, name: str) -> bytes:
        file = self._folder / name
        try:
            if file.is_symlink():
                remedy = "put the file itself here"
                raise ContentError(Problem(self.path(name), None, "symbolic links are not followed", remedy))
            return file.read_bytes()
        except OSError as error:
            raise ContentError(self._unreadable(name, error)) from None

    def _stamp(self, name: str) -> tuple[int, ...]:
        try:
            stat = os.lstat(self._folder / name)
        except OSError as error:
            raise ContentError(self._unreadable(name, error)) from None
        return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)

    def _unreadable(self, name: str, error: OSError) -> Problem:
        remedy = "let it be read: without the ledger, addresses could be lost"
        return Problem(self.path(name).rstrip("/"), None, f"this cannot be read: {error.strerror}", remedy)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def today() -> str:
    """The ISO day that a build writes into the ledger; ``SOURCE_DATE_EPOCH`` decides where it is set."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return (
        datetime.fromtimestamp(int(seconds) if seconds.isdecimal() else time.time(), UTC).date().isoformat()
    )
