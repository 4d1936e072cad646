"""Secrets and personal data are found in every field, reported without their value, and can be accepted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema
import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.checks.privacy import _content_problem, _owner_problem
from sitegen.build.pipeline import check
from sitegen.model.problems import ContentError, Problem, Severity
from sitegen.privacy.baseline import AcceptedFinding, parse_baseline, serialize_baseline
from sitegen.privacy.findings import SecretFinding
from sitegen.privacy.rules import SecretKind
from sitegen.privacy.scanner import KINDS
from tests.building import PROJECT, TODAY, build
from tests.conftest import Run
from tests.privacy.planted import PERSONAL, noise
from tests.readers.backrooms.test_html_export import FOOTER, HEADER, message
from tests.writing import dialogue

EMAIL = PERSONAL[0][1]


def key(seed: str) -> str:
    return "sk-" + "ant-api03-" + noise(93, seed) + "AA"


@dataclass
class Planted:
    """A different key for each field of each format."""

    keys: dict[str, str] = field(default_factory=dict)

    def __call__(self, path: str, field_name: str) -> str:
        return self.keys.setdefault(f"{path} {field_name}", key(f"{path} {field_name}"))


def files(planted: Planted) -> Iterator[tuple[str, str]]:
    def plant(field_name: str) -> str:
        return planted(path, field_name)

    path = "content/transcripts/a dialogue.md"
    yield path, (
        f"# {plant('title')} ↔ Bob\n\n**Started:** 2025-01-01 10:00:00\n**Note:** {plant('header')}\n**Messages:** 2\n\n---\n\n"
        f"### Ada\n\n{plant('message')}\n\n```\n{plant('code')}\n```\n\n!image \"{plant('command')}\"\n\n---\n\n### Bob\n\nYes.\n\n---\n\n"
    )  # fmt: skip
    path = "content/transcripts/a voice.md"
    yield (
        path,
        f"# Voice Conversation: {plant('title')}\n*2026-02-11 07:04:12*\n\n---\n\n**USER:**\n\n{plant('message')}\n\n---\n\n**ASSISTANT:**\n\n<think>{plant('thought')}</think>\n",
    )
    path = "content/transcripts/a log.md"
    yield path, (
        f"---\ntitle: {plant('title')}\nid: {plant('id')}\nsecret: {plant('unknown key')}\ntags: [{plant('tag')}]\nparticipants:\n"
        f"  {plant('name')}: {{role: user}}\n  Lantern: {plant('model')}\n---\n\n### {plant('name')}\n\nHello.\n\n"
        f"### Lantern\n\n{{\"tool\": \"bash\", \"input\": \"export A={plant('tool call')}\\n\"}}\n"
    )  # fmt: skip
    path = "content/transcripts/a room.md"
    yield path, (
        f"You:\n{plant('message')}\n\nAI-1 (claude-3-opus):\n[image: {plant('image')}]\n\n!image \"{plant('command')}\"\n\n"
        f"AI-2 (gpt-4o):\nYes.\n\n!add_ai \"gpt-4o\" \"{plant('event')}\"\n"
    )  # fmt: skip
    path = "content/transcripts/a page.html"
    coded = "".join(f"&#{ord(char)};" for char in plant("coded"))
    split = plant("split")
    yield (
        path,
        (
            HEADER
            + message("user", "User", f"{plant('message')} {coded} <b>{split[:30]}</b>{split[30:]}")
            + message("assistant", f"AI-1 ({plant('model')})", "Yes.")
            + f"<!-- {plant('comment')} -->"
            + FOOTER
        ),
    )
    path = "content/essays/open.md"
    yield (
        path,
        f"---\ntitle: A {plant('title')}\nauthor: {plant('author')}\ndescription: {plant('description')}\n---\n\nIt is {plant('text')}.\n",
    )
    path = "content/index.md"
    yield path, f"Welcome, {plant('text')}.\n"
    path = "sitegen.toml"
    yield (
        path,
        (
            f'[site]\ntitle = "{plant("title")}"\ndescription = "{plant("description")}"\n\n'
            f'[[transcripts]]\nmatch = "a voice.md"\ntitle = "{plant("a title")}"\nseries = "{plant("series")}"\n'
        ),
    )


def find_secrets(root: Path) -> list[Problem]:
    archive = open_archive(root)
    return [each for each in check(archive, root / "site", day=TODAY).report.problems if "sitegen accept" in each.hint]


def test_a_secret_is_found_in_every_field_of_every_format(archive: Path):
    planted = Planted()
    (archive / "content" / "essays").mkdir()
    for path, text in files(planted):
        (archive / path).write_text(text, "utf-8")
    named = key("name of a file")
    (archive / "content" / "transcripts" / f"{named}.md").write_bytes(dialogue("One.", "Two."))
    problems = find_secrets(archive)
    assert {each.severity for each in problems} == {Severity.BLOCKER}
    missing = {
        where
        for where, value in planted.keys.items()
        if not any(each.path in where and f"(sk-ant-…{value[-4:]})" in each.message for each in problems)
    }
    assert missing == set()
    assert [each.path for each in problems if each.code == "secret-in-file-name"] == [
        f"content/transcripts/{named}.md"  # masked when printed
    ]
    built = build(open_archive(archive), archive / "site")
    assert [each for each in built.problems if "sitegen accept" in each.hint] == sorted(
        problems, key=lambda each: [other.message for other in built.problems].index(each.message)
    )


def test_a_finding_is_reported_with_line_and_hint_but_without_its_value(archive: Path, run: Run):
    secret = key("one")
    text = dialogue(
        "Good evening to all who keep a light. " * 20,
        f"It is {secret}.",
        f"Again {secret}, {secret}.",
        f"Write to {EMAIL}.",
    )
    (archive / "content/transcripts/a.md").write_bytes(text)
    line = text.decode()[: text.decode().index(secret)].count("\n") + 1
    checked = run("check")
    assert checked.exit_code == 1
    fingerprint = checked.output.partition("sitegen accept ")[2][:8]
    assert next(line for line in checked.output.splitlines() if "accept" in line) == (
        f"content/transcripts/a.md:{line}: Found an Anthropic API key (sk-ant-…{secret[-4:]}) in the text, "
        'occurrences: 3. Revoke it and add a [[redact]] rule with kind = "anthropic-key" to sitegen.toml, '
        f"or accept it with `sitegen accept {fingerprint} --reason …`."
    )
    address = "Found an e-mail address (r…@….net) in the text, occurrences: 1."
    assert f'{address} Add a [[redact]] rule with kind = "email" to sitegen.toml, or accept it with' in checked.output
    severities = {each["severity"] for each in json.loads(run("check", "--json").output)}
    assert {"blocker", "error"} <= severities
    built = run("build")
    assert built.exit_code == 0
    assert "sk-ant-…" in built.output
    for output in (checked.output, built.output, run("check", "--json").output):
        assert secret not in output
        assert EMAIL not in output
    cached = {
        path.name: path.read_bytes()
        for path in (archive / ".sitegen").rglob("*")
        if path.is_file() and "search" not in path.parts
    }
    assert cached
    assert [name for name, data in cached.items() if secret.encode() in data] == []
    assert run("build").output == built.output.replace("1 rebuilt, 0 unchanged", "0 rebuilt, 1 unchanged")
    assert list((archive / "content/ledger").glob("*.jsonl")) == []  # the ledger is public, and quotes messages


@pytest.mark.parametrize("name", [key("name"), "A talk with Rosa Keller"])
def test_a_secret_file_name_is_not_written_to_the_ledger_and_a_key_is_not_printed(archive: Path, run: Run, name: str):
    (archive / "content" / "transcripts" / f"{name}.md").write_bytes(dialogue("One.", "Two."))
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "Rosa Keller"\n', "utf-8")
    for _ in range(2):  # rendered, then cached
        result = run("build")
        assert result.exit_code == 0
        assert key("name") not in result.output + result.stderr
        assert list((archive / "content" / "ledger").glob("*.jsonl")) == []


@pytest.mark.parametrize("markup", ["**", "*", "~~", "`"])
def test_a_key_with_markdown_syntax_inside_is_found(archive: Path, markup: str):
    secret = key("signs")
    text = f"{secret[:7]}{markup}{secret[7:12]}{markup}{secret[12:]}"
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", f"It is {text}."))
    (problem,) = find_secrets(archive)
    assert (problem.severity, problem.line) == (Severity.BLOCKER, 17)
    assert f"(sk-ant-…{secret[-4:]})" in problem.message


def test_a_problem_that_quotes_a_transcript_is_printed_without_its_secret(archive: Path, run: Run):
    secret = key("left out")[:55]
    page = HEADER + f"<p>{secret}</p>" + message("user", "User", "Hello.") + FOOTER
    (archive / "content/transcripts/a.html").write_text(page, "utf-8")
    output = run("check").output + run("build").output + run("check", "--json").output
    assert "1 part of the page is outside all messages and not published" in output
    assert secret not in output


def test_an_accepted_finding_is_recorded_without_its_value_and_no_longer_reported(archive: Path, run: Run):
    secret = key("two")
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", f"It is {secret}."))
    (archive / "content/transcripts/b.md").write_bytes(dialogue(f"{secret} there too.", "Yes."))
    fingerprint = run("check").output.partition("sitegen accept ")[2][:8]
    unknown = run("accept", "00000000", "--reason", "x")
    assert unknown.exit_code == 1
    assert "00000000: No finding has this fingerprint. Run `sitegen check` to list the findings." in unknown.output
    revealing = run("accept", fingerprint, "--reason", f"it is {secret}")
    assert revealing.exit_code == 1
    assert secret not in revealing.output
    accepted = run("accept", fingerprint, "--reason", "revoked in May")
    assert accepted.output.splitlines() == [
        f"content/transcripts/a.md: accepted, an Anthropic API key (sk-ant-…{secret[-4:]})",
        f"content/transcripts/b.md: accepted, an Anthropic API key (sk-ant-…{secret[-4:]})",
        "Next: commit content/accepted.jsonl.",
    ]
    lines = (archive / "content/accepted.jsonl").read_text("utf-8")
    assert json.loads(lines) | {"day": ""} == {
        "accepted": fingerprint,
        "kind": "anthropic-key",
        "path": "content/transcripts/a.md",
        "day": "",
        "why": "revoked in May",
    }
    assert "merge=union" in (archive / "content/.gitattributes").read_text("utf-8")
    assert find_secrets(archive) == []
    assert run("build").exit_code == 0
    for name in ("a.md", "b.md"):
        (archive / "content/transcripts" / name).write_bytes(dialogue("Hello.", f"Nothing in {name}."))
    assert (
        f"{fingerprint} (anthropic-key) accepts a finding that no longer exists. Delete the line."
        in run("check").output
    )


def test_the_baseline_file_survives_a_merge():
    one, two = (
        AcceptedFinding("00000001", "email", "a.md", TODAY, "mine"),
        AcceptedFinding("00000002", "email", "b.md", TODAY, "hers"),
    )
    lines = serialize_baseline([two, one]).decode()
    assert parse_baseline("x", lines) == (one, two)
    assert parse_baseline("x", f"<<<<<<< HEADER\n{lines}=======\n{lines}>>>>>>> other\n\n") == (one, two)
    for wrong in ("{", '{"accepted": 1}', "[]", '"x"'):
        with pytest.raises(ContentError) as error:
            parse_baseline("content/accepted.jsonl", lines + wrong)
        assert str(error.value.problem).startswith("content/accepted.jsonl:3: The line is not a JSON object")


def test_theme_files_are_scanned(archive: Path, run: Run):
    folder = archive / "theme" / "static"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text(f"by {EMAIL}\nkey {key('theme')}\n", "utf-8")
    (folder / "dot.png").write_bytes(b"\x89PNG\xff")
    problems = [each for each in build(open_archive(archive), archive / "site").problems if "theme/" in each.path]
    assert [(each.path, each.line, each.severity) for each in problems] == [
        ("theme/static/notes.txt", 1, Severity.NOTE),
        ("theme/static/notes.txt", 2, Severity.BLOCKER),
    ]
    assert run("check").exit_code == 1


def test_owner_content_is_scanned_as_pages_show_it(archive: Path):
    """Markdown syntax inside a key, a TOML string over two lines, an external essay."""
    one, two, three = key("one"), key("two"), key("three")
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", "Yes."))
    (archive / "content/index.md").write_text(f"\nIt is {one[:20]}**{one[20:40]}**{one[40:]}.\n", "utf-8")
    (archive / "blog").mkdir()
    (archive / "blog/p.md").write_text(f"---\ntitle: My {three}\n---\n\nMine: {key('four')}\n", "utf-8")
    (archive / "sitegen.toml").write_text(
        f'[site]\ntitle = """{two[:9]}\\\n{two[9:]}"""\n\n[[external_essays]]\nmatch = "blog/*"\n', "utf-8"
    )
    assert [(each.path, each.line, each.severity) for each in find_secrets(archive)] == [
        ("blog/p.md", None, Severity.BLOCKER),
        ("content/index.md", 2, Severity.BLOCKER),
        ("sitegen.toml", None, Severity.BLOCKER),
    ]


def test_redacted_words_in_owner_content_are_reported(archive: Path, run: Run):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Ask Rosa.", "Yes."))
    (archive / "content/index.md").write_text("Ro**sa** is here.\n", "utf-8")
    (archive / "theme/static").mkdir(parents=True)
    (archive / "theme/static/a.css").write_text("/* by */\n/* Rosa */\n", "utf-8")
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "Rosa"\n', "utf-8")
    expected = (
        "The file contains words that a [[redact]] rule removes from the transcripts. "
        "Remove them here too, or limit the rule with `match`."
    )
    assert [line for line in run("check").output.splitlines() if "removes from" in line] == [
        f"content/index.md:1: {expected}",
        f"theme/static/a.css:2: {expected}",
    ]


@pytest.mark.parametrize("situation", ["ordinary", "state lost", "other output folder"])
def test_words_that_became_private_are_in_no_cache(archive: Path, run: Run, situation: str):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Ask Zanzibarqux of the mill.", "Yes."))
    for output in ("site", "other"):
        assert run("build", "-o", output).exit_code == 0
    (archive / "sitegen.toml").write_text('[[redact]]\npattern = "(?i)zanzibarqux"\n', "utf-8")
    if situation == "state lost":
        for state in (archive / ".sitegen").glob("build-*.state"):
            state.unlink()
    assert run("build", "-o", "third" if situation == "other output folder" else "site").exit_code == 0
    cached = [path for path in (archive / ".sitegen").rglob("*") if path.is_file()]
    assert [path.name for path in cached if b"zanzibarqux" in path.read_bytes().lower()] == []


def test_words_of_a_removed_essay_are_in_no_report(archive: Path, run: Run):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Ask at the mill.", "Yes."))
    run("build")
    anchor = json.loads((archive / "site/c/ada-bob.json").read_bytes())["messages"][0]["anchor"]
    essay = archive / "content/essays/e.md"
    essay.parent.mkdir()
    essay.write_text(f"“Ask zanzibarqux” [x](c/ada-bob.html#{anchor})\n", "utf-8")
    for command in ("build", "check"):
        assert "zanzibarqux" in run(command).output
    essay.unlink()
    run("build")
    assert [path for path in archive.rglob("*") if path.is_file() and b"zanzibarqux" in path.read_bytes()] == []


def test_email_addresses_of_the_owner_are_only_notes(archive: Path):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", "Yes."))
    (archive / "content/index.md").write_text(f"Write to {EMAIL}.\n", "utf-8")
    assert [(each.path, each.line, each.severity) for each in find_secrets(archive)] == [
        ("content/index.md", 1, Severity.NOTE)
    ]


def test_a_quotation_of_a_redacted_message_says_that_it_was_taken_out(archive: Path, run: Run):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("The mill is sold.", "So it is, then."))
    run("build")
    export = json.loads((archive / "site/c/ada-bob.json").read_bytes())
    anchor, other = (each["anchor"] for each in export["messages"])
    (archive / "content/essays").mkdir()
    (archive / "content/essays/e.md").write_text(
        f"“The mill is sold” [x](c/ada-bob.html#{anchor}), “So it was” [y](c/ada-bob.html#{other})\n", "utf-8"
    )
    (archive / "sitegen.toml").write_text(f'[[redact]]\nmessage = "{anchor}"\n', "utf-8")
    found = [each for each in run("check").output.splitlines() if each.startswith("content/essays/e.md")]
    assert [each.split(". ")[0] for each in found] == [
        "content/essays/e.md:1: The quotation contains words that a [[redact]] rule removes from c/ada-bob.html",
        f"content/essays/e.md:1: “So it was” is not in c/ada-bob.html#{other}",
    ]


def test_a_redaction_is_shown_and_recorded_and_quotations_of_it_fail(archive: Path, run: Run):
    secret = key("three")
    (archive / "content/transcripts/a.md").write_bytes(
        dialogue("I am Rosa Keller of the mill.", f"Take {secret}.", "So it is, then.")
    )
    run(
        "accept",
        run("check").output.partition("sitegen accept ")[2][:8],
        "--reason",
        "It was public already.",
    )
    assert run("build").exit_code == 0
    before = json.loads((archive / "site/c/ada-bob.json").read_bytes())
    anchor = before["messages"][0]["anchor"]
    (archive / "content/essays").mkdir()
    essay = archive / "content/essays/e.md"
    essay.write_text(f"# E\n\n> I am Rosa Keller of the mill.\n>\n> — [Ada](../transcripts/a.md#{anchor})\n", "utf-8")
    assert run("build").exit_code == 0
    (archive / "sitegen.toml").write_text(
        '[[redact]]\nwords = "Rosa Keller"\nlabel = "a name"\n\n[[redact]]\nkind = "secrets"\n\n[[redact]]\nkind = "iban"\n',
        "utf-8",
    )
    checked = run("check").output
    assert "content/essays/e.md:3: The file contains words that a [[redact]] rule removes" in checked
    assert (
        "The quotation contains words that a [[redact]] rule removes from c/ada-bob.html. "
        "Quote other words, or write […] in their place." in checked
    )
    assert "Rosa Keller" not in checked
    assert "sitegen.toml:9: This [[redact]] rule removes nothing from any transcript now" in checked
    run("build")
    export = json.loads((archive / "site/c/ada-bob.json").read_bytes())
    jsonschema.validate(export, json.loads((PROJECT / "docs/conversation.schema.json").read_bytes()))
    assert [(each["label"], each["how"]) for each in export["redactions"]] == [
        ("a name", "words"),
        ("Anthropic API key", "kind"),
    ]
    assert [each["anchor"] for each in export["messages"]] == [each["anchor"] for each in before["messages"]]
    assert [bool(each.get("edited_since")) for each in export["messages"]] == [True, True, False]
    page = (archive / "site/c/ada-bob.html").read_text("utf-8")
    assert "2 passages redacted: a name × 1, Anthropic API key × 1" in page
    assert "I am [redacted: a name] of the mill." in page


def test_excerpts_of_removed_messages_are_redacted_too(archive: Path, run: Run):
    transcript = archive / "content/transcripts/a.md"
    long = "Between the mill and the lighthouse there is a way that Rosa K"
    talk = [
        "Hello there, all of you.",
        "Rosa Keller said so.",
        f"{long}eller found, and nobody else.",
        "Good night, then.",
    ]
    transcript.write_bytes(dialogue(*talk))
    assert run("build").exit_code == 0
    transcript.write_bytes(dialogue(talk[0], talk[3]))
    run("build")
    ledger = next((archive / "content/ledger").glob("*.jsonl"))
    assert "Rosa K" in ledger.read_text("utf-8")
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "Rosa Keller"\n', "utf-8")
    run("build")
    assert "Rosa" not in ledger.read_text("utf-8")
    assert "[redacted] said so." in ledger.read_text("utf-8")
    assert "Rosa" not in (archive / "site/c/ada-bob.html").read_text("utf-8")
    transcript.unlink()
    (archive / "content/transcripts/b.md").write_bytes(dialogue("Something else.", "Yes."))
    run("build")
    assert "Rosa" not in ledger.read_text("utf-8")


def test_a_withdrawn_message_stays_withdrawn_when_its_words_are_redacted(archive: Path, run: Run):
    transcript = archive / "content/transcripts/a.md"
    talk = [
        "Hello there, all of you.",
        "Rosa hid the cake in the mill.",
        "A quiet answer to that.",
        "Good night.",
    ]
    transcript.write_bytes(dialogue(*talk))

    def published_messages() -> list[tuple[str, str]]:
        assert run("build").exit_code == 0
        export = json.loads((archive / "site/c/ada-bob.json").read_bytes())
        return [(each["anchor"], each["text"]) for each in export["messages"]]

    anchors = [anchor for anchor, _ in published_messages()]
    assert run("forget", anchors[1], "--reason", "hers").exit_code == 0
    rules = "".join(f'[[redact]]\nwords = "{words}"\n' for words in ("Rosa", "quiet", "Hello"))
    (archive / "sitegen.toml").write_text(rules, "utf-8")
    expected = ["[redacted] there, all of you.", "[withdrawn]", "A [redacted] answer to that.", "Good night."]
    assert published_messages() == list(zip(anchors, expected, strict=True))
    assert published_messages() == list(zip(anchors, expected, strict=True))
    (archive / "sitegen.toml").unlink()
    assert published_messages() == list(zip(anchors, [talk[0], "[withdrawn]", *talk[2:]], strict=True))
    revealing = run("forget", anchors[0], "--reason", f"it was {EMAIL}")
    assert revealing.exit_code == 1
    assert "The reason itself contains a secret or personal data." in revealing.output


def test_a_redaction_of_a_missing_message_is_an_error(archive: Path):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", "Yes."))
    (archive / "sitegen.toml").write_text('[[redact]]\nmessage = "m-aaaaaaa"\n', "utf-8")
    opened = open_archive(archive)
    problems = check(opened, archive / "site", day=TODAY).report.problems
    assert [(each.severity, str(each)) for each in problems if each.path == "sitegen.toml"] == [
        (
            Severity.ERROR,
            "sitegen.toml:2: This [[redact]] rule removes no message from any transcript. Use the address that "
            "its page shows; if the message was edited since, run `sitegen forget`.",
        )
    ]


@pytest.mark.parametrize("removed", ["message", "conversation"])
def test_a_check_finds_in_tombstones_what_a_build_finds(archive: Path, run: Run, removed: str):
    transcript = archive / "content/transcripts/a.md"
    others = dialogue("It was calm tonight.", "It was.", "Good night, then.")
    words = f"Write to {PERSONAL[0][1]} about the boat."
    transcript.write_bytes(dialogue("It was calm tonight.", "It was.", words, "I will.", "Good night, then."))
    (archive / "content/transcripts/b.md").write_bytes(dialogue("Another talk, about the wind.", "And the sea."))
    run("build")
    if removed == "message":
        transcript.write_bytes(others)
    else:
        transcript.unlink()
    before = [each for each in run("check").output.splitlines() if "e-mail address" in each]
    built = [each for each in run("build").output.splitlines() if "e-mail address" in each]
    after = [each for each in run("check").output.splitlines() if "e-mail address" in each]
    assert len(built) == 1
    assert "in a tombstone" in built[0]
    assert before == built == after


def test_a_file_name_that_is_an_email_address_is_reported_and_masked(archive: Path, run: Run):
    (archive / "content/transcripts/rosa@keller.de.md").write_bytes(dialogue("Hello.", "Good evening."))
    for command in ("check", "build"):
        lines = [each for each in run(command).output.splitlines() if "e-mail address" in each]
        assert len(lines) == 1
        assert lines[0].startswith(
            "content/transcripts/r\u2026@\u2026.de.md: Found an e-mail address (r\u2026@\u2026.de) in the file name"
        )
        assert "rosa@" not in run(command).output


LOCATIONS = ["", "the file name", "a tombstone", "the reason of a withdrawal"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
@pytest.mark.parametrize("location", LOCATIONS)
def test_every_kind_of_finding_has_a_message_and_a_hint_for_every_location(kind: SecretKind, location: str):
    finding = SecretFinding(kind, None, "x…y", "01234567", 2, location)
    for problem in (_content_problem("a.md", finding), _owner_problem("a.md", finding)):
        assert problem.message.startswith(f"Found {kind.phrase} (x…y) in ")
        assert problem.hint.endswith("accept it with `sitegen accept 01234567 --reason …`.")


def test_rules_with_plain_words_are_noted(archive: Path, run: Run):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Ask Rosa.", "Yes."))
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "Rosa"\n\n[[redact]]\nwords = "Ask"\n', "utf-8")
    assert "note: sitegen.toml:2: 2 [[redact]] rules say in plain words what to remove." in run("check").output
