"""Recognise files that are never transcripts: hidden files, and leftovers of editors, synchronisation and downloads."""

import re

# Names that the programs themselves give; see the manuals of Vim, Emacs, Kate, nano, Office, patch, Dropbox,
# Nextcloud, Syncthing and of browsers.
_EDITOR_LEFTOVER = re.compile(
    r".*~|#.*#|~\$.*|~.*\.tmp|.*\.(?:bak|backup|orig|rej|sw[a-p]|un~|save(?:\.\d+)?|tmp|temp|autosave|asd|wbk|kate-swp)",
    re.IGNORECASE | re.DOTALL,
)
_CONFLICTED_COPY = re.compile(
    r".*(?:conflicted copy|\(case conflict(?: \d+)?\)|\.sync-conflict-\d{8}-\d{6}(?:-\w+)?|_conf\(\d+\)).*"
    r"|.*\((?:in konflikt stehende kopie|copie en conflit|copia en conflicto|conflitto)\b.*\).*",
    re.IGNORECASE | re.DOTALL,
)
_PARTIAL_DOWNLOAD = re.compile(r".*\.(?:part|partial|crdownload|download|opdownload)", re.IGNORECASE | re.DOTALL)
_SYSTEM_FILE = re.compile(r"thumbs\.db|desktop\.ini|icon\r", re.IGNORECASE)

_PATTERNS = (
    ("conflicted-copy", _CONFLICTED_COPY),
    ("editor-leftover", _EDITOR_LEFTOVER),
    ("partial-download", _PARTIAL_DOWNLOAD),
    ("system-file", _SYSTEM_FILE),
)


def ignored_file_code(name: str) -> str | None:
    """Return the code of the note that explains why the file is ignored; None for a possible transcript."""
    if name.startswith("."):
        return "hidden-file"
    return next((code for code, pattern in _PATTERNS if pattern.fullmatch(name)), None)
