"""The YAML between two ``---`` at the top of a file, as keys with plain values.

It is composed into nodes and never constructed, so no date, number or alias means more than its characters.
"""

import re
from dataclasses import dataclass

import yaml

LONGEST = 100_000
"""Characters of front matter; more is something else."""
CLOSE = re.compile(r"(?m)^(?:---|\.\.\.)[ \t]*$")
_OPEN = re.compile(r"---[ \t]*\n(?![ \t]*(?:\n|$))")
FAULTS = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
"""What composing hostile YAML raises: of wrong escapes and version numbers PyYAML makes a ``ValueError``."""


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind a key."""

    text: str | None
    """On one line; None where it is a list or a mapping."""
    line: int
    """Of the file, from 1."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the front matter as a whole, or with one line of it."""

    line: int
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Head:
    """Front matter, read."""

    values: dict[str, Value]
    """By key, in small letters; of a key that stands twice, the first."""
    end: int
    """Where the body begins: characters of the text."""
    faults: tuple[Fault, ...] = ()
    is_whole: bool = True
    """Everything in it could be read; else nobody knows what it was to say."""


def read_head(text: str) -> Head:
    """The front matter at the top of ``text``; without keys and faults where there is none.

    Three dashes above a blank line are a rule between paragraphs.
    """
    if not _OPEN.match(text):
        return Head({}, 0)
    close = CLOSE.search(text, 4, LONGEST)
    if close is None:
        remedy = "write --- on a line of its own below it"
        return Head({}, 0, (Fault(1, "the front matter has no end", remedy),), is_whole=False)
    end = min(close.end() + 1, len(text))
    try:
        root = yaml.compose(text[4 : close.start()], Loader=yaml.SafeLoader)
    except FAULTS as error:
        return Head({}, end, (fault(error),), is_whole=False)
    if root is None:
        return Head({}, end)
    if not isinstance(root, yaml.MappingNode):
        wrong = Fault(2, "the front matter is no list of keys", "write lines such as title: …")
        return Head({}, end, (wrong,), is_whole=False)
    values: dict[str, Value] = {}
    faults = []
    for key, node in root.value:
        name, line = scalar(key).casefold(), int(key.start_mark.line) + 2
        if not name:
            faults.append(
                Fault(line, "front matter: a key is no text", "write it as one word, such as title")
            )
        elif name in values:
            message = f"front matter: {name!r} stands here twice; the first is used"
            faults.append(Fault(line, message, "delete one of them"))
        else:
            values[name] = Value(scalar(node) if isinstance(node, yaml.ScalarNode) else None, line)
    return Head(values, end, tuple(faults))


def fault(error: BaseException) -> Fault:
    """What one of `FAULTS` says."""
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "it cannot be read"
    line = 2 if mark is None else mark.line + 2
    return Fault(line, f"the front matter is not YAML: {what}", 'put quotes around values with ": " or "#"')


def scalar(node: yaml.Node) -> str:
    """A scalar as written, on one line and without characters that no file can hold; of others nothing."""
    if not isinstance(node, yaml.ScalarNode) or (node.style is None and node.value in ("", "~", "null")):
        return ""
    # An escape such as "\ud83d\ude00" makes two halves of one character; half ones have no bytes.
    whole = node.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(whole.replace("\0", "\ufffd").split())
