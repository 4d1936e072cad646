"""Read a Discord channel that DiscordChatExporter wrote as JSON: ``guild``, ``channel`` and ``messages``."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from sitegen.model import BlockKind, MessageKind, MessagePart
from sitegen.readers.discord.facts import bot_role, count_problems, file_part, note_part, quoted, reply_part
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
from sitegen.text.dates import parse_date
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

NAME = "discord"

_SPEECH = frozenset({"", "Default", "Reply", "0", "19", "20", "21", "23"})
"""Types of messages that somebody writes; the program writes all others. A number is a type that it does not name."""
_PART = re.compile(r"\[part (\d+)\]$")


def detect(source: Source) -> Detection | None:
    """Return why the text is an export of DiscordChatExporter, if it is one."""
    root = source.json
    if root and root.object("guild") and root.object("channel") and "messages" in root.object():
        return Detection(Confidence.CERTAIN, "it is a JSON object with `guild`, `channel` and `messages`")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages, and joins, calls and pins as events."""
    root = source.json
    if root is None:
        return ParsedTranscript(tile(source, ()))
    nodes = [each for each in root.array("messages") if each.object()]
    pieces = tuple(_pieces(nodes))
    stated = root.number("messageCount")
    part = _PART.search(PurePosixPath(source.path).stem)
    # Only the first part of a channel is the whole conversation, as far as it goes.
    is_later_part = (part and part[1] != "1") or root.string("dateRange", "after")
    return ParsedTranscript(
        tile(source, pieces),
        title=_title(root) + (f", part {part[1]}" if part else ""),
        started=next((each.time for each in pieces if isinstance(each, ParsedMessage) and each.time), None),
        problems=count_problems(
            source.path,
            source.line_number(root.get("messageCount").start),
            int(stated) if stated is not None else None,
            len(nodes),
        ),
        native_id="" if is_later_part else root.string("channel", "id"),
    )


def _title(root: JsonNode) -> str:
    names = [root.string("channel", "category"), root.string("channel", "name")]
    channel, guild = " / ".join(filter(None, names)), root.string("guild", "name")
    return f"{channel} ({guild})" if guild else channel


def _pieces(nodes: list[JsonNode]) -> Iterator[Piece]:
    names = _speakers(nodes)
    by_id = {node.string("id"): node for node in reversed(nodes)}
    for node in nodes:
        first = by_id[node.string("id")]
        if node is not first and node.string("id") and first.plain() == node.plain():
            yield Markup(MarkupKind.LEFT_OUT, node.span, LeftOut.DUPLICATE)
        else:
            yield _message(node, names, by_id)


def _speakers(nodes: list[JsonNode]) -> Mapping[tuple[str, str], str]:
    """Return the shown name of each account and name, with the account where two would have the same."""
    accounts: defaultdict[str, set[str]] = defaultdict(set)
    for node in nodes:
        accounts[_shown_name(node)].add(node.string("author", "id"))
    names: dict[tuple[str, str], str] = {}
    for node in nodes:
        shown, name = _shown_name(node), node.string("author", "name")
        is_shared = len(accounts[shown]) > 1 and name not in ("", shown)
        names[node.string("author", "id"), shown] = f"{shown} ({name})" if is_shared else shown
    return names


def _shown_name(node: JsonNode) -> str:
    return node.string("author", "nickname") or node.string("author", "name") or UNKNOWN_SPEAKER


def _message(node: JsonNode, names: Mapping[tuple[str, str], str], by_id: Mapping[str, JsonNode]) -> ParsedMessage:
    speaker = names[node.string("author", "id"), _shown_name(node)]
    time = parse_date(node.string("timestamp"))
    role = bot_role(_shown_name(node), is_bot=node.get("author", "isBot").value is True)
    kind, content = node.string("type"), node.string("content")
    if kind not in _SPEECH:
        words = content or kind
        return ParsedMessage(node.span, speaker, role, "", MessageKind.EVENT, time, words, node.string("id"))
    parts = tuple(_parts(node, by_id))
    return ParsedMessage(
        node.span, speaker, role, time=time, text=parts_text(parts), native_id=node.string("id"), parts=parts
    )


def _parts(node: JsonNode, by_id: Mapping[str, JsonNode]) -> Iterator[MessagePart]:
    answered = node.string("reference", "messageId")
    forwarded = node.get("forwardedMessage")
    if answered and not forwarded:
        target = by_id.get(answered)
        author, words = (_shown_name(target), target.string("content")) if target else ("", f"message {answered}")
        yield reply_part(author, words, node.get("reference").span)
    if command := node.string("interaction", "name"):
        user = node.get("interaction", "user")
        author = user.string("nickname") or user.string("name")
        yield note_part("Command", f"/{command} ({author})" if author else f"/{command}", node.get("interaction").span)
    yield from _content_parts(node)
    if forwarded:
        for part in _content_parts(forwarded):
            is_prose = part.kind is BlockKind.PROSE
            yield MessagePart(part.kind, quoted(part.text), part.span) if is_prose else part
    buttons = [each for row in node.array("components") for each in (*row.array("components"), row)]
    if labels := [each.string("label") for each in buttons if each.string("label")]:
        yield note_part("Buttons", ", ".join(labels), node.get("components").span)
    if reactions := [_reaction(each) for each in node.array("reactions")]:
        yield note_part("Reactions", " ".join(reactions), node.get("reactions").span)


def _content_parts(node: JsonNode) -> Iterator[MessagePart]:
    """Yield what a message and a forwarded one have in common."""
    if content := node.string("content"):
        yield MessagePart(BlockKind.PROSE, content, node.get("content").span)
    for each in node.array("attachments"):
        yield file_part(each.string("url"), each.span, each.string("fileName"))
    for each in node.array("embeds"):
        if words := _embed(each):
            yield note_part(each.string("title") or "Embed", words, each.span)
    for each in node.array("stickers"):
        yield note_part(each.string("name") or "Sticker", each.string("sourceUrl"), each.span)


def _embed(embed: JsonNode) -> str:
    """Return the words and addresses of an embed, in the order in which Discord shows them."""
    fields = (f"{each.string('name')}: {each.string('value')}" for each in embed.array("fields"))
    pictures = (each.string("url") for each in (embed.get("image"), *embed.array("images"), embed.get("thumbnail")))
    lines = (
        embed.string("author", "name"),
        embed.string("title"),
        embed.string("url"),
        embed.string("description"),
        *fields,
        *pictures,
        embed.string("footer", "text"),
    )
    return "\n".join(dict.fromkeys(each for each in lines if each))


def _reaction(reaction: JsonNode) -> str:
    count = reaction.number("count") or 1
    return reaction.string("emoji", "name") + (f" ({count})" if count > 1 else "")
