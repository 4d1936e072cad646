"""Withdrawn words stay withdrawn in the whole archive, whatever file brings them back."""

from pathlib import Path

import pytest

from sitegen.model.problems import Problem
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import TALK, anchors, build_site, write_transcript
from tests.permalinks.ledger.test_forgetting import published_files

SECRET = (
    "The zanzibarium marzipan was hidden by the quokkadile under the old xylophone in the attic, "
    "and only the fishmonger knows that the key lies beneath the second stone of the harbour wall."
)
CANARIES = ("zanzibarium", "quokkadile", "fishmonger")
LONG = (TALK[0], SECRET, *TALK[1:4])


def leaks(archive: Path) -> list[str]:
    found = []
    for path, data in published_files(archive):
        low = data.lower().replace(b"**", b"").replace(b"\0", b"")
        found += [f"{path.name}: {word}" for word in CANARIES if word[2:-2].encode() in low]
    return found


def withdraw(archive: Path, run: Run, words: str = SECRET, slug: str = "ada-bob", *more: str) -> str:
    anchor = next(anchor for anchor, text in anchors(archive, slug).items() if text == words)
    result = run("forget", f"c/{slug}.html#{anchor}", "--reason", "a secret", *more)
    assert result.exit_code == 0, result.output
    build_site(archive)
    return result.stdout


def codes(archive: Path) -> list[str]:
    return [each.code for each in build_site(archive).problems if "withdrawn" in each.code]


def texts(archive: Path) -> list[str]:
    return [
        text for path in sorted((archive / "site/c").glob("*.json")) for text in anchors(archive, path.stem).values()
    ]


def put(archive: Path, name: str, text: str) -> None:
    (archive / "content/transcripts" / name).write_text(text, "utf-8")


def turns(*texts: str, a: str = "Cy", b: str = "Dot") -> str:
    body = "".join(f"**{(a, b)[n % 2]}:**\n\n{text}\n\n" for n, text in enumerate(texts))
    return f"---\nparticipants: [{a}, {b}]\n---\n\n{body}"


SPOKEN = f"**USER:**\n\nHello there.\n\n---\n\n**ASSISTANT:**\n\n{SECRET}\n\n---\n\n"
HALF = SECRET.index("and only")
VARIANTS = {
    "newer export": turns(*LONG, "And one more thing.", a="Ada", b="Bob"),
    "another conversation": turns("Hi there.", "Ho.", SECRET),
    "other speakers": turns(*LONG, a="User", b="Assistant"),
    "upper case": turns("Hi there.", SECRET.upper()),
    "white space and line breaks": turns("Hi there.", SECRET.replace(" ", "  ").replace(", ", ",\n")),
    "emphasis": turns("Hi there.", SECRET.replace("xylophone", "**xylo**phone").replace("key", "_key_")),
    "quotation marks and dashes": turns("Hi there.", f"“{SECRET.replace(',', ' —')}”"),
    "other words": turns("Hi there.", SECRET.replace("old", "ancient").replace("second", "third")),
    "a sentence before": turns("Hi there.", f"As you know: {SECRET}"),
    "a sentence after": turns("Hi there.", f"{SECRET} Come at nine."),
    "split in two messages": turns("Hi there.", SECRET[:HALF], "Hm.", SECRET[HALF:]),
    "another format": f"# Voice Conversation: gpt-4o\n*2026-01-04 21:13:46*\n\n---\n\n{SPOKEN}",
    "wide characters": turns("Hi there.", SECRET.replace("a", "\uff41")),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_words_that_come_back_are_not_published(archive: Path, run: Run, variant: str):
    first = write_transcript(archive, "a.md", *LONG)
    build_site(archive)
    assert leaks(archive)
    withdraw(archive, run)
    assert leaks(archive) == []
    put(archive, "b.md", VARIANTS[variant])
    assert codes(archive) == []
    assert leaks(archive) == []
    pages = 1 if variant in ("newer export", "other speakers") else 2
    assert texts(archive).count("[withdrawn]") == pages + (variant == "split in two messages")
    build_site(archive)  # other wordings are remembered as well
    assert build_site(archive).rebuilt == 0
    first.unlink()
    build_site(archive)
    assert leaks(archive) == []
    build_site(archive, force=True)
    assert leaks(archive) == []


THIRD, TWO_THIRDS = SECRET.index("under the old"), SECRET.index("fishmonger knows")
QUOTED = {
    "inside a longer message": (
        [f"{TALK[1]} You said: “{SECRET}” And I said: {TALK[2]} {TALK[3]} {TALK[4]} {TALK[5]}"],
        [11],
    ),
    "a part inside a longer message": ([f"{TALK[1]} {TALK[2]} {TALK[3]} {SECRET[:HALF]} {TALK[4]} {TALK[5]}"], [11]),
    "in many short messages": (
        [SECRET[:THIRD], "Hm.", SECRET[THIRD:TWO_THIRDS], "Hm.", SECRET[TWO_THIRDS:]],
        [11, 27],  # what is between them is withdrawn
    ),
}


@pytest.mark.parametrize("variant", QUOTED)
def test_words_inside_other_messages_are_a_problem_with_its_place(archive: Path, run: Run, variant: str):
    write_transcript(archive, "a.md", *LONG)
    build_site(archive)
    withdraw(archive, run)
    messages, lines = QUOTED[variant]
    put(archive, "b.md", turns("Hi there.", *messages))
    for _ in range(2):
        problems = [each for each in build_site(archive).problems if "withdrawn" in each.code]
        assert [(each.code, each.path, each.line) for each in problems] == [
            ("possibly-withdrawn-words", "content/transcripts/b.md", line) for line in lines
        ]
    assert run("check").exit_code == 1
    here, there = [str(each.parameters["address"]) for each in problems], str(problems[0].parameters["withdrawn"])
    excepted = (part for each in here for part in ("--except", each))
    assert run("forget", there, *excepted, "--reason", "a secret").exit_code == 0
    assert codes(archive) == []
    for each in here:
        assert run("forget", each, "--reason", "a secret").exit_code == 0
    build_site(archive)
    assert leaks(archive) == []


NEAR_MISSES = {
    "the same topic": turns(
        "Where is the marzipan?", "Under the old xylophone, I think; ask the man at the harbour wall."
    ),
    "another text of the same length": turns(*TALK[4:6], *TALK[:3]),
    "short answers": turns("Is it so?", "Yes.", "OK", "Thank you."),
}


@pytest.mark.parametrize("variant", NEAR_MISSES)
def test_other_words_are_published(archive: Path, run: Run, variant: str):
    write_transcript(archive, "a.md", *LONG, "Yes.", "OK", "Thank you.")
    build_site(archive)
    for words in ("Yes.", "OK", "Thank you.", SECRET):
        withdraw(archive, run, words)
    put(archive, "b.md", NEAR_MISSES[variant])
    assert codes(archive) == []
    assert texts(archive).count("[withdrawn]") == 4


@pytest.mark.parametrize(
    ("words", "elsewhere", "between_its_neighbours"),
    [
        ("Yes.", "published", "withdrawn"),
        ("Thank you.", "published", "withdrawn"),
        ("Goodbye. [END]", "published", "withdrawn"),
        ("はい", "published", "withdrawn"),
        ("It was at the mill.", "doubtful", "withdrawn"),
        ("My PIN is 4711 0815.", "withdrawn", "withdrawn"),
        ("The duke of York sleeps in the blue room.", "withdrawn", "withdrawn"),
        ("昨夜、青い部屋で公爵が眠っていたことは秘密です。", "withdrawn", "withdrawn"),
    ],
)
def test_short_words_are_withdrawn_where_they_cannot_be_a_coincidence(
    archive: Path, run: Run, words: str, elsewhere: str, between_its_neighbours: str
):
    write_transcript(archive, "a.md", TALK[0], words, TALK[1])
    build_site(archive)
    withdraw(archive, run, words)

    def outcome(*messages: str) -> str:
        put(archive, "b.md", turns(*messages))
        found = codes(archive)
        assert found in ([], ["possibly-withdrawn-words"])
        is_there = words in texts(archive)
        assert is_there or texts(archive).count("[withdrawn]") == 2
        return "doubtful" if found else "published" if is_there else "withdrawn"

    assert outcome("Is it so?", words, "Hm.") == elsewhere
    assert outcome("Is it so?", TALK[0], words, TALK[1]) == between_its_neighbours


def test_words_that_are_published_elsewhere_already_are_withdrawn_there_too(archive: Path, run: Run):
    write_transcript(archive, "a.md", *LONG)
    write_transcript(archive, "b.md", "Before.", SECRET, "After.", SECRET, a="Cy", b="Dot")
    similar = SECRET.replace("xylophone", "piano")
    write_transcript(archive, "c.md", "Before.", similar, a="Eve", b="Fay")
    build_site(archive)
    said = withdraw(archive, run).splitlines()
    assert [line.partition("#")[0] for line in said[3:]] == [
        "The same words at c/cy-dot.html",
        "The same words at c/cy-dot.html",
        "Similar words at c/eve-fay.html",
    ]
    assert texts(archive).count("[withdrawn]") == 3
    assert similar in texts(archive)
    assert codes(archive) == []
    put(archive, "d.md", turns("Hi there.", similar, a="Eve", b="Fay"))
    assert codes(archive) == []
    assert texts(archive).count(similar) == 2  # the owner was told, and kept it


def test_words_that_could_be_there_by_chance_are_named_once_and_stay(archive: Path, run: Run):
    write_transcript(archive, "a.md", TALK[0], "It was at the mill.", TALK[1])
    write_transcript(archive, "b.md", "Where was it?", "It was at the mill.", "Yes.", a="Cy", b="Dot")
    build_site(archive)
    said = withdraw(archive, run, "It was at the mill.")
    assert said.splitlines()[3].startswith("Similar words at c/cy-dot.html#m-")
    assert codes(archive) == []
    assert texts(archive).count("It was at the mill.") == 1
    put(archive, "c.md", turns("Where?", "It was at the mill."))
    assert codes(archive) == ["possibly-withdrawn-words"]


def test_tombstones_do_not_keep_the_words(archive: Path, run: Run):
    write_transcript(archive, "a.md", *LONG)
    other = write_transcript(archive, "b.md", TALK[4], SECRET, TALK[5], a="Cy", b="Dot")
    gone = write_transcript(archive, "c.md", SECRET, "Nobody else was there.", a="Eve", b="Fay")
    build_site(archive)
    gone.unlink()
    other.write_bytes(other.read_bytes().replace(SECRET.encode(), b"Hm."))
    build_site(archive)
    withdraw(archive, run)
    assert leaks(archive) == []


def test_a_rule_does_not_hide_that_words_are_withdrawn(archive: Path, run: Run):
    write_transcript(archive, "a.md", *LONG)
    build_site(archive)
    withdraw(archive, run)
    put(archive, "b.md", turns("Hi there.", SECRET))
    (archive / "sitegen.toml").write_text('[[redact]]\nwords = "harbour wall"\n[[redact]]\nwords = "xylophone"\n')
    assert codes(archive) == []
    assert leaks(archive) == []


def test_other_copies_of_a_withdrawn_conversation_are_not_published(archive: Path, run: Run):
    write_transcript(archive, "a.md", *LONG)
    prompt = "You are a lighthouse keeper who answers every question with a question, and never sleeps."
    write_transcript(archive, "p.md", prompt, "Do I?", SECRET, a="Eve", b="Fay")
    for n in range(3):
        put(archive, f"p{n}.md", turns(prompt, f"Is it number {n} that you mean?", a=f"Gil{n}", b="Hal"))
    build_site(archive)
    for slug in ("ada-bob", "eve-fay"):
        assert run("forget", f"c/{slug}.html", "--reason", "all of it").exit_code == 0
    assert codes(archive) == []
    assert texts(archive).count(prompt) == 3
    put(archive, "b.md", turns(*LONG, "And one more thing.", a="Ada", b="Bob"))
    put(archive, "c.md", turns("Hi there.", SECRET, "So it is."))
    problems = [each for each in build_site(archive).problems if "withdrawn" in each.code]
    assert problems == [Problem("withdrawn-copy", "content/transcripts/b.md", address="c/ada-bob.html")]
    assert leaks(archive) == []
    assert [each for each in texts(archive) if "thing" in each or "So it" in each] == ["So it is."]
    (archive / "content/transcripts/a.md").unlink()
    build_site(archive)
    assert leaks(archive) == []


@pytest.mark.parametrize("slug", ["ada-bob", "cy-and-dot"])
def test_a_quotation_of_withdrawn_words_is_a_dead_link(archive: Path, run: Run, slug: str):
    write_transcript(archive, "a.md", *LONG)
    put(archive, "b.md", turns("Hi there.", SECRET))
    build_site(archive)
    anchor = next(anchor for anchor, text in anchors(archive, slug).items() if text == SECRET)
    (archive / "content/essays").mkdir()
    quote = f"> {SECRET}\n>\n> — [Somebody](../c/{slug}.html#{anchor})\n"
    (archive / "content/essays/e.md").write_text(f"# E\n\n{quote}")
    assert [each for each in build_site(archive).problems if each.path == "content/essays/e.md"] == []
    withdraw(archive, run)
    for _ in range(2):
        assert [each for each in build_site(archive).problems if each.path == "content/essays/e.md"] == [
            Problem("dead-link-to-withdrawn", "content/essays/e.md", 5, address=f"c/{slug}.html#{anchor}")
        ]


def test_words_withdrawn_in_a_transcript_that_becomes_private_stay_withdrawn_elsewhere(archive: Path, run: Run):
    write_transcript(archive, "a.md", *LONG)
    build_site(archive)
    withdraw(archive, run)
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\npublish = false\n')
    build_site(archive)
    put(archive, "b.md", turns("Hi there.", SECRET.replace("old", "ancient").replace("second", "third")))
    assert codes(archive) == []
    assert leaks(archive) == []
