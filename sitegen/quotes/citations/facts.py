"""Names, dates and paragraphs of a passage, as citation styles need them."""

import re
from dataclasses import dataclass, replace

from sitegen.permalinks import urls
from sitegen.quotes.passages import Passage
from sitegen.text.invisible import spell_out_invisible

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_UNSAFE = re.compile(r"[\s<>()\[\]{}\"'\\^`|]|%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class CitationDate:
    """A date of which parts may be unknown: empty or 0."""

    year: str = ""
    month: int = 0
    day: int = 0

    @property
    def month_name(self) -> str:
        """Return the English name."""
        return _MONTHS[self.month - 1] if self.month else ""

    def short(self) -> str:
        """Return ``26 Oct 2025``, ``Oct 2025``, ``2025`` or nothing."""
        return " ".join(filter(None, (str(self.day or ""), self.month_name[:3], self.year)))

    def american(self) -> str:
        """Return ``October 26, 2025``, ``October 2025``, ``2025`` or nothing."""
        day = f"{self.month_name} {self.day}," if self.day else self.month_name
        return f"{day} {self.year}".strip()


def parse_date(iso: str | None) -> CitationDate:
    """Return the date at the start of an ISO 8601 time; an empty date if there is none."""
    match = _DATE.match(iso or "")
    return CitationDate(match["year"], int(match["month"] or 0), int(match["day"] or 0)) if match else CitationDate()


def sanitize(passage: Passage) -> Passage:
    """Return the passage with names on one line, without invisible characters, and with safe URLs.

    Its words are unchanged, for their hash; `paragraphs` and `drawing_lines` clean them.
    """
    return replace(
        passage,
        title=_one_line(passage.title),
        speaker=_one_line(passage.speaker),
        model=_one_line(passage.model),
        company=_one_line(passage.company),
        archive_title=_one_line(passage.archive_title),
        version_date=_one_line(passage.version_date),
        fragment=_percent_encode(passage.fragment),
        site_url=_percent_encode(passage.site_url),
    )


def speaker_name(passage: Passage) -> str:
    """Return the speaker, with the model if its name differs: ``AI-3 (DeepSeek R1)``."""
    other = passage.model not in ("", passage.speaker)
    return f"{passage.speaker} ({passage.model})" if other else passage.speaker


def message_label(passage: Passage) -> str:
    """Return ``message kwfjsn7``; empty for a whole conversation."""
    return f"message {urls.anchor_label(passage.anchor)}" if passage.anchor else ""


def entry_id(passage: Passage) -> str:
    """Return the id of a bibliography entry: of the message, or the name of the conversation."""
    return urls.anchor_label(passage.anchor) or passage.slug


def genre(passage: Passage) -> str:
    """Return the genre; only messages with a known model are called AI output."""
    return "Generative AI chat" if passage.model else "Transcript of a conversation"


def has_words(passage: Passage) -> bool:
    """Return whether the words have visible characters; control characters are made visible."""
    return bool(spell_out_invisible(passage.words).strip())


def paragraphs(words: str) -> list[list[str]]:
    """Return the stripped lines of each paragraph."""
    parts = _PARAGRAPH_BREAK.split(spell_out_invisible(words).strip())
    return [[line.strip() for line in each.split("\n")] for each in parts if each]


def drawing_lines(words: str) -> list[str]:
    """Return the lines of a drawing, with tabs expanded and without blank lines around it."""
    return spell_out_invisible(words).expandtabs(8).strip("\n").split("\n")


def _one_line(text: str) -> str:
    return " ".join(spell_out_invisible(text).split())


def _percent_encode(url: str) -> str:
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in _utf8(match[0])), url)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
