"""Parse the front matter of Markdown transcripts: participants, title, dates, model and message count.

The YAML is composed into nodes and never constructed, so dates, numbers and aliases stay text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

import yaml

from sitegen.model import Role
from sitegen.model.problems import Parameter, Problem
from sitegen.text.dates import parse_date
from sitegen.text.front_matter import (
    MAX_COMPARED_KEYS,
    YAML_ERRORS,
    compose_yaml,
    find_yaml,
    limit_problems,
    scalar_text,
    yaml_fault,
)
from sitegen.text.source import Source

_MAX_PARTICIPANTS = 100  # every line is searched for each
_KEYS = ("participants", "title", "date", "ended", "model", "messages", "id")
_PARTICIPANT_KEYS = ("name", "role", "model")
_MIN_SIMILARITY = 0.8  # `difflib` ratio
_FIRST_KEY = re.compile(r"(?:[ \t]*+(?:#[^\n]*)?\n)*+[\"']?[A-Za-z_][\w -]{0,60}[\"']?[ \t]*+:")
_PARTICIPANTS = re.compile(r"(?mi)^participants[ \t]*:")


@dataclass(frozen=True, slots=True)
class ParticipantInfo:
    """Role and model of a participant."""

    role: Role | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptFrontMatter:
    """Parsed front matter; all fields are empty if there is none."""

    end: int = 0
    """Start of the body."""
    title: str = ""
    native_id: str = ""
    """The conversation's ``id``."""
    date: str | None = None
    ended: str | None = None
    model: str = ""
    message_count: int | None = None
    message_count_line: int | None = None
    participants: Mapping[str, ParticipantInfo] = field(default_factory=dict)
    participants_line: int | None = None
    has_participants_key: bool = False
    """True if it has the key ``participants``, which identifies the format."""
    is_unclosed: bool = False
    """True if it has no last line ``---``."""
    problems: tuple[Problem, ...] = ()


def read_front_matter(source: Source) -> TranscriptFrontMatter:
    """Return the front matter of a transcript, with its problems."""
    text = source.text
    section = find_yaml(text)
    if section is None or not _FIRST_KEY.match(text, section.start):
        return TranscriptFrontMatter()
    if section.end is None:
        return _read_unclosed(source, section.start, section.first_line - 1)
    end = section.body_start
    has_participants_key = _PARTICIPANTS.search(text, section.start, section.end) is not None
    problems: tuple[Problem, ...]
    try:
        root = compose_yaml(text[section.start : section.end])
    except YAML_ERRORS as error:
        fault = yaml_fault(error, section.first_line)
        problems = (Problem(fault.code, source.path, fault.line, **fault.parameters),)
        return TranscriptFrontMatter(end, has_participants_key=has_participants_key, problems=problems)
    if not isinstance(root, yaml.MappingNode):
        problems = (Problem("front-matter-without-keys", source.path, section.first_line),)
        return TranscriptFrontMatter(end, has_participants_key=has_participants_key, problems=problems)
    return _FrontMatterParser(source, root, section.first_line).front_matter(end)


def _read_unclosed(source: Source, start: int, line: int) -> TranscriptFrontMatter:
    """Return front matter without an end: up to the first blank line if it lists participants, else none."""
    blank = source.text.find("\n\n", start)
    end = len(source.text) if blank < 0 else blank
    problem = Problem("unclosed-front-matter", source.path, line)
    if not _PARTICIPANTS.search(source.text, start, end):
        return TranscriptFrontMatter(is_unclosed=True)
    return TranscriptFrontMatter(end, has_participants_key=True, is_unclosed=True, problems=(problem,))


class _FrontMatterParser:
    """Turns a mapping of YAML nodes into `TranscriptFrontMatter` and collects problems."""

    def __init__(self, source: Source, root: yaml.MappingNode, first_line: int) -> None:
        self._source = source
        self._root = root
        self._first_line = first_line
        # By the id of a node, because aliases may refer to one node thousands of times.
        self._infos: dict[int, ParticipantInfo] = {}
        self._problems: list[Problem] = []

    def front_matter(self, end: int) -> TranscriptFrontMatter:
        """Return the front matter of a body that starts at ``end``."""
        keys = self._key_values(self._root)
        self._report_similar_keys(keys)
        participants = self._participants(keys.get("participants"))
        return TranscriptFrontMatter(
            end,
            title=self._text(keys.get("title"), "title"),
            native_id=self._text(keys.get("id"), "id"),
            date=self._date(keys.get("date"), "date"),
            ended=self._date(keys.get("ended"), "ended"),
            model=self._text(keys.get("model"), "model"),
            message_count=self._count(keys.get("messages")),
            message_count_line=self._line(keys["messages"]) if "messages" in keys else None,
            participants=participants,
            participants_line=self._line(keys["participants"]) if "participants" in keys else None,
            has_participants_key="participants" in keys,
            problems=limit_problems(self._problems),
        )

    def _key_values(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        """Return the values by key; the first of a repeated key."""
        keys: dict[str, yaml.Node] = {}
        repeated: dict[str, list[yaml.Node]] = {}
        for key, value in node.value:
            name = scalar_text(key)
            name = name.casefold() if name.casefold() in _KEYS else name
            if not name:
                self._report(key, "non-text-front-matter-key")
            elif name in keys:
                repeated.setdefault(name, []).append(key)
            else:
                keys[name] = value
        for name, nodes in repeated.items():
            self._report(nodes[0], "repeated-front-matter-key", key=name, count=len(nodes) + 1)
        return keys

    def _report_similar_keys(self, keys: dict[str, yaml.Node]) -> None:
        """Report keys that are similar to known ones; others may belong to other programs."""
        missing = [key for key in _KEYS if key not in keys]
        unknown = ((key, value) for key, value in keys.items() if key not in _KEYS)
        for key, value in islice(unknown, MAX_COMPARED_KEYS):
            similar = get_close_matches(key.casefold()[:40], missing, 1, _MIN_SIMILARITY)
            if similar:
                self._report(value, "unused-front-matter-key", key=key, suggestion=similar[0])

    def _text(self, node: yaml.Node | None, key: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._report(node, "non-text-front-matter-value", key=key)
        return scalar_text(node)

    def _date(self, node: yaml.Node | None, key: str) -> str | None:
        text = self._text(node, key)
        date = parse_date(text)
        if node is not None and text and date is None:
            self._report(node, "invalid-front-matter-date", key=key, value=text)
        return date

    def _count(self, node: yaml.Node | None) -> int | None:
        text = self._text(node, "messages")
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        if node is not None and text:
            self._report(node, "invalid-front-matter-message-count", value=text)
        return None

    def _participants(self, node: yaml.Node | None) -> dict[str, ParticipantInfo]:
        if node is None:
            return {}
        problem_count = len(self._problems)
        participants: dict[str, ParticipantInfo] = {}
        by_casefold: dict[str, str] = {}
        for name, info in self._participant_entries(node):
            first = by_casefold.setdefault(name.casefold(), name)
            if first == name:
                participants.setdefault(name, info)
            else:
                self._report(node, "similar-participant-names", name=name, other=first)
        if not participants and len(self._problems) == problem_count:
            self._report(node, "empty-participants")
        if len(participants) > _MAX_PARTICIPANTS:
            self._report(node, "too-many-participants", limit=_MAX_PARTICIPANTS)
        return dict(islice(participants.items(), _MAX_PARTICIPANTS))

    def _participant_entries(self, node: yaml.Node) -> Iterator[tuple[str, ParticipantInfo]]:
        """Yield the participants of a list or of a mapping."""
        if isinstance(node, yaml.MappingNode):
            yield from ((name, self._participant_value(value)) for name, value in self._key_values(node).items())
        elif isinstance(node, yaml.SequenceNode):
            entries = {id(entry): entry for entry in node.value}
            yield from (found for entry in entries.values() for found in self._list_entry(entry))
        elif scalar_text(node):
            self._report(node, "participants-without-list")

    def _list_entry(self, node: yaml.Node) -> Iterator[tuple[str, ParticipantInfo]]:
        """Yield the participants of a list entry: ``Name``, ``Name: model`` or ``{name: Name, role: …, model: …}``."""
        if isinstance(node, yaml.MappingNode):
            keys = self._key_values(node)
            if "name" not in keys and not {"role", "model"}.isdisjoint(keys):
                self._report(node, "unnamed-participant")
            elif "name" in keys:
                yield self._text(keys["name"], "name"), self._participant_mapping(keys)
            else:
                yield from ((name, self._participant_value(value)) for name, value in keys.items())
        elif name := scalar_text(node):
            yield name, ParticipantInfo()
        else:
            self._report(node, "unnamed-participant")

    def _participant_value(self, node: yaml.Node) -> ParticipantInfo:
        """Return the participant of a value after a name: a model, or ``{role: …, model: …}``."""
        if id(node) not in self._infos:
            self._infos[id(node)] = self._read_participant_value(node)
        return self._infos[id(node)]

    def _read_participant_value(self, node: yaml.Node) -> ParticipantInfo:
        if isinstance(node, yaml.MappingNode):
            return self._participant_mapping(self._key_values(node))
        model = self._text(node, "model")
        return ParticipantInfo(Role.ASSISTANT if model else None, model)

    def _participant_mapping(self, keys: dict[str, yaml.Node]) -> ParticipantInfo:
        for key, value in keys.items():
            if key not in _PARTICIPANT_KEYS:
                self._report(value, "unknown-participant-key", key=key, known=_PARTICIPANT_KEYS)
        model = self._text(keys.get("model"), "model")
        text = self._text(keys.get("role"), "role")
        if not text:
            return ParticipantInfo(Role.ASSISTANT if model else None, model)
        if text in set(Role):
            return ParticipantInfo(Role(text), model)
        self._report(keys["role"], "unknown-role", role=text, roles=tuple(Role))
        return ParticipantInfo(None, model)

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self._first_line

    def _report(self, node: yaml.Node, code: str, **parameters: Parameter) -> None:
        self._problems.append(Problem(code, self._source.path, self._line(node), **parameters))
