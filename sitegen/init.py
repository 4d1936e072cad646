"""A new archive that builds at once, and is ready to be published."""

import json
import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

from sitegen import __version__
from sitegen.errors import ContentError, Problem

_FILES = (
    ("sitegen.toml", "sitegen.toml"),
    (".gitignore", "gitignore"),
    (".gitattributes", "gitattributes"),
    (".github/dependabot.yml", "dependabot.yml"),
    (".github/workflows/pages.yml", "pages.yml"),
    ("content/essays/what-a-lantern-keeps.md", "essay.md"),
    ("content/transcripts/first-light.md", "first-light.md"),
    ("theme/README.md", "theme-README.md"),
)
_REQUIREMENTS = "requirements.txt"


def create(folder: Path) -> Iterator[Path]:
    """Writes a new archive's files into ``folder``, and tells the path of each.

    What a repository may have already, such as a ``.gitignore``, stays. Raises `ContentError` before it writes
    anything if one of the archive's own files is there.
    """
    skeleton = files("sitegen") / "skeleton"
    contents = [(folder / name, (skeleton / source).read_bytes()) for name, source in _FILES]
    contents.append((folder / _REQUIREMENTS, _requirements().encode()))
    contents = [each for each in contents if not (_may_stay(folder, each[0]) and os.path.lexists(each[0]))]
    for path, _ in contents:
        if os.path.lexists(path):
            remedy = "name another folder: init never writes over anything"
            raise ContentError(Problem(path.as_posix(), None, "this exists already", remedy))
    for path, data in contents:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        yield path


def _may_stay(folder: Path, path: Path) -> bool:
    """Is the file about the repository, not about the archive?"""
    first = path.relative_to(folder).parts[0]
    return first.startswith(".git") or first == _REQUIREMENTS


def _requirements() -> str:
    return f"# What the workflow installs: the version that this archive was begun with.\n{requirement()}\n"


def requirement() -> str:
    """How pip is asked for this very version, wherever it came from (PEP 440, PEP 610)."""
    try:
        said = json.loads(distribution("sitegen").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        said = {}
    url, source = said.get("url", ""), said.get("vcs_info")
    if source:
        return f"sitegen @ {source['vcs']}+{url}@{source['commit_id']}"
    if "archive_info" in said and not url.startswith("file:"):
        return f"sitegen @ {url}"
    return f"sitegen=={__version__}"
