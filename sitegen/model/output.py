"""Define the files of the site."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of the site before it is written."""

    path: str
    """Relative to the root of the site, with forward slashes."""
    data: bytes
