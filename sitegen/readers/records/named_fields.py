"""Read files whose fields the settings name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sitegen.readers.parsed import Detection, ParsedTranscript
from sitegen.readers.records import csv_records, json_records
from sitegen.readers.records.field_names import FieldNames
from sitegen.readers.records.messages import detect_records, read_records
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

_COLUMNS = ("speaker", "role", "text", "time", "model")


@dataclass(frozen=True, slots=True)
class NamedFields:
    """The reader of JSON or of tables, with the fields that an owner names."""

    NAME: str
    names: FieldNames

    def detect(self, source: Source) -> Detection | None:
        """Return whether the file has these fields."""
        return detect_records(*self._records(source))

    def read(self, source: Source) -> ParsedTranscript:
        """Return the messages in these fields."""
        records, names = self._records(source)
        parsed = read_records(source, records, names)
        return csv_records.with_uneven_lines(parsed, source, names) if self.NAME == csv_records.NAME else parsed

    def _records(self, source: Source) -> tuple[Sequence[JsonNode], FieldNames]:
        if self.NAME == json_records.NAME:
            return json_records.records(source), self.names
        columns = {
            key: csv_records.column(getattr(self.names, key)) for key in ("speaker", "role", "text", "time", "model")
        }
        names = replace(self.names, messages="", **columns)
        return csv_records.records(source, names), names
