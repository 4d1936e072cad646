"""What several styles say of a passage: names, dates, paragraphs."""

import re
from dataclasses import dataclass, replace

from sitegen.permalinks import urls
from sitegen.quotes.passages import Passage
from sitegen.text.invisible import shown

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_BETWEEN = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_UNSAFE = re.compile(r"[\s<>()\[\]{}\"'\\^`|]|%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Date:
    """A day, as far as it is known."""

    year: str = ""
    month: int = 0
    day: int = 0

    @property
    def month_name(self) -> str:
        """In English."""
        return _MONTHS[self.month - 1] if self.month else ""

    def short(self) -> str:
        """``26 Oct 2025``, ``Oct 2025``, ``2025`` or nothing."""
        return " ".join(filter(None, (str(self.day or ""), self.month_name[:3], self.year)))

    def american(self) -> str:
        """``October 26, 2025``, ``October 2025``, ``2025`` or nothing."""
        day = f"{self.month_name} {self.day}," if self.day else self.month_name
        return f"{day} {self.year}".strip()


def date(iso: str | None) -> Date:
    """The date at the beginning of an ISO 8601 time; nothing where there is none."""
    found = _DATE.match(iso or "")
    return Date(found["year"], int(found["month"] or 0), int(found["day"] or 0)) if found else Date()


def cleaned(passage: Passage) -> Passage:
    """The passage with names on one line, without what cannot be seen, and a URL that no form can break.

    Its words stay as they are, for their hash; `paragraphs` and `drawing_lines` clean them.
    """
    return replace(
        passage,
        title=_one_line(passage.title),
        speaker=_one_line(passage.speaker),
        model=_one_line(passage.model),
        company=_one_line(passage.company),
        archive=_one_line(passage.archive),
        version=_one_line(passage.version),
        fragment=_safe(passage.fragment),
        site_url=_safe(passage.site_url),
    )


def who(passage: Passage) -> str:
    """The speaker, with the model where that says more: ``AI-3 (DeepSeek R1)``."""
    other = passage.model not in ("", passage.speaker)
    return f"{passage.speaker} ({passage.model})" if other else passage.speaker


def where(passage: Passage) -> str:
    """``message kwfjsn7``."""
    return f"message {urls.visible(passage.anchor)}"


def genre(passage: Passage) -> str:
    """What kind of thing was said; of somebody without a model nothing is claimed."""
    return "Generative AI chat" if passage.model else "Transcript of a conversation"


def has_words(passage: Passage) -> bool:
    """Whether anything of the words can be seen; controls are, spelled out."""
    return bool(shown(passage.words).strip())


def paragraphs(words: str) -> list[list[str]]:
    """The lines of each paragraph, without the white space around them."""
    found = _BETWEEN.split(shown(words).strip())
    return [[line.strip() for line in each.split("\n")] for each in found if each]


def drawing_lines(words: str) -> list[str]:
    """The lines of a drawing: tabs expanded, blank lines before and after it left away."""
    return shown(words).expandtabs(8).strip("\n").split("\n")


def _one_line(text: str) -> str:
    return " ".join(shown(text).split())


def _safe(url: str) -> str:
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in _utf8(found[0])), url)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
