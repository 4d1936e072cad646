"""Parse front matter: the YAML between two ``---`` at the top of a file.

Values are taken from YAML nodes as written; dates, numbers and aliases are never constructed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

MAX_LENGTH = 100_000
"""Characters; longer text between two ``---`` is not front matter."""
END_LINE = re.compile(r"(?m)^(?:---|\.\.\.)[ \t]*$")
_OPEN = re.compile(r"---[ \t]*\n(?![ \t]*(?:\n|$))")
YAML_ERRORS = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
"""Exceptions of `yaml.compose`; for invalid escapes and version numbers PyYAML raises ``ValueError``."""


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
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)


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
    if not _OPEN.match(text):
        return FrontMatter({}, 0)
    close = END_LINE.search(text, 4, MAX_LENGTH)
    if close is None:
        return FrontMatter({}, 0, (FrontMatterFault(1, "unclosed-front-matter"),), is_complete=False)
    end = min(close.end() + 1, len(text))
    try:
        root = yaml.compose(text[4 : close.start()], Loader=yaml.SafeLoader)
    except YAML_ERRORS as error:
        return FrontMatter({}, end, (yaml_fault(error),), is_complete=False)
    if root is None:
        return FrontMatter({}, end)
    if not isinstance(root, yaml.MappingNode):
        return FrontMatter({}, end, (FrontMatterFault(2, "front-matter-without-keys"),), is_complete=False)
    values: dict[str, FrontMatterValue] = {}
    faults = []
    for key, node in root.value:
        name, line = scalar_text(key).casefold(), int(key.start_mark.line) + 2
        if not name:
            faults.append(FrontMatterFault(line, "non-text-front-matter-key"))
        elif name in values:
            faults.append(FrontMatterFault(line, "repeated-front-matter-key", {"key": name}))
        else:
            values[name] = FrontMatterValue(scalar_text(node) if isinstance(node, yaml.ScalarNode) else None, line)
    return FrontMatter(values, end, tuple(faults))


def yaml_fault(error: BaseException) -> FrontMatterFault:
    """Return one of `YAML_ERRORS` as a fault."""
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or "it cannot be parsed"
    return FrontMatterFault(2 if mark is None else mark.line + 2, "invalid-front-matter", {"reason": reason})


def scalar_text(node: yaml.Node) -> str:
    """Return a scalar as written, on one line and encodable as UTF-8; empty for other nodes."""
    if not isinstance(node, yaml.ScalarNode) or (node.style is None and node.value in ("", "~", "null")):
        return ""
    # An escape such as "\ud83d\ude00" is a surrogate pair; lone surrogates cannot be encoded.
    whole = node.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(whole.replace("\0", "\ufffd").split())
