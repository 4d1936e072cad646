"""Shards in Chromium: they are read back from a server and a folder, and damage is reported."""

import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from sitegen.render.i18n.translator import ENGLISH
from sitegen.render.script_bundle import Module, bundle
from sitegen.render.theme_assets import with_translations
from sitegen.search.ranking import is_common
from tests.browser.conftest import Serve
from tests.paths import PROJECT
from tests.sampling import sample
from tests.search.archives import SearchedArchive, conversation_of, documents_of, export_shards
from tests.search.memory_index import MemoryIndex

MODULES = PROJECT / "theme" / "static" / "search"
POLICY = "default-src 'none'; script-src 'self'"
PAGE = f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
READER = b"""import { SearchData } from "./shards.js";
globalThis.SearchData = SearchData;
"""
LOAD = "async () => { globalThis.data = new SearchData(); await data.load(); }"
COLUMNS = """async () => {
  await data.loadColumns("participant", "day", "kinds");
  const { columns } = data;
  const plain = (value) => ArrayBuffer.isView(value) ? [...value] : value;
  const derived = ["level", "titleLevel", "nameTerms", "groupStarts"];
  const some = Object.entries(columns).filter(([name]) => !derived.includes(name));
  return JSON.stringify(Object.fromEntries(some.map(([name, value]) => [name, plain(value)])));
}"""
TERMS = "async () => JSON.stringify(await data.terms(''))"
POSTINGS = """async (terms) => {
  const all = Array.from({ length: data.columns.count }, (_, n) => n);
  const found = [];
  for (const term of JSON.parse(terms)) {
    const { text, title, speaker } = await data.postings(term);
    found.push([
      [...text.docs], text.tfs && [...text.tfs], [...title.conversations], [...title.tfs],
      [...speaker.participants], [...speaker.tfs], [...await data.positions(term, all)],
      [...title.conversations].map((n) => data.columns.titleLevel[n]),
    ]);
  }
  return JSON.stringify(found);
}"""
TEXTS = """async () => {
  const count = data.columns.count;
  const texts = await data.texts(Array.from({ length: count }, (_, n) => n));
  const numbers = Array.from({ length: data.columns.offsets.length - 1 }, (_, n) => n);
  const conversations = await data.conversations(numbers);
  return JSON.stringify([
    [...texts].sort((a, b) => a[0] - b[0]).map(([, { anchor, text }]) => [anchor, text]),
    numbers.map((n) => [conversations.get(n).slug, conversations.get(n).title]),
  ]);
}"""
EVERYTHING = """async () => {
  globalThis.data = new SearchData();
  try { await data.load(); } catch (error) { return error instanceof Error ? "rejected" : "thrown"; }
  const { count, offsets } = data.columns;
  const docs = Array.from({ length: count }, (_, n) => n);
  const terms = [...(await data.terms("")).map(([term]) => term), "the", "often", "zebra", "unheard"];
  for (const term of terms) {
    const { text, title } = await data.postings(term);
    if (!text.docs.every((doc) => doc < count)) return `${term} is beyond the last document`;
    if (text.tfs && text.tfs.length !== text.docs.length) return `${term} has too few weights`;
    if (!title.conversations.every((n) => offsets[n] < offsets[n + 1])) return `${term} titles what has no document`;
    await data.positions(term, docs);
  }
  for (const first of new Set(terms.map((term) => Array.from(term)[0]))) {
    const words = await data.frequentWords(first);
    if (!words.every(([word, class_]) => word.startsWith(first) && class_ < 32)) return `${first} has other words`;
  }
  await data.texts(docs);
  await data.conversations(Array.from({ length: offsets.length - 1 }, (_, n) => n));
  await data.loadColumns("participant", "day", "kinds");
  return [...data.lost].sort();
}"""
HOSTILE = (
    "</script><script>alert(1)</script>", "<!-- <script>", "\u2028\u2029", '"\\"\\\\\n\'`${1}', "\ud800 half \udc00",
    "*/ /* //", "]]>", "__proto__ constructor toString", "0 00 1 1a a1 ~ | } {", "\x00\x01\x1b[31m\x7f", "%3Cb%3E &lt;",
)  # fmt: skip
WORDS = (
    "東京都の灯台", "𠀀𠀁𠀂", "😀", "⚓", "Ünïcödé", "עִבְרִית", "ﬁne", "ภาษาไทย", "ⅷ", "x" * 64, "x" * 63 + "y",
    "\uffee\uffeb", "ａｂｃ", "z\U0001f300z", "𝔘𝔫𝔦", "𐐀𐐁", "\uf900", "a", "aa", "aaa", "0", "00", "007",
)  # fmt: skip


@cache
def varied_archive() -> SearchedArchive:
    """Return 2,260 messages, with terms of every frequency and script."""
    dice = random.Random(4)
    rare = [f"{a}{b}{c}" for a in ("ta", "te", "zo") for b in ("ri", "lu", "mek") for c in range(60)]
    made = []
    for n in range(90):
        texts = []
        for _ in range(25):
            words = ["the"] * 9 + dice.choices(["often", "seldom", "light"], (50, 3, 20), k=dice.randrange(3))
            words += dice.choices(rare, k=dice.randrange(12)) + dice.choices(WORDS, k=dice.randrange(3))
            dice.shuffle(words)
            texts.append(" ".join((*words, dice.choice(HOSTILE))))
        title = " ".join((dice.choice(WORDS), *dice.choices(rare, k=2), dice.choice(HOSTILE)))
        started = f"20{dice.randrange(10, 30)}-0{dice.randrange(1, 10)}-11T10:00:00" if n % 7 else None
        who = dice.sample((*WORDS[:7], *HOSTILE, "Ada", "ada lovelace"), k=dice.randrange(1, 5))
        made.append(conversation_of(title, *texts, started=started, speakers=who))
    made += [
        conversation_of("All at once", "nothing"),
        conversation_of("All at once"),
        conversation_of("Long", *("echo " * 9000 + f"end{n}" for n in range(9))),
    ]
    return SearchedArchive(tuple(documents_of(each, f"talk-{n}") for n, each in enumerate(made)), {})


@cache
def small_archive() -> SearchedArchive:
    """Return forty conversations of a few messages."""
    texts = ("the often zebra", "the light", "the " * 30)
    made = (
        conversation_of(f"Zebra {n}", *texts, *["often " * 5] * (5 + n // 10), speakers=("Ada", "Zoe"))
        for n in range(40)
    )
    return SearchedArchive(tuple(documents_of(each, f"talk-{n:02}") for n, each in enumerate(made)), {})


def site_files(searched: SearchedArchive) -> dict[str, bytes]:
    modules = {each.name: Module(each.name, each.read_bytes()) for each in MODULES.glob("*.js")}
    modules["reader.js"] = Module("reader.js", READER)
    return {
        "search.html": f'{PAGE}<title>search</title><script src="reader.js"></script>'.encode(),
        "reader.js": bundle(with_translations(modules, ENGLISH), "reader.js").encode(),
        **export_shards(searched),
    }


@cache
def files_with_every_shard_kind() -> dict[str, bytes]:
    """Return the small archive with every kind of shard."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("sitegen.search.dictionary._MIN_SIZE", 60)
        monkeypatch.setattr("sitegen.search.dictionary._MAX_SIZE", 140)
        monkeypatch.setattr("sitegen.search.shards._PAGE_LENGTH", 2)
        monkeypatch.setattr("sitegen.search.shards._LIST_LENGTH", 2)
        monkeypatch.setattr("sitegen.search.dictionary._BLOCK_SIZE", 100)
        monkeypatch.setattr("sitegen.search.dictionary._LARGE_POSTINGS", 200)
        return site_files(small_archive())


@pytest.fixture(params=["server", "sub-path", "folder"])
def page(request: pytest.FixtureRequest, serve: Serve, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Yield the archive opened from a server, a sub-path and a folder."""
    made = site_files(varied_archive())
    if request.param == "folder":
        for path, data in made.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(data)
        with browser.new_context() as context:
            found = context.new_page()
            found.goto((tmp_path / "search.html").as_uri())
            yield found
        return
    folder = "some/where/" if request.param == "sub-path" else ""
    yield serve({folder + path: data for path, data in made.items()}).open(f"{folder}search.html")


def test_everything_is_read_back(page: Page):
    index = MemoryIndex(varied_archive().documents, varied_archive().models)
    columns = index.columns
    page.evaluate(LOAD)
    found = json.loads(page.evaluate(COLUMNS))
    assert found == {
        "averages": columns.averages._asdict(),
        "offsets": list(columns.offsets),
        "conversation": columns.conversation,
        "count": columns.count,
        "day": columns.day,
        "kinds": columns.kinds,
        "hasHidden": False,
        "lengths": found["lengths"],
        "models": [{**asdict(each), "keys": list(each.keys)} for each in columns.models],
        "participant": columns.participant,
        "participants": [
            {"name": who.name, "role": who.role, "model": who.model, "label": who.label} for who in columns.participants
        ],
        "messageCounts": [columns.participant.count(n) for n in range(len(columns.participants))],
        "speakerLevel": columns.speaker_level,
    }
    terms = list(index.terms(""))
    assert json.loads(page.evaluate(TERMS)) == [list(each) for each in terms]
    found_postings = json.loads(page.evaluate(POSTINGS, json.dumps([term for term, _ in terms])))
    wrong = [
        (term, there)
        for (term, _), there in zip(terms, found_postings, strict=True)
        if json.loads(json.dumps(expected(index, term))) != there
    ]
    assert wrong == []
    texts, named = json.loads(page.evaluate(TEXTS))
    assert texts == [list(each) for each in index.texts(range(columns.count)).values()]
    assert named == [[head.slug, head.title] for head in columns.headers]
    assert page.evaluate("() => [...data.lost]") == []


def expected(index: MemoryIndex, term: str) -> list[Any]:
    """Return the expected postings of a term."""
    columns = index.columns
    text, title, speaker = (index.postings(field, term) for field in ("text", "title", "speaker"))
    titles = {columns.conversation[doc]: tf for doc, tf in zip(*title, strict=True)}
    names = {columns.participant[doc]: tf for doc, tf in zip(*speaker, strict=True)}
    return [
        text.docs,
        None if is_common(columns.count, len(text.docs)) else text.tfs,
        list(titles),
        list(titles.values()),
        sorted(names),
        [names[n] for n in sorted(names)],
        list(index.positions(term, text.docs).items()),
        [columns.title_level[n] for n in titles],
    ]


def test_the_levels_of_lengths_come_with_the_postings(serve: Serve):
    page = serve(site_files(small_archive())).open("search.html")
    page.evaluate(LOAD)
    page.evaluate("() => data.postings('light')")
    index = MemoryIndex(small_archive().documents, {})
    columns = index.columns
    has = [each.text == "the light" for each in index.texts(range(columns.count)).values()]
    assert page.evaluate("() => [...data.columns.level]") == [
        level if is_there else 0 for level, is_there in zip(columns.level, has, strict=True)
    ]


def test_each_shard_is_loaded_once(serve: Serve):
    site = serve(files_with_every_shard_kind())
    page = site.open("search.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(2):
        page.evaluate(EVERYTHING.replace("globalThis.data =", "globalThis.data ??="))
    assert sorted(asked) == sorted(set(asked))
    # Terms that are only in titles and names have no positions, so their shards are never loaded.
    there = {site.host + path for path in files_with_every_shard_kind() if path.startswith("search/")}
    assert {url.partition("/p-")[0] for url in there - set(asked)} <= {f"{site.host}search"}


KINDS = ["t", "p", "b", "c", "d", "i", "l", "x"]
DAMAGE = {
    "missing": None,
    "empty": b"",
    "cut": b"cut",
    "another sort of file": b"<!doctype html><title>404</title>",
    "never calling": b"var nothing = 1;\n",
    "of another name": b'sitegenShard("t-other",[]);\n',
    "throwing": b"throw new Error('oh');\n",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_shard_is_reported_and_counts_as_empty(kind: str, serve: Serve):
    site = serve(files_with_every_shard_kind())
    whole = {path: data for path, data in site.files.items() if path.startswith(f"search/{kind}-")}
    names = {path.removeprefix("search/").removesuffix(".js") for path in whole}
    page = site.context.new_page()
    for damage, data in DAMAGE.items():
        for path, sound in whole.items():
            if data is None:
                del site.files[path]
            else:
                site.files[path] = sound[: len(sound) // 2] if data == b"cut" else data
        page.goto(site.host + "search.html")
        found = page.evaluate(EVERYTHING)
        # Without its columns there is no archive, and what other shards name is not asked for.
        assert found == "rejected" if kind == "d" else set(found) and set(found) <= names, damage


CONTENTS = [
    "null",
    "0",
    '""',
    '"x"',
    "[]",
    "{}",
    "[null]",
    "[[]]",
    '["",""]',
    '["a","b","c","d","e","f"]',
    "[[],[],[]]",
]


@pytest.mark.parametrize("kind", ["meta", *KINDS])
def test_other_contents_never_make_a_search_fail(kind: str, serve: Serve):
    site = serve(files_with_every_shard_kind())
    whole = dict(site.files)
    damaged = [path for path in whole if path.startswith(f"search/{kind}") and path[7 + len(kind)] in "-."]
    page = site.context.new_page()
    outcomes = set()
    for content in sample(CONTENTS, 5):
        for path in damaged:
            name = path.removeprefix("search/").removesuffix(".js")
            site.files[path] = f'sitegenShard("{name}",{content});'.encode()
        page.goto(site.host + "search.html")
        outcome = page.evaluate(EVERYTHING)
        outcomes.add(outcome if isinstance(outcome, str) else "answered")
    assert outcomes <= {"rejected", "answered"}


@pytest.mark.parametrize("kind", KINDS)
def test_changed_bytes_never_make_a_search_fail(kind: str, serve: Serve):
    site = serve(files_with_every_shard_kind())
    whole = {path: data for path, data in site.files.items() if path.startswith(f"search/{kind}-")}
    dice = random.Random(5)
    page = site.context.new_page()
    outcomes = set()
    for _ in sample(range(12), 4):
        for path, data in whole.items():
            changed = bytearray(data)
            for _ in range(3):
                changed[dice.randrange(26, len(data))] = dice.randrange(33, 127)
            site.files[path] = bytes(changed)
        page.goto(site.host + "search.html")
        outcome = page.evaluate(EVERYTHING)
        outcomes.add(outcome if isinstance(outcome, str) else "answered")
    assert outcomes <= {"rejected", "answered"}


def test_a_column_shard_that_is_lost_takes_only_its_own_conversations(serve: Serve, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sitegen.search.groups._GROUP_SIZE", 200)
    monkeypatch.setattr("sitegen.search.shards._COLUMN_GROUPS", 1)
    made = site_files(small_archive())
    count = MemoryIndex(small_archive().documents, {}).columns.count
    names = json.loads(made["search/meta.js"].decode().partition(",")[2].removesuffix(");\n"))["columns"]["participant"]
    assert len(names) > 1
    del made[f"search/{names[0]}.js"]
    page = serve(made).open("search.html")
    assert page.evaluate(EVERYTHING) == names[:1]
    lost = page.evaluate("() => data.columns.participant.filter((each) => each < 0).length")
    assert 0 < lost < count


@pytest.mark.parametrize("damage", [None, b"", b"sitegenShard('meta", b'sitegenShard("meta",{"form":99});'])
def test_without_its_meta_shard_the_index_rejects(damage: bytes | None, serve: Serve):
    made = site_files(small_archive())
    del made["search/meta.js"]
    if damage is not None:
        made["search/meta.js"] = damage
    assert serve(made).open("search.html").evaluate(EVERYTHING) == "rejected"
