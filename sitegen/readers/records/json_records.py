"""Read JSON and JSON Lines of any program: a list of objects with a speaker or a role, and words.

It covers logs of the APIs of OpenAI, Anthropic and Gemini, ShareGPT, and what experiments with two models write.
"""

from collections.abc import Sequence

from sitegen.readers.parsed import Detection, ParsedTranscript
from sitegen.readers.records.field_names import FieldNames
from sitegen.readers.records.messages import detect_records, read_records
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

NAME = "json"


def detect(source: Source) -> Detection | None:
    """Return how likely a list in the file is a conversation."""
    return detect_records(records(source), FieldNames())


def read(source: Source) -> ParsedTranscript:
    """Return the messages of the list that most likely holds them."""
    return read_records(source, records(source), FieldNames())


def records(source: Source) -> Sequence[JsonNode]:
    """Return the root of a JSON file, or the objects of its lines."""
    return (source.json,) if source.json else source.json_lines
