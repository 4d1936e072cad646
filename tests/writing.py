"""Transcripts in a line or two, for tests that care about something else than formats."""


def dialogue(*texts: str, a: str = "Ada", b: str = "Bob", started: str = "2025-01-01 10:00:00") -> bytes:
    """A transcript in the format `dialogue`, its header right."""
    turns = "".join(f"### {(a, b)[n % 2]}\n\n{text}\n\n---\n\n" for n, text in enumerate(texts))
    head = (
        f"# {a} ↔ {b}\n\n**Started:** {started}\n**Ended:** {started}\n**Messages:** {len(texts)}\n\n---\n\n"
    )
    return (head + turns).encode()
