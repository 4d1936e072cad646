"""`sitegen cite` finds words as the page shows them, as the search does."""

import json
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.conftest import Run
from tests.writing import dialogue

MESSAGES = (
    "# Tide **ta**bles\n\nHigh *wa*ter at [no](https://example.org/n)on, `low`er after ~~un~~likely hours.",
    "がっこうの窓から、バスと病院が見えます。雨でした。",
    "नदी के किनारे हमने नाव देखी और फिर लौट आए।",
    "மழை பெய்தது, நாங்கள் வீட்டில் இருந்தோம்.",
    "ฝนตกหนักมากที่ท่าเรือเมื่อคืนนี้",
    "어제는 비가 많이 왔습니다 그래서 집에 있었다",
    "قَالَ المُعَلِّمُ إنَّ البَحرَ هادئٌ اليوم",
    "בְּרֵאשִׁית בָּרָא הרוח את הים",
    "We cheered ❤️ and 👩‍👩‍👧 waved 🇳🇴 flags, pressed 1️⃣ once and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 too 💔 so",
    "Ask GPT4 or wo\u2060rd by wo\u00adrd; v4.5.1 of Łódź is ⼀⼈.",
    "| port | depth |\n|---|---|\n| Oslo | nine |\n\n> a quoted li**ne**\n\n- first it**em**\n- second item",
    'She said: "no, never" — and left.',
    "The lamp was lit. It was the first of many lamps along the wall and they counted every single one of them",
    "before the morning came and then they slept.",
)


@pytest.fixture
def talk(archive: Path, run: Run) -> None:
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue(*MESSAGES))
    assert run("build").exit_code == 0


def cited(run: Run, words: str) -> tuple[str, str]:
    """Return the words and the decoded address of a citation in Markdown."""
    result = run("cite", words)
    assert result.exit_code == 0, result.output
    *quote, _, source = result.stdout.rstrip("\n").split("\n")
    return "\n".join(line.removeprefix("> ").rstrip() for line in quote), unquote(source.rpartition("(")[2][:-1])


@pytest.mark.usefixtures("talk")
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("tables", "tables"),
        ("tide tables high water", "Tide tables\nHigh water"),
        ("High water at noon, lower after unlikely hours.", "High water at noon, lower after unlikely hours."),
        ("# Tide **ta**bles", "Tide tables"),
        ("バスと病院", "バスと病院"),
        (unicodedata.normalize("NFD", "がっこうの窓から、バス"), "がっこうの窓から、バス"),
        ("ﾊﾞｽと病院が", "バスと病院が"),
        ("でした", "でした"),
        ("नाव देखी", "नाव देखी"),
        ("பெய்தது, நாங்கள்", "பெய்தது, நாங்கள்"),
        ("ท่าเรือ", "ท่าเรือ"),
        ("비가 많이 왔", "비가 많이 왔"),
        (unicodedata.normalize("NFD", "그래서 집에"), "그래서 집에"),
        ("قَالَ المُعَلِّمُ", "قَالَ المُعَلِّمُ"),
        ("ان البحر هادئ", "إنَّ البَحرَ هادئٌ"),
        ("בראשית ברא", "בְּרֵאשִׁית בָּרָא"),
        ("❤️ and 👩‍👩‍👧 waved", "❤️ and 👩‍👩‍👧 waved"),
        ("🇳🇴 flags, pressed 1️⃣", "🇳🇴 flags, pressed 1️⃣"),
        ("too 💔 so", "too 💔 so"),
        ("gpt-4", "GPT4"),
        ("word by word", "wo\u2060rd by wo\u00adrd"),
        ("4.5.1 of Lodz", "4.5.1 of Łódź"),
        ("一人", "⼀⼈"),
        ("port depth oslo nine", "port\ndepth\nOslo\nnine"),
        ("a quoted line", "a quoted line"),
        ("item second", "item\nsecond"),
        ("“no, never” - and", '"no, never" — and'),
        ("no never and", 'no, never" — and'),
        ('no, never" … left', 'no, never" — and left'),
        (
            "and they counted every single one of them before the morning came",
            "and they counted every single one of them\nbefore the morning came",
        ),
    ],
)
def test_words_on_a_page_are_cited_as_the_page_shows_them(run: Run, words: str, shown: str):
    found, address = cited(run, words)
    assert unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", shown)
    assert address.startswith("c/ada-bob.html#m-")


@pytest.mark.usefixtures("talk")
@pytest.mark.parametrize(
    "words",
    [
        "tables",
        "バスと",
        "नाव देखी",
        "ท่าเรือ",
        "💔",
        "gpt4",
        "no never",
        "est",
        "ペルー",
        "ナイフ",
        "rows",
        "窓か",
    ],
)
def test_cite_finds_what_the_search_finds(run: Run, words: str):
    hits = json.loads(run("search", f'"{words}"', "--json").output)["hits"]
    result = run("cite", words)
    assert result.exit_code == (0 if hits else 1)
    if hits:
        (hit,) = hits
        assert hit["address"] in result.output


@pytest.mark.usefixtures("talk")
@pytest.mark.parametrize("words", ["", "  ", "\n", "…", '""', "*", "— ?!", "\u2060"])
def test_without_words_there_is_an_error_of_one_line(run: Run, words: str):
    result = run("cite", words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "cite: There are no words to cite. Give words of a message in quotes, or the address of a message.\n"
    )


def test_words_with_the_same_punctuation_are_meant(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("It rained, again.", "It rained again."))
    run("build")
    assert cited(run, "rained, again")[0] == "rained, again"
    assert cited(run, "it rained again")[0] == "It rained again"
    several = run("cite", "rained")
    assert several.exit_code == 1
    assert several.stderr.startswith("cite: 2 messages say this: c/ada-bob.html#m-")
    assert several.stderr.count("\n") == 1


@pytest.fixture
def site(archive: Path, run: Run) -> None:
    (archive / "sitegen.toml").write_text('[site]\nurl = "https://example.org/air"\n')
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("The harbour.", "A lamp - lit."))
    assert run("build").exit_code == 0


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "address", ["c/ada-bob.html", "https://example.org/air/c/ada-bob.html", "ada-bob.html", "ada-bob", "c/ada-bob.json"]
)
def test_the_address_of_a_page_cites_the_conversation(run: Run, address: str):
    result = run("cite", address)
    assert (result.stdout, result.stderr) == ("[The harbour, 1 Jan 2025](https://example.org/air/c/ada-bob.html)\n", "")


@pytest.mark.usefixtures("site")
def test_a_word_that_a_message_says_is_no_name_of_a_conversation(archive: Path, run: Run):
    (archive / "content" / "transcripts" / "b.md").write_bytes(dialogue("No lamp.", a="Harbour", b="Harbour 2"))
    run("build")
    assert "> harbour\n" in run("cite", "harbour").stdout.lower()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "words", [("a", "lamp"), ("-", "lit"), ("lamp", "-", "lit"), ("--", "lamp"), ("--style", "markdown", "-lit")]
)
def test_words_need_no_quotation_marks_and_may_begin_with_a_hyphen(run: Run, words: tuple[str, ...]):
    result = run("cite", *words)
    assert (result.exit_code, result.stdout.count("> ")) == (0, 2)


NOTE = "note: sitegen.toml: The site has no `url`, so that the citation has no address that others can open."


@pytest.mark.usefixtures("talk")
@pytest.mark.parametrize("style", ["plain", "apa", "mla", "chicago", "bibtex", "csl-json"])
def test_a_bibliography_entry_of_a_site_without_url_says_so(run: Run, style: str):
    result = run("cite", "hours", "--style", style)
    assert result.stderr == f"{NOTE} Set `url` in `sitegen.toml`.\n"
    assert "url" not in result.stdout.lower()


@pytest.mark.usefixtures("talk")
@pytest.mark.parametrize("style", ["markdown", "html"])
def test_a_relative_address_for_an_essay_needs_no_note(run: Run, style: str):
    assert run("cite", "hours", "--style", style).stderr == ""
