"""Find what JSON of any program states about a conversation and a message: title, dates, ids, models, tokens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sitegen.model import Usage
from sitegen.readers.records.field_names import FieldNames
from sitegen.readers.records.message_lists import lookup
from sitegen.text.dates import epoch_date, parse_date
from sitegen.text.json_tree import MISSING, JsonNode

_TIMES = (
    "timestamp", "time", "created_at", "createdAt", "create_time", "datetime", "date", "sent_at", "started_at", "ts",
    "created", "at", "timestamp_ms", "createTime",
)  # fmt: skip
_STARTS = ("started_at", "start_time", "startTime", "started", "created_at", "createdAt", "create_time", "created",
           "timestamp", "date", "datetime", "time")  # fmt: skip
_ENDS = ("ended_at", "end_time", "endTime", "ended", "finished_at", "completed_at")
_TITLES = ("title", "name", "topic", "subject")
_IDS = ("conversation_id", "id", "uuid", "session_id", "sessionId", "thread_id", "chat_id", "conversationId", "run_id")
_MODELS = ("model", "model_id", "model_slug", "modelId", "model_name", "engine")
_SYSTEMS = ("system_prompt", "system", "system_message", "systemPrompt", "system_instruction", "systemInstruction",
            "system_prompts")  # fmt: skip
_OPENINGS = ("initial_message", "initial_prompt", "seed_prompt", "opening")
_COUNTS = ("message_count", "messageCount", "num_messages", "total_messages", "n_messages")
_ABOUT = ("metadata", "meta", "info", "header", "session")
_INSIDE = (*_ABOUT, "config", "scenario", "runtime", "runSettings", "request")
_AGENTS = ("agents", "participants", "speakers", "characters", "models")
_INPUT_TOKENS = ("input_tokens", "prompt_tokens", "promptTokenCount")
_OUTPUT_TOKENS = ("output_tokens", "completion_tokens", "candidatesTokenCount")
_COSTS = ("cost", "cost_usd", "total_cost")
_USAGES = frozenset((*_INPUT_TOKENS, *_OUTPUT_TOKENS, *_COSTS))
_MIN_ID_LENGTH = 8  # shorter ones only count within one file
_MAX_TITLE = 300  # characters
_EPOCH_IN_MILLISECONDS = 10**11
_MAX_EPOCH = 10**14


@dataclass(frozen=True, slots=True)
class Agent:
    """A participant that the file describes."""

    name: str
    model: str


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """Facts that a file states about its conversation."""

    title: str = ""
    started: str | None = None
    ended: str | None = None
    native_id: str = ""
    model: str = ""
    count: int | None = None
    usage: Usage | None = None
    agents: Mapping[str, Agent] = field(default_factory=dict)
    """By id or name."""
    system_prompts: tuple[JsonNode, ...] = ()
    openings: tuple[JsonNode, ...] = ()
    """What the file says that the first message was."""


def stated_facts(owners: Sequence[JsonNode], names: FieldNames) -> StatedFacts:
    """Return the facts in the objects around the messages, and in the objects of these for metadata."""
    places, about = (
        [node for owner in owners for node in (owner, *(owner.get(key) for key in keys)) if node.object()]
        for keys in (_INSIDE, _ABOUT)
    )
    pair = next((pair for place in places if all(pair := _pair(place))), ("", ""))
    title = _first_string(about, (names.title,) if names.title else _TITLES)
    return StatedFacts(
        title if 0 < len(title) <= _MAX_TITLE and "\n" not in title else " ↔ ".join(filter(None, pair)),
        _first_time(places, _STARTS),
        _first_time(places, _ENDS),
        native_id([place.get(key) for key in ((names.id,) if names.id else _IDS) for place in places]),
        _first_string(places, _MODELS),
        next((count for place in places for key in _COUNTS if isinstance(count := place.number(key), int)), None),
        next((usage for place in places if (usage := usage_of(place))), None),
        _agents(places, pair),
        tuple(_system_prompts(places)),
        tuple(node for place in places for key in _OPENINGS if isinstance((node := place.get(key)).value, str)),
    )


def time_of(node: JsonNode, names: FieldNames) -> str | None:
    """Return when a message was written, in ISO 8601."""
    if names.time:
        return iso_time(lookup(node, names.time))
    return _first_time([node], _TIMES)


def iso_time(node: JsonNode) -> str | None:
    """Return a time in a string, or in seconds or milliseconds since 1970, in ISO 8601."""
    value = node.value
    if isinstance(value, str) and not value.strip().replace(".", "", 1).isdecimal():
        return parse_date(value)
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    if isinstance(value, bool) or not 10**8 < number < _MAX_EPOCH:  # before 1973: a number of something else
        return None
    seconds = number / 1000 if number >= _EPOCH_IN_MILLISECONDS else number
    return epoch_date(seconds)


def model_of(node: JsonNode, names: FieldNames) -> str:
    """Return the model of a message as stated; empty if it is not."""
    if names.model:
        return lookup(node, names.model).string()
    return _first_string([node], _MODELS)


def usage_of(node: JsonNode) -> Usage | None:
    """Return the tokens and the cost that a message or a conversation states; None if it states none."""
    usage = node.get("usage") if node.object("usage") else node
    if not _USAGES & usage.object().keys():
        return None
    tokens = [
        next((number for key in keys if isinstance(number := usage.number(key), int) and number >= 0), None)
        for keys in (_INPUT_TOKENS, _OUTPUT_TOKENS)
    ]
    cost = next((n for key in _COSTS if (n := usage.number(key)) is not None), None)
    if tokens == [None, None] and cost is None:
        return None
    return Usage(tokens[0], tokens[1], float(cost) if cost is not None and 0 <= cost < 1e9 else None)


def native_id(nodes: Sequence[JsonNode]) -> str:
    """Return the first id that is unique beyond one file: a string that is not short."""
    ids = (node.string() for node in nodes)
    return next((each for each in ids if _MIN_ID_LENGTH <= len(each) <= _MAX_TITLE and " " not in each), "")


def _first_string(places: Sequence[JsonNode], keys: Sequence[str]) -> str:
    found = (node for key in keys for place in places if (node := lookup(place, key)) is not MISSING)
    return next((text for node in found if (text := node.string().strip())), "")


def _first_time(places: Sequence[JsonNode], keys: Sequence[str]) -> str | None:
    found = (node for key in keys for place in places if (node := lookup(place, key)) is not MISSING)
    return next((time for node in found if (time := iso_time(node))), None)


def _pair(place: JsonNode) -> tuple[str, str]:
    """Return the names of two models that talk: ``model_a`` and ``model_b``."""
    return place.string("model_a").strip(), place.string("model_b").strip()


def _agents(places: Sequence[JsonNode], pair: tuple[str, str]) -> dict[str, Agent]:
    agents = {name: Agent(name, name) for name in pair if name}
    for place in places:
        for key in _AGENTS:
            for name, node in _described(place.get(key)):
                shown = _first_string([node], ("display_name", "name")) or name
                model = node.string() if isinstance(node.value, str) else _first_string([node], _MODELS)
                agents.setdefault(name, Agent(shown, model))
    return agents


def _described(node: JsonNode) -> Iterator[tuple[str, JsonNode]]:
    """Yield the id of each participant in a list of objects, or in an object by id."""
    for each in node.array():
        if name := _first_string([each], ("id", "agent_id", "name", "role")):
            yield name, each
    for name, each in node.object().items():
        if isinstance(each.value, str | dict):
            yield name, each


def _system_prompts(places: Sequence[JsonNode]) -> Iterator[JsonNode]:
    for place in places:
        for key in _SYSTEMS:
            node = place.get(key)
            if isinstance(node.value, str) or node.array() or node.array("parts") or node.string("text"):
                yield node
            elif key == "system_prompts":
                yield from (each for each in node.object().values() if isinstance(each.value, str))
