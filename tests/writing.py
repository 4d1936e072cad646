"""Write short transcripts for tests that are not about formats."""


def dialogue(*texts: str, a: str = "Ada", b: str = "Bob", started: str = "2025-01-01 10:00:00") -> bytes:
    """Return a transcript in the format `dialogue` with a correct header."""
    turns = "".join(f"### {(a, b)[n % 2]}\n\n{text}\n\n---\n\n" for n, text in enumerate(texts))
    header = f"# {a} ↔ {b}\n\n**Started:** {started}\n**Ended:** {started}\n**Messages:** {len(texts)}\n\n---\n\n"
    return (header + turns).encode()
