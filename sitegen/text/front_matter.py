"""Parse front matter: the YAML between two ``---`` at the top of a file.

Values are taken from YAML nodes as written; dates, numbers and aliases are never constructed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from sitegen.model.problems import Problem

MAX_COMPARED_KEYS = 200
"""Unknown keys that are compared with the known ones, because that is slow."""
_MAX_LENGTH = 2_000_000  # characters
_MAX_SLOW_LENGTH = 20_000
_MAX_PROBLEMS = 20
_SPACES = r"[^\S\n\u2028\u2029]|[\u200b-\u200f\u2060\ufeff]"
_OPEN = re.compile(rf"(?:\s|[\u200b\u2060\ufeff])*+---(?:{_SPACES})*+\n")
_CLOSE = re.compile(rf"(?m)^(?:---|\.\.\.)(?:{_SPACES})*+$")
_BLANK_LINE = re.compile(r"[ \t]*(?:\n|$)")
YAML_ERRORS = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
"""Exceptions of `compose_yaml`; for invalid escapes and version numbers PyYAML raises ``ValueError``."""
# Ten times faster; missing if PyYAML was built without LibYAML.
_FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlSection:
    """The place of YAML between two fences."""

    start: int
    """Offset of the line below the first fence."""
    end: int | None
    """Offset of the last fence; None if there is none."""
    body_start: int
    first_line: int
    """Number of the line at ``start``."""


@dataclass(frozen=True, slots=True)
class FrontMatterValue:
    """The value of a key."""

    text: str | None
    """On one line; None for a list or a mapping."""
    line: int
    """In the file, from 1."""


@dataclass(frozen=True, slots=True)
class FrontMatterFault:
    """A problem of the front matter, without the path of its file."""

    line: int
    code: str
    parameters: Mapping[str, str | int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Parsed front matter."""

    values: dict[str, FrontMatterValue]
    """By key in lower case; the first of a repeated key."""
    body_start: int
    """Offset of the body in the text."""
    faults: tuple[FrontMatterFault, ...] = ()
    is_complete: bool = True
    """False if it could not be parsed, so that keys may be missing."""


def parse_front_matter(text: str) -> FrontMatter:
    """Parse the front matter at the top of ``text``; without any, the result has no keys and no faults.

    Three dashes above a blank line are a thematic break.
    """
    section = find_yaml(text)
    if section is None or _BLANK_LINE.match(text, section.start):
        return FrontMatter({}, 0)
    if section.end is None:
        fault = FrontMatterFault(section.first_line - 1, "unclosed-front-matter")
        return FrontMatter({}, 0, (fault,), is_complete=False)
    end = section.body_start
    try:
        root = compose_yaml(text[section.start : section.end])
    except YAML_ERRORS as error:
        return FrontMatter({}, end, (yaml_fault(error, section.first_line),), is_complete=False)
    if root is None:
        return FrontMatter({}, end)
    if not isinstance(root, yaml.MappingNode):
        fault = FrontMatterFault(section.first_line, "front-matter-without-keys")
        return FrontMatter({}, end, (fault,), is_complete=False)
    values: dict[str, FrontMatterValue] = {}
    faults = []
    repeated: dict[str, list[int]] = {}
    for key, node in root.value:
        name, line = scalar_text(key).casefold(), int(key.start_mark.line) + section.first_line
        if not name:
            faults.append(FrontMatterFault(line, "non-text-front-matter-key"))
        elif name in values:
            repeated.setdefault(name, []).append(line)
        else:
            values[name] = FrontMatterValue(scalar_text(node) if isinstance(node, yaml.ScalarNode) else None, line)
    faults += (
        FrontMatterFault(lines[0], "repeated-front-matter-key", {"key": name, "count": len(lines) + 1})
        for name, lines in repeated.items()
    )
    return FrontMatter(values, end, tuple(sorted(faults, key=lambda fault: fault.line)))


def find_yaml(text: str) -> YamlSection | None:
    """Return the place of front matter at the top of ``text``, also below blank lines; None if no fence opens it."""
    opened = _OPEN.match(text)
    if opened is None:
        return None
    start = opened.end()
    close = _CLOSE.search(text, start, start + _MAX_LENGTH)
    first_line = text.count("\n", 0, start) + 1
    if close is None:
        return YamlSection(start, None, 0, first_line)
    return YamlSection(start, close.start(), min(close.end() + 1, len(text)), first_line)


def compose_yaml(text: str) -> yaml.Node | None:
    """Return the root of the YAML document; None if it is empty. Raises `YAML_ERRORS`."""
    root: yaml.Node | None
    try:
        root = yaml.compose(text, Loader=_FAST_LOADER)
    except YAML_ERRORS:
        if len(text) > _MAX_SLOW_LENGTH:
            raise
        # PyYAML's own loader reads a few escapes more, and its errors are clearer.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    return root


def yaml_fault(error: BaseException, first_line: int) -> FrontMatterFault:
    """Return one of `YAML_ERRORS` as a fault; ``first_line`` is the number of the first line of the YAML."""
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or "it cannot be parsed"
    line = first_line + (0 if mark is None else mark.line)
    return FrontMatterFault(line, "invalid-front-matter", {"reason": reason})


def limit_problems(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the first problems of front matter, and one that counts the others."""
    shown, others = problems[:_MAX_PROBLEMS], problems[_MAX_PROBLEMS:]
    if not others:
        return tuple(shown)
    count, path, line = len(others), others[0].path, others[0].line
    if all(each.is_note for each in others):
        return (*shown, Problem("further-front-matter-notes", path, line, count=count))
    return (*shown, Problem("further-front-matter-problems", path, line, count=count))


def scalar_text(node: yaml.Node) -> str:
    """Return a scalar as written, on one line and encodable as UTF-8; empty for other nodes."""
    if not isinstance(node, yaml.ScalarNode) or (node.style is None and node.value in ("", "~", "null")):
        return ""
    # An escape such as "\ud83d\ude00" is a surrogate pair; lone surrogates cannot be encoded.
    whole = node.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(whole.replace("\0", "\ufffd").split())
