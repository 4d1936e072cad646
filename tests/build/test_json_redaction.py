"""What the owner redacts or withdraws in an export leaves no trace in the site, the ledger or the search."""

import json
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.pipeline import check
from tests.building import build

LONG = 'The café at the quay\nsells lamps — and "marlin" soup on Tuesdays.'
EXPORT = [
    {
        "uuid": "7f1c0c1e-0000-4000-8000-000000000001",
        "name": "Lamps at the café",
        "summary": "Rosa asks for the marlin soup.",
        "created_at": "2031-02-03T04:05:06Z",
        "updated_at": "2031-02-03T04:05:06Z",
        "account": {"uuid": "account-bollard"},
        "chat_messages": [
            {
                "uuid": f"m-{n}", "sender": sender, "text": text, "created_at": f"2031-02-03T04:05:0{n}Z",
                "content": [{"type": "text", "text": text}], "attachments": [], "files": [],
            }
            for n, (sender, text) in enumerate(
                [("human", "Where is the café?"), ("assistant", LONG), ("human", "Thank you, I will go there at noon.")]
            )
        ],
    }
]  # fmt: skip


@pytest.fixture(params=[True, False], ids=["escaped", "plain"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "content" / "transcripts").mkdir(parents=True)
    text = json.dumps(EXPORT, ensure_ascii=request.param)
    (tmp_path / "content" / "transcripts" / "conversations.json").write_text(text, "utf-8")
    return tmp_path


def published(root: Path) -> str:
    found = [
        each.read_bytes().decode("utf-8", "replace")
        for folder in ("site/c", "site/q", "content/ledger")
        for each in sorted((root / folder).rglob("*"))
        if each.is_file()
    ]
    return "\n".join(found).casefold()


def messages(root: Path) -> list[str]:
    (file,) = (each for each in (root / "site" / "c").glob("*.json"))
    return [each["text"] for each in json.loads(file.read_text("utf-8"))["messages"]]


def test_an_export_is_published_without_data_that_its_page_does_not_show(root: Path):
    build(open_archive(root), root / "site", workers=1)
    assert messages(root) == ["Where is the café?", LONG, "Thank you, I will go there at noon."]
    assert not list((root / "site" / "c").glob("*.txt"))
    (page,) = set((root / "site" / "c").glob("*.html")) - {root / "site" / "c" / "index.html"}
    (left_out,) = json.loads(page.with_suffix(".json").read_text("utf-8"))["left_out"]
    assert (left_out["reason"], left_out["parts"]) == ("metadata", 1)
    found = page.read_text("utf-8")
    assert "1 part of the file left out" in found
    assert f"data of the export, such as ids and settings × 1, {left_out['characters']} characters" in found
    assert [word for word in ("account-bollard", "rosa asks") if word in published(root)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps([{"role": "user", "content": "When?"}, {"role": "assistant", "content": "At noon."}])),
        ("a.csv", "role,content,mail\nuser,When?,rosa@example.org\nassistant,At noon.,\n"),
    ],
)
def test_the_source_of_json_and_tables_is_not_published(name: str, text: str, tmp_path: Path):
    (tmp_path / "content" / "transcripts").mkdir(parents=True)
    (tmp_path / "content" / "transcripts" / name).write_text(text, "utf-8")
    report = build(open_archive(tmp_path), tmp_path / "site", workers=1)
    assert (report.conversations, messages(tmp_path)) == (1, ["When?", "At noon."])
    assert not list((tmp_path / "site" / "c").glob("*.txt"))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('words = "café"', ["Where is the [redacted]?", LONG.replace("café", "[redacted]")]),
        ('words = "quay sells"', ["Where is the café?", LONG.replace("quay\nsells", "[redacted]")]),
        ('pattern = \'"marlin" soup\'', ["Where is the café?", LONG.replace('"marlin" soup', "[redacted]")]),
        ('words = "soup"\nlabel = "dish"', ["Where is the café?", LONG.replace("soup", "[redacted: dish]")]),
    ],
)  # fmt: skip
def test_words_behind_escapes_are_redacted_and_nothing_else(root: Path, rule: str, expected: list[str]):
    (root / "sitegen.toml").write_text(f'[[redact]]\nmatch = "*"\n{rule}\n', "utf-8")
    report = build(open_archive(root), root / "site", workers=1)
    assert messages(root) == [*expected, "Thank you, I will go there at noon."]
    assert [each.code for each in report.problems if not each.is_note] == []


def test_a_message_is_redacted_as_a_whole(root: Path):
    build(open_archive(root), root / "site", workers=1)
    (file,) = (root / "site" / "c").glob("*.json")
    anchor = json.loads(file.read_text("utf-8"))["messages"][1]["anchor"]
    (root / "sitegen.toml").write_text(f'[[redact]]\nmatch = "*"\nmessage = "{anchor}"\n', "utf-8")
    report = build(open_archive(root), root / "site", workers=1)
    assert messages(root) == ["Where is the café?", "[redacted: message]", "Thank you, I will go there at noon."]
    assert [each.code for each in report.problems if not each.is_note] == []
    assert [word for word in ("marlin", "tuesdays") if word in published(root)] == []


def test_a_secret_behind_escapes_is_found_and_one_that_is_not_shown_is_not(root: Path):
    file = root / "content" / "transcripts" / "conversations.json"
    data = json.loads(file.read_text("utf-8"))
    data[0]["account"]["token"] = "ghp_" + "a1B2" * 9
    data[0]["chat_messages"][0]["content"][0]["text"] = "My password:\nTr0ub4dor&9x\u00e9"
    file.write_text(json.dumps(data), "utf-8")
    found = check(open_archive(root), root / "site", day="2031-02-03", workers=1).findings
    assert [finding.kind.id for _, finding in found] == ["password"]
