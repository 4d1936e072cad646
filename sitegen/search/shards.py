"""The index as the search page loads it: a dictionary, columns, titles; all put together from parts made before.

``theme/static/search/shards.js`` and its neighbours read it. This is the reduce half of the search: it lays
texts end to end and takes nothing apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from sitegen.model import OutputFile, serialization
from sitegen.search.columns import Columns
from sitegen.search.dictionary import dictionary, term_shards
from sitegen.search.documents import Entry, Head
from sitegen.search.ranking import LEVELS
from sitegen.search.shard_files import meta, name_of, shard
from sitegen.search.varint import encoded

FORM = 1
_COLUMNS = 1_024
"""Conversations of a shard of columns."""
_TITLES = 16
"""Conversations of a shard of titles."""


def shards(
    columns: Columns, entries: Iterable[Mapping[str, Entry]], texts: Sequence[Sequence[str]]
) -> Iterator[OutputFile]:
    """All shards but those of texts. ``entries`` and ``texts`` (the paths of the shards of texts) are of each
    conversation, in the order of the columns.
    """
    starts: list[str] = []
    names: dict[str, list[str]] = {"terms": [], "columns": [], "titles": []}
    for each in term_shards(dictionary(columns, entries), columns.count):
        yield from each.files
        starts.append(each.start)
        names["terms"].append(each.name)
    for kind, size, make in (("columns", _COLUMNS, _columns), ("titles", _TITLES, _titles)):
        for first in range(0, len(columns.heads), size):
            yield (file := make(columns, texts, slice(first, first + size)))
            names[kind].append(name_of(file.path))
    yield (people := _people(columns))
    yield meta(
        {
            "form": FORM,
            "averages": columns.averages._asdict(),
            "lengths": LEVELS,
            "conversations": len(columns.heads),
            "columnsSize": _COLUMNS,
            "titlesSize": _TITLES,
            "people": name_of(people.path),
            "starts": starts,
            **names,
        }
    )


def _columns(columns: Columns, texts: Sequence[Sequence[str]], some: slice) -> OutputFile:
    """By conversation the number of messages, the level of its title's length, its participants; by message
    the participant as the index among these, the day, the kinds.
    """
    del texts
    heads, local = columns.heads[some], columns.local[some]
    return shard(
        "d",
        [
            encoded(len(head.speakers) for head in heads),
            encoded(columns.title_level[some]),
            encoded(chain.from_iterable((len(own), *own) for own in local)),
            encoded(chain.from_iterable(head.speakers for head in heads)),
            encoded(chain.from_iterable(map(_day_steps, heads))),
            encoded(chain.from_iterable(head.kinds for head in heads)),
        ],
    )


def _day_steps(head: Head) -> Iterator[int]:
    """Each day as its difference from the one before, the first from 1969-12-31; even numbers go forward."""
    last = -1
    for day in head.days:
        step = day - last
        yield 2 * step if step >= 0 else -2 * step - 1
        last = day


def _titles(columns: Columns, texts: Sequence[Sequence[str]], some: slice) -> OutputFile:
    """By conversation slug, title, the first message of each of its shards of texts, and their names."""
    told = zip(columns.heads[some], texts[some], strict=True)
    return shard(
        "c",
        [[head.slug, head.title, encoded(head.groups), list(map(name_of, paths))] for head, paths in told],
    )


def _people(columns: Columns) -> OutputFile:
    """The participants, and the models that they are."""
    models = [
        {"identity": m.identity, "name": m.name, "vendor": m.vendor, "family": m.family, "keys": m.keys}
        for m in columns.models
    ]
    people = [serialization.participant(each) for each in columns.participants]
    return shard("d", [people, columns.speaker_level, models])
