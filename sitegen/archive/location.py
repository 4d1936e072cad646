"""Locate the folders of an archive on disk, without reading its settings or files."""

import hashlib
import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sitegen.archive.essays.files import ESSAYS_FOLDER
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem
from sitegen.privacy.baseline import BASELINE_FILE
from sitegen.text.regular_files import real_path
from sitegen.text.slugs import slugify

INTRODUCTION_FILE = "index.md"
LEDGER_FOLDER = "ledger"
STATE_FOLDER = ".sitegen"


@dataclass(frozen=True, slots=True)
class ArchiveLocation:
    """The folders of an archive."""

    content_folder: Path
    """Folder of the introduction and the essays."""
    transcripts_folder: Path
    """The content folder itself if it has nothing but transcripts."""
    ledger_folder: Path
    """May not exist yet, as the following."""
    baseline_file: Path
    state_folder: Path
    """Folder of the cache and the search index."""


def locate_archive(root: Path, content: Path | None = None) -> ArchiveLocation:
    """Return the folders of the archive in ``root``. ``content``: see `folder.open_archive`.

    Raises `ContentError` if there are no transcripts.
    """
    is_explicit = content is not None
    content = content or root / "content"
    folder = content / "transcripts"
    if not folder.is_dir():
        if not is_explicit:
            _reject_misspelled_folder(content, folder, root)
        folder = content
    if not folder.is_dir():
        raise ContentError(Problem("missing-content-folder", content.as_posix()))
    # With --content and without an archive in the current folder, nothing is written there; and nothing to a folder
    # with nothing but transcripts, which may belong to another project.
    is_archive = not is_explicit or (root / SETTINGS_FILE).exists()
    state_folder = root / STATE_FOLDER if is_archive else _user_state_folder(folder)
    data_folder = content if folder != content else root if is_archive else state_folder
    return ArchiveLocation(content, folder, data_folder / LEDGER_FOLDER, data_folder / BASELINE_FILE, state_folder)


def _user_state_folder(transcripts: Path) -> Path:
    """Return the folder of state for transcripts outside an archive, after the XDG base directory specification."""
    path = real_path(transcripts)
    base = os.environ.get("XDG_STATE_HOME", "")
    parent = Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "state"
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()
    return parent / "sitegen" / f"{slugify(path.name) or 'transcripts'}-{digest[:12]}"


def _reject_misspelled_folder(content: Path, folder: Path, root: Path) -> None:
    """Raise `ContentError` if other content shows that the folder of transcripts is missing or misspelled."""
    if not any((content / name).exists() for name in (ESSAYS_FOLDER, LEDGER_FOLDER, INTRODUCTION_FILE, BASELINE_FILE)):
        return
    subfolders = {each.name for each in content.iterdir() if each.is_dir()} - {ESSAYS_FOLDER, LEDGER_FOLDER}
    similar = get_close_matches(folder.name, subfolders, 1)
    path = path_from_root(folder, root)
    if not similar:
        raise ContentError(Problem("missing-transcripts-folder", path))
    suggestion = path_from_root(content / similar[0], root)
    raise ContentError(Problem("misspelled-transcripts-folder", path, suggestion=suggestion))


def path_from_root(path: Path, root: Path) -> str:
    """Return ``path`` relative to ``root`` if it is inside."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
