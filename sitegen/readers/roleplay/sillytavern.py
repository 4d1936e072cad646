"""Read a chat of SillyTavern: JSON Lines with a header, then one message in each line.

The other versions of an answer (``swipes``) are branches. Chats of groups, of Chub and of CAI Tools have no header.
"""

from collections.abc import Iterator

from sitegen.model import BlockKind, MessagePart, Role
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
from sitegen.text.json_tree import MISSING, JsonNode
from sitegen.text.source import Source

NAME = "sillytavern"

_PROGRAM_TYPES = frozenset(
    {
        "assistant_note",
        "formatting",
        "generic",
        "help",
        "hotkeys",
        "macros",
        "slash_commands",
        "welcome",
        "welcome_prompt",
    }
)
"""Types of messages that the program writes for the person who uses it."""
_STORY_TYPES = frozenset({"comment", "narrator"})


def detect(source: Source) -> Detection | None:
    """Return why the text is such a chat, if it is one."""
    lines = source.json_lines[:2]
    if not lines:
        return None
    if "user_name" in lines[0].object() and "character_name" in lines[0].object():
        return Detection(Confidence.CERTAIN, "its first line has `user_name` and `character_name`")
    if all({"name", "mes", "is_user"} <= each.object().keys() for each in lines):
        return Detection(Confidence.CERTAIN, "its lines have `name`, `is_user` and `mes`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages, with their other versions as branches."""
    lines = source.json_lines
    header = lines[0] if lines and "mes" not in lines[0].object() else MISSING
    said = [each for each in lines if "mes" in each.object() and not _is_of_program(each)]
    flagged = [FlaggedMessage(each, each.string("name"), read_flag(each.get("is_user"))) for each in said]
    roles = flag_roles(flagged, _stated_roles(header))
    rows = [_versions(each, _story_role(each) or role) for each, role in zip(said, roles, strict=True)]
    messages, points = place_versions(without_import_times(rows))
    pieces: list[Piece] = [*messages]
    pieces += (_left_out(each, LeftOut.NOISE) for each in lines if _is_of_program(each))
    pieces += (_left_out(each, LeftOut.DUPLICATE) for line in lines for each in _repeated(line))
    times = (each.time for each in messages if each.time and not each.branch)
    return ParsedTranscript(
        tile(source, pieces),
        title=header.string("character_name"),
        started=next(times, None) or read_time(header.get("create_date")),
        problems=tuple(
            report_unclear_flags(source, [each for each in flagged if not _story_role(each.node)], "is_user")
        ),
        branch_points=points,
        has_fixed_title=True,
    )


def _left_out(node: JsonNode, reason: LeftOut) -> Markup:
    return Markup(MarkupKind.LEFT_OUT, node.span, reason)


def _is_of_program(line: JsonNode) -> bool:
    return read_flag(line.get("is_system")) is True and line.string("extra", "type") in _PROGRAM_TYPES


def _words(node: JsonNode) -> JsonNode:
    """Return the string with the words; chats of Chub have it in an object."""
    return node.get("message") or node


def _chosen(line: JsonNode) -> int:
    """Return the index of the version that is shown; -1 if it is none of them."""
    shown = _words(line.get("mes")).string()
    swipes = [_words(each).string() for each in line.array("swipes")]
    number = line.number("swipe_id")
    index = int(number) if number is not None and 0 <= number < len(swipes) else 0
    if index < len(swipes) and swipes[index] == shown:
        return index
    return swipes.index(shown) if shown in swipes else -1


def _repeated(line: JsonNode) -> Iterator[JsonNode]:
    """Yield what repeats the words that are shown."""
    chosen = _chosen(line)
    if chosen < 0 or _is_of_program(line):
        return
    yield _words(line.get("swipes", chosen))
    repeated = line.get("swipe_info", chosen, "extra", "reasoning")
    if repeated.string() and repeated.string() == line.string("extra", "reasoning"):
        yield repeated


def _versions(line: JsonNode, role: Role | None) -> Versions:
    chosen = _chosen(line)
    shown = _message(line, role, _words(line.get("mes")), line, is_shown=True)
    others = []
    for index, swipe in enumerate(line.array("swipes")):
        if index != chosen and _words(swipe).string():
            others.append(_message(line, role, _words(swipe), line.get("swipe_info", index), is_shown=False))
    return Versions(shown, tuple(others))


def _message(line: JsonNode, role: Role | None, words: JsonNode, facts: JsonNode, *, is_shown: bool) -> ParsedMessage:
    """Return a version of a message; ``facts``: the object with its time and ``extra``."""
    extra = facts.get("extra")
    parts = tuple(_parts(words, extra, is_shown=is_shown))
    spans = tuple(each.span for each in parts if each.span and each.span != words.span)
    return ParsedMessage(
        words.span,
        line.string("name") or UNKNOWN_SPEAKER,
        role,
        extra.string("model") if role is Role.ASSISTANT else "",
        time=read_time(facts.get("send_date")),
        text=parts_text(parts) if parts else "",
        parts=parts,
        more_spans=spans,
    )


def _stated_roles(header: JsonNode) -> dict[str, Role]:
    """Return the roles of the names in the header."""
    names = {header.string("character_name"): Role.ASSISTANT, header.string("user_name"): Role.USER}
    return {name: role for name, role in names.items() if name not in ("", "unused")}


def _story_role(line: JsonNode) -> Role | None:
    """Return the role of what the program, or nobody in the chat, tells; None for what somebody says."""
    is_story = line.string("extra", "type") in _STORY_TYPES or line.string("name") == "SillyTavern System"
    return Role.SYSTEM if is_story and read_flag(line.get("is_user")) is not True else None


def _parts(words: JsonNode, extra: JsonNode, *, is_shown: bool) -> Iterator[MessagePart]:
    if extra.string("reasoning"):
        yield message_parts.thinking(extra.get("reasoning"))
    translation = extra.get("display_text")
    if is_shown and translation.string() and translation.string() != words.string():
        yield message_parts.prose(translation)
        yield MessagePart(BlockKind.ATTACHMENT, words.string(), words.span, "Original", "text/plain")
    elif words.string():
        yield message_parts.prose(words)
    for call in extra.array("tool_invocations"):
        name = call.string("displayName") or call.string("name")
        yield message_parts.tool_call(name, call.get("parameters"), call.get("parameters").span)
        yield message_parts.tool_result(name, message_parts.content_text(call.get("result")), call.get("result").span)
    pictures = [(extra.get("image"), extra.string("title"), True)]
    pictures += [
        (each.get("url"), each.string("title"), each.string("type") != "video") for each in extra.array("media")
    ]
    files = (extra.get("file"), *extra.array("files"))
    pictures += [(each.get("url"), each.string("name"), False) for each in files]
    for address, title, is_image in pictures:
        if reference := address.string():
            kind = BlockKind.IMAGE if is_image else BlockKind.ATTACHMENT
            yield MessagePart(kind, "", address.span, title or reference.rpartition("/")[2], asset=reference)
