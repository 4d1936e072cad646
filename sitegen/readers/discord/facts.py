"""Read what all forms of a Discord export share: notices of the program, dates, and the parts around a message.

What is attached is no speech: files, embeds, stickers, reactions and the message that is answered become parts that are
folded on the page. So the words of a message are the same in all forms of an export.
"""

import mimetypes
import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.model.problems import Problem
from sitegen.readers.speaker_names import is_known_model
from sitegen.text.dates import DateOrder, epoch_date, find_date_order, is_ambiguous_date, parse_date

_NOTICE = re.compile(
    r"Added (?:a recipient|[^\n]{1,100} to the group)\.|Removed (?:a recipient|[^\n]{1,100} from the group)\."
    r"|Left the group\.|Started a call(?: that lasted [\d,.]+ minutes)?\."
    r"|Changed the channel (?:icon\.|name(?:: [^\n]*|\.))"
    r"|Pinned a message\.|Started a thread\.|Joined the server\."
)
_SHORT_YEAR = re.compile(r"^(\d\d?-[^\W\d_]{3,12}-)(\d\d)\b")
_EPOCH = 1_420_070_400_000  # 2015 in milliseconds, from which Discord counts
_MAX_EXCERPT = 80  # characters of a message that is answered


def is_notice(text: str) -> bool:
    """Return whether a message is what Discord writes when somebody joins, calls or pins."""
    return bool(_NOTICE.fullmatch(text))


def bot_role(name: str, *, is_bot: bool) -> Role | None:
    """Return the role of a speaker: a bot is an assistant only if its name is that of a known model."""
    return Role.ASSISTANT if is_bot and is_known_model(name) else None


def resolve_dates(dates: Iterable[str]) -> tuple[dict[str, str | None], DateOrder | None]:
    """Return the ISO date of each date as the exporter writes it, in the language of its computer."""
    written = {each: _SHORT_YEAR.sub(r"\g<1>20\2", each) for each in dates}
    order = find_date_order(written.values())
    return {each: parse_date(long, order) for each, long in written.items()}, order


def snowflake_time(message_id: str) -> str | None:
    """Return the time in UTC that the id of a message contains; None for other ids."""
    if not (message_id.isdecimal() and 17 <= len(message_id) <= 20):
        return None
    milliseconds = (int(message_id) >> 22) + _EPOCH
    return epoch_date(milliseconds / 1000)


def ambiguous_dates(path: str, dates: Sequence[str], order: DateOrder | None, line: int) -> tuple[Problem, ...]:
    """Return the problem that day and month cannot be told apart, if so."""
    value = next((each for each in dates if order is None and is_ambiguous_date(each)), None)
    return () if value is None else (Problem("ambiguous-date", path, line, value=value),)


def count_problems(path: str, line: int, stated: int | None, found: int) -> tuple[Problem, ...]:
    """Return the problem that the export states another number of messages, if so."""
    if stated is None or stated == found:
        return ()
    return (Problem("message-count-differs", path, line, stated=stated, found=found),)


def file_part(reference: str, span: Span, name: str = "") -> MessagePart:
    """Return the part for an attached file; ``reference``: its address, or its path beside the export."""
    name = name or unquote(urlsplit(reference).path.rpartition("/")[2]) or reference
    media_type = mimetypes.guess_type(name)[0] or ""
    is_remote = reference.startswith(("http://", "https://"))
    if media_type.startswith("image/") and not is_remote:
        return MessagePart(BlockKind.IMAGE, "", span, name, media_type, asset=reference)
    return MessagePart(BlockKind.ATTACHMENT, reference if is_remote else "", span, name, media_type, asset=reference)


def note_part(name: str, text: str, span: Span) -> MessagePart:
    """Return a part for an embed, the reactions or the stickers."""
    return MessagePart(BlockKind.ATTACHMENT, text, span, name, "text/plain")


def reply_part(author: str, text: str, span: Span) -> MessagePart:
    """Return a part that names the message which is answered, with its first words."""
    words = " ".join(text.split())
    excerpt = words if len(words) <= _MAX_EXCERPT else words[:_MAX_EXCERPT].rsplit(" ", 1)[0] + " …"
    return note_part(f"In reply to {author}" if author else "In reply to", excerpt, span)


def quoted(text: str) -> str:
    """Return the text of a forwarded message as a quotation in Markdown."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
