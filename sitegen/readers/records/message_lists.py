"""Find the list of messages in JSON of any program, and the fields that hold speaker, role and words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sitegen.model import Role
from sitegen.readers.parsed import Confidence
from sitegen.readers.records.field_names import FieldNames
from sitegen.readers.speaker_names import role_from_name
from sitegen.text.json_tree import MISSING, JsonNode

TEXT_FIELDS = ("content", "text", "message", "value", "output", "body", "parts", "msg", "utterance", "say")
ROLE_FIELDS = ("role", "from", "sender", "author", "speaker", "type", "source")
SPEAKER_FIELDS = (
    "speaker", "agent", "agent_name", "agent_id", "sender", "participant", "character", "persona", "nickname", "nick",
    "author", "name", "from", "sender_name", "username", "user_name", "user", "who", "role"
)  # fmt: skip
_STRONG_SPEAKERS = frozenset(SPEAKER_FIELDS[:10])
_PAIRS = (
    ("prompt", "response"), ("user", "assistant"), ("human", "assistant"), ("human", "ai"), ("user", "bot"),
    ("question", "answer"), ("input", "output"), ("query", "response"), ("user_message", "assistant_message"),
    ("user_input", "response"), ("prompt", "completion"),
)  # fmt: skip
"""Fields of what a user says and of the answer, in one object."""
LIST_NAMES = (
    "messages", "full_conversation", "conversation", "transcript", "dialogue", "dialog", "turns", "history",
    "chat_history", "chat", "rounds", "exchanges", "contents", "chunks", "thread", "chat_messages", "utterances",
    "input", "log", "logs", "interactions", "entries",
)  # fmt: skip
_TALK_NAMES = frozenset(LIST_NAMES[:17])
_MIN_SHARE = 0.8
_MIN_NAMED = 0.5
_MIN_SPOKEN = 0.5
"""Share of the messages with words in a list whose name and roles leave no doubt."""
_MAX_DEPTH = 4
_MAX_NAME = 80  # characters
_MAX_SUGGESTED_NAME = 40
_MIN_SUGGESTED = 4  # objects
_MIN_WORDS_LENGTH = 15  # characters, on average
_JSON_ROLES = {
    "human": Role.USER, "user": Role.USER, "gpt": Role.ASSISTANT, "chatgpt": Role.ASSISTANT, "bard": Role.ASSISTANT,
    "model": Role.ASSISTANT, "llm": Role.ASSISTANT, "developer": Role.SYSTEM, "system": Role.SYSTEM,
    "tool": Role.TOOL, "function": Role.TOOL, "observation": Role.TOOL, "ipython": Role.TOOL, "toolresult": Role.TOOL,
    "function_call_output": Role.TOOL, "prompt": Role.USER, "response": Role.ASSISTANT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemFields:
    """The fields of one list of messages."""

    speaker: str = ""
    """Empty if only the role says who speaks."""
    role: str = ""
    text: str = ""
    """Empty if it is the first of `TEXT_FIELDS` in each message."""
    pair: tuple[str, str] | None = None
    """In a list of questions with their answers."""


@dataclass(frozen=True, slots=True)
class MessageList:
    """A list of objects that are messages."""

    path: str
    """Names of the fields that lead to it, with dots; empty for the whole file."""
    items: tuple[JsonNode, ...]
    fields: ItemFields
    confidence: Confidence | None
    """None if nothing but the owner can say that these are messages."""
    reason: str
    owners: tuple[JsonNode, ...] = ()
    """The objects around it, from the innermost."""
    node: JsonNode = field(default=MISSING, compare=False)

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return what makes it a better choice than other lists in the file."""
        name = self.path.rpartition(".")[2]
        named = len(LIST_NAMES) - LIST_NAMES.index(name) if name in LIST_NAMES else 0
        return int(self.confidence or 0), named, len(self.items)


def json_role(word: str) -> Role | None:
    """Return the role of a word in a field for roles, such as ``human`` or ``gpt``; None for names."""
    return _JSON_ROLES.get(word.strip().casefold()) or role_from_name(word) if len(word) <= _MAX_NAME else None


def lookup(node: JsonNode, path: str) -> JsonNode:
    """Return the node at a path with dots; also if a name itself has a dot, as in the head of a table."""
    direct = node.value.get(path) if isinstance(node.value, dict) else None
    if direct or "." not in path:  # most calls
        return MISSING if direct is None else direct
    return node.get(*(int(key) if key.isdecimal() else key for key in path.split(".")))


def field_text(item: JsonNode, key: str) -> str:
    """Return a name in a field: a string, or an object with a name."""
    value = lookup(item, key)
    if value is MISSING:  # most calls
        return ""
    if isinstance(value.value, dict):
        names = ("name", "display_name", "displayName", "username", "role", "id")
        return next((found for name in names if (found := value.string(name))), "")
    return str(value.value) if isinstance(value.value, int) and not isinstance(value.value, bool) else value.string()


def role_text(item: JsonNode, key: str) -> str:
    """Return the word in a field for roles: a string, or an object with a role."""
    return lookup(item, key).string("role") or field_text(item, key)


def unwrapped(item: JsonNode) -> JsonNode:
    """Return an object that holds a message together with its time or id as one object with all fields."""
    for key in ("message", "data"):
        inner = item.get(key)
        if isinstance(inner.value, dict) and any(name in inner.value for name in TEXT_FIELDS):
            outer = {name: node for name, node in item.object().items() if name != key}
            return JsonNode(outer | inner.value, item.start, item.end)
    return item


def find_message_lists(nodes: Sequence[JsonNode], names: FieldNames) -> list[MessageList]:
    """Return the lists of messages, the best first. ``nodes``: the root of a file, or the objects of its lines."""
    if names.messages or names.text:
        return list(_named_lists(nodes, names))
    found = [_judge(path, items, owners, node) for path, items, owners, node in _lists(nodes)]
    lists = [each for each in found if each is not None]
    return sorted(lists, key=lambda each: each.rank, reverse=True)


def _named_lists(nodes: Sequence[JsonNode], names: FieldNames) -> Iterator[MessageList]:
    """Yield the list that the settings name; what they do not name is found in it."""
    for path, items, owners, node in _lists(nodes):
        if path == names.messages or (not names.messages and path.rpartition(".")[2] in ("", *LIST_NAMES)):
            judged = _judge(path, items, owners, node)
            found = judged.fields if judged else ItemFields()
            if names.text and not any(lookup(item, names.text) for item in items):
                continue
            fields = ItemFields(
                names.speaker or ("" if names.role else found.speaker),
                names.role or found.role,
                names.text,
                None if names.text else found.pair,
            )
            yield MessageList(path, items, fields, Confidence.CERTAIN, "the settings name its fields", owners, node)


_Found = tuple[str, tuple[JsonNode, ...], tuple[JsonNode, ...], JsonNode]


def _lists(nodes: Sequence[JsonNode]) -> Iterator[_Found]:
    """Yield each list of objects that is not inside another one: its path, objects, the objects around it, its node."""
    if len(nodes) != 1 or isinstance(nodes[0].value, list):
        items = _objects(nodes[0] if len(nodes) == 1 else JsonNode(list(nodes), 0, 0))
        if len(items) == 1:
            yield from _lists_in("", items[0], ())
        yield "", items, (), nodes[0] if len(nodes) == 1 else MISSING
    else:
        yield from _lists_in("", nodes[0], ())


def _lists_in(path: str, node: JsonNode, owners: tuple[JsonNode, ...]) -> Iterator[_Found]:
    owners = (node, *owners)
    for key, value in node.object().items():
        below = f"{path}.{key}" if path else key
        if isinstance(value.value, dict) and len(owners) < _MAX_DEPTH:
            yield from _lists_in(below, value, owners)
        elif isinstance(value.value, list):
            items = _objects(value)
            if len(items) == 1 and len(owners) < _MAX_DEPTH:
                yield from _lists_in(f"{below}.0", items[0], owners)
            if items:
                yield below, items, owners, value


def _objects(node: JsonNode) -> tuple[JsonNode, ...]:
    """Return the objects in a list, also if it is a list of lists of them: rounds, in each of which all speak."""
    items = [each for row in node.array() for each in (_pair_of_strings(row) or row.array() or (row,))]
    return tuple(each for each in items if isinstance(each.value, dict))


def loose_texts(node: JsonNode) -> list[JsonNode]:
    """Return the texts in a list of messages that are in no object, so that nothing says who wrote them."""
    items = [each for row in node.array() if not _pair_of_strings(row) for each in (row.array() or (row,))]
    return [each for each in items if each.string().strip()]


def unreadable_texts(found: MessageList) -> list[JsonNode]:
    """Return the words of messages that are no text, such as a number."""
    if found.fields.pair or found.fields.text:
        return []
    items = [item for item in map(unwrapped, found.items) if not _text_field(item)]
    nodes = (item.get(key) for item in items for key in TEXT_FIELDS)
    return [each for each in nodes if isinstance(each.value, bool | int | float | list)]


def _pair_of_strings(row: JsonNode) -> tuple[JsonNode, ...]:
    """Return a question and its answer in a list of two as an object; nothing for any other value."""
    both = row.array()
    if len(both) != 2 or not all(isinstance(each.value, str) for each in both):
        return ()
    return (JsonNode({"user": both[0], "assistant": both[1]}, row.start, row.end),)


def _judge(path: str, items: tuple[JsonNode, ...], owners: tuple[JsonNode, ...], node: JsonNode) -> MessageList | None:
    """Return the list if its objects have words and speakers, with how likely it is that they are messages."""
    if not items:
        return None
    inner = [unwrapped(item) for item in items]
    counts = Counter(key for item in inner for key in item.object())
    name = path.rpartition(".")[2].rstrip("0123456789").rstrip(".") or path.rpartition(".")[2]
    if counts["subject"] and (counts["to"] or counts["recipients"]):
        return None  # mail
    role = next((key for key in ROLE_FIELDS if counts[key] and _role_share(inner, key) >= _MIN_SHARE), "")
    speaker = next((key for key in SPEAKER_FIELDS if key != role and counts[key] and _names(inner, key)), "")
    texts = sum(_text_field(item) != "" or bool(item.array("tool_calls")) for item in inner)
    is_certain = role == "role" and name in _TALK_NAMES
    if (role or speaker) and texts >= (_MIN_SPOKEN if is_certain else _MIN_SHARE) * len(items) and texts:
        fields = ItemFields(speaker, role)
        shown = (speaker or role, next(key for item in inner if (key := _text_field(item))))
        return MessageList(
            path, items, fields, _confidence(name, role, speaker, inner), _reason(path, shown), owners, node
        )
    pair = next((pair for pair in _PAIRS if all(counts[key] >= _MIN_SHARE * len(items) for key in pair)), None)
    if pair is None:
        return None
    confidence = Confidence.LIKELY if name in _TALK_NAMES else None
    return MessageList(path, items, ItemFields(pair=pair), confidence, _reason(path, pair), owners, node)


def _confidence(name: str, role: str, speaker: str, items: Sequence[JsonNode]) -> Confidence | None:
    is_talk = name in _TALK_NAMES
    if role:
        roles = {json_role(role_text(item, role)) for item in items}
        if is_talk or (role != "type" and roles & {Role.USER, Role.ASSISTANT} and len(items) > 1):
            return Confidence.LIKELY
        return Confidence.POSSIBLE if roles >= {Role.USER, Role.ASSISTANT} else None
    fields = (speaker, *SPEAKER_FIELDS)
    named = (next((name for key in fields if (name := field_text(item, key))), "") for item in items)
    speakers = Counter(name for name in named if name)
    recur = len(speakers) < sum(speakers.values())
    if is_talk and (recur or len(items) <= 2):
        return Confidence.LIKELY
    return Confidence.POSSIBLE if speaker in _STRONG_SPEAKERS and len(speakers) > 1 and (recur or is_talk) else None


def _reason(path: str, fields: Iterable[str]) -> str:
    place = f"`{path}` is a list" if path else "it is a list"
    return f"{place} of objects with {' and '.join(f'`{each}`' for each in fields)}"


def text_of(item: JsonNode) -> JsonNode:
    """Return the words of a message: blocks before a string that repeats them, a full field before an empty one."""
    found = [node for key in TEXT_FIELDS if _is_text(node := item.get(key))]
    blocks = item.get("parts") if any(each.string("type") for each in item.array("parts")) else MISSING
    return blocks or next((node for node in found if node.value), found[0] if found else MISSING)


def _text_field(item: JsonNode) -> str:
    return next((key for key in TEXT_FIELDS if _is_text(item.get(key))), "")


def _is_text(node: JsonNode) -> bool:
    value = node.value
    if isinstance(value, list):
        return all(isinstance(each.value, dict | str) for each in value)
    return isinstance(value, str | dict)


def _role_share(items: Sequence[JsonNode], key: str) -> float:
    return sum(json_role(role_text(item, key)) is not None for item in items) / len(items)


def _names(items: Sequence[JsonNode], key: str) -> bool:
    """Return whether most objects have a name in this field: a short line. The others may have another field."""
    names = [field_text(item, key) for item in items]
    return sum(0 < len(name.strip()) <= _MAX_NAME and "\n" not in name for name in names) > _MIN_NAMED * len(items)


def suggest_fields(nodes: Sequence[JsonNode]) -> MessageList | None:
    """Return a list that may hold messages, with the fields that may hold names and words, for the owner to confirm.

    In one field few short names recur, in another are sentences.
    """
    found = [each for path, items, owners, node in _lists(nodes) if (each := _suggestion(path, items, owners, node))]
    return max(found, key=lambda each: len(each.items), default=None)


def _suggestion(
    path: str, items: tuple[JsonNode, ...], owners: tuple[JsonNode, ...], node: JsonNode
) -> MessageList | None:
    if len(items) < _MIN_SUGGESTED:
        return None
    values: dict[str, list[str]] = {}
    for item in items:
        for key, each in item.object().items():
            if isinstance(each.value, str):
                values.setdefault(key, []).append(each.value)
    texts = {
        key: sum(map(len, each)) / len(each) for key, each in values.items() if len(each) >= _MIN_SHARE * len(items)
    }
    text = max(texts, key=lambda key: texts[key], default="")
    if texts.get(text, 0) < _MIN_WORDS_LENGTH or not any(" " in each for each in values[text]):
        return None
    names = [key for key in texts if key != text and _recur(values[key])]
    known = [key for key in names if key.casefold() in SPEAKER_FIELDS]
    speaker = next(iter(known or names), "")
    if not speaker:
        return None
    fields = ItemFields(speaker, text=text)
    return MessageList(path, items, fields, None, _reason(path, (speaker, text)), owners, node)


def _recur(names: Sequence[str]) -> bool:
    """Return whether these may be the names of a few who speak by turns."""
    different = set(names)
    are_names = all(len(name) <= _MAX_SUGGESTED_NAME and any(map(str.isalpha, name)) for name in different)
    changes = sum(one != other for one, other in pairwise(names))
    return are_names and 1 < len(different) <= len(names) / 2 and changes >= len(names) / 3
