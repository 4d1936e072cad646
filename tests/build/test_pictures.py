"""Pictures beside transcripts and inside them, from the folder to the page."""

import base64
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build import conversation_reader
from sitegen.build.pipeline import check
from sitegen.build.snapshot import BuildReport
from sitegen.model.problems import Problem
from sitegen.readers.embedded_pictures import ExtractedPictures
from tests.building import TODAY, build
from tests.conftest import Run
from tests.pictures import SECRET, exif, picture
from tests.writing import dialogue

PLACED = picture("JPEG", exif=exif(orientation=6, has_place=True))
Build = Callable[[], BuildReport]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "content" / "transcripts"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def site(folder: Path) -> Build:
    def run() -> BuildReport:
        archive = folder.parent.parent
        return build(open_archive(archive), archive / "site", workers=1)

    return run


def export(folder: Path, name: str = "ada-bob") -> dict[str, object]:
    loaded: dict[str, object] = json.loads((folder.parent.parent / "site" / "c" / f"{name}.json").read_text("utf-8"))
    return loaded


def page(folder: Path) -> str:
    return (folder.parent.parent / "site" / "c" / "ada-bob.html").read_text("utf-8")


def published(folder: Path) -> dict[str, bytes]:
    media = folder.parent.parent / "site" / "m"
    return {each.name: each.read_bytes() for each in sorted(media.iterdir())} if media.is_dir() else {}


def problems(found: Iterable[Problem]) -> list[tuple[str, str, int | None]]:
    prefix = "content/transcripts/"
    return [(each.code, each.path.removeprefix(prefix), each.line) for each in about_pictures(found)]


def about_pictures(found: Iterable[Problem]) -> list[Problem]:
    return [each for each in found if each.code != "unknown-model"]


def test_a_picture_beside_a_transcript_is_shown_without_its_metadata(folder: Path, site: Build):
    (folder / "talks" / "pictures").mkdir(parents=True)
    (folder / "talks" / "pictures" / "the pier.jpg").write_bytes(PLACED)
    text = 'Look: ![the pier at *dusk*](pictures/the%20pier.jpg "our pier") – fine?'
    (folder / "talks" / "a.md").write_bytes(dialogue(text, "Yes."))
    report = site()
    assert problems(report.problems) == [("picture-location-removed", "talks/pictures/the pier.jpg", None)]
    ((name, data),) = published(folder).items()
    assert SECRET not in data
    assert re.findall("<p>Look.*", page(folder)) == [
        f'<p>Look: <br><a class="picture" href="../m/{name}"><img src="../m/{name}" alt="the pier at dusk"'
        ' width="4" height="6" loading="lazy" decoding="async" title="our pier"></a>'
        '<br><span class="description">the pier at dusk</span><br> – fine?</p>'
    ]
    reference = {"reference": "pictures/the%20pier.jpg", "address": f"m/{name}", "width": 4, "height": 6}
    assert export(folder)["pictures"] == [reference]


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("missing.png", ("missing-pictures", "talks/a.md", 11)),
        ("../../secret.png", ("missing-pictures", "talks/a.md", 11)),
        ("../../../content/transcripts/pier.png", ("missing-pictures", "talks/a.md", 11)),
        ("/etc/passwd", ("missing-pictures", "talks/a.md", 11)),
        ("../private/pier.png", ("missing-pictures", "talks/a.md", 11)),
        ("link.png", ("missing-pictures", "talks/a.md", 11)),
        ("drawing.svg", ("picture-refused", "talks/drawing.svg", None)),
        ("page.png", ("picture-refused", "talks/page.png", None)),
        ("file-service://file-abcDEF12345", ("missing-export-pictures", "talks/a.md", 11)),
    ],
)
def test_what_is_no_picture_of_the_archive_is_not_shown(
    folder: Path, site: Build, reference: str, problem: tuple[str, str, int | None]
):
    (folder / "talks").mkdir()
    (folder / "private").mkdir()
    (folder.parent.parent / "sitegen.toml").write_text('[[transcripts]]\nmatch = "private/**"\npublish = false\n')
    (folder / "private" / "pier.png").write_bytes(picture())
    (folder.parent / "secret.png").write_bytes(picture())
    (folder / "talks" / "drawing.svg").write_text("<svg onload='alert(1)'/>")
    (folder / "talks" / "page.png").write_text("<script>alert(1)</script>")
    (folder / "talks" / "link.png").symlink_to(folder.parent / "secret.png")
    (folder / "talks" / "a.md").write_bytes(dialogue(f"![pier]({reference})", "Yes."))
    found = [each for each in problems(site().problems) if each[0] not in ("unused-pictures", "symbolic-link")]
    assert found == [problem]
    assert published(folder) == {}
    assert f"![pier]({reference})" in page(folder)
    archive = folder.parent.parent
    assert problem in problems(check(open_archive(archive), archive / "site", day=TODAY).report.problems)


def test_pictures_that_nobody_refers_to_are_a_note_and_no_transcripts(folder: Path, site: Build):
    for name in ("a.png", "b.JPG", "c.svg", "d.webp"):
        (folder / name).write_bytes(picture())
    (folder / "talk.md").write_bytes(dialogue("One.", "Two."))
    assert [str(each) for each in about_pictures(site().problems)] == [
        "content/transcripts: 4 pictures that no published transcript refers to: a.png, b.JPG, c.svg, …."
        " Refer to them with `![description](name)`, or delete them."
    ]
    assert published(folder) == {}


def test_a_picture_in_code_is_text(folder: Path, site: Build):
    (folder / "pier.png").write_bytes(picture())
    (folder / "talk.md").write_bytes(dialogue("Write `![a](pier.png)`.", "```\n![a](other.png)\n```"))
    assert [each[0] for each in problems(site().problems)] == ["unused-pictures"]
    assert published(folder) == {}


def test_only_a_changed_picture_renders_its_conversation_again(folder: Path, site: Build):
    (folder / "pier.png").write_bytes(picture())
    (folder / "talk.md").write_bytes(dialogue("![a](pier.png)", "![b](./pier.png)"))
    (folder / "other.md").write_bytes(dialogue("Three.", "Four.", a="Eve"))
    assert site().rebuilt == 2
    first = published(folder)
    assert len(first) == 1
    assert site().rebuilt == 0
    (folder / "pier.png").write_bytes(picture(colour="red"))
    assert site().rebuilt == 1
    second = published(folder)
    assert len(second) == 1
    assert second.keys() != first.keys()
    (folder / "pier.png").unlink()
    report = site()
    assert (report.rebuilt, problems(report.problems)) == (1, [("missing-pictures", "talk.md", 11)])
    assert published(folder) == {}
    (folder / "pier.png").write_bytes(picture())
    report = site()
    assert (report.rebuilt, problems(report.problems)) == (1, [])
    assert published(folder) == first


def test_a_picture_of_a_redacted_or_withdrawn_message_is_not_published(folder: Path, site: Build):
    archive = folder.parent.parent
    (folder / "pier.png").write_bytes(picture())
    data = base64.b64encode(PLACED).decode()
    words = "My house stands behind the pier"
    text = f"{words}. ![house](pier.png) ![it](data:image/jpeg;base64,{data})"
    (folder / "talk.md").write_bytes(dialogue("Where?", text))
    site()
    assert len(published(folder)) == 2
    messages = export(folder)["messages"]
    assert isinstance(messages, list)
    rule = f'[[redact]]\nmatch = "talk.md"\nmessage = "{messages[1]["anchor"]}"\n'
    (archive / "sitegen.toml").write_text(rule)
    site()
    assert published(folder) == {}
    assert [each for each in (archive / "site").rglob("*") if each.is_file() and SECRET in each.read_bytes()] == []
    assert words not in page(folder)


def test_a_picture_inside_a_transcript_becomes_a_file(folder: Path, site: Build):
    data = base64.b64encode(PLACED).decode()
    (folder / "talk.md").write_bytes(dialogue(f"Look: ![the pier](data:image/jpeg;base64,{data})", "Yes."))
    report = site()
    assert problems(report.problems) == [
        ("embedded-pictures", "talk.md", 11),
        ("embedded-picture-locations-removed", "talk.md", 11),
    ]
    ((name, clean),) = published(folder).items()
    assert SECRET not in clean
    assert f'<img src="../m/{name}" alt="the pier" width="4" height="6"' in page(folder)
    source = (folder.parent.parent / "site" / "c" / "ada-bob.txt").read_text("utf-8")
    assert f"![the pier](m/{name})" in source
    loaded = export(folder)
    assert loaded["pictures"] == [{"reference": f"m/{name}", "address": f"m/{name}", "width": 4, "height": 6}]
    assert isinstance(loaded["messages"], list)
    start, end = loaded["messages"][0]["span"]
    assert source[start:end] == loaded["messages"][0]["text"] == f"Look: ![the pier](m/{name})"
    assert site().rebuilt == 0


def anchors(folder: Path) -> list[object]:
    messages = export(folder)["messages"]
    assert isinstance(messages, list)
    return [each["anchor"] for each in messages]


def test_messages_keep_the_addresses_that_they_had_with_their_pictures_in_the_text(
    folder: Path, site: Build, run: Run, monkeypatch: pytest.MonkeyPatch
):
    archive = folder.parent.parent
    boat, house = (base64.b64encode(picture(colour=each)).decode() for each in ("teal", "red"))
    texts = [f"![](data:image/png;base64,{boat})", "A boat.", f"![](data:image/png;base64,{house})", "A house."]
    (folder / "talk.md").write_bytes(dialogue(*texts))
    with monkeypatch.context() as patch:
        patch.setattr(conversation_reader, "extract_pictures", lambda source, _: ExtractedPictures(source))
        site()
    old = anchors(folder)
    monkeypatch.chdir(archive)
    assert run("forget", f"c/ada-bob.html#{old[0]}", "--reason", "private").exit_code == 0
    site()
    assert anchors(folder) == old
    assert len(published(folder)) == 1
    (archive / "sitegen.toml").write_text(f'[[redact]]\nmessage = "{old[2]}"\n')
    site()
    assert published(folder) == {}


def test_an_address_in_the_text_shows_no_picture_of_another_conversation(folder: Path, site: Build):
    (folder / "pier.png").write_bytes(picture())
    (folder / "a.md").write_bytes(dialogue("![a](pier.png)", "Yes."))
    site()
    (name,) = published(folder)
    (folder / "b.md").write_bytes(dialogue(f"![b](m/{name})", "No.", a="Eve"))
    assert ("missing-pictures", "b.md", 11) in problems(site().problems)


def test_the_codes_of_missing_pictures_are_counted_for_each_transcript(folder: Path, site: Build):
    (folder / "a.md").write_bytes(dialogue(*(f"![a]({n}.png)" for n in range(5))))
    (problem,) = about_pictures(site().problems)
    assert problem == Problem(
        "missing-pictures", "content/transcripts/a.md", 11, count=5, names=("0.png", "1.png", "2.png", "…")
    )


def chatgpt_export(asset: str) -> bytes:
    """Return a ChatGPT export of one conversation whose question is a picture."""
    image = {"content_type": "image_asset_pointer", "asset_pointer": asset, "width": 6, "height": 4}
    messages = [
        ("user", {"content_type": "multimodal_text", "parts": [image, "What is this pier?"]}),
        ("assistant", {"content_type": "text", "parts": ["The pier of Brel."]}),
    ]
    mapping: dict[str, object] = {"root": {"id": "root", "parent": None, "children": ["0"], "message": None}}
    for n, (role, content) in enumerate(messages):
        message = {"id": str(n), "author": {"role": role}, "create_time": 1_700_000_000.0 + n, "content": content}
        children = [str(n + 1)] if n == 0 else []
        mapping[str(n)] = {
            "id": str(n),
            "parent": str(n - 1) if n else "root",
            "children": children,
            "message": message,
        }
    talk = {"conversation_id": "c-1", "title": "The pier", "create_time": 1_700_000_000.0, "mapping": mapping}
    return json.dumps([{**talk, "current_node": "1"}]).encode()


ASSETS = [
    ("file-service://file-AbCdEfGh12345", "file-AbCdEfGh12345-my pier.png"),
    ("sediment://file_00000000aabb", "user-x/file_00000000aabb-sanitized.dat"),
]


@pytest.mark.parametrize(("asset", "name"), ASSETS)
@pytest.mark.parametrize("is_zip", [True, False])
def test_a_picture_of_an_export_is_found_beside_it_or_in_its_zip(
    folder: Path, site: Build, asset: str, name: str, is_zip: bool
):
    files = {"conversations.json": chatgpt_export(asset), name: PLACED}
    write_export(folder, files, is_zip=is_zip)
    found = problems(site().problems)
    path = f"chat.zip/{name}" if is_zip else f"chat/{name}"
    assert found == [("picture-location-removed", path, None)]
    ((published_name, data),) = published(folder).items()
    assert SECRET not in data
    html = (folder.parent.parent / "site" / "c" / "the-pier.html").read_text("utf-8")
    assert f'<a class="picture" href="../m/{published_name}"><img src="../m/{published_name}" alt=""' in html
    assert site().rebuilt == 0
    write_export(folder, {**files, name: picture()}, is_zip=is_zip)
    assert site().rebuilt == 1
    assert published(folder).keys().isdisjoint({published_name})
    write_export(folder, {"conversations.json": files["conversations.json"]}, is_zip=is_zip)
    assert [each[0] for each in problems(site().problems)] == ["missing-export-pictures"]


BOMB = ["zip-members-left-out", "missing-export-pictures"]


def write_export(folder: Path, files: dict[str, bytes], *, is_zip: bool) -> None:
    """Write the files into ``chat.zip`` or into the folder ``chat``, in place of what is there."""
    if is_zip:
        with zipfile.ZipFile(folder / "chat.zip", "w") as opened:
            for name, data in files.items():
                opened.writestr(name, data)
        return
    shutil.rmtree(folder / "chat", ignore_errors=True)
    for name, data in files.items():
        file = folder / "chat" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


@pytest.mark.parametrize(("is_bomb", "codes"), [(False, ["large-file"]), (True, BOMB)])
def test_a_picture_in_a_zip_that_is_too_large_is_not_read(folder: Path, site: Build, is_bomb: bool, codes: list[str]):
    method = zipfile.ZIP_DEFLATED if is_bomb else zipfile.ZIP_STORED
    with zipfile.ZipFile(folder / "chat.zip", "w", method) as opened:
        opened.writestr("conversations.json", chatgpt_export("file-service://file-AbCdEfGh12345"))
        opened.writestr("file-AbCdEfGh12345.png", bytes(21_000_000))
    assert [each[0] for each in problems(site().problems)] == codes
    assert published(folder) == {}


def claude_code_session() -> bytes:
    """Return a session whose question has a picture in Base64, and whose answer calls a tool that returns one."""
    image = {"type": "base64", "media_type": "image/jpeg", "data": base64.b64encode(PLACED).decode()}
    other = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(picture()).decode()}
    call = {"type": "tool_use", "id": "t1", "name": "Read", "input": {"file_path": "pier.png"}}
    result = {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "image", "source": other}]}
    messages: list[tuple[str, str, list[object]]] = [
        ("user", "", [{"type": "image", "source": image}, {"type": "text", "text": "What is this?"}]),
        ("assistant", "m1", [call]),
        ("user", "", [result]),
        ("assistant", "m2", [{"type": "text", "text": "A pier."}]),
    ]
    lines = []
    for n, (role, id_, content) in enumerate(messages):
        message = {"role": role, "content": content, **({"id": id_, "model": "claude-sonnet-4-5"} if id_ else {})}
        common = {"uuid": f"u{n}", "parentUuid": f"u{n - 1}" if n else None, "sessionId": "s-1", "type": role}
        lines.append(json.dumps({**common, "timestamp": f"2025-03-01T10:00:0{n}.000Z", "message": message}))
    return "".join(f"{line}\n" for line in lines).encode()


def test_the_pictures_of_a_session_are_shown_without_their_data(folder: Path, site: Build):
    (folder / "s-1.jsonl").write_bytes(claude_code_session())
    report = site()
    codes = [(each[0], each[2]) for each in problems(report.problems) if "picture" in each[0]]
    assert codes == [("embedded-pictures", 1), ("embedded-picture-locations-removed", 1)]
    names = published(folder)
    assert len(names) == 2
    (html,) = [each for each in (folder.parent.parent / "site" / "c").glob("*.html") if each.name != "index.html"]
    shown = re.findall(r'<img src="\.\./m/([^"]+)"', html.read_text("utf-8"))
    assert sorted(shown) == sorted(names)
    for file in (folder.parent.parent / "site").rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert SECRET not in data
            assert base64.b64encode(PLACED)[:60] not in data
            assert base64.b64encode(picture())[:60] not in data


def test_a_withdrawn_message_takes_its_pictures_along(
    folder: Path, site: Build, run: Run, monkeypatch: pytest.MonkeyPatch
):
    archive = folder.parent.parent
    (folder / "pier.png").write_bytes(picture())
    (folder / "talk.md").write_bytes(dialogue("Where is it, and what is it like?", "It is here: ![pier](pier.png)"))
    site()
    assert len(published(folder)) == 1
    messages = export(folder)["messages"]
    assert isinstance(messages, list)
    monkeypatch.chdir(archive)
    assert run("forget", f"c/ada-bob.html#{messages[1]['anchor']}", "--reason", "private").exit_code == 0
    site()
    assert published(folder) == {}
    kept = [each for each in archive.rglob("*") if each.is_file() and picture() in each.read_bytes()]
    assert kept == [folder / "pier.png"]


def test_a_picture_of_two_conversations_is_published_once(folder: Path, site: Build):
    (folder / "pier.png").write_bytes(picture())
    for name in ("Ada", "Eve"):
        (folder / f"{name}.md").write_bytes(dialogue(f"![{name}](pier.png)", f"Yes, {name}.", a=name))
    report = site()
    assert (problems(report.problems), len(published(folder))) == ([], 1)
    (folder / "Eve.md").unlink()
    site()
    assert len(published(folder)) == 1
