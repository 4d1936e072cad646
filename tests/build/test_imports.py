"""Exports and sessions are copied into the archive: tidily, once, and without losing anything."""

import errno
import json
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import Run
from tests.pictures import picture
from tests.writing import dialogue

ASSET = "file-AbCdEfGh12345"


def chatgpt(id_: str, *texts: str, asset: str = "", created: float = 1_700_000_000.0) -> dict[str, object]:
    """Return a conversation of a ChatGPT export."""
    mapping: dict[str, object] = {"root": {"id": "root", "parent": None, "children": ["0"], "message": None}}
    for n, text in enumerate(texts):
        image = [{"content_type": "image_asset_pointer", "asset_pointer": asset}] if asset and n == 0 else []
        content = {"content_type": "multimodal_text" if image else "text", "parts": [*image, text]}
        author = {"role": ("user", "assistant")[n % 2]}
        message = {"id": f"{id_}-{n}", "author": author, "create_time": created + n, "content": content}
        message["metadata"] = {"model_slug": "gpt-4o"} if n % 2 else {}
        children = [str(n + 1)] if n + 1 < len(texts) else []
        mapping[str(n)] = {
            "id": str(n),
            "parent": str(n - 1) if n else "root",
            "children": children,
            "message": message,
        }
    ids = {"conversation_id": id_, "current_node": str(len(texts) - 1)}
    return {**ids, "title": f"Talk {id_}", "create_time": created, "mapping": mapping}


def session(*texts: str) -> bytes:
    """Return a session of Claude Code."""
    lines = []
    for n, text in enumerate(texts):
        role = ("user", "assistant")[n % 2]
        message: dict[str, object] = {
            "role": role,
            "content": text if role == "user" else [{"type": "text", "text": text}],
        }
        if role == "assistant":
            message |= {"id": f"msg_{n}", "model": "claude-sonnet-4-5"}
        common = {"uuid": f"u{n}", "parentUuid": f"u{n - 1}" if n else None, "sessionId": "s-1", "type": role}
        lines.append(json.dumps({**common, "timestamp": f"2025-03-0{n + 1}T10:00:00.000Z", "message": message}))
    return "".join(f"{line}\n" for line in lines).encode()


def codex_session(question: str, answer: str) -> bytes:
    """Return a session of Codex."""

    def line(kind: str, **payload: object) -> str:
        return json.dumps({"timestamp": "2025-01-02T10:00:00.000Z", "type": kind, "payload": payload})

    said = [("user", "input_text", question), ("assistant", "output_text", answer)]
    items = [
        line("response_item", type="message", role=role, content=[{"type": kind, "text": text}])
        for role, kind, text in said
    ]
    return "".join(f"{each}\n" for each in (line("session_meta", id="x-1", cwd="/pier"), *items)).encode()


def gemini_session(question: str, answer: str) -> bytes:
    """Return a session of Gemini CLI."""
    said = [("user", question), ("gemini", answer)]
    messages = [
        {"id": str(n), "timestamp": "2025-01-02T10:00:00Z", "type": kind, "content": text}
        for n, (kind, text) in enumerate(said)
    ]
    return json.dumps({"sessionId": "g-1", "projectHash": "abc", "messages": messages}).encode()


AIDER = b"".join(
    f"\n# aider chat started at 2026-01-18 21:{minute}:00\n\n#### {question}  \n\nIt is {minute}.\n".encode()
    for minute, question in ((40, "What time is it?"), (50, "And now?"))
)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty archive, which is the current folder; beside it is the folder ``from``."""
    (tmp_path / "from").mkdir()
    (tmp_path / "archive" / "content" / "transcripts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def exports(archive: Path) -> Path:
    return archive.parent / "from"


def copied(archive: Path) -> dict[str, bytes]:
    folder = archive / "content" / "transcripts"
    return {
        each.relative_to(folder).as_posix(): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()
    }


def lines(result: Result) -> list[list[str]]:
    """Return the cells of each printed line."""
    return [[cell for cell in line.split("  ") if cell.strip()] for line in result.stdout.splitlines()]


def one(conversation: object) -> bytes:
    return json.dumps(conversation).encode()


def test_an_export_becomes_a_file_for_each_conversation(archive: Path, exports: Path, run: Run):
    talks = [chatgpt("c-1", "Hello there", "Good day"), chatgpt("c-2", "Why?", "Because.", created=1_740_000_000.0)]
    (exports / "conversations.json").write_bytes(one(talks))
    result = run("import", str(exports / "conversations.json"))
    assert result.exit_code == 0
    assert copied(archive) == {"chatgpt/2023/c-1.json": one(talks[0]), "chatgpt/2025/c-2.json": one(talks[1])}
    assert [" ".join(line.split()) for line in result.stdout.splitlines()] == [
        "format conversations new updated messages models dates problems",
        "chatgpt 2 2 0 4 gpt-4o 2023-11-14 – 2025-02-19 0",
        "Copied 2 files to content/transcripts/.",
    ]


def test_a_newer_export_adds_and_replaces_and_deletes_nothing(archive: Path, exports: Path, run: Run):
    file = exports / "conversations.json"
    first, second = chatgpt("c-1", "Hello there", "Good day"), chatgpt("c-2", "Why?", "Because.")
    file.write_bytes(one([first, second]))
    run("import", str(file))
    longer, third = chatgpt("c-1", "Hello there", "Good day", "And now?"), chatgpt("c-3", "Who?", "Me.")
    file.write_bytes(one([longer, third]))
    result = run("import", str(file))
    assert result.stdout.splitlines()[-1] == "Copied 2 files to content/transcripts/."
    newest = {f"chatgpt/2023/c-{n}.json": one(each) for n, each in enumerate((longer, second, third), 1)}
    assert copied(archive) == newest
    assert run("import", str(file)).stdout.splitlines()[-1] == (
        "Copied 0 files to content/transcripts/; 2 conversations were there already."
    )
    file.write_bytes(one([first]))  # an older export
    run("import", str(file))
    assert copied(archive) == newest


def test_two_versions_with_words_of_their_own_are_both_kept(archive: Path, exports: Path, run: Run):
    file = exports / "conversations.json"
    versions = [chatgpt("c-1", "Hello there", answer) for answer in ("Good day", "Good night")]
    for version in versions:
        file.write_bytes(one([version]))
        run("import", str(file))
        run("import", str(file))
    assert sorted(copied(archive).values()) == sorted(map(one, versions))


@pytest.mark.parametrize("is_zip", [True, False])
def test_the_pictures_of_an_export_come_with_it(archive: Path, exports: Path, run: Run, is_zip: bool):
    talk = chatgpt("c-1", "What is this?", "A pier.", asset=f"file-service://{ASSET}")
    files = {"conversations.json": one([talk]), f"{ASSET}-pier.png": picture(), "file-other9999-x.png": b"x"}
    if is_zip:
        with zipfile.ZipFile(exports / "chat.zip", "w") as opened:
            for name, data in files.items():
                opened.writestr(name, data)
    else:
        for name, data in files.items():
            (exports / name).write_bytes(data)
    run("import", str(exports / "chat.zip" if is_zip else exports))
    found = {"chatgpt/2023/c-1.json": one(talk), f"chatgpt/files/{ASSET}-pier.png": picture()}
    assert copied(archive) == found
    assert run("build").exit_code == 0
    assert len(list((archive / "site" / "m").iterdir())) == 1


def test_a_folder_of_transcripts_keeps_its_order_and_its_pictures(archive: Path, exports: Path, run: Run):
    (exports / "talks" / "img").mkdir(parents=True)
    (exports / "talks" / "a.md").write_bytes(dialogue("![a](img/pier.png)", "Yes."))
    (exports / "talks" / "img" / "pier.png").write_bytes(picture())
    (exports / "talks" / "img" / "other.png").write_bytes(picture(colour="red"))
    (exports / "README.md").write_text("# Notes\n\nNothing is said here.\n")
    (exports / ".hidden.md").write_bytes(dialogue("Secret.", "Yes."))
    result = run("import", str(exports))
    assert sorted(copied(archive)) == ["dialogue/talks/a.md", "dialogue/talks/img/pier.png"]
    assert result.stderr.startswith("note: README.md: Not copied, as it is not read: ")


def test_nothing_is_written_without_need_or_in_a_dry_run(archive: Path, exports: Path, run: Run):
    (exports / "a.md").write_bytes(dialogue("One.", "Two."))
    result = run("import", "--dry-run", str(exports))
    assert result.stdout.splitlines()[-1] == "Would copy 1 file to content/transcripts/."
    assert copied(archive) == {}
    (archive / "content" / "transcripts" / "mine.md").write_bytes(dialogue("One.", "Two."))
    run("import", str(exports))
    assert list(copied(archive)) == ["mine.md"]


@pytest.mark.parametrize("name", ["../../evil.md", "/tmp/evil.md", "a/../../../evil.md", "C:\\evil.md", "..", "con.md"])
def test_a_zip_writes_nothing_outside(archive: Path, exports: Path, run: Run, name: str):
    with zipfile.ZipFile(exports / "talks.zip", "w") as opened:
        opened.writestr(zipfile.ZipInfo(name), dialogue("One.", "Two."))
        link = zipfile.ZipInfo("link.md")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
    before = {each for each in archive.parent.rglob("*") if each.is_file()}
    result = run("import", str(exports / "talks.zip"))
    new = {each for each in archive.parent.rglob("*") if each.is_file()} - before
    assert all(each.is_relative_to(archive / "content" / "transcripts" / "dialogue" / "talks") for each in new)
    is_left_out = ".." in name
    assert [each.read_bytes() for each in new] == ([] if is_left_out else [dialogue("One.", "Two.")])
    left_out = [name, "link.md"] if is_left_out else ["link.md"]
    assert f"talks.zip: {len(left_out)} file" in result.stderr
    assert f"when unpacked): {', '.join(left_out)}." in result.stderr


def test_a_full_disk_ends_the_import_and_names_the_copy(
    archive: Path, exports: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    def write(file: Path, data: bytes, *, sync: bool) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(file))

    (exports / "talk.md").write_bytes(dialogue("One.", "Two."))
    monkeypatch.setattr("sitegen.build.imports.importer.write_atomically", write)
    result = run("import", str(exports / "talk.md"))
    assert result.exit_code == 1
    assert "talk.md: Cannot read or write this: No space left on device. Check the permissions" in result.stderr


def test_a_link_out_of_the_archive_is_not_followed(archive: Path, exports: Path, run: Run):
    (archive / "content" / "transcripts" / "dialogue").symlink_to(exports, target_is_directory=True)
    (archive.parent / "a.md").write_bytes(dialogue("One.", "Two."))
    result = run("import", str(archive.parent / "a.md"))
    assert (result.exit_code, list(exports.iterdir())) == (1, [])
    assert "is a link out of the folder of transcripts" in result.stderr


@pytest.mark.parametrize("data", [b"PK\x03\x04 damaged", b'[{"mapping": {', b"\x00\xff", b"", b"[" * 20_000])
def test_damaged_files_are_reported(archive: Path, exports: Path, run: Run, data: bytes):
    (exports / "a.zip").write_bytes(data)
    (exports / "b.json").write_bytes(data)
    result = run("import", str(exports))
    assert (result.exit_code, copied(archive)) == (1, {})
    assert len(result.stderr.splitlines()) == 2


@pytest.fixture
def home(exports: Path) -> Path:
    """Return a home folder with sessions of all tools."""
    files = {
        ".claude/projects/-home-rosa-pier/s-1.jsonl": session("Hello", "Good day"),
        ".claude/projects/-home-rosa-pier/notes.txt": b"no session",
        ".codex/sessions/2025/01/02/rollout-1.jsonl": codex_session("Oil?", "There is oil."),
        ".gemini/tmp/abc/chats/session-1.json": gemini_session("Wick?", "There is a wick."),
        "code/pier/.specstory/history/2025-01-02_10-00-00Z-pier.md": dialogue("Pier?", "Pier."),
        "code/pier/.aider.chat.history.md": AIDER,
        "code/node_modules/.specstory/history/x.md": dialogue("Not", "this."),
    }
    for name, data in files.items():
        (exports / name).parent.mkdir(parents=True, exist_ok=True)
        (exports / name).write_bytes(data)
    return exports


COPIES = {
    "aider/code/pier/aider.chat.history.md": AIDER,
    "claude-code/-home-rosa-pier/s-1.jsonl": session("Hello", "Good day"),
    "codex/2025/01/02/rollout-1.jsonl": codex_session("Oil?", "There is oil."),
    "dialogue/code/pier/2025-01-02_10-00-00Z-pier.md": dialogue("Pier?", "Pier."),
    "gemini-cli/abc/chats/session-1.json": gemini_session("Wick?", "There is a wick."),
}


def collect(run: Run, home: Path, *options: str) -> Result:
    return run("collect", "--home", str(home), *options, str(home / "code"))


def test_sessions_are_collected_from_where_tools_keep_them(archive: Path, home: Path, run: Run):
    assert collect(run, home, "--dry-run").stdout.splitlines()[-1] == "Would copy 5 files to content/transcripts/."
    assert copied(archive) == {}
    result = collect(run, home)
    assert (result.exit_code, copied(archive)) == (0, COPIES)
    assert result.stdout.splitlines()[:5] == [
        f"Claude Code: 1 file in {home.as_posix()}/.claude/",
        f"Codex: 1 file in {home.as_posix()}/.codex/",
        f"Gemini CLI: 1 file in {home.as_posix()}/.gemini/",
        f"SpecStory: 1 file in {home.as_posix()}/code/",
        f"aider: 1 file in {home.as_posix()}/code/",
    ]
    built = run("build")
    assert (built.exit_code, "6 conversations" in built.stdout) == (0, True)  # aider has two sessions


def test_a_session_that_grows_is_collected_again_and_one_that_shrinks_is_kept(archive: Path, home: Path, run: Run):
    collect(run, home)
    file = home / ".claude/projects/-home-rosa-pier/s-1.jsonl"
    file.write_bytes(session("Hello", "Good day", "Bye"))
    assert collect(run, home).stdout.splitlines()[-1] == "Copied 1 file to content/transcripts/."
    grown = {**COPIES, "claude-code/-home-rosa-pier/s-1.jsonl": session("Hello", "Good day", "Bye")}
    assert copied(archive) == grown
    file.write_bytes(session("Hello"))
    collect(run, home)
    assert copied(archive) == grown


def test_only_changed_sessions_are_read(archive: Path, home: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    collect(run, home)
    monkeypatch.setattr("sitegen.build.imports.importer.recognize", None)
    before = (archive / ".sitegen" / "collected.json").stat()
    assert collect(run, home).stdout.splitlines()[-1] == "Copied 0 files to content/transcripts/."
    after = (archive / ".sitegen" / "collected.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_session_that_vanished_is_kept_and_noted_once(archive: Path, home: Path, run: Run):
    collect(run, home)
    (home / ".claude/projects/-home-rosa-pier/s-1.jsonl").unlink()
    result = collect(run, home)
    assert "1 collected session is no longer at the source" in result.stderr
    assert copied(archive) == COPIES
    assert "no longer" not in collect(run, home).stderr


def test_links_in_the_folders_of_tools_are_not_followed(archive: Path, home: Path, run: Run):
    (archive.parent / "secret.jsonl").write_bytes(session("Secret", "Yes"))
    (home / ".claude/projects/-home-rosa-pier/link.jsonl").symlink_to(archive.parent / "secret.jsonl")
    collect(run, home)
    assert copied(archive) == COPIES
