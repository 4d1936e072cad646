"""Match paths against the patterns of ``sitegen.toml``."""

import re
import unicodedata

PART_SEPARATOR = "#"
"""Between the path of a file with many conversations and the name of one of them."""


def path_matches(pattern: str, path: str) -> bool:
    """Return whether the path matches; ``*`` is any number of characters, slashes too.

    A pattern that matches a file with many conversations matches each of them.
    """
    regex = re.compile(".*".join(map(re.escape, unicodedata.normalize("NFC", pattern).split("*"))), re.DOTALL)
    return any(regex.fullmatch(each) for each in (path, containing_file(path)) if each)


def containing_file(path: str) -> str:
    """Return the path of the file with the conversation ``path``; empty if that is a file itself."""
    file, separator, _ = path.rpartition(PART_SEPARATOR)
    return file if separator and re.search(r"\.\w{1,10}\Z", file) else ""
