"""Compare our Whoosh index with stock Whoosh and SQLite FTS5: ``python -m benchmarks.search [MESSAGES]``.

All index the same messages with titles and speakers, with positions, and store the texts. Each runs in its own process,
one after the other; the time to generate the messages is subtracted. `benchmarks.search_page` compares the search page
with Pagefind.
"""

import gc
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.vocabulary import Talk, queries, talks
from sitegen.model import Conversation, Message, MessageKind, PageContext, Participant, SourceInfo, Span
from sitegen.search.documents import index_conversation
from sitegen.search.results import search
from sitegen.search.segment_store import SegmentStore, serialise
from sitegen.search.whoosh_index.index import open_index
from sitegen.search.whoosh_index.manifest import IndexContent, read_manifest
from sitegen.search.whoosh_index.updates import update_index

SOURCE = SourceInfo("", "", 0, "utf-8")


def ours(folder: Path, messages: int) -> dict[str, float]:
    """Invert each conversation, then write the index; a build inverts on all cores."""
    store = SegmentStore(folder / "store")
    keys = dict(_put(store, n, talk) for n, talk in enumerate(talks(messages)))
    inverted = time.process_time()
    update_index(folder / "index", store, IndexContent(keys))
    return {"inversion only": inverted}


def one_changed(folder: Path, messages: int) -> dict[str, float]:
    """Add a message to a conversation in the middle of the index of `ours`, and update the index."""
    store = SegmentStore(folder / "store")
    all_talks = list(talks(messages))
    middle = len(all_talks) // 2
    keys = {}
    for file in (folder / "store").glob("*.terms"):
        keys[store.header(file.stem).slug] = file.stem
    changed = all_talks[middle]._replace(texts=(*all_talks[middle].texts, "One more."))
    start_time = time.process_time()
    keys |= [_put(store, middle, changed)]
    update_index(folder / "index", store, IndexContent(keys))
    return {"update only": time.process_time() - start_time}


def questions(folder: Path, messages: int) -> dict[str, float]:
    """Run sixty queries on the index of `ours`, and read one long list of postings."""
    del messages
    start_time = time.process_time()
    store = SegmentStore(folder / "store")
    with open_index(folder / "index", store, read_manifest(folder / "index").content) as index:
        opened = time.process_time()
        postings = index.postings("text", "ba")
        read = time.process_time()
        gc.collect()
        times = [_timed(lambda query=query: search(index, query, 10)) for kind in queries().values() for query in kind]
    return {
        "open ms": 1000 * (opened - start_time),
        f"{len(postings.docs):,} postings ms": 1000 * (read - opened),
        "query p50 ms": 1000 * median(times),
        "query max ms": 1000 * max(times),
    }


def stock(folder: Path, messages: int) -> dict[str, float]:
    """Index with stock Whoosh: its standard analyser without stop words, and its own writer."""
    from whoosh.analysis import StandardAnalyzer  # imported in this process only
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.index import create_in

    words = StandardAnalyzer(stoplist=None, minsize=1)
    path = folder / "stock"
    path.mkdir()
    schema = Schema(
        text=TEXT(words, stored=True),
        title=TEXT(words),
        speaker=TEXT(words),
        conversation=ID(stored=True),
        date=ID,
    )
    with create_in(str(path), schema).writer() as writer:
        for n, talk in enumerate(talks(messages)):
            for title, speaker, text, day in _rows(talk):
                writer.add_document(text=text, title=title, speaker=speaker, conversation=str(n), date=day)
    return {}


def fts5(folder: Path, messages: int) -> dict[str, float]:
    """Index with SQLite."""
    with sqlite3.connect(folder / "fts5.sqlite") as table:
        table.execute("create virtual table messages using fts5(title, speaker, text, day unindexed)")
        table.executemany(
            "insert into messages values (?, ?, ?, ?)",
            (row for talk in talks(messages) for row in _rows(talk)),
        )
    return {}


def reading(folder: Path, messages: int) -> dict[str, float]:
    """Generate the messages only, which all rows have in common."""
    del folder
    return {"messages": sum(len(talk.texts) for talk in talks(messages))}


def conversation(talk: Talk) -> Conversation:
    """Return a conversation like one from a reader of transcripts."""
    people = tuple(Participant(name) for name in talk.speakers)
    messages = tuple(
        Message(n + 1, f"m-{n}", MessageKind.SPEECH, people[n % 2], None, text, Span(0, len(text)), ())
        for n, text in enumerate(talk.texts)
    )
    return Conversation(talk.title, "dialogue", talk.began.isoformat(), None, SOURCE, people, messages, (), ())


def _put(store: SegmentStore, number: int, talk: Talk) -> tuple[str, str]:
    slug = f"talk-{number:06}"
    made = conversation(talk)
    box = serialise(index_conversation(made, PageContext(slug), {each.anchor: each.text for each in made.messages}))
    store.put(box)
    return slug, box.key


def _rows(talk: Talk) -> Iterator[tuple[str, str, str, str]]:
    """Yield title, speaker, text and day of each message."""
    for n, text in enumerate(talk.texts):
        yield talk.title, talk.speakers[n % 2], text, talk.began.date().isoformat()


def _timed(run: Callable[[], object]) -> float:
    """Return the seconds of the second call, when caches are warm."""
    run()
    start_time = time.process_time()
    run()
    return time.process_time() - start_time


ROWS: dict[str, Callable[[Path, int], dict[str, float]]] = {
    "generating the messages": reading,
    "stock Whoosh": stock,
    "SQLite FTS5": fts5,
    "sitegen": ours,
    "one conversation changed": one_changed,
    "sixty queries": questions,
}


def _child(name: str, folder: Path, messages: int) -> None:
    own = ROWS[name](folder, messages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": time.process_time(), "peak": peak, "own": own}))


def _measured(name: str, folder: Path, messages: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.search", str(messages), name, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def main(messages: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        print(f"{messages:,} messages")
        print(f"{'':26}{'CPU s':>8}{'difference':>13}{'× stock':>9}{'peak MB':>9}{'MB on disk':>12}")
        spent: dict[str, float] = {}
        base = 0.0
        size = 0
        for name in ROWS:
            cost = _measured(name, folder, messages)
            base = base or cost["cpu"]
            spent[name] = cost["cpu"] - base
            grown, size = _size(folder) - size, _size(folder)
            share = spent[name] / spent["stock Whoosh"] if "stock Whoosh" in spent else 0.0
            print(
                f"{name:26}{cost['cpu']:8.1f}{spent[name]:13.1f}{share:9.2f}{cost['peak']:9.0f}"
                f"{grown / 1e6:12.1f}  {', '.join(f'{key} {value:,.1f}' for key, value in cost['own'].items())}"
            )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _child(sys.argv[2], Path(sys.argv[3]), int(sys.argv[1]))
    else:
        os.environ.setdefault("PYTHONHASHSEED", "0")
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
