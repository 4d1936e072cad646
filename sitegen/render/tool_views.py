"""Turn the input of known tools into what a reader wants to see: a command, a diff, a list of tasks.

`VIEWS` is the table of tools. What a view does not show of the input follows it as JSON, so that nothing is lost.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import PurePosixPath
from typing import Any

_MAX_DETAIL = 100
"""Characters of the input that are shown while a call is folded."""
_MAX_CONTEXT = 3
"""Lines before and after a change that are shown with it."""
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_PREFIX = re.compile(r"^(?:functions[._]|default_api[.:]|mcp__[a-z0-9_-]+?__)", re.IGNORECASE)
_NUMBERED_LINE = re.compile(r"\s*\d+(?:→|\t|: )")
_EXTENSIONS = {
    "py": "python", "js": "javascript", "mjs": "javascript", "ts": "typescript", "tsx": "tsx", "jsx": "jsx",
    "rs": "rust", "go": "go", "rb": "ruby", "java": "java", "kt": "kotlin", "c": "c", "h": "c", "cpp": "cpp",
    "hpp": "cpp", "cs": "csharp", "swift": "swift", "sh": "bash", "bash": "bash", "zsh": "bash", "html": "html",
    "css": "css", "scss": "scss", "json": "json", "toml": "toml", "yaml": "yaml", "yml": "yaml", "xml": "xml",
    "sql": "sql", "md": "markdown", "lua": "lua", "php": "php", "r": "r", "ex": "elixir", "hs": "haskell",
    "scala": "scala", "diff": "diff", "patch": "diff",
}  # fmt: skip


class SectionKind(StrEnum):
    """Kinds of what a view shows, one below the other."""

    CODE = "code"
    PROSE = "prose"
    LINKS = "links"  # plain text, in which addresses are links
    TASKS = "tasks"


@dataclass(frozen=True, slots=True)
class Task:
    """An item of a list of tasks."""

    text: str
    status: str
    """``done``, ``active`` or ``open``."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a view."""

    kind: SectionKind
    text: str = ""
    language: str = ""
    """Of code, as Pygments names it."""
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolView:
    """The call of a tool, and how its result is shown."""

    sections: tuple[Section, ...]
    detail: str = ""
    """What it is about, in one line, if no section says it: a path, a description."""
    preview: str = ""
    """Words of the sections to show while it is folded: the beginning of a command, a query."""
    result_kind: SectionKind = SectionKind.CODE
    result_language: str = ""


Arguments = Mapping[str, Any]


def view_call(name: str, text: str) -> ToolView:
    """Return the view of a call with this input; JSON in most formats."""
    value = _parse(text)
    view = VIEWS.get(_normal_name(name))
    arguments = {"input": value} if isinstance(value, str) else value
    if view and isinstance(arguments, dict) and (found := view(arguments)):
        return found
    if isinstance(value, str):
        return ToolView(_code(text), preview=_line(text))
    return ToolView(_code(text, "json"), preview=_preview(value) if isinstance(value, dict) else "")


def result_section(text: str, view: ToolView | None, name: str = "") -> Section:
    """Return how a result is shown; ``view``: of its call, None without one; ``name``: of the tool."""
    if view is None and VIEWS.get(_normal_name(name)) is _web:
        return Section(SectionKind.LINKS, text)
    if view is None or view.result_kind is SectionKind.CODE:
        language = view.result_language if view else ""
        is_json = text.lstrip()[:1] in ("{", "[") and not isinstance(_parse(text), str)
        if language and _NUMBERED_LINE.match(text):
            language = ""
        return Section(SectionKind.CODE, text, language or ("json" if is_json else ""))
    return Section(view.result_kind, text)


def _normal_name(name: str) -> str:
    return _NOT_IN_NAMES.sub("", _PREFIX.sub("", name).lower())


def _parse(text: str) -> Any:
    """Return the value of JSON text; the text if it is none."""
    if text.lstrip()[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _first(arguments: Arguments, *names: str) -> tuple[str, str]:
    """Return the first of these arguments that is a text that is not empty, and its name."""
    for name in names:
        value = arguments.get(name)
        if isinstance(value, str) and value:
            return value, name
    return "", ""


def _code(text: str, language: str = "") -> tuple[Section, ...]:
    return (Section(SectionKind.CODE, text, language),) if text else ()


def _rest(arguments: Arguments, *shown: str) -> tuple[Section, ...]:
    """Return the arguments that are not shown yet, as JSON."""
    rest = {name: value for name, value in arguments.items() if name not in shown}
    return _code(json.dumps(rest, ensure_ascii=False, indent=2), "json") if rest else ()


def _line(text: str) -> str:
    """Return the first line that is not empty, shortened."""
    line = " ".join(text.strip().partition("\n")[0][: 2 * _MAX_DETAIL].split())
    return line if len(line) <= _MAX_DETAIL else line[: _MAX_DETAIL - 1] + "…"


_PATHS = ("file_path", "path", "filename", "notebook_path", "target_file", "absolute_path", "relative_workspace_path")


def _preview(arguments: Arguments) -> str:
    """Return what a call of an unknown tool seems to be about."""
    names = (*_PATHS, "command", "cmd", "query", "pattern", "url", "description", "prompt", "name", "title")
    return _line(_first(arguments, *names)[0])


def _language(path: str) -> str:
    return _EXTENSIONS.get(PurePosixPath(path.replace("\\", "/")).suffix[1:].lower(), "")


def _shell(arguments: Arguments) -> ToolView | None:
    name = next((each for each in ("command", "cmd", "script", "input") if arguments.get(each)), "")
    command = arguments.get(name)
    action = arguments.get("action")
    if isinstance(action, dict):  # a call of a local shell
        command = action.get("command")
    if isinstance(command, list) and all(isinstance(each, str) for each in command):
        if command[:1] == ["apply_patch"]:
            return _patch({"input": "\n".join(command[1:])})
        is_script = len(command) == 3 and command[1] in ("-c", "-lc")
        command = command[2] if is_script else " ".join(command)
    if not isinstance(command, str) or not command.strip():
        return None
    description = _first(arguments, "description")[0]
    rest = _rest(action, "command") if isinstance(action, dict) else _rest(arguments, name, "description")
    remark = _code(description) if description and _line(description) != description else ()
    detail = "" if remark else description
    return ToolView((*remark, *_code(command, "bash"), *rest), detail, _line(command))


def _program(language: str, arguments: Arguments) -> ToolView | None:
    code, name = _first(arguments, "input", "code")
    return ToolView((*_code(code, language), *_rest(arguments, name)), preview=_line(code)) if code else None


def _edit(arguments: Arguments) -> ToolView | None:
    path, path_name = _first(arguments, *_PATHS)
    changes = arguments.get("edits")
    edits = changes if isinstance(changes, list) else [arguments]
    diffs = []
    for each in edits:
        if not isinstance(each, dict):
            return None
        old, new = (_field(each, names) for names in (_OLD, _NEW))
        if old is None and new is None:
            return None
        diffs.append(_diff(old or "", new or ""))
    if not diffs:
        return None
    shown = (path_name, "edits") if isinstance(changes, list) else (path_name, *_OLD, *_NEW)
    return ToolView((*_code("\n".join(diffs), "diff"), *_rest(arguments, *shown)), path)


_OLD = ("old_string", "old_str", "oldText", "old_text")
_NEW = ("new_string", "new_str", "newText", "new_text")


def _field(arguments: Arguments, names: Iterable[str]) -> str | None:
    return next((value for each in names if isinstance(value := arguments.get(each), str)), None)


def _diff(old: str, new: str) -> str:
    """Return the lines that are replaced and the new ones, with a few lines around them; in linear time."""
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    limit = min(len(before), len(after))
    first = next((n for n in range(limit) if before[n] != after[n]), limit)
    limit -= first
    last = next((n for n in range(limit) if before[-1 - n] != after[-1 - n]), limit)
    lines = (
        *(f" {each}" for each in before[max(0, first - _MAX_CONTEXT) : first]),
        *(f"-{each}" for each in before[first : len(before) - last]),
        *(f"+{each}" for each in after[first : len(after) - last]),
        *(f" {each}" for each in before[len(before) - last :][:_MAX_CONTEXT]),
    )
    return "\n".join(lines)


def _patch(arguments: Arguments) -> ToolView | None:
    patch, name = _first(arguments, "input", "patch", "diff")
    if not patch:
        return None
    file = re.search(r"^(?:\*\*\* \w+ File: |\+\+\+ (?:b/)?)(.+)", patch, re.MULTILINE)
    return ToolView((*_code(patch, "diff"), *_rest(arguments, name)), preview=_line(file[1]) if file else "")


def _write(arguments: Arguments) -> ToolView | None:
    path, path_name = _first(arguments, *_PATHS)
    content, content_name = _first(arguments, "content", "contents", "file_text", "code_edit", "new_source")
    if not path or not content:
        return None
    return ToolView((*_code(content, _language(path)), *_rest(arguments, path_name, content_name)), path)


def _read(arguments: Arguments) -> ToolView | None:
    path, name = _first(arguments, *_PATHS)
    return ToolView(_rest(arguments, name), path, result_language=_language(path)) if path else None


def _text_editor(arguments: Arguments) -> ToolView | None:
    """Return the view of a tool that has its action in an argument."""
    action = arguments.get("command")
    view = {"create": _write, "str_replace": _edit, "view": _read}.get(action) if isinstance(action, str) else None
    return (view or _edit)({name: value for name, value in arguments.items() if name != "command"})


def _web(arguments: Arguments) -> ToolView | None:
    address, name = _first(arguments, "url", "uri")
    query, query_name = _first(arguments, "query", "q", "search_term", "search_query")
    prompt, prompt_name = _first(arguments, "prompt")
    if not address and not query:
        return None
    lines = "\n".join(filter(None, (query, address, prompt)))
    sections = (Section(SectionKind.LINKS, lines), *_rest(arguments, name, query_name, prompt_name))
    return ToolView(sections, preview=_line(query or address), result_kind=SectionKind.LINKS)


_STATUSES = {"completed": "done", "complete": "done", "done": "done", "in_progress": "active", "active": "active"}


def _tasks(arguments: Arguments) -> ToolView | None:
    name = next((each for each in ("todos", "plan", "tasks", "items") if isinstance(arguments.get(each), list)), "")
    tasks = []
    for each in arguments.get(name) or ():
        text = _first(each, "content", "step", "text", "title")[0] if isinstance(each, dict) else ""
        if not text:
            return None
        status = each.get("status")
        is_done = each.get("done") is True or each.get("completed") is True
        known = _STATUSES.get(status, "open") if isinstance(status, str) else "open"
        tasks.append(Task(text, "done" if is_done else known))
    if not tasks:
        return None
    explanation, explanation_name = _first(arguments, "explanation")
    prose = (Section(SectionKind.PROSE, explanation),) if explanation else ()
    done = sum(each.status == "done" for each in tasks)
    rest = _rest(arguments, name, explanation_name)
    sections = (*prose, Section(SectionKind.TASKS, tasks=tuple(tasks)), *rest)
    return ToolView(sections, preview=f"{done}/{len(tasks)}")


def _agent(arguments: Arguments) -> ToolView | None:
    prompt, name = _first(arguments, "prompt", "task", "message", "instructions")
    if not prompt:
        return None
    description, description_name = _first(arguments, "description")
    detail = description if len(description) <= _MAX_DETAIL else ""
    rest = _rest(arguments, name, description_name if detail else "")
    return ToolView((Section(SectionKind.PROSE, prompt), *rest), detail, _line(prompt))


def _named(
    view: Callable[[Arguments], ToolView | None], names: str
) -> dict[str, Callable[[Arguments], ToolView | None]]:
    return dict.fromkeys(names.split(), view)


VIEWS: Mapping[str, Callable[[Arguments], ToolView | None]] = {
    **_named(
        _shell,
        "bash shell exec execcommand localshell localshellcall containerexec executecommand runcommand runterminalcmd "
        "runterminalcommand runshellcommand runinterminal terminal executebash shellcommand bashtool",
    ),
    **_named(partial(_program, "python"), "python pythonuservisible codeinterpreter executepython"),
    **_named(partial(_program, "javascript"), "repl javascript"),
    **_named(_edit, "edit multiedit strreplace searchreplace replace editfile replaceinfile replacestringinfile"),
    **_named(_text_editor, "strreplaceeditor strreplacebasededittool texteditor strreplaceeditortool artifacts"),
    **_named(_patch, "applypatch applydiff"),
    **_named(_write, "write writefile createfile writetofile createnewfile notebookedit"),
    **_named(_read, "read readfile view viewfile openfile readmanyfiles"),
    **_named(_web, "websearch webfetch searchweb googlewebsearch fetch fetchurl browse openurl webrun googlesearch"),
    **_named(_tasks, "todowrite todoread updateplan todolist writetodos managetodolist"),
    **_named(_agent, "task agent subagent dispatchagent newtask spawnagent"),
}
"""Views by the name of the tool, in small letters and digits only."""


def address_ranges(text: str) -> Sequence[tuple[int, int]]:
    """Return the ranges of web addresses in a text."""
    return [match.span() for match in _ADDRESS.finditer(text)]


_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\|{}\[\]()]*[^\s<>\"'`\\|{}\[\]().,;:!?*_]")
