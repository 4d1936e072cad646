"""Read the JSON of one chat with a character, of the programs whose chats SillyTavern imports.

Agnai, Character.AI (with CAI Tools), text-generation-webui, Kobold Lite and RisuAI. Each names the list of its messages
as no other does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from json import loads

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import message_parts
from sitegen.readers.header import UNKNOWN_SPEAKER
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    LeftOut,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    parts_text,
    tile,
)
from sitegen.readers.roleplay.speaker_flags import FlaggedMessage, flag_roles, read_flag, report_unclear_flags
from sitegen.readers.roleplay.versions import Versions, place_versions, read_time, without_import_times
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

NAME = "character-chat"

_USER, _ASSISTANT, _NAMELESS = "User", "Assistant", "Character "
_KOBOLD_TURN = re.compile(r"\{\{\[(INPUT|OUTPUT)(?:_END)?\]\}\}")


def detect(source: Source) -> Detection | None:
    """Return why the text is such a chat, if it is one."""
    shape = _shape(source.json)
    return Detection(Confidence.CERTAIN, shape.reason) if shape else None


def read(source: Source) -> ParsedTranscript:
    """Return the messages, with their other versions as branches."""
    root, shape = source.json, _shape(source.json)
    if root is None or shape is None:
        return ParsedTranscript(tile(source, ()))
    messages, points = place_versions(without_import_times(tuple(shape.messages(root, source.text))))
    pieces: list[Piece] = [*messages]
    pieces += (Markup(MarkupKind.LEFT_OUT, each.span, LeftOut.DUPLICATE) for each in _pair_lists(root)[1:])
    titles = (root.string("name"), root.string("title"), root.string("char_name"), root.string("info", "name"))
    return ParsedTranscript(
        tile(source, pieces),
        title=next(filter(None, titles), ""),
        started=next((each.time for each in messages if each.time and not each.branch), None),
        problems=tuple(_problems(source, root, messages)),
        branch_points=points,
        has_fixed_title=True,
    )


def _problems(source: Source, root: JsonNode, messages: Iterable[ParsedMessage]) -> Iterator[Problem]:
    histories = root.array("histories", "histories")
    if len(histories) > 1:
        yield Problem(
            "several-conversations", source.path, source.line_number(histories[1].start), count=len(histories)
        )
    nameless = next((each for each in messages if each.speaker.startswith(_NAMELESS)), None)
    if nameless:
        yield Problem("nameless-speakers", source.path, source.line_number(nameless.span.start), name=nameless.speaker)
    flagged = (("is_human", _of_histories(root)), ("is_human", _of_turns(root)), ("role", _of_risu(root)))
    for field, each in flagged:
        yield from report_unclear_flags(source, each, field)


def _message(
    words: JsonNode, speaker: str, role: Role | None, time: JsonNode | None = None, native_id: str = ""
) -> ParsedMessage:
    parts = (message_parts.prose(words),) if words.string() else ()
    moment = read_time(time) if time else None
    return ParsedMessage(
        words.span, speaker, role, time=moment, text=parts_text(parts), native_id=native_id, parts=parts
    )


def _speaker(name: str, role: Role | None) -> str:
    """Return the name of a speaker; without one that of the role."""
    return name or {Role.USER: _USER, Role.ASSISTANT: _ASSISTANT}.get(role or Role.SYSTEM, UNKNOWN_SPEAKER)


def _with_roles(messages: Sequence[FlaggedMessage]) -> Iterator[tuple[JsonNode, str, Role | None]]:
    """Yield each message with the name and the role of its speaker."""
    for each, role in zip(messages, flag_roles(messages, {}), strict=True):
        yield each.node, _speaker(each.name, role), role


def _is_human(author: JsonNode) -> bool | None:
    """Return the flag of Character.AI, which may leave out what is false."""
    return read_flag(author.get("is_human")) if "is_human" in author.object() else False


# --- Agnai: messages[] with msg and userId or characterId ---


def _agnai(root: JsonNode, _text: str) -> Iterator[Versions]:
    nodes = [each for each in root.array("messages") if "msg" in each.object()]
    names = _agnai_names(nodes)
    has_users = any(_id(each, "userId") for each in nodes)
    for node in nodes:
        has_character = has_users and bool(_id(node, "characterId"))
        role = Role.USER if _id(node, "userId") else Role.ASSISTANT if has_character else None
        speaker = node.string("name") or node.string("handle") or names[_agnai_id(node)]
        shown = _message(node.get("msg"), speaker, role, node.get("createdAt"), node.string("_id"))
        retries = [each for each in node.array("retries") if each.string()]
        yield Versions(shown, tuple(_message(each, speaker, role) for each in retries))


def _agnai_id(node: JsonNode) -> str:
    return _id(node, "userId") or _id(node, "characterId")


def _id(node: JsonNode, key: str) -> str:
    """Return an id, which may be a number; empty for none."""
    number = node.number(key)
    return node.string(key) if number is None else str(number)


def _agnai_names(nodes: list[JsonNode]) -> dict[str, str]:
    """Return a name for each id: one that a message of it has, else a number."""
    names: dict[str, str] = {}
    for node in nodes:
        if name := node.string("name") or node.string("handle"):
            names.setdefault(_agnai_id(node), name)
    for node in nodes:
        if _agnai_id(node) not in names:
            number = 1 + sum(each.startswith(_NAMELESS) for each in names.values())
            names[_agnai_id(node)] = _USER if _id(node, "userId") else f"{_NAMELESS}{number}"
    return names


# --- Character.AI: histories of CAI Tools, and turns with candidates ---


def _of_histories(root: JsonNode) -> list[FlaggedMessage]:
    histories = root.array("histories", "histories")
    nodes = [each for history in histories for each in history.array("msgs") if "text" in each.object()]
    return [FlaggedMessage(each, each.string("src", "name"), _is_human(each.get("src"))) for each in nodes]


def _histories(root: JsonNode, _text: str) -> Iterator[Versions]:
    for node, speaker, role in _with_roles(_of_histories(root)):
        yield Versions(_message(node.get("text"), speaker, role, node.get("created"), node.string("uuid")))


def _of_turns(root: JsonNode) -> list[FlaggedMessage]:
    nodes = root.array("turns")
    return [FlaggedMessage(each, each.string("author", "name"), _is_human(each.get("author"))) for each in nodes]


def _turns(root: JsonNode, _text: str) -> Iterator[Versions]:
    for node, speaker, role in _with_roles(_of_turns(root)):
        candidates = [each for each in node.array("candidates") if "raw_content" in each.object()]
        versions = []
        for each in candidates:
            time = each.get("create_time") or node.get("create_time")
            versions.append(_message(each.get("raw_content"), speaker, role, time, each.string("candidate_id")))
        chosen = node.string("primary_candidate_id")
        shown = next((each for each in versions if each.native_id == chosen), versions[0] if versions else None)
        if shown:
            yield Versions(shown, tuple(each for each in versions if each is not shown))


# --- text-generation-webui: pairs of prompt and answer, as typed and as shown ---


def _pairs(root: JsonNode, _text: str) -> Iterator[Versions]:
    for pair in _pair_lists(root)[0].array():
        for index, (speaker, role) in enumerate(((_USER, Role.USER), (_ASSISTANT, Role.ASSISTANT))):
            words = pair.get(index)
            if words.string() and words.string() != "<|BEGIN-VISIBLE-CHAT|>":
                yield Versions(_message(words, speaker, role))


def _pair_lists(root: JsonNode) -> list[JsonNode]:
    """Return the list of the pairs as typed, and then as shown, with HTML entities."""
    lists = (("data", "data_visible"), ("internal", "visible"))
    return next(([root.get(key) for key in keys] for keys in lists if all(root.array(key) for key in keys)), [])


# --- Kobold Lite: actions with marks for input and output ---


def _actions(root: JsonNode, text: str) -> Iterator[Versions]:
    user = root.string("savedsettings", "chatname") or _USER
    character = root.string("savedsettings", "chatopponent").partition("||$||")[0] or _ASSISTANT
    speaker, role = character, Role.ASSISTANT
    for node in (root.get("prompt"), *root.array("actions")):
        # The marks have no escapes, so they are in the literal as they are in the string.
        start, end = node.start + 1, node.end - 1 if node.string() else node.start
        for turn in (*_KOBOLD_TURN.finditer(text, start, max(start, end)), None):
            span = Span(start, turn.start() if turn else max(start, end))
            if words := _unescaped(span.of(text)).strip():
                yield Versions(ParsedMessage(span, speaker, role, text=words))
            if turn:
                speaker, role = (user, Role.USER) if turn[1] == "INPUT" else (character, Role.ASSISTANT)
                start = turn.end()


def _unescaped(literal: str) -> str:
    try:
        return str(loads(f'"{literal}"', strict=False))
    except ValueError:
        return literal


# --- RisuAI: data.message[] with role and data ---


def _of_risu(root: JsonNode) -> list[FlaggedMessage]:
    nodes = [each for each in root.array("data", "message") if "data" in each.object()]
    words = {"user": True, "char": False}
    return [FlaggedMessage(each, each.string("name"), words.get(each.string("role").casefold())) for each in nodes]


def _risu(root: JsonNode, _text: str) -> Iterator[Versions]:
    for node, speaker, role in _with_roles(_of_risu(root)):
        message = _message(node.get("data"), speaker, role, node.get("time"), node.string("chatId"))
        yield Versions(replace(message, model=node.string("generationInfo", "model")))


# --- which is which ---


@dataclass(frozen=True, slots=True)
class _Shape:
    """The form of one program."""

    reason: str
    matches: Callable[[JsonNode], bool]
    messages: Callable[[JsonNode, str], Iterator[Versions]]


def _is_agnai(root: JsonNode) -> bool:
    first = root.get("messages", 0).object()
    return "msg" in first and bool(first.keys() & {"userId", "characterId"})


def _has_kobold_turns(root: JsonNode) -> bool:
    actions = (root.string("prompt"), *(each.string() for each in root.array("actions")[:20]))
    return bool(root.object("savedsettings")) and any(map(_KOBOLD_TURN.search, actions))


_SHAPES = (
    _Shape("its `messages` have `msg` and `characterId` or `userId`, as those of Agnai", _is_agnai, _agnai),
    _Shape(
        "its `histories` have `msgs` with `src` and `text`, as those of Character.AI",
        lambda root: "src" in root.get("histories", "histories", 0, "msgs", 0).object(),
        _histories,
    ),
    _Shape(
        "its `turns` have `candidates` with `raw_content`, as those of Character.AI",
        lambda root: "raw_content" in root.get("turns", 0, "candidates", 0).object(),
        _turns,
    ),
    _Shape(
        "it has pairs as typed and as shown, as text-generation-webui writes them",
        lambda root: any(len(each.array(0)) == 2 for each in _pair_lists(root)),
        _pairs,
    ),
    _Shape("its `actions` have `{{[INPUT]}}` and `{{[OUTPUT]}}`, as those of Kobold Lite", _has_kobold_turns, _actions),
    _Shape(
        "its `data` has `message` with `role` and `data`, as that of RisuAI",
        lambda root: {"role", "data"} <= root.get("data", "message", 0).object().keys(),
        _risu,
    ),
)


def _shape(root: JsonNode | None) -> _Shape | None:
    return next((each for each in _SHAPES if each.matches(root)), None) if root and root.object() else None
