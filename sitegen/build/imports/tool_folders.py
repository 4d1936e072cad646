"""Know where coding tools keep their sessions on this machine."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sitegen.build.imports.source_files import SourceFile, find_source_files
from sitegen.readers.containers import AIDER_HISTORY

_AIDER_HISTORY = f".{AIDER_HISTORY}"
_MAX_DEPTH = 5
"""Folders below a project folder in which SpecStory and aider are looked for."""
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "Library", "venv"})


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that keeps all sessions in one folder."""

    name: str
    variable: str
    """Environment variable with the folder of the tool; empty if there is none."""
    folder: str
    """In the home folder, if the variable is not set."""
    patterns: tuple[str, ...]
    """Patterns of the files of sessions, relative to the folder."""


TOOLS = (
    Tool("Claude Code", "CLAUDE_CONFIG_DIR", ".claude", ("projects/**/*.jsonl",)),
    Tool("Codex", "CODEX_HOME", ".codex", ("sessions/**/*.jsonl", "archived_sessions/**/*.jsonl")),
    Tool("Gemini CLI", "", ".gemini", ("tmp/*/chats/*.json", "tmp/*/chats/*.jsonl")),
    Tool("pi", "PI_CODING_AGENT_DIR", ".pi/agent", ("sessions/**/*.jsonl",)),
)


@dataclass(frozen=True, slots=True)
class ToolFiles:
    """The sessions of one tool."""

    name: str
    root: Path
    files: tuple[SourceFile, ...]


def find_tool_files(home: Path, environment: Mapping[str, str], projects: Iterable[Path]) -> Iterator[ToolFiles]:
    """Yield the sessions of every tool; ``projects``: folders with projects, for tools that keep sessions in these.

    Symbolic links are not followed.
    """
    for tool in TOOLS:
        root = Path(environment[tool.variable]) if environment.get(tool.variable) else home / tool.folder
        found = sorted({file for pattern in tool.patterns for file in root.glob(pattern) if _is_file(file)})
        # Without the first folder, which is the same for all.
        names = ["/".join(file.relative_to(root).parts[1:]) for file in found]
        yield ToolFiles(tool.name, root, tuple(SourceFile(*each) for each in zip(found, names, strict=True)))
    for project in projects:
        specstory: list[SourceFile] = []
        aider: list[SourceFile] = []
        for folder in _folders(project, _MAX_DEPTH):
            name = folder.relative_to(project.parent).as_posix() if folder != project else project.name
            if _is_file(history := folder / _AIDER_HISTORY):
                aider.append(SourceFile(history, f"{name}/{_AIDER_HISTORY}"))
            histories = folder / ".specstory" / "history"
            if histories.is_dir() and not histories.is_symlink() and not histories.parent.is_symlink():
                files = find_source_files(histories, skip=histories / "nothing").files
                specstory += (SourceFile(each.file, f"{name}/{each.name}") for each in files)
        yield ToolFiles("SpecStory", project, tuple(specstory))
        yield ToolFiles("aider", project, tuple(aider))


def _is_file(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    yield folder
    if depth == 0:
        return
    try:
        children = sorted(folder.iterdir())
    except OSError:  # a folder of somebody else
        return
    for each in children:
        if not each.name.startswith(".") and each.name not in _SKIPPED and not each.is_symlink() and each.is_dir():
            yield from _folders(each, depth - 1)
