"""Parse the front matter of Markdown transcripts: participants, title, dates, model and message count.

The YAML is composed into nodes and never constructed, so dates, numbers and aliases stay text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

import yaml

from sitegen.model import Role
from sitegen.model.problems import Problem
from sitegen.text.front_matter import MAX_COMPARED_KEYS, FrontMatter, limit_problems, parse_front_matter, scalar_text
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
    return _read(source.path, source.text)


@lru_cache(maxsize=1)  # detection and reading ask for it
def _read(path: str, text: str) -> TranscriptFrontMatter:
    front = parse_front_matter(path, text, _FIRST_KEY)
    if front is None:
        return TranscriptFrontMatter()
    if front.root is not None:
        return _TranscriptKeys(front).front_matter()
    end = front.body_start
    if front.is_unclosed:  # then it ends with the first blank line, if it lists participants
        blank = text.find("\n\n", front.section.start)
        end = len(text) if blank < 0 else blank
    has_participants_key = _PARTICIPANTS.search(text, front.section.start, min(end, front.section.end)) is not None
    if front.is_unclosed and not has_participants_key:
        return TranscriptFrontMatter(is_unclosed=True)
    return TranscriptFrontMatter(
        end,
        has_participants_key=has_participants_key,
        is_unclosed=front.is_unclosed,
        problems=tuple(front.problems),
    )


class _TranscriptKeys:
    """Reads the keys of transcripts."""

    def __init__(self, front: FrontMatter) -> None:
        self._front = front
        # By the id of a node, because aliases may refer to one node thousands of times.
        self._infos: dict[int, ParticipantInfo] = {}

    def front_matter(self) -> TranscriptFrontMatter:
        front = self._front
        keys = front.keys(_KEYS)
        self._report_similar_keys(keys)
        participants = self._participants(keys.get("participants"))
        return TranscriptFrontMatter(
            front.body_start,
            title=front.text(keys.get("title"), "title"),
            native_id=front.text(keys.get("id"), "id"),
            date=front.date(keys.get("date"), "date"),
            ended=front.date(keys.get("ended"), "ended"),
            model=front.text(keys.get("model"), "model"),
            message_count=self._count(keys.get("messages")),
            message_count_line=front.line(keys.get("messages")),
            participants=participants,
            participants_line=front.line(keys.get("participants")),
            has_participants_key="participants" in keys,
            problems=limit_problems(front.problems),
        )

    def _report_similar_keys(self, keys: dict[str, yaml.Node]) -> None:
        """Report keys that are similar to known ones; others may belong to other programs."""
        missing = [key for key in _KEYS if key not in keys]
        unknown = ((key, value) for key, value in keys.items() if key not in _KEYS)
        for key, value in islice(unknown, MAX_COMPARED_KEYS):
            similar = get_close_matches(key.casefold()[:40], missing, 1, _MIN_SIMILARITY)
            if similar:
                self._front.report(value, "unused-front-matter-key", key=key, suggestion=similar[0])

    def _count(self, node: yaml.Node | None) -> int | None:
        text = self._front.text(node, "messages")
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        if node is not None and text:
            self._front.report(node, "invalid-front-matter-message-count", value=text)
        return None

    def _participants(self, node: yaml.Node | None) -> dict[str, ParticipantInfo]:
        if node is None:
            return {}
        problem_count = len(self._front.problems)
        participants: dict[str, ParticipantInfo] = {}
        by_casefold: dict[str, str] = {}
        for name, info in self._participant_entries(node):
            first = by_casefold.setdefault(name.casefold(), name)
            if first == name:
                participants.setdefault(name, info)
            else:
                self._front.report(node, "similar-participant-names", name=name, other=first)
        if not participants and len(self._front.problems) == problem_count:
            self._front.report(node, "empty-participants")
        if len(participants) > _MAX_PARTICIPANTS:
            self._front.report(node, "too-many-participants", limit=_MAX_PARTICIPANTS)
        return dict(islice(participants.items(), _MAX_PARTICIPANTS))

    def _participant_entries(self, node: yaml.Node) -> Iterator[tuple[str, ParticipantInfo]]:
        """Yield the participants of a list or of a mapping."""
        if isinstance(node, yaml.MappingNode):
            yield from ((name, self._participant_value(value)) for name, value in self._front.keys(_KEYS, node).items())
        elif isinstance(node, yaml.SequenceNode):
            entries = {id(entry): entry for entry in node.value}
            yield from (found for entry in entries.values() for found in self._list_entry(entry))
        elif scalar_text(node):
            self._front.report(node, "participants-without-list")

    def _list_entry(self, node: yaml.Node) -> Iterator[tuple[str, ParticipantInfo]]:
        """Yield the participants of a list entry: ``Name``, ``Name: model`` or ``{name: Name, role: …, model: …}``."""
        if isinstance(node, yaml.MappingNode):
            keys = self._front.keys(_KEYS, node)
            if "name" not in keys and not {"role", "model"}.isdisjoint(keys):
                self._front.report(node, "unnamed-participant")
            elif "name" in keys:
                yield self._front.text(keys["name"], "name"), self._participant_mapping(keys)
            else:
                yield from ((name, self._participant_value(value)) for name, value in keys.items())
        elif name := scalar_text(node):
            yield name, ParticipantInfo()
        else:
            self._front.report(node, "unnamed-participant")

    def _participant_value(self, node: yaml.Node) -> ParticipantInfo:
        """Return the participant of a value after a name: a model, or ``{role: …, model: …}``."""
        if id(node) not in self._infos:
            self._infos[id(node)] = self._read_participant_value(node)
        return self._infos[id(node)]

    def _read_participant_value(self, node: yaml.Node) -> ParticipantInfo:
        if isinstance(node, yaml.MappingNode):
            return self._participant_mapping(self._front.keys(_KEYS, node))
        model = self._front.text(node, "model")
        return ParticipantInfo(Role.ASSISTANT if model else None, model)

    def _participant_mapping(self, keys: dict[str, yaml.Node]) -> ParticipantInfo:
        for key, value in keys.items():
            if key not in _PARTICIPANT_KEYS:
                self._front.report(value, "unknown-participant-key", key=key, known=_PARTICIPANT_KEYS)
        model = self._front.text(keys.get("model"), "model")
        text = self._front.text(keys.get("role"), "role")
        if not text:
            return ParticipantInfo(Role.ASSISTANT if model else None, model)
        if text in set(Role):
            return ParticipantInfo(Role(text), model)
        self._front.report(keys["role"], "unknown-role", role=text, roles=tuple(Role))
        return ParticipantInfo(None, model)
