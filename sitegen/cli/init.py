"""Create a new archive: ``sitegen init``. Its files are in ``archive_template``."""

import json
import os
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from sitegen import __version__
from sitegen.cli.console import exit_on_content_error, print_line
from sitegen.cli.options import FOLDER
from sitegen.model.problems import ContentError, Problem
from sitegen.text.atomic_files import write_atomically
from sitegen.text.regular_files import IrregularFileError, read_regular_file

DISTRIBUTION = "sitegen-transcripts"
"""The name on PyPI, where `sitegen` is another program."""
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
_REQUIREMENTS, _LOCK = "requirements.txt", "requirements.lock"


@click.command
@click.argument("folder", type=FOLDER, default=Path())
@click.option("--requirements", is_flag=True, help="Only replace the two requirements files, for this version.")
@exit_on_content_error
def command(folder: Path, requirements: bool) -> None:
    """Create a new archive in FOLDER; default: the current folder.

    Writes settings, a transcript, an essay, and a workflow that publishes the site. The new archive can be built right
    away. Existing files are never overwritten; an interrupted init is completed.
    """
    if requirements:
        for path, data in _requirements(folder):
            write_atomically(path, data)
            click.echo(f"wrote {path}")
        return
    for path in create(folder):
        click.echo(f"wrote {path}")
    steps = [
        "sitegen build",
        "open site/index.html in a browser",
        "put your transcripts into content/transcripts and build again",
        "git init --initial-branch=main && git add --all && git commit --message 'Start'",
        "git remote add origin <address of an empty repository> && sitegen publish",
    ]
    if folder.resolve() != Path.cwd():
        steps.insert(0, f"cd {folder}")
    print_line("Next:")
    for number, step in enumerate(steps, 1):
        print_line(f"  {number}. {step}")


def create(folder: Path) -> Iterator[Path]:
    """Write the files of a new archive into ``folder``; yield the path of each.

    Files that a repository may already have, such as ``.gitignore``, are kept, and so are files that an interrupted
    init wrote. Raise `ContentError`, before anything is written, if one of the archive's own files differs.
    """
    template = files("sitegen.cli") / "archive_template"
    contents = [(folder / name, (template / source).read_bytes()) for name, source in _FILES]
    contents += _requirements(folder)
    contents = [each for each in contents if not (_is_shared(folder, each[0]) and os.path.lexists(each[0]))]
    missing = [(path, data) for path, data in contents if not _has_content(path, data)]
    for path, _ in missing or contents:  # if nothing is missing, the archive is complete
        if os.path.lexists(path):
            raise ContentError(Problem("init-file-exists", path.as_posix()))
    for path, data in missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
        yield path


def _has_content(path: Path, data: bytes) -> bool:
    try:
        return read_regular_file(path) == data
    except (FileNotFoundError, NotADirectoryError, IrregularFileError):
        return False


def _is_shared(folder: Path, path: Path) -> bool:
    """Return whether the file belongs to the repository, not to the archive."""
    first = path.relative_to(folder).parts[0]
    return first.startswith(".git") or first in (_REQUIREMENTS, _LOCK)


def _requirements(folder: Path) -> list[tuple[Path, bytes]]:
    """Return the files of requirements for the running version: sitegen itself, and all that it needs, with hashes."""
    own = f"# The version of sitegen that the workflow installs.\n{requirement()}\n"
    lock = f"# What sitegen {__version__} needs, checked by its hashes. `sitegen init --requirements` renews it.\n"
    return [(folder / _REQUIREMENTS, own.encode()), (folder / _LOCK, lock.encode() + _lock_file().read_bytes())]


def _lock_file() -> Traversable:
    """Return the locked requirements: inside the package in a wheel, next to it in a checkout."""
    inside = files("sitegen.cli") / "archive_template" / _LOCK
    return inside if inside.is_file() else Path(__file__).parents[2] / "requirements" / "site.txt"


def requirement() -> str:
    """Return the line of a requirements file that installs the running version on another machine.

    It names the repository that the program was installed from (PEP 610), or the `origin` of the clone it was
    installed from; otherwise the distribution on PyPI.
    """
    try:
        installed = distribution(DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        installed = None
    origin = json.loads(installed or "{}")
    url, repository = origin.get("url", ""), origin.get("vcs_info")
    if repository:
        return f"{DISTRIBUTION} @ {repository['vcs']}+{url}@{repository['commit_id']}"
    if "archive_info" in origin and not url.startswith("file:"):
        return f"{DISTRIBUTION} @ {url}"
    if "dir_info" in origin and (pushed := _pushed_commit(Path(unquote(urlsplit(url).path)))):
        return f"{DISTRIBUTION} @ git+{pushed}"
    return f"{DISTRIBUTION}=={__version__}"


def _pushed_commit(folder: Path) -> str:
    """Return ``https://…@commit`` for a clone whose commit its public ``origin`` has too; otherwise nothing."""

    def git(*arguments: str) -> str:
        done = subprocess.run(  # noqa: S603  # constant arguments
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    try:
        if not (folder / ".git").exists():
            return ""
        url, commit = git("remote", "get-url", "origin"), git("rev-parse", "HEAD")
        is_public = url.startswith("https://") and "@" not in url and bool(urlsplit(url).hostname)
        return f"{url}@{commit}" if is_public and git("branch", "--remotes", "--contains", commit) else ""
    except OSError:  # there is no git
        return ""
