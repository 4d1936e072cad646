"""Match paths against the patterns of ``sitegen.toml``."""

import re
import unicodedata


def path_matches(pattern: str, path: str) -> bool:
    """Return whether the path matches; ``*`` is any number of characters, slashes too."""
    regex = ".*".join(map(re.escape, unicodedata.normalize("NFC", pattern).split("*")))
    return re.fullmatch(regex, path, re.DOTALL) is not None
