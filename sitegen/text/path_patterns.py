"""Match paths against the patterns that settings use."""

import re
import unicodedata


def path_matches(match: str, path: str) -> bool:
    """Does the transcript at ``path`` match? ``*`` stands for any characters, slashes too."""
    pattern = ".*".join(map(re.escape, unicodedata.normalize("NFC", match).split("*")))
    return re.fullmatch(pattern, path, re.DOTALL) is not None
