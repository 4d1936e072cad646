"""List the hidden files and folders in which programs keep conversations; other hidden ones are not looked into."""

from pathlib import PurePosixPath

from sitegen.readers.containers import AIDER_HISTORY

_FOLDERS = ((".specstory", "history"),)
_FILES = (f".{AIDER_HISTORY}",)


def is_hidden_transcript(path: str) -> bool:
    """Return whether a hidden file, or one in a hidden folder, is one that a program keeps conversations in."""
    folders, name = PurePosixPath(path).parts[:-1], PurePosixPath(path).name
    hidden = [n for n, part in enumerate(folders) if part.startswith(".")]
    if not hidden:
        return name in _FILES
    return folders[hidden[0] :] in _FOLDERS and not name.startswith(".")


def may_hold_hidden_transcripts(path: str) -> bool:
    """Return whether a hidden folder, or one inside a hidden folder, leads to such files."""
    parts = PurePosixPath(path).parts
    hidden = next(n for n, part in enumerate(parts) if part.startswith("."))
    inner = parts[hidden:]
    return any(inner == folder[: len(inner)] for folder in _FOLDERS)
