"""Parse front matter: the YAML between two ``---`` at the top of a file.

Values are taken from YAML nodes as written; dates, numbers and aliases are never constructed.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import yaml

from sitegen.model import Span
from sitegen.model.problems import Parameter, Problem
from sitegen.text.dates import parse_date

MAX_COMPARED_KEYS = 200
"""Unknown keys that are compared with the known ones, because that is slow."""
_MAX_LENGTH = 20_000_000  # characters
_MAX_SLOW_LENGTH = 20_000
_MAX_PROBLEMS = 20
_SPACES = r"[^\S\n\u2028\u2029]|[\u200b-\u200f\u2060\ufeff]"
_OPEN = re.compile(rf"(?:\s|[\u200b\u2060\ufeff])*+---(?:{_SPACES})*+\n")
_CLOSE = re.compile(rf"(?m)^(?:---|\.\.\.)(?:{_SPACES})*+$")
_YAML_ERRORS = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
"""Exceptions of `_compose`; for invalid escapes and version numbers PyYAML raises ``ValueError``."""
# Ten times faster; missing if PyYAML was built without LibYAML.
_FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


YamlNode = yaml.Node
NO_KEYS = yaml.MappingNode("", [])
"""The root of front matter that is empty."""


@dataclass(slots=True)
class FrontMatter:
    """The keys of front matter, and what is wrong with it. Its methods report what is wrong with a value."""

    path: str
    """Path of the file, for problems."""
    section: Span
    """Place of the YAML in the text."""
    body_start: int
    first_line: int
    """Number of the first line of the YAML."""
    root: yaml.MappingNode | None = None
    """None if the YAML has no end or cannot be parsed, so that keys may be missing."""
    is_unclosed: bool = False
    problems: list[Problem] = field(default_factory=list)

    def keys(self, known: Collection[str] | None = None, node: yaml.Node | None = None) -> dict[str, yaml.Node]:
        """Return the values of a mapping by key, the first of a repeated one; ``known`` or all keys in lower case."""
        keys: dict[str, yaml.Node] = {}
        repeated: dict[str, list[yaml.Node]] = {}
        mapping = node or self.root
        for key, value in mapping.value if mapping else ():
            name = scalar_text(key)
            name = name.casefold() if known is None or name.casefold() in known else name
            if not name:
                self.report(key, "non-text-front-matter-key")
            elif name in keys:
                repeated.setdefault(name, []).append(key)
            else:
                keys[name] = value
        for name, nodes in repeated.items():
            self.report(nodes[0], "repeated-front-matter-key", key=name, count=len(nodes) + 1)
        return keys

    def text(self, node: yaml.Node | None, key: str) -> str:
        """Return the text of a value, on one line; empty if there is none."""
        if node is not None and not isinstance(node, yaml.ScalarNode):
            self.report(node, "non-text-front-matter-value", key=key)
        return scalar_text(node)

    def date(self, node: yaml.Node | None, key: str) -> str | None:
        """Return the date that a value states."""
        text = self.text(node, key)
        date = parse_date(text)
        if node is not None and text and date is None:
            self.report(node, "invalid-front-matter-date", key=key, value=text)
        return date

    def line(self, node: yaml.Node | None) -> int | None:
        """Return the line of a node in the file, from 1."""
        return None if node is None else int(node.start_mark.line) + self.first_line

    def report(self, node: yaml.Node, code: str, **parameters: Parameter) -> None:
        """Add a problem at the line of a node."""
        self.problems.append(Problem(code, self.path, self.line(node), **parameters))


def parse_front_matter(path: str, text: str, first_key: re.Pattern[str]) -> FrontMatter | None:
    """Parse the front matter at the top of ``text``, also below blank lines; None if there is none.

    ``first_key`` matches where it begins; three dashes above anything else are a thematic break.
    """
    opened = _OPEN.match(text)
    if opened is None or not first_key.match(text, opened.end()):
        return None
    start = opened.end()
    first_line = text.count("\n", 0, start) + 1
    close = _CLOSE.search(text, start)
    if close is None:
        unclosed = Problem("unclosed-front-matter", path, first_line - 1)
        return FrontMatter(path, Span(start, len(text)), 0, first_line, is_unclosed=True, problems=[unclosed])
    front = FrontMatter(path, Span(start, close.start()), min(close.end() + 1, len(text)), first_line)
    try:
        root = _compose(front.section.of(text))
    except _YAML_ERRORS as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        line = first_line + (mark.line if mark else 0)
        front.problems.append(Problem("invalid-front-matter", path, line, reason=reason))
        return front
    if root is None or isinstance(root, yaml.MappingNode):
        front.root = root or NO_KEYS
    else:
        front.problems.append(Problem("front-matter-without-keys", path, first_line))
    return front


def _compose(text: str) -> yaml.Node | None:
    """Return the root of the YAML document; None if it is empty. Raises `_YAML_ERRORS`."""
    if len(text) > _MAX_LENGTH:
        raise yaml.MarkedYAMLError(problem=f"it has more than {_MAX_LENGTH} characters")
    root: yaml.Node | None
    try:
        root = yaml.compose(text, Loader=_FAST_LOADER)
    except _YAML_ERRORS:
        if len(text) > _MAX_SLOW_LENGTH:
            raise
        # PyYAML's own loader reads a few escapes more, and its errors are clearer.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    return root


def limit_problems(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return the first problems of front matter, and one that counts the others."""
    shown, others = problems[:_MAX_PROBLEMS], problems[_MAX_PROBLEMS:]
    if not others:
        return tuple(shown)
    count, path, line = len(others), others[0].path, others[0].line
    if all(each.is_note for each in others):
        return (*shown, Problem("further-front-matter-notes", path, line, count=count))
    return (*shown, Problem("further-front-matter-problems", path, line, count=count))


def scalar_text(node: yaml.Node | None) -> str:
    """Return a scalar as written, on one line and encodable as UTF-8; empty for other nodes."""
    if not isinstance(node, yaml.ScalarNode) or (node.style is None and node.value in ("", "~", "null")):
        return ""
    # An escape such as "\ud83d\ude00" is a surrogate pair; lone surrogates cannot be encoded.
    whole = node.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(whole.replace("\0", "\ufffd").split())
