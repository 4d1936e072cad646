"""A new archive that builds at once, and is ready to be published."""

import json
import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

from sitegen import __version__
from sitegen.model.problems import ContentError, Problem
from sitegen.text.atomic_files import write_atomically

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
_UNKNOWN = f"""\
# What the workflow installs. This archive was begun with sitegen {__version__} from a folder that no other machine
# can see, so say here where GitHub finds it (`sitegen` alone is another program on PyPI), without the "# " before it:
# sitegen @ git+https://github.com/OWNER/REPOSITORY@COMMIT
"""


def create(folder: Path) -> Iterator[Path]:
    """Writes a new archive's files into ``folder``, and tells the path of each.

    What a repository may have already, such as a ``.gitignore``, stays, and so does what an earlier try has written.
    Raises `ContentError` before it writes anything if one of the archive's own files is there and says something else.
    """
    skeleton = files("sitegen.cli") / "archive_template"
    contents = [(folder / name, (skeleton / source).read_bytes()) for name, source in _FILES]
    contents.append((folder / _REQUIREMENTS, _requirements().encode()))
    contents = [each for each in contents if not (_may_stay(folder, each[0]) and os.path.lexists(each[0]))]
    left = [each for each in contents if not _says(*each)]
    for path, _ in left or contents:  # where nothing is left a whole archive is there
        if os.path.lexists(path):
            remedy = "name another folder: init never writes over anything"
            raise ContentError(Problem(path.as_posix(), None, "this exists already", remedy))
    for path, data in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
        yield path


def _says(path: Path, data: bytes) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == data


def _may_stay(folder: Path, path: Path) -> bool:
    """Is the file about the repository, not about the archive?"""
    first = path.relative_to(folder).parts[0]
    return first.startswith(".git") or first == _REQUIREMENTS


def _requirements() -> str:
    asked = requirement()
    return (
        f"# What the workflow installs: the version that this archive was begun with.\n{asked}\n"
        if asked
        else _UNKNOWN
    )


def is_known_to_pip() -> bool:
    """Can a machine that is not this one install what is installed here?"""
    return bool(requirement())


def requirement() -> str:
    """How pip is asked for this very version where it came from an address (PEP 610); empty where it came from a
    folder or a file of this machine, or nothing tells.

    Never a bare name: `sitegen` on PyPI is a program of other people, and a workflow would run it.
    """
    try:
        said = json.loads(distribution("sitegen").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        said = {}
    url, source = said.get("url", ""), said.get("vcs_info")
    if source:
        return f"sitegen @ {source['vcs']}+{url}@{source['commit_id']}"
    if "archive_info" in said and not url.startswith("file:"):
        return f"sitegen @ {url}"
    return ""
