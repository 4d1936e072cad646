"""The names of fields that an owner gives in the settings, for files of any program."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class FieldNames:
    """Fields of messages, as paths with dots; empty ones are found without the owner."""

    messages: str = ""
    speaker: str = ""
    role: str = ""
    text: str = ""
    time: str = ""
    model: str = ""
    title: str = ""
    id: str = ""

    @property
    def given(self) -> tuple[str, ...]:
        """Return the names that are given."""
        return tuple(name for each in fields(self) if (name := getattr(self, each.name)))

    def __bool__(self) -> bool:
        """Return whether any name is given."""
        return bool(self.given)


NO_FIELDS = FieldNames()
