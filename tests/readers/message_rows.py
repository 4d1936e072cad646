"""Messages with parts as rows, for comparison in tests."""

from sitegen.readers.parsed import ParsedMessage, ParsedTranscript


def message_rows(parsed: ParsedTranscript) -> list[tuple[str, ...]]:
    """Return each message as (speaker, part, part …), with the number of its branch behind the speaker: ``User #1``."""
    return [(each.speaker + (f" #{each.branch}" if each.branch else ""), *_parts(each)) for each in parsed.messages]


def _parts(message: ParsedMessage) -> list[str]:
    """Return each part as its kind, name and argument in brackets, and its text; prose as its text."""
    if not message.parts:
        return [f"[{message.kind.value}] {message.text}"]
    rows = []
    for part in message.parts:
        label = " ".join(filter(None, (part.kind.value, part.name, part.argument, part.asset)))
        rows.append(part.text if label == "prose" else f"[{label}] {part.text}".rstrip())
    return rows
