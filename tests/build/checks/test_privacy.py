"""What an archive would publish and perhaps should not: found in every field, told without being said, accepted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema
import pytest

from sitegen.archive.folder import open_archive
from sitegen.build.checks.runner import check
from sitegen.build.context import kit_of
from sitegen.model.problems import ContentError, Problem, Severity
from sitegen.privacy.baseline import Accepted, from_lines, to_lines
from tests.building import DAY, PROJECT, build
from tests.conftest import Run
from tests.privacy.planted import PERSONAL, noise
from tests.readers.backrooms.test_html_export import FOOT, HEAD, message
from tests.writing import dialogue

EMAIL = PERSONAL[0][1]


def key(seed: str) -> str:
    return "sk-" + "ant-api03-" + noise(93, seed) + "AA"


@dataclass
class Planted:
    """A key of its own for every field of every format."""

    keys: dict[str, str] = field(default_factory=dict)

    def __call__(self, path: str, place: str) -> str:
        return self.keys.setdefault(f"{path} {place}", key(f"{path} {place}"))


def files(planted: Planted) -> Iterator[tuple[str, str]]:
    def plant(place: str) -> str:
        return planted(path, place)

    path = "content/transcripts/a dialogue.md"
    yield path, (
        f"# {plant('title')} ↔ Bob\n\n**Started:** 2025-01-01 10:00:00\n**Note:** {plant('header')}\n**Messages:** 2\n\n---\n\n"
        f"### Ada\n\n{plant('said')}\n\n```\n{plant('code')}\n```\n\n!image \"{plant('command')}\"\n\n---\n\n### Bob\n\nYes.\n\n---\n\n"
    )  # fmt: skip
    path = "content/transcripts/a voice.md"
    yield (
        path,
        f"# Voice Conversation: {plant('title')}\n*2026-02-11 07:04:12*\n\n---\n\n**USER:**\n\n{plant('said')}\n\n---\n\n**ASSISTANT:**\n\n<think>{plant('thought')}</think>\n",
    )
    path = "content/transcripts/a log.md"
    yield path, (
        f"---\ntitle: {plant('title')}\nid: {plant('id')}\nsecret: {plant('unknown key')}\ntags: [{plant('tag')}]\nparticipants:\n"
        f"  {plant('name')}: {{role: user}}\n  Lantern: {plant('model')}\n---\n\n### {plant('name')}\n\nHello.\n\n"
        f"### Lantern\n\n{{\"tool\": \"bash\", \"input\": \"export A={plant('tool call')}\\n\"}}\n"
    )  # fmt: skip
    path = "content/transcripts/a room.md"
    yield path, (
        f"You:\n{plant('said')}\n\nAI-1 (claude-3-opus):\n[image: {plant('image')}]\n\n!image \"{plant('command')}\"\n\n"
        f"AI-2 (gpt-4o):\nYes.\n\n!add_ai \"gpt-4o\" \"{plant('event')}\"\n"
    )  # fmt: skip
    path = "content/transcripts/a page.html"
    coded = "".join(f"&#{ord(char)};" for char in plant("coded"))
    split = plant("split")
    yield (
        path,
        (
            HEAD
            + message("user", "User", f"{plant('said')} {coded} <b>{split[:30]}</b>{split[30:]}")
            + message("assistant", f"AI-1 ({plant('model')})", "Yes.")
            + f"<!-- {plant('comment')} -->"
            + FOOT
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


def found(root: Path) -> list[Problem]:
    archive = open_archive(root)
    return [
        each for each in check(archive, kit_of(archive), day=DAY).problems if "sitegen accept" in each.remedy
    ]


def test_a_secret_is_found_in_every_field_of_every_format(archive: Path):
    planted = Planted()
    (archive / "content" / "essays").mkdir()
    for path, text in files(planted):
        (archive / path).write_text(text, "utf-8")
    named = key("name of a file")
    (archive / "content" / "transcripts" / f"{named}.md").write_bytes(dialogue("One.", "Two."))
    problems = found(archive)
    assert {each.severity for each in problems} == {Severity.DANGER}
    lost = {
        where
        for where, value in planted.keys.items()
        if not any(each.path in where and f"(sk-ant-…{value[-4:]})" in each.message for each in problems)
    }
    assert lost == set()
    assert [each.path for each in problems if "in its name" in each.message] == [
        f"content/transcripts/{named}.md"  # masked where it is printed
    ]
    built = build(open_archive(archive), archive / "site")
    assert [each for each in built.problems if "sitegen accept" in each.remedy] == sorted(
        problems, key=lambda each: [other.message for other in built.problems].index(each.message)
    )


def test_a_finding_tells_place_value_and_remedy_without_saying_the_value(archive: Path, run: Run):
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
    print_ = checked.output.partition("sitegen accept ")[2][:8]
    assert next(line for line in checked.output.splitlines() if "accept" in line) == (
        f"content/transcripts/a.md:{line}: an Anthropic API key (sk-ant-…{secret[-4:]}), here 3 times; revoke it and "
        f'write a [[redact]] rule with kind = "anthropic-key", or accept it with `sitegen accept {print_} --why …`'
    )
    assert "an e-mail address (r…@….net); write a [[redact]] rule with kind" in checked.output
    severities = {each["severity"] for each in json.loads(run("check", "--json").output)}
    assert {"danger", "problem"} <= severities
    built = run("build")
    assert built.exit_code == 0
    assert "sk-ant-…" in built.output
    for output in (checked.output, built.output, run("check", "--json").output):
        assert secret not in output
        assert EMAIL not in output
    kept = {
        path.name: path.read_bytes()
        for path in (archive / ".sitegen").rglob("*")
        if path.is_file() and "search" not in path.parts
    }
    assert kept
    assert [name for name, data in kept.items() if secret.encode() in data] == []
    assert run("build").output == built.output
    assert list((archive / "content/ledger").glob("*.jsonl")) == []  # it is public, and cites what was said


@pytest.mark.parametrize("name", [key("name"), "A talk with Rosa Keller"])
def test_of_a_name_that_tells_too_much_the_ledger_hears_nothing_and_a_key_is_not_printed(
    archive: Path, run: Run, name: str
):
    (archive / "content" / "transcripts" / f"{name}.md").write_bytes(dialogue("One.", "Two."))
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "Rosa Keller"\n', "utf-8")
    for _ in range(2):  # made, and kept
        result = run("build")
        assert result.exit_code == 0
        assert key("name") not in result.output + result.stderr
        assert list((archive / "content" / "ledger").glob("*.jsonl")) == []


@pytest.mark.parametrize("sign", ["**", "*", "~~", "`"])
def test_a_key_with_markdowns_signs_in_it_is_found_as_a_page_shows_it(archive: Path, sign: str):
    secret = key("signs")
    said = f"{secret[:7]}{sign}{secret[7:12]}{sign}{secret[12:]}"
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", f"It is {said}."))
    (problem,) = found(archive)
    assert (problem.severity, problem.line) == (Severity.DANGER, 17)
    assert f"(sk-ant-…{secret[-4:]})" in problem.message


def test_a_problem_that_quotes_a_transcript_is_printed_without_its_secret(archive: Path, run: Run):
    secret = key("left out")[:55]
    page = HEAD + f"<p>{secret}</p>" + message("user", "User", "Hello.") + FOOT
    (archive / "content/transcripts/a.html").write_text(page, "utf-8")
    output = run("check").output + run("build").output + run("check", "--json").output
    assert "no message holds this part of the page" in output
    assert secret not in output


def test_what_is_accepted_is_told_no_more_and_stands_in_a_file_without_the_value(archive: Path, run: Run):
    secret = key("two")
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", f"It is {secret}."))
    (archive / "content/transcripts/b.md").write_bytes(dialogue(f"{secret} there too.", "Yes."))
    print_ = run("check").output.partition("sitegen accept ")[2][:8]
    unknown = run("accept", "00000000", "--why", "x")
    assert unknown.exit_code == 1
    assert f"there are {print_} (Anthropic API key sk-ant-…{secret[-4:]})" in unknown.output
    spoken = run("accept", print_, "--why", f"it is {secret}")
    assert spoken.exit_code == 1
    assert secret not in spoken.output
    accepted = run("accept", print_, "--why", "revoked in May")
    assert accepted.output.splitlines() == [
        f"content/transcripts/a.md: accepted, an Anthropic API key (sk-ant-…{secret[-4:]})",
        f"content/transcripts/b.md: accepted, an Anthropic API key (sk-ant-…{secret[-4:]})",
        "next: commit content/accepted.jsonl",
    ]
    lines = (archive / "content/accepted.jsonl").read_text("utf-8")
    assert json.loads(lines) | {"day": ""} == {
        "accepted": print_,
        "kind": "anthropic-key",
        "path": "content/transcripts/a.md",
        "day": "",
        "why": "revoked in May",
    }
    assert "merge=union" in (archive / "content/.gitattributes").read_text("utf-8")
    assert found(archive) == []
    assert run("build").exit_code == 0
    for name in ("a.md", "b.md"):
        (archive / "content/transcripts" / name).write_bytes(dialogue("Hello.", f"Nothing in {name}."))
    assert f"{print_} (anthropic-key) accepts what stands nowhere any more" in run("check").output


def test_the_file_of_what_is_accepted_survives_a_merge():
    one, two = (
        Accepted("00000001", "email", "a.md", DAY, "mine"),
        Accepted("00000002", "email", "b.md", DAY, "hers"),
    )
    lines = to_lines([two, one]).decode()
    assert from_lines("x", lines) == (one, two)
    assert from_lines("x", f"<<<<<<< HEAD\n{lines}=======\n{lines}>>>>>>> other\n\n") == (one, two)
    for wrong in ("{", '{"accepted": 1}', "[]", '"x"'):
        with pytest.raises(ContentError) as error:
            from_lines("content/accepted.jsonl", lines + wrong)
        assert str(error.value.problem).startswith("content/accepted.jsonl:3: this line accepts nothing")


def test_the_theme_is_looked_through_as_well(archive: Path, run: Run):
    """Its files are published as they are."""
    folder = archive / "theme" / "static"
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text(f"by {EMAIL}\nkey {key('theme')}\n", "utf-8")
    (folder / "dot.png").write_bytes(b"\x89PNG\xff")
    found = [
        each for each in build(open_archive(archive), archive / "site").problems if "theme/" in each.path
    ]
    assert [(each.path, each.line, each.severity) for each in found] == [
        ("theme/static/notes.txt", 1, Severity.NOTE),
        ("theme/static/notes.txt", 2, Severity.DANGER),
    ]
    assert run("check").exit_code == 1


def test_the_owners_words_are_looked_through_as_they_are_shown(archive: Path):
    """Signs of Markdown in the midst of a key, a value that TOML writes over two lines, an essay of another place."""
    one, two, three = key("one"), key("two"), key("three")
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", "Yes."))
    (archive / "content/index.md").write_text(f"\nIt is {one[:20]}**{one[20:40]}**{one[40:]}.\n", "utf-8")
    (archive / "blog").mkdir()
    (archive / "blog/p.md").write_text(f"---\ntitle: My {three}\n---\n\nMine: {key('four')}\n", "utf-8")
    (archive / "sitegen.toml").write_text(
        f'[site]\ntitle = """{two[:9]}\\\n{two[9:]}"""\n\n[[essays]]\nmatch = "blog/*"\n', "utf-8"
    )
    assert [(each.path, each.line, each.severity) for each in found(archive)] == [
        ("blog/p.md", None, Severity.DANGER),
        ("content/index.md", 2, Severity.DANGER),
        ("sitegen.toml", None, Severity.DANGER),
    ]


def test_what_a_rule_takes_out_is_nowhere_in_the_owners_words(archive: Path, run: Run):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Ask Rosa.", "Yes."))
    (archive / "content/index.md").write_text("Ro**sa** is here.\n", "utf-8")
    (archive / "theme/static").mkdir(parents=True)
    (archive / "theme/static/a.css").write_text("/* by */\n/* Rosa */\n", "utf-8")
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "Rosa"\n', "utf-8")
    said = [
        line.partition(": this says")[0] for line in run("check").output.splitlines() if "this says" in line
    ]
    assert said == ["content/index.md:1", "theme/static/a.css:2"]


@pytest.mark.parametrize("lost", ["nothing", "the memory", "another folder's turn"])
def test_what_is_hidden_now_stands_in_no_cache(archive: Path, run: Run, lost: str):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Ask Zanzibarqux of the mill.", "Yes."))
    for output in ("site", "other"):
        assert run("build", "-o", output).exit_code == 0
    (archive / "sitegen.toml").write_text('[[redact]]\npattern = "(?i)zanzibarqux"\n', "utf-8")
    if lost == "the memory":
        for memory in (archive / ".sitegen").glob("build-*.json"):
            memory.unlink()
    assert run("build", "-o", "third" if lost == "another folder's turn" else "site").exit_code == 0
    kept = [path for path in (archive / ".sitegen").rglob("*") if path.is_file()]
    said = [path.name for path in kept if b"zanzibarqux" in path.read_bytes().lower()]
    assert said == []


def test_the_owners_own_addresses_are_only_noted(archive: Path):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", "Yes."))
    (archive / "content/index.md").write_text(f"Write to {EMAIL}.\n", "utf-8")
    assert [(each.path, each.line, each.severity) for each in found(archive)] == [
        ("content/index.md", 1, Severity.NOTE)
    ]


def test_a_redaction_is_shown_and_recorded_and_quotes_of_it_fail(archive: Path, run: Run):
    secret = key("three")
    (archive / "content/transcripts/a.md").write_bytes(
        dialogue("I am Rosa Keller of the mill.", f"Take {secret}.", "So it is, then.")
    )
    run("accept", run("check").output.partition("sitegen accept ")[2][:8], "--why", "It was public already.")
    assert run("build").exit_code == 0
    before = json.loads((archive / "site/c/ada-bob.json").read_bytes())
    anchor = before["messages"][0]["anchor"]
    (archive / "content/essays").mkdir()
    essay = archive / "content/essays/e.md"
    essay.write_text(
        f"# E\n\n> I am Rosa Keller of the mill.\n>\n> — [Ada](../transcripts/a.md#{anchor})\n", "utf-8"
    )
    assert run("build").exit_code == 0
    (archive / "sitegen.toml").write_text(
        '[[redact]]\nwords = "Rosa Keller"\nas = "a name"\n\n[[redact]]\nkind = "secrets"\n\n[[redact]]\nkind = "iban"\n',
        "utf-8",
    )
    checked = run("check").output
    assert "content/essays/e.md:3: this says what a [[redact]] rule takes out of the transcripts" in checked
    assert (
        "this quotes words that a [[redact]] rule takes out of c/ada-bob.html; quote other words" in checked
    )
    assert "Rosa Keller" not in checked
    assert "sitegen.toml:9: this [[redact]] rule takes nothing out of any transcript" in checked
    run("build")
    twin = json.loads((archive / "site/c/ada-bob.json").read_bytes())
    jsonschema.validate(twin, json.loads((PROJECT / "docs/twin.schema.json").read_bytes()))
    assert [(each["label"], each["how"]) for each in twin["redactions"]] == [
        ("a name", "words"),
        ("Anthropic API key", "kind"),
    ]
    assert [each["anchor"] for each in twin["messages"]] == [each["anchor"] for each in before["messages"]]
    assert [bool(each.get("edited_since")) for each in twin["messages"]] == [True, True, False]
    page = (archive / "site/c/ada-bob.html").read_text("utf-8")
    assert "2 passages redacted: a name × 1, Anthropic API key × 1" in page
    assert "I am [redacted: a name] of the mill." in page


def test_the_first_words_of_messages_that_are_gone_are_redacted_too(archive: Path, run: Run):
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


def test_what_was_withdrawn_stays_withdrawn_when_words_of_it_are_redacted_too(archive: Path, run: Run):
    transcript = archive / "content/transcripts/a.md"
    talk = [
        "Hello there, all of you.",
        "Rosa hid the cake in the mill.",
        "A quiet answer to that.",
        "Good night.",
    ]
    transcript.write_bytes(dialogue(*talk))

    def said() -> list[tuple[str, str]]:
        assert run("build").exit_code == 0
        twin = json.loads((archive / "site/c/ada-bob.json").read_bytes())
        return [(each["anchor"], each["text"]) for each in twin["messages"]]

    anchors = [anchor for anchor, _ in said()]
    assert run("forget", anchors[1], "--why", "hers").exit_code == 0
    rules = "".join(f'[[redact]]\nwords = "{words}"\n' for words in ("Rosa", "quiet", "Hello"))
    (archive / "sitegen.toml").write_text(rules, "utf-8")
    expected = ["[redacted] there, all of you.", "[withdrawn]", "A [redacted] answer to that.", "Good night."]
    assert said() == list(zip(anchors, expected, strict=True))
    assert said() == list(zip(anchors, expected, strict=True))
    (archive / "sitegen.toml").unlink()
    assert said() == list(zip(anchors, [talk[0], "[withdrawn]", *talk[2:]], strict=True))
    spoken = run("forget", anchors[0], "--why", f"it was {EMAIL}")
    assert spoken.exit_code == 1
    assert "the reason itself says what should not be said" in spoken.output


def test_a_private_message_that_is_nowhere_is_a_problem(archive: Path):
    (archive / "content/transcripts/a.md").write_bytes(dialogue("Hello.", "Yes."))
    (archive / "sitegen.toml").write_text('[[redact]]\nmessage = "m-aaaaaaa"\n', "utf-8")
    archive_ = open_archive(archive)
    assert [
        (each.line, each.message, each.severity)
        for each in check(archive_, kit_of(archive_), day=DAY).problems
        if each.path == "sitegen.toml"
    ] == [(2, "this [[redact]] rule takes nothing out of any transcript", Severity.PROBLEM)]
