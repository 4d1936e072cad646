"""What comes out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file of the site, not yet written."""

    path: str
    """Relative to the site's root, with forward slashes."""
    data: bytes
