"""Build the index of the search page from inverted conversations: the reduce step of indexing.

Its shards hold the dictionary, columns and titles. ``theme/static/search/shards.js`` loads them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sitegen.model import OutputFile, serialization
from sitegen.search.columns import Columns
from sitegen.search.dictionary import build_dictionary, term_shards
from sitegen.search.documents import DocumentHeader, EncodedPostings
from sitegen.search.ranking import LENGTH_LEVELS
from sitegen.search.shard_files import make_shard, meta_shard, shard_name
from sitegen.search.varint import encode

FORMAT_VERSION = 1
_COLUMNS_SIZE = 1_024
"""Conversations in a columns shard."""
_TITLES_SIZE = 16
"""Conversations in a titles shard."""


def index_shards(
    columns: Columns, postings: Iterable[Mapping[str, EncodedPostings]], text_paths: Sequence[Sequence[str]]
) -> Iterator[OutputFile]:
    """Yield all shards except those of texts.

    ``postings`` by term and ``text_paths`` (of the text shards) of each conversation, in the order of the columns.
    """
    starts: list[str] = []
    names: dict[str, list[str]] = {"terms": [], "columns": [], "titles": []}
    for each in term_shards(build_dictionary(columns, postings), columns.count):
        yield from each.files
        starts.append(each.start)
        names["terms"].append(each.name)
    for kind, size, make in (
        ("columns", _COLUMNS_SIZE, _columns_shard),
        ("titles", _TITLES_SIZE, _titles_shard),
    ):
        for first in range(0, len(columns.headers), size):
            yield (file := make(columns, text_paths, slice(first, first + size)))
            names[kind].append(shard_name(file.path))
    yield (participants := _participants_shard(columns))
    yield meta_shard(
        {
            "form": FORMAT_VERSION,
            "averages": columns.averages._asdict(),
            "lengths": LENGTH_LEVELS,
            "conversations": len(columns.headers),
            "columnsSize": _COLUMNS_SIZE,
            "titlesSize": _TITLES_SIZE,
            "people": shard_name(participants.path),
            "starts": starts,
            **names,
        }
    )


def _columns_shard(columns: Columns, text_paths: Sequence[Sequence[str]], selection: slice) -> OutputFile:
    """Return by conversation the number of messages, the length level of the title, and its participants;
    by message the index among these participants, the day and the kinds.
    """
    del text_paths
    headers, conversation_participants = (
        columns.headers[selection],
        columns.conversation_participants[selection],
    )
    return make_shard(
        "d",
        [
            encode(len(header.speakers) for header in headers),
            encode(columns.title_level[selection]),
            encode(chain.from_iterable((len(indexes), *indexes) for indexes in conversation_participants)),
            encode(chain.from_iterable(header.speakers for header in headers)),
            encode(chain.from_iterable(map(_zigzag_day_deltas, headers))),
            encode(chain.from_iterable(header.kinds for header in headers)),
        ],
    )


def _zigzag_day_deltas(header: DocumentHeader) -> Iterator[int]:
    """Yield the deltas of days, the first from day -1, in zigzag encoding: even numbers are positive."""
    last = -1
    for day in header.days:
        delta = day - last
        yield 2 * delta if delta >= 0 else -2 * delta - 1
        last = day


def _titles_shard(columns: Columns, text_paths: Sequence[Sequence[str]], selection: slice) -> OutputFile:
    """Return by conversation slug, title, and the first message and the name of each text shard."""
    conversations = zip(columns.headers[selection], text_paths[selection], strict=True)
    return make_shard(
        "c",
        [
            [header.slug, header.title, encode(header.group_starts), list(map(shard_name, paths))]
            for header, paths in conversations
        ],
    )


def _participants_shard(columns: Columns) -> OutputFile:
    """Return all participants and their models."""
    models = [
        {
            "identity": each.identity,
            "name": each.name,
            "vendor": each.vendor,
            "family": each.family,
            "keys": each.keys,
        }
        for each in columns.models
    ]
    participants = [serialization.participant_to_json(each) for each in columns.participants]
    return make_shard("d", [participants, columns.speaker_level, models])
