"""Private text appears in no output.

Every byte of the site, the cache and the ledger is searched for words that occur only in private places.
"""

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.cli.forget import forget
from sitegen.permalinks.ledger.files import Ledger
from tests.building import TODAY, build
from tests.privacy.planted import noise
from tests.readers.backrooms.test_html_export import FOOTER, HEADER, message
from tests.writing import dialogue


def canary(seed: str) -> str:
    """Return a unique word with a unique beginning, of which a stemmer removes at most the ending."""
    return noise(14, seed, "bcdfghjklmpqrtvwxz")


def core(word: str) -> str:
    """Return the part of a word that an index with shared prefixes and stemming still contains."""
    return word[3:-2]


FORMATS = ("dialogue", "voice", "markdown", "backrooms", "backrooms-html", "wide")
FIELDS = ("title", "name", "text", "note", "event")
PUBLIC = {each: canary(f"public {each}") for each in FORMATS}
REDACTED = {each: [canary(f"redacted {each} {field}") for field in FIELDS] for each in FORMATS}
FORGOTTEN = {each: canary(f"forgotten {each}") for each in FORMATS}
MESSAGE = {each: canary(f"message {each}") for each in FORMATS}
HIDDEN = {each: [canary(f"hidden {each} {field}") for field in FIELDS] for each in FORMATS}
OWN = [canary(f"own {field}") for field in FIELDS]
WAS_PUBLIC = [canary(f"was public {field}") for field in FIELDS]
DRAFT = [canary(f"draft {field}") for field in FIELDS]
NAMES = {each: canary(f"file {each}") for each in FORMATS}
KEY = "sk-" + "ant-api03-" + noise(93, "canary") + "AA"


def transcript(format_: str, words: list[str], *more: str, open_word: str = "") -> bytes:
    """Return a transcript with one of the words in each field, and a message for each of ``more``."""
    title, name, body, note, event = words
    texts = [
        f"I say {body}, and {body.upper()} too.",
        *(f"Only {each} here." for each in more),
        f"Quite so. {open_word}",
    ]
    if format_ == "dialogue":
        return dialogue(*texts, a=name, b="Bob")
    if format_ == "voice":
        turns = "".join(f"**{('USER', 'ASSISTANT')[n % 2]}:**\n\n{text}\n\n---\n\n" for n, text in enumerate(texts))
        return f"# Voice Conversation: {title}\n*2026-02-11 07:04:12*\n\n---\n\n{turns}".encode()
    if format_ in ("markdown", "wide"):
        head = f"---\ntitle: A talk of {title}\nid: {note}\nparticipants:\n  {name}: {{role: user}}\n  Lantern: claude-haiku-4.5\n---\n\n"
        turns = "".join(f"### {(name, 'Lantern')[n % 2]}\n\n{text}\n\n" for n, text in enumerate(texts))
        return (head + turns).encode("utf-16" if format_ == "wide" else "utf-8")
    if format_ == "backrooms":
        lines = [f"{('You', 'AI-1 (claude-3-opus)')[n % 2]}:\n{text}\n\n" for n, text in enumerate(texts)]
        lines.append(f'AI-1 (claude-3-opus):\n!image "a picture of {event}"\n\n')
        return "".join(lines).encode()
    coded = "".join(f"&#{ord(char)};" for char in body)
    texts[0] = f"I say {coded}, <b>{body[:5]}</b>{body[5:]}."
    turns = "".join(
        message(("user", "assistant")[n % 2], ("User", f"AI-1 ({name})")[n % 2], text) for n, text in enumerate(texts)
    )
    return (HEADER + turns + FOOTER).encode()


def write(root: Path) -> None:
    folder = root / "content" / "transcripts"
    for form in FORMATS:
        for place, data in (
            (f"public/{form}.txt", transcript(form, REDACTED[form], FORGOTTEN[form], MESSAGE[form], open_word=PUBLIC[form])),
            (f"hidden/{NAMES[form]}.txt", transcript(form, HIDDEN[form])),
        ):  # fmt: skip
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_bytes(data)
    own = transcript("markdown", OWN).replace(b"---\n", b"---\nprivate: true\n", 1)
    (folder / "own.md").write_bytes(own)
    (folder / "was.md").write_bytes(transcript("markdown", WAS_PUBLIC))
    (folder / "key.md").write_bytes(dialogue("Here it is.", f"It is {KEY}, keep it."))
    essays = root / "content" / "essays"
    essays.mkdir()
    (essays / f"{DRAFT[0]}.md").write_text(
        f"---\ntitle: {DRAFT[1]}\nauthor: {DRAFT[2]}\ndescription: {DRAFT[3]}\ndraft: true\n---\n\nOf {DRAFT[4]}.\n",
        "utf-8",
    )
    (essays / "open.md").write_text("# Open\n\nA word.\n", "utf-8")


SETTINGS = """\
[[transcripts]]
match = "hidden/*"
publish = false
"""


def later(anchors: list[str]) -> str:
    rules = [f'[[redact]]\nwords = "{word}"\n' for words in REDACTED.values() for word in words]
    rules += [f'[[redact]]\nmessage = "{anchor}"\nlabel = "a private message"\n' for anchor in anchors]
    rules.append('[[redact]]\nkind = "secrets"\n')
    return SETTINGS + '[[transcripts]]\nmatch = "was.md"\npublish = false\n' + "".join(rules)


@dataclass(frozen=True)
class Built:
    root: Path
    before: dict[str, list[str]]
    """Anchors in the first build, by path."""
    after: dict[str, list[str]]
    exports: dict[str, dict[str, object]]
    """JSON exports by path."""


def json_exports(root: Path) -> dict[str, dict[str, object]]:
    found = (json.loads(path.read_bytes()) for path in (root / "site" / "c").glob("*.json"))
    return {export["source"]["path"]: export for export in found}


def anchors(found: dict[str, dict[str, object]]) -> dict[str, list[str]]:
    return {path: [each["anchor"] for each in export["messages"]] for path, export in found.items()}  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("privacy")
    write(root)
    (root / "sitegen.toml").write_text(SETTINGS, "utf-8")
    report = build(open_archive(root), root / "site")
    assert report.conversations == len(FORMATS) + 2
    first = json_exports(root)

    def address(word: str) -> str:
        return next(
            f"{export['slug']}.html#{each['anchor']}"
            for export in first.values()
            for each in export["messages"]  # type: ignore[attr-defined]
            if word in each["text"]
        )

    for word in FORGOTTEN.values():
        assert list(forget(open_archive(root), f"c/{address(word)}", "asked for", TODAY))
    private = [address(word).partition("#")[2] for word in MESSAGE.values()]
    (root / "sitegen.toml").write_text(later(private), "utf-8")
    build(open_archive(root), root / "site")
    second = json_exports(root)
    return Built(root, anchors(first), anchors(second), second)


def output_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of every file, also decompressed and decoded; the bytes start with the name."""
    own = (root / "content" / "transcripts", root / "content" / "essays", root / "sitegen.toml")
    for path in sorted(root.rglob("*")):
        if any(path.is_relative_to(each) for each in own):
            continue
        data = path.read_bytes() if path.is_file() else b""
        name = path.relative_to(root).as_posix()
        yield name, name.encode() + b"\n" + data
        for unpack in (gzip.decompress, zlib.decompress):
            with suppress(OSError, zlib.error, EOFError):
                yield f"{name} unpacked", unpack(data)
        for encoding in ("utf-16-le", "utf-16-be"):
            with suppress(UnicodeError):
                text = data[len(data) % 2 :].decode(encoding)
                yield f"{name} as {encoding}", text.encode("utf-8", "replace")


def files_with(root: Path, words: list[str]) -> dict[str, list[str]]:
    """Return the files that contain each word, in any case."""
    found: dict[str, list[str]] = {}
    for name, data in output_files(root):
        low = data.lower()
        for word in words:
            if core(word).lower().encode() in low:
                found.setdefault(word, []).append(name)
    return found


def test_public_words_are_found_so_that_the_search_is_proven_to_work(built: Built):
    found = files_with(built.root, list(PUBLIC.values()))
    for word in PUBLIC.values():
        suffixes = {name.rpartition(".")[2] for name in found[word]}
        assert {"html", "json", "js", "texts", "terms"} <= suffixes
        assert any(name.endswith((".txt", ".txt as utf-16-le")) for name in found[word])


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("redacted words", [word for words in REDACTED.values() for word in words]),
        ("messages that were withdrawn", list(FORGOTTEN.values())),
        ("private messages", list(MESSAGE.values())),
        ("private transcripts", [word for words in HIDDEN.values() for word in words]),
        ("names of private files", list(NAMES.values())),
        ("a transcript with private front matter", OWN),
        ("a transcript that was public once, except for its address", WAS_PUBLIC[1:]),
        ("drafts of essays", DRAFT),
        ("a key", [KEY[20:60]]),
    ],
)
def test_private_text_is_in_no_output(built: Built, what: str, words: list[str]):
    assert files_with(built.root, words) == {}, what


def test_published_messages_keep_their_addresses_after_redaction(built: Built):
    before = {path: found for path, found in built.before.items() if path != "was.md"}
    assert before.keys() == built.after.keys()
    # The key blocked the other one in the first build.
    assert {path for path in before if before[path] != built.after[path]} == {"key.md"}
    states = [
        each.state
        for account in map(
            Ledger(built.root / "content/ledger", "").read, Ledger(built.root / "content/ledger", "").files
        )
        for each in account.messages
    ]
    assert states.count("edited") >= 2 * len(FORMATS)  # type: ignore[arg-type]
    assert states.count("withdrawn") == len(FORMATS)  # type: ignore[arg-type]


def test_each_redaction_is_recorded_and_shown(built: Built):
    for export in built.exports.values():
        source = (built.root / "site" / "c" / f"{export['slug']}.txt").read_bytes()
        text = source.decode(str(export["source"]["encoding"]))  # type: ignore[index]
        redactions = export["redactions"]
        assert redactions
        for each in redactions:  # type: ignore[attr-defined]
            assert text[each["offset"] :].startswith(("[redacted", "(redacted", "Redacted"))
            assert text.count("\n", 0, each["offset"]) + 1 == each["line"]
        page = (built.root / "site" / "c" / f"{export['slug']}.html").read_text("utf-8")
        assert "redacted</summary>" in page or "redacted:" in page
    assert [each["label"] for each in built.exports["key.md"]["redactions"]] == ["Anthropic API key"]  # type: ignore[attr-defined]


def test_the_next_build_rebuilds_nothing(built: Built):
    assert build(open_archive(built.root), built.root / "site").rebuilt == 0
