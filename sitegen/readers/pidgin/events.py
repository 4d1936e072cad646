"""Read the JSON of pidgin: the log of events of a conversation (JSON Lines), and older files with all messages."""

from collections import defaultdict
from dataclasses import dataclass, field

from sitegen.model import Role, Span, Usage
from sitegen.model.problems import Problem
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    LeftOut,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    tile,
)
from sitegen.text.dates import parse_date
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

NAME = "pidgin-events"

_ROLES = {"system": Role.SYSTEM, "researcher": Role.USER, "human": Role.USER}


def detect(source: Source) -> Detection | None:
    """Return whether the lines are events of pidgin, or the file lists its agents."""
    if any(_kind(line) == "ConversationStartEvent" for line in source.json_lines[:20]):
        return Detection(Confidence.CERTAIN, "its lines are events such as `ConversationStartEvent`")
    root = source.json
    if root and root.string("agents", 0, "model_shortname") and root.string("messages", 0, "agent_id"):
        return Detection(Confidence.CERTAIN, "it has `agents` with a `model_shortname`, and messages of them")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages of both agents, and what the researcher said."""
    log = _Log(source)
    if source.json:
        log.add_file(source.json)
    else:
        for line in source.json_lines:
            log.add_event(line)
    return log.result()


def _kind(line: JsonNode) -> str:
    return line.string("event_type")


@dataclass(slots=True)
class _Agent:
    name: str
    model: str


@dataclass(slots=True)
class _Spoken:
    node: JsonNode
    agent_id: str
    time: str | None
    usage: Usage | None = None


@dataclass(slots=True)
class _Log:
    """The messages so far."""

    source: Source
    agents: dict[str, _Agent] = field(default_factory=dict)
    spoken: list[_Spoken] = field(default_factory=list)
    known_texts: set[tuple[str, str]] = field(default_factory=set)
    repeated: list[tuple[Span, LeftOut]] = field(default_factory=list)
    chunks: dict[str, list[JsonNode]] = field(default_factory=lambda: defaultdict(list))
    last: dict[str, _Spoken] = field(default_factory=dict)
    """By agent."""
    native_id: str = ""
    started: str | None = None
    ended: str | None = None

    def add_file(self, root: JsonNode) -> None:
        for agent in root.array("agents"):
            self._add_agent(agent.string("id"), agent.string("display_name"), agent.string("model"))
        for message in root.array("messages"):
            self._add(message, message.string("agent_id"), None, is_new=True)
        self.native_id = root.string("id")
        self.started = parse_date(root.string("started_at"))
        self.ended = parse_date(root.string("ended_at"))

    def add_event(self, line: JsonNode) -> None:
        data = line.get("data") if line.object("data") else line
        agent = data.string("agent_id")
        time = parse_date(line.string("timestamp"))
        match _kind(line):
            case "ConversationStartEvent":
                self.native_id = self.native_id or data.string("conversation_id")
                self.started = self.started or time
                for id_ in ("agent_a", "agent_b"):
                    self._add_agent(id_, data.string(f"{id_}_display_name"), data.string(f"{id_}_model"))
            case "SystemPromptEvent":
                is_first = not any(agent_id == "system" for agent_id, _ in self.known_texts)
                prompt = data.get("prompt")
                if is_first:
                    self._add_text(prompt, "system", time, is_new=False)
                elif prompt.string():
                    known = ("system", prompt.string()) in self.known_texts
                    self.repeated.append((prompt.span, LeftOut.DUPLICATE if known else LeftOut.SYSTEM))
                    self.known_texts.add(("system", prompt.string()))
            case "MessageRequestEvent":
                for message in data.array("conversation_history"):
                    self._add(message, message.string("agent_id"), time, is_new=False)
            case "MessageChunkEvent":
                self.chunks[agent].append(data.get("chunk"))
            case "MessageCompleteEvent":
                self.repeated += ((chunk.span, LeftOut.DUPLICATE) for chunk in self.chunks.pop(agent, ()))
                self._add(data.get("message"), agent, time, is_new=True)
            case "TurnCompleteEvent":
                for key in ("agent_a_message", "agent_b_message", "intervention"):
                    message = data.get("turn", key)
                    self._add(message, message.string("agent_id") or "researcher", time, is_new=False)
            case "TokenUsageEvent":
                self._add_usage(data, agent)
            case "ConversationEndEvent":
                self.ended = time

    def _add_agent(self, agent_id: str, name: str, model: str) -> None:
        self.agents.setdefault(agent_id, _Agent(name or model or agent_id, model))

    def _add(self, message: JsonNode, agent_id: str, event_time: str | None, is_new: bool) -> None:
        own = parse_date(message.string("timestamp"))
        # Messages have local times without a zone, events have UTC in newer versions.
        time = event_time if event_time and (own is None or event_time.endswith("+00:00")) else own
        self._add_text(message.get("content"), agent_id, time, is_new)

    def _add_text(self, content: JsonNode, agent_id: str, time: str | None, is_new: bool) -> None:
        """Add a message; one of the history only if it was not said yet. ``is_new``: it is no part of a history."""
        if not isinstance(content.value, str):
            return
        if not is_new and (agent_id, content.value) in self.known_texts:
            self.repeated.append((content.span, LeftOut.DUPLICATE))
            return
        self.known_texts.add((agent_id, content.value))
        self.last[agent_id] = _Spoken(content, agent_id, time)
        self.spoken.append(self.last[agent_id])

    def _add_usage(self, data: JsonNode, agent_id: str) -> None:
        last = self.last.get(agent_id)
        tokens = [data.number(key) for key in ("prompt_tokens", "completion_tokens")]
        if last and last.usage is None and any(tokens):
            last.usage = Usage(*(each if isinstance(each, int) else None for each in tokens))

    def result(self) -> ParsedTranscript:
        if len({agent.name for agent in self.agents.values()}) < len(self.agents):
            for letter, agent in zip("AB", self.agents.values(), strict=False):
                agent.name = f"{agent.name}-{letter}"
        pieces: list[Piece] = [self._message(each) for each in self.spoken]
        problems = []
        for agent_id, chunks in self.chunks.items():
            spoken = _Spoken(chunks[0], agent_id, None)
            text = "".join(chunk.string() for chunk in chunks)
            pieces.append(self._message(spoken, text, tuple(chunk.span for chunk in chunks[1:])))
            line = self.source.line_number(chunks[0].start)
            problems.append(Problem("unfinished-message", self.source.path, line, speaker=self._agent(agent_id).name))
        pieces.extend(Markup(MarkupKind.LEFT_OUT, span, reason) for span, reason in self.repeated)
        return ParsedTranscript(
            tile(self.source, pieces),
            started=self.started,
            ended=self.ended,
            problems=tuple(problems),
            native_id=self.native_id,
        )

    def _agent(self, agent_id: str) -> _Agent:
        return self.agents.get(agent_id) or _Agent(agent_id.replace("_", " ").title() or "Unknown", "")

    def _message(self, spoken: _Spoken, text: str | None = None, more: tuple[Span, ...] = ()) -> ParsedMessage:
        agent = self._agent(spoken.agent_id)
        role = Role.ASSISTANT if spoken.agent_id in self.agents else _ROLES.get(spoken.agent_id)
        return ParsedMessage(
            spoken.node.span,
            agent.name,
            role,
            agent.model,
            time=spoken.time,
            text=spoken.node.string() if text is None else text,
            more_spans=more,
            usage=spoken.usage,
        )
