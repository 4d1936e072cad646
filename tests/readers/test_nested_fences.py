"""Fences in fences, fences that are never closed, and transcripts that are quoted in a fence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from sitegen.model.problems import Severity
from sitegen.readers import dialogue, markdown, voice
from sitegen.readers.detection import Reader, find_reader
from tests.readers.parsed_texts import message_texts, source

Turns = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Form:
    """A way to write a transcript of a person and a model."""

    reader: Reader
    person: str
    model: str
    write: Callable[[Turns], str]
    quote: str
    """Two turns in this form, as somebody would quote them."""


def _marked(marker: str, head: str = "") -> Callable[[Turns], str]:
    return lambda turns: head + "".join(f"{marker.format(name)}{text}\n\n" for name, text in turns)


def _ruled(marker: str, head: str) -> Callable[[Turns], str]:
    return lambda turns: head + "".join(f"{marker.format(name)}{text}\n\n---\n\n" for name, text in turns)


LISTED = "---\nparticipants: [Rosa, Lantern]\n---\n\n"
FORMS = {
    "voice": Form(
        voice,
        "USER",
        "ASSISTANT",
        _ruled("**{}:**\n\n", "# Voice Conversation: acme/parrot-2\n*2031-02-03 04:05:06*\n\n---\n\n"),
        "---\n\n**USER:**\n\nwho?\n\n---\n\n**ASSISTANT:**\n\nme",
    ),
    "dialogue": Form(
        dialogue,
        "Heron",
        "Otter",
        _ruled("### {}\n\n", "# Heron ↔ Otter\n\n**Started:** 2031-02-03 04:05\n\n---\n\n"),
        "---\n\n### Heron\n\nwho?\n\n---\n\n### Otter\n\nme",
    ),
    "### Name": Form(markdown, "User", "Assistant", _marked("### {}\n\n"), "### User\n\nwho?\n\n### Assistant\n\nme"),
    "**Name:**": Form(
        markdown, "User", "Assistant", _marked("**{}:**\n\n"), "**User:**\n\nwho?\n\n**Assistant:**\n\nme"
    ),
    "**Name:** text": Form(markdown, "User", "Assistant", _marked("**{}:** "), "**User:** who?\n\n**Assistant:** me"),
    "Name:": Form(markdown, "User", "Assistant", _marked("{}: "), "User: who?\nAssistant: me"),
    "### listed": Form(
        markdown, "Rosa", "Lantern", _marked("### {}\n\n", LISTED), "### Rosa\n\nwho?\n\n### Lantern\n\nme"
    ),
    "listed:": Form(markdown, "Rosa", "Lantern", _marked("{}: ", LISTED), "Rosa: who?\nLantern: me"),
}
every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())


def read(form: Form, texts: Sequence[str]) -> tuple[list[str], list[str], bool]:
    """Read a transcript with these messages; return the texts found, the codes of problems, and whether all is right.

    Notes that every transcript of the form has are left out.
    """
    turns = [(form.model if n % 2 else form.person, text) for n, text in enumerate(texts)]
    transcript = source(form.write(turns))
    assert find_reader(transcript) is form.reader
    parsed = form.reader.read(transcript)
    found = [(speaker, text.strip()) for speaker, text in message_texts(transcript, parsed)]
    codes = [problem.code for problem in parsed.problems if problem.code != "inferred-participants"]
    return [text for _, text in found], codes, found == turns


NESTED = {
    "a block in a block": "```markdown\n# Plan\n\n```text\nDONE\n```\n\n## Notes\n```",
    "two blocks in a block": "```md\n```sh\nls\n```\nand\n```sh\npwd\n```\n```",
    "three levels": "```md\n```md\n```sh\nls\n```\n```\n```",
    "a block in a bare block": "```\n# Plan\n```text\nDONE\n```\n## Notes\n```",
    "three backticks in four": "````markdown\n```text\nDONE\n```\n````",
    "bare backticks in four": "````\n```\nDONE\n```\n````",
    "one bare line in four": "````\n```\n````",
    "four backticks in three": "```markdown\n````text\nDONE\n````\n```",
    "backticks in tildes": "~~~markdown\n```text\nDONE\n```\n~~~",
    "one line of backticks in tildes": "~~~markdown\n```text\n~~~",
    "tildes in backticks": "```markdown\n~~~text\nDONE\n~~~\n```",
    "one line of tildes in backticks": "```markdown\n~~~\n```",
    "tildes in tildes": "~~~markdown\n~~~text\nDONE\n~~~\n~~~",
    "indented": "  ```markdown\n  ```text\n  DONE\n  ```\n  ```",
    "a list item": "1. So\n   ```markdown\n   ```text\n   DONE\n   ```\n   ```\n2. Done.",
    "a list item that is a block": "- ```py\n  x = 1\n  ```\n- done",
    "a numbered item that is a block": "10. ```py\n    x = 1\n    ```\n11. done",
    "an item with its end at the margin": "- ```py\n  x = 1\n```\n\ndone",
    "a quote": "> ```markdown\n> ```text\n> DONE\n> ```\n> ```",
    "bare blocks": "```\n# Plan\n```\n\nand\n\n```\n## Notes\n```",
    "an opening line as code": "```text\nopen with\n```python\n```",
    "two opening lines as code": "```text\n```python\n```\n\nor\n\n```text\n```js\n```",
    "an inner block without an end": "```markdown\n```text\nDONE\n\n## Notes\n```",
    "many backticks": f"{'`' * 40}\n{'`' * 39}\nDONE\n{'`' * 40}",
    "a heading like a marker of somebody else": "```markdown\n### Setup\n\n```sh\nls\n```\n\n### Usage\n```",
}


@every_form
@pytest.mark.parametrize("answer", NESTED.values(), ids=NESTED.keys())
def test_fences_that_match_in_their_message_hide_no_message(form: Form, answer: str):
    near = ["write one", f"Sure:\n\n{answer}\n\nThat is all.", "and another?", f"Sure:\n\n{answer}", "thanks", "bye"]
    far = [*near[:2], *(["words", "more words"] * 4), *near[2:]]
    assert read(form, near)[1:] == ([], True)
    assert read(form, far)[1:] == ([], True)


@every_form
@pytest.mark.parametrize(
    "cut",
    [
        "```",
        "```py",
        "```py\nx = 1",
        "```markdown\n```py\nx = 1",
        "~~~py\nx = 1",
        "````\nx = 1",
        "```py\nx = 1\n```\n\n```js",
    ],
)
def test_one_fence_without_an_end_hides_no_message(form: Form, cut: str):
    block = "```py\nx = 1\n```"
    assert read(form, ["write", cut, "on", block, "thanks", "bye"])[1:] == ([], True)
    assert read(form, ["write", block, cut, "Right.", "thanks", block])[1:] == ([], True)
    assert read(form, ["write", block, "on", "yes", "thanks", cut])[1:] == ([], True)


@every_form
@pytest.mark.parametrize("fence", ["```", "```markdown", "````", "~~~"])
@pytest.mark.parametrize("end", ["", "\n\nSo they spoke, and more was not said."])
@pytest.mark.parametrize("head", ["", "# A talk\n\n", "**Date:** 2031-02-03\n\n"])
def test_a_quoted_transcript_is_text(form: Form, fence: str, end: str, head: str):
    if form.quote.startswith("---"):
        head = head or "# A talk\n\n"
    marks = fence.removesuffix("markdown")
    answer = f"It looks like this:\n\n{fence}\n{head}{form.quote}\n{marks}{end}"
    assert read(form, ["how does it look?", answer, "thanks", "bye"]) == (
        ["how does it look?", answer, "thanks", "bye"],
        ["marker-in-code-fence"],
        True,
    )


@every_form
def test_a_quoted_transcript_with_code_of_its_own_is_text(form: Form):
    quote = form.quote.replace("who?", "```py\nx = 1\n```")
    answer = f"So:\n\n```markdown\n# A talk\n\n{quote}\n```\n\nIn code:\n\n```py\ny = 2\n```"
    assert read(form, ["how does it look?", answer, "thanks", "bye"])[1:] == (["marker-in-code-fence"], True)


@every_form
def test_two_quoted_transcripts_in_a_message_are_text(form: Form):
    quote = f"```markdown\n# A talk\n\n{form.quote}\n```"
    answer = f"So:\n\n{quote}\n\nor like this.\n\n{quote}"
    assert read(form, ["how does it look?", answer, "thanks", "bye"])[1:] == (["marker-in-code-fence"], True)


@every_form
def test_code_that_was_continued_when_asked_for_is_three_messages(form: Form):
    texts = [
        "write it",
        "Here:\n\n```py\nimport os\nx = f(1)\ny = g(x)",
        "Please go on, it stops there.",
        "z = h(y)\nprint(z)\n```\n\nThat is the whole of it.",
        "thanks",
        "bye",
    ]
    assert read(form, texts)[1:] == ([], True)


@every_form
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("done\n```", "done\n```"),
        ("```py\nx\n```\n```", "```py\nx\n```\n```"),
        ("```\na\n```\nb\n```", "```\na\n```\nb\n```"),
        ("```markdown\n# A tale\n\nThe lamp burned, and nobody", "knew why it did.\n```"),
        ("```text\nA line of words, and one more", "and the last one.\n```\n\nThat is the whole of it."),
    ],
)
def test_fences_too_many_hide_no_message_and_are_a_problem(form: Form, first: str, second: str):
    assert read(form, ["write", first, "go on", second, "thanks", "bye"])[1:] == (["doubtful-messages-in-fence"], True)


@every_form
def test_code_that_ends_with_the_message_that_continues_it_hides_no_message(form: Form):
    texts = ["write", "```py\nimport os\nx = f(1)\ny = x", "go on", "z = g(2)\nprint(z)\n```", "thanks", "bye"]
    assert read(form, texts)[1:] == ([], True)


@every_form
def test_a_message_that_repeats_the_speaker_is_not_hidden_if_the_others_would_not_alternate(form: Form):
    texts = ["write", "```\nla", "```\nlu", "bye"]
    assert read(form, texts)[1:] == ([], True)


@every_form
def test_two_messages_cut_off_alike_stay_messages_and_are_a_problem(form: Form):
    texts = ["write", "So, in short:\n\n```\nla\nle\nli\nlo", "go on", "Again:\n\n```\nla", "thanks", "bye"]
    _, codes, is_right = read(form, texts)
    assert (codes, is_right) == (["doubtful-messages-in-fence"], True)
    transcript = source(form.write([(form.model if n % 2 else form.person, text) for n, text in enumerate(texts)]))
    problem = next(each for each in form.reader.read(transcript).problems if each.code == codes[0])
    fence, marker = (source_line(transcript.text, text) for text in ("```", "go on"))
    assert problem.severity is Severity.ERROR
    assert str(problem).endswith(
        f"The code fence of line {fence} may go on for messages: 2 lines that start messages may be code. "
        f"Close the fence of line {fence} where its code ends, or state the number of messages."
    )
    assert fence < (problem.line or 0) <= marker


def source_line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(("count", "codes"), [("", ["doubtful-messages-in-fence"]), ("messages: 6\n", [])])
def test_a_stated_count_decides_between_two_readings(count: str, codes: list[str]):
    texts = ["write", "So:\n\n```\nla\nle\nli\nlo", "go on", "Again:\n\n```\nla", "thanks", "bye"]
    head = LISTED.replace("---\n\n", f"{count}---\n\n")
    form = Form(markdown, "Rosa", "Lantern", _marked("### {}\n\n", head), "")
    assert read(form, texts)[1:] == (codes, True)


def test_a_stated_count_can_make_messages_text():
    head = LISTED.replace("---\n\n", "messages: 4\n---\n\n")
    write = _marked("### {}\n\n", head)
    turns = [("Rosa", "a"), ("Lantern", "```\nla\nle\nli\nlo"), ("Rosa", "b"), ("Lantern", "c\n```\nd"), ("Rosa", "e")]
    transcript = source(write([*turns, ("Lantern", "f")]))
    parsed = markdown.read(transcript)
    assert ([speaker for speaker, _ in message_texts(transcript, parsed)], parsed.problems) == (
        ["Rosa", "Lantern", "Rosa", "Lantern"],
        (),
    )


def test_fences_around_parts_of_a_transcript_hide_none_of_it_and_are_a_problem():
    turn = "【Rosa】asks something.\n\n【Lantern】answers.\n\n"
    wrapped = f"```markdown\n{turn * 2}```\n\n"
    transcript = source(LISTED + turn + wrapped * 3)
    parsed = markdown.read(transcript)
    assert len(parsed.messages) == 14
    assert [problem.code for problem in parsed.problems] == ["doubtful-messages-in-fence"]


SHELF = ".-------.\n| jam   |\n'-------'"


@every_form
@pytest.mark.parametrize(
    "drawing",
    [
        f"Shelves:\n\n{SHELF}\n```\n{SHELF}",
        f"A lawn:\n\n{SHELF}\n````````````",
        "Sky:\n\n``````````\n````/\\````\n```/  \\```\n``/____\\``",
        f"Framed:\n\n```\n{SHELF}\n```\n{SHELF}\n```",
        "A pond:\n\n```\n     ```\n   ```````\n  `````````\n   ```````\n```",
    ],
)
def test_rows_of_backticks_in_two_drawings_hide_no_message(form: Form, drawing: str):
    assert read(form, ["draw", drawing, "again", drawing, "thanks", "bye"])[1:] == ([], True)
