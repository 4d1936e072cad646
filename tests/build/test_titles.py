"""Titles from the first telling words of a talk, and what must never come back in them."""

from pathlib import Path

import pytest

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.build.titles import is_fixed_title
from sitegen.model import Conversation, Participant, Role
from sitegen.model.ai_models import load_models
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import anchors, build_site, json_export, ledger_lines, page
from tests.permalinks.ledger.test_forgetting import published_files
from tests.writing import dialogue

MODELS = load_models()
SPEAKERS = (Participant("User", Role.USER), Participant("Lantern", Role.ASSISTANT, None, "anthropic/claude-haiku-4.5"))


@pytest.mark.parametrize(
    ("title", "is_fixed"),
    [
        ("New chat", True),
        ("Untitled", True),
        ("Voice Conversation: deepseek/deepseek-chat-v3-0324", True),
        ("4o ↔ qwen3-next", True),
        ("User and Lantern", True),
        ("#lantern 2026-01-18", False),
        ("#lantern", False),
        ("Lantern 2026-01-18", True),
        ("Chat with Claude, 2026-01-18 21:40", True),
        ("ChatGPT conversation", True),
        ("Neuer Chat", True),
        ("新しいチャット", True),
        ("The lamp", False),
        ("Lantern's dream", False),
        ("Varnish in ChatGPT", False),
        ("茶と雨の辞書", False),
        ("1984", True),
    ],
)
def test_a_title_of_names_dates_and_words_of_programs_is_fixed(title: str, is_fixed: bool):
    assert is_fixed_title(title, SPEAKERS, MODELS) is is_fixed


def title(*texts: str, header: str = "", rule: TranscriptRule | None = None) -> str:
    """Return the title of a talk of a user and an assistant."""
    turns = "".join(f"**{('User', 'Assistant')[n % 2]}:**\n\n{text}\n\n" for n, text in enumerate(texts))
    conversation = read_transcript("a.md", f"{header}{turns}".encode(), rule or TranscriptRule(), MODELS)
    assert isinstance(conversation, Conversation), conversation
    return conversation.title


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["How do I bake bread without an oven?", "On a stove."], "How do I bake bread without an oven?"),
        (["Hi Claude! Can you help me?", "Sure.", "My bread does not rise.", "Hm."], "My bread does not rise"),
        (["Hello, please explain how tides work.", "Well."], "Explain how tides work"),
        (["hey claude, why is the sea salty", "Rivers."], "Why is the sea salty"),
        (["Danke. Wie backe ich Brot ohne Ofen?", "So."], "Wie backe ich Brot ohne Ofen?"),
        (["你好！请解释一下潮汐是怎么形成的。", "好的。"], "请解释一下潮汐是怎么形成的"),
        (["hi", "Hello! How can I assist you today?", "fix login", "Done."], "fix login"),
        (["hi", "Hello.", "ok", "Then the gulls of the harbour begin."], "Then the gulls of the harbour begin"),
        (["```python\nprint(1)\n```\n\nWhy does this print one?", "It does."], "Why does this print one?"),
        (
            ["https://example.org/a?b=c <@123456>\n\n# The plan for the garden\n\n- beans", "Ok."],
            "The plan for the garden",
        ),
        (["See [the **long** list](https://example.org) of birds.", "I see."], "See the long list of birds"),
        (["\\[See my\\_notes\\] on \\#birds.", "I see."], "[See my_notes] on birds"),
        (
            ["I'm Claude (Opus 4.5). I read a diary about lamps yesterday.", "Oh."],
            "I read a diary about lamps yesterday",
        ),
        (
            ["What happens to a lighthouse keeper after the last ship has left the harbour for good?", "Rest."],
            "What happens to a lighthouse keeper after the last ship has…",
        ),
        (
            ["The keeper counted thirty lamps on the pier — and none of them was lit when the boats came.", "No."],
            "The keeper counted thirty lamps on the pier",
        ),
        (["潮" * 60 + "。", "好。"], "潮" * 30 + "…"),
        (
            ["Can you help me? I have a question.", "Sure.", "Can you help me with bread?", "Hm."],
            "Can you help me with bread?",
        ),
        (["hi", "hello"], "User and Assistant"),
        (["", "."], "User and Assistant"),
    ],
)
def test_a_title_is_the_first_words_that_tell_something(texts: list[str], expected: str):
    assert title(*texts) == expected


def test_a_title_of_the_file_or_the_settings_stays():
    talk = ("How do I bake bread without an oven?", "On a stove.")
    assert title(*talk, header="# The lamp\n\n") == "The lamp"
    assert title(*talk, header="# New chat\n\n") == "How do I bake bread without an oven?"
    assert title(*talk, rule=TranscriptRule(title="New chat")) == "New chat"


def test_two_assistants_get_the_first_words_that_name_none_of_them():
    texts = ("Hello! I'm Ada.", "Hi Ada, Bob here. I am ready to chat.", "The fog has eaten the pier. Ada waits.")
    conversation = read_transcript("a.md", dialogue(*texts), TranscriptRule(), MODELS)
    assert isinstance(conversation, Conversation)
    assert (conversation.title, conversation.file_title) == ("The fog has eaten the pier", "Ada ↔ Bob")


def test_long_lines_take_linear_time():
    for text in (
        "[" * 50_000,
        "* " * 50_000,
        "hi, " * 50_000,
        "<a " * 50_000,
        "—" * 50_000,
        "@a" * 50_000,
        "a" * 100_000,
    ):
        assert len(title(text, "x")) <= 61


def put(archive: Path, *texts: str) -> None:
    (archive / "content/transcripts/a.md").write_bytes(dialogue(*texts))


FOG = "The fog has eaten the pier, and nobody in the harbour office admits it."


def leaks(archive: Path, words: bytes) -> list[str]:
    return [path.name for path, data in published_files(archive) if words in data]


def test_the_page_has_both_titles_and_the_address_has_the_one_of_the_file(archive: Path):
    put(archive, "Hi.", FOG)
    build_site(archive)
    export = json_export(archive)
    made = "The fog has eaten the pier, and nobody in the harbour office…"
    assert (export["title"], export["file_title"], export["slug"]) == (made, "Ada ↔ Bob", "ada-bob")
    assert f'<h1 dir="auto">{made}</h1>' in page(archive)
    assert "title of the file: <bdi>Ada ↔ Bob</bdi>" in page(archive)
    assert ledger_lines(archive)[0]["title"] == "Ada ↔ Bob"
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\ntitle = "Fog"\n')
    build_site(archive)
    export = json_export(archive)
    assert (export["title"], export["file_title"]) == ("Fog", None)


def test_a_redacted_word_is_in_no_title(archive: Path):
    put(archive, "Hi.", "My neighbour Zanzibarius Quokka has a boat. The boat is painted green.")
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "Zanzibarius Quokka"\n')
    build_site(archive)
    assert json_export(archive)["title"] == "The boat is painted green"
    assert leaks(archive, b"anzibariu") == []


@pytest.mark.parametrize("text", [FOG, "The zanzibar quay."])  # the short one may stay elsewhere
@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_withdrawn_message_is_in_no_title(archive: Path, run: Run, text: str, is_deleted: bool):
    """In no file of the site, the ledger or the cache."""
    put(archive, "Hi.", text, "Yes.")
    build_site(archive)
    assert json_export(archive)["title"][:12] == text[:12]
    anchor = next(anchor for anchor, each in anchors(archive).items() if each == text)
    assert run("forget", f"c/ada-bob.html#{anchor}", "--reason", "asked to").exit_code == 0
    if is_deleted:
        put(archive, "Hi.", "Yes.")
    for _ in range(2):
        build_site(archive)
        assert json_export(archive)["title"] == "Ada ↔ Bob"
        assert leaks(archive, text.encode()[4:16]) == []


def test_another_file_with_withdrawn_words_gets_no_title_from_them(archive: Path, run: Run):
    put(archive, "Hi.", FOG)
    build_site(archive)
    anchor = next(anchor for anchor, each in anchors(archive).items() if each == FOG)
    assert run("forget", f"c/ada-bob.html#{anchor}", "--reason", "asked to").exit_code == 0
    (archive / "content/transcripts/b.md").write_bytes(dialogue("Yo.", FOG.replace("admits", "denies"), a="Cy", b="Di"))
    build_site(archive)
    assert json_export(archive, "cy-di")["title"] == "Cy ↔ Di"
    assert leaks(archive, b"has eaten") == []
