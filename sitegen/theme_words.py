"""What an owner's theme says: it is published as it is, beside the transcripts."""

from collections.abc import Iterator
from pathlib import Path


def theme_words(theme: Path) -> Iterator[tuple[str, str]]:
    """Every file of the folder ``theme`` that is a text, by its path as a person beside it would type it; nothing
    where there is no such folder. Pictures and fonts are none.
    """
    for path in sorted(theme.rglob("*")):
        if path.is_file():
            try:
                text = path.read_bytes().decode("utf-8-sig")
            except (OSError, UnicodeDecodeError):
                continue  # what cannot be read cannot be published either
            yield path.relative_to(theme.parent).as_posix(), text
