"""The YAML between two ``---`` at the top of a Markdown transcript. It is composed into nodes and never
constructed, so no date, number or alias means more than its characters.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

import yaml

from sitegen.model import Role
from sitegen.model.problems import Problem, Severity
from sitegen.text.dates import moment
from sitegen.text.front_matter import CLOSE, FAULTS, LONGEST, fault, scalar
from sitegen.text.source import Source

_MOST_PARTICIPANTS = 100  # each is looked for in every line
_KEYS = ("participants", "title", "date", "ended", "model", "messages", "id")
_CAST_KEYS = ("name", "role", "model")
_CLOSE_KEY = 0.8  # of `difflib`
_FIRST_KEY = re.compile(r"(?:[ \t]*+(?:#[^\n]*)?\n)*+[\"']?[A-Za-z_][\w -]{0,60}[\"']?[ \t]*+:")
_PARTICIPANTS = re.compile(r"(?mi)^participants[ \t]*:")


@dataclass(frozen=True, slots=True)
class Cast:
    """A participant as the front matter describes them."""

    role: Role | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter says; everything empty where there is none."""

    end: int = 0
    """Where the body begins."""
    title: str = ""
    native: str = ""
    """The conversation's ``id``."""
    date: str | None = None
    ended: str | None = None
    model: str = ""
    messages: int | None = None
    messages_line: int | None = None
    participants: Mapping[str, Cast] = field(default_factory=dict)
    participants_line: int | None = None
    declared: bool = False
    """It has the key ``participants``, so the file says itself that it is of our format."""
    problems: tuple[Problem, ...] = ()


def read_front_matter(source: Source) -> FrontMatter:
    """The front matter of a transcript, with a problem for whatever in it is wrong."""
    text = source.text
    if not text.startswith("---\n") or not _FIRST_KEY.match(text, 4):
        return FrontMatter()
    close = CLOSE.search(text, 4, LONGEST)
    if close is None:
        return _unclosed(source)
    block = text[4 : close.start()]
    end = min(close.end() + 1, len(text))
    declared = _PARTICIPANTS.search(block) is not None
    try:
        root = yaml.compose(block, Loader=yaml.SafeLoader)
    except FAULTS as error:
        return FrontMatter(end, declared=declared, problems=(_fault(source, error),))
    if not isinstance(root, yaml.MappingNode):
        problem = Problem(
            source.path, 2, "the front matter is no list of keys", "write lines such as title: …"
        )
        return FrontMatter(end, declared=declared, problems=(problem,))
    return _Parsing(source, root).front_matter(end)


def _unclosed(source: Source) -> FrontMatter:
    head = source.text[:LONGEST].partition("\n\n")[0]
    if not _PARTICIPANTS.search(head):
        return FrontMatter()
    problem = Problem(
        source.path, 1, "the front matter has no end", "write --- on a line of its own below it"
    )
    return FrontMatter(len(head), declared=True, problems=(problem,))


def _fault(source: Source, error: BaseException) -> Problem:
    found = fault(error)
    return Problem(source.path, found.line, found.message, found.remedy)


class _Parsing:
    """One mapping of YAML nodes → `FrontMatter`, collecting problems."""

    def __init__(self, source: Source, root: yaml.MappingNode) -> None:
        self._source = source
        self._root = root
        self._problems: list[Problem] = []

    def front_matter(self, end: int) -> FrontMatter:
        """Everything the mapping says, for a body that begins at ``end``."""
        keys = self._keys(self._root)
        self._unknown(keys)
        participants = self._participants(keys.get("participants"))
        return FrontMatter(
            end,
            title=self._text(keys.get("title"), "title"),
            native=self._text(keys.get("id"), "id"),
            date=self._moment(keys.get("date"), "date"),
            ended=self._moment(keys.get("ended"), "ended"),
            model=self._text(keys.get("model"), "model"),
            messages=self._count(keys.get("messages")),
            messages_line=self._line(keys["messages"]) if "messages" in keys else None,
            participants=participants,
            participants_line=self._line(keys["participants"]) if "participants" in keys else None,
            declared="participants" in keys,
            problems=tuple(self._problems),
        )

    def _keys(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        """The values by key; of a key that stands twice, the first."""
        keys: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = scalar(key)
            name = name.casefold() if name.casefold() in _KEYS else name
            if not name:
                self._report(key, "a key is no text", "write it as one word, such as title")
            elif name in keys:
                self._report(key, f"{name!r} stands here twice; the first is used", "delete one of them")
            else:
                keys[name] = value
        return keys

    def _unknown(self, keys: dict[str, yaml.Node]) -> None:
        """Notes on keys that are nearly ours; other programs may have any others."""
        free = [key for key in _KEYS if key not in keys]
        for key, value in keys.items():
            meant = get_close_matches(key.casefold()[:40], free, 1, _CLOSE_KEY)
            if key not in _KEYS and meant:
                problem = Problem(
                    self._source.path,
                    self._line(value),
                    f"front matter: {key!r} is left alone",
                    f"did you mean {meant[0]!r}?",
                    Severity.NOTE,
                )
                self._problems.append(problem)

    def _text(self, node: yaml.Node | None, key: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._report(node, f"{key} is no text", f"write one line: {key}: …")
        return scalar(node)

    def _moment(self, node: yaml.Node | None, key: str) -> str | None:
        written = self._text(node, key)
        when = moment(written)
        if node is not None and written and when is None:
            self._report(node, f"{key}: {written!r} is no date", "write YYYY-MM-DD or YYYY-MM-DD HH:MM:SS")
        return when

    def _count(self, node: yaml.Node | None) -> int | None:
        written = self._text(node, "messages")
        if written.isascii() and written.isdigit() and len(written) < 10:
            return int(written)
        if node is not None and written:
            self._report(node, f"messages: {written!r} is no number", "write how many messages follow")
        return None

    def _participants(self, node: yaml.Node | None) -> dict[str, Cast]:
        if node is None:
            return {}
        before = len(self._problems)
        participants: dict[str, Cast] = {}
        spelled: dict[str, str] = {}
        for name, cast in self._listed(node):
            same = spelled.setdefault(name.casefold(), name)
            if same == name:
                participants.setdefault(name, cast)
            else:
                self._report(
                    node,
                    f"{name!r} and {same!r} differ only in case",
                    f"turns of both are {same}'s: delete one",
                )
        if not participants and len(self._problems) == before:
            self._report(node, "participants lists nobody", "write participants: [Name, Name]")
        if len(participants) > _MOST_PARTICIPANTS:
            self._report(
                node, f"more than {_MOST_PARTICIPANTS} participants", "list those whose turns you want first"
            )
        return dict(islice(participants.items(), _MOST_PARTICIPANTS))

    def _listed(self, node: yaml.Node) -> Iterator[tuple[str, Cast]]:
        """Every participant of a list, or of a mapping."""
        if isinstance(node, yaml.MappingNode):
            yield from ((name, self._cast(value)) for name, value in self._keys(node).items())
        elif isinstance(node, yaml.SequenceNode):
            yield from (found for entry in node.value for found in self._entry(entry))
        elif scalar(node):
            self._report(node, "participants is no list", "write participants: [Name, Name]")

    def _entry(self, node: yaml.Node) -> Iterator[tuple[str, Cast]]:
        """An entry of a list: ``Name``, ``Name: model`` or ``{name: Name, role: …, model: …}``."""
        if isinstance(node, yaml.MappingNode):
            keys = self._keys(node)
            if "name" not in keys and not {"role", "model"}.isdisjoint(keys):
                self._report(node, "a participant has no name", "write {name: Name, role: …}")
            elif "name" in keys:
                yield self._text(keys["name"], "name"), self._described(keys)
            else:
                yield from ((name, self._cast(value)) for name, value in keys.items())
        elif name := scalar(node):
            yield name, Cast()
        else:
            self._report(node, "a participant has no name", "write participants: [Name, Name]")

    def _cast(self, node: yaml.Node) -> Cast:
        """What stands behind a name: a model, or ``{role: …, model: …}``."""
        if isinstance(node, yaml.MappingNode):
            return self._described(self._keys(node))
        model = self._text(node, "a participant's model")
        return Cast(Role.ASSISTANT if model else None, model)

    def _described(self, keys: dict[str, yaml.Node]) -> Cast:
        for key, value in keys.items():
            if key not in _CAST_KEYS:
                meant = get_close_matches(key.casefold()[:40], _CAST_KEYS, 1)
                remedy = f"did you mean {meant[0]!r}?" if meant else f"write {', '.join(_CAST_KEYS)}"
                self._report(value, f"{key!r} is nothing that a participant has", remedy)
        model = self._text(keys.get("model"), "model")
        written = self._text(keys.get("role"), "role")
        if not written:
            return Cast(Role.ASSISTANT if model else None, model)
        if written in set(Role):
            return Cast(Role(written), model)
        self._report(keys["role"], f"role: {written!r} is unknown", f"write one of {', '.join(Role)}")
        return Cast(None, model)

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + 2

    def _report(self, node: yaml.Node, message: str, remedy: str) -> None:
        self._problems.append(
            Problem(self._source.path, self._line(node), f"front matter: {message}", remedy, Severity.PROBLEM)
        )
