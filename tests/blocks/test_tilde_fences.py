"""Tildes that open fenced code, and tildes in drawings."""

import re
import time
from collections.abc import Sequence
from importlib.resources import files

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.blocks.commands import find_commands
from sitegen.blocks.parser import parse_speech
from sitegen.blocks.tilde_fences import TildeFences
from sitegen.quotes.markdown_document import parse_markdown
from sitegen.readers.code_fences import outside_fences
from sitegen.render.essay_markdown import EssayMarkdown
from sitegen.text.fences import parse_fence
from tests.render.test_markdown import html

BOAT = ["      |\\", "      | \\", "    __|__\\__", "    \\______/", "~~~~~~~~~~~~~~~"]
WAVES = "~~~~~~~~"


def opens(*lines: str) -> list[int]:
    """Return the lines with tildes that open code, each judged as if outside code."""
    tildes = TildeFences(lines)
    fences = [(n, parse_fence(line)) for n, line in enumerate(lines)]
    return [n for n, fence in fences if fence and tildes.opens_code(fence, n)]


def kinds(*lines: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in parse_speech("\n".join(lines))]


@pytest.mark.parametrize(
    "art",
    [
        BOAT,
        [WAVES, "  ><>", WAVES],
        ["~~~~~~", "><>", "~~~~~~"],
        [WAVES, "  ><>", " ~~~~~~", "<><", "  ~~~~~~~~~"],
        ["    |", "   /|\\", "~~~~|~~~~"],
        ["   /\\      /\\", "  /  \\/\\  /  \\", " /      \\/    \\", "~~~~~~~~~~~~~~~~", " ~~~~~~~~~~~~~~"],
        ["~~~~~~~~~~~~~~~", "~~~~~/\\~~~~~~~~", "~~~~/__\\~~~~~~~", "~~~~~~~~~~~~~~~"],
        ["  ~~~", "   ~~~", "  ~~~", "  | |", " /   \\", "/_____\\"],
        ["   /\\", "  /  \\", " /____\\", "~~~~~~~~ tide"],
        ["     _____", "  ~~~     ~~~", " (   o   o   )", "  ~~~~~~~~~~~"],
        ["~~~~~~~~~~~~~~~", "~~~~~~~~~~~~~~~"],
        ["~~~~", "+--+", "|  |", "+--+", "~~~~"],
    ],
    ids="\n".join,
)
def test_a_drawing_keeps_its_tildes_and_the_following_text_is_parsed(art: list[str]):
    after = "That was **it**, and more of [it](https://x.org) is below.\n\n- here\n- and here"
    drawn, prose = ("art", "\n".join(art)), ("prose", after)
    assert kinds(*art) == [drawn]
    assert kinds("Look:", "", *art, "", after) == [("prose", "Look:"), drawn, prose]
    assert kinds("Look:", "", *art, "", "```py", "x = 1", "```", after) == [
        ("prose", "Look:"),
        drawn,
        ("code", "x = 1"),
        prose,
    ]


def test_the_drawing_of_the_archive_template_keeps_its_ground():
    text = files("sitegen.cli").joinpath("archive_template/first-light.md").read_text("utf-8")
    (drawing,) = re.findall(r"run `sitegen build` again\.\n\n(.*?)\n\n###", text, re.DOTALL)
    assert (drawing.count("\n"), drawing.splitlines()[-1]) == (4, "   ~~~~~~~")
    assert kinds("Here it is.", "", *drawing.split("\n")) == [("prose", "Here it is."), ("art", drawing)]


@pytest.mark.parametrize(
    ("lines", "language", "code"),
    [
        (["~~~", "x = {}", "~~~"], "", "x = {}"),
        (["~~~", "any words that somebody says, many of them", "~~~"], "", None),
        (["~~~", "   ><>", "~~~~~"], "", "   ><>"),
        (["~~~python", "print(1)", "", "# why not", "~~~"], "python", "print(1)\n\n# why not"),
        (["~~~ python", *BOAT[:4], "~~~"], "python", "\n".join(BOAT[:4])),
        (["~~~ {.sh .numbers}", "ls", "~~~"], "{.sh", "ls"),
        (["~~~~", "any words that somebody says, many of them", "~~~~"], "", None),
        (["~~~~", "~~~", "x = 1", "~~~", "~~~~"], "", "~~~\nx = 1\n~~~"),
        (["~~~~", "if (x) {", "  y();", "}", "~~~~"], "", "if (x) {\n  y();\n}"),
        (["~~~~~~~~ {.html}", "<b>", "~~~~~~~~"], "{.html}", "<b>"),
        (["~~~~~~~~", "x = 1", "y = f(x)", "~~~~~~~~"], "", "x = 1\ny = f(x)"),
        # Never closed: the output of a model was truncated.
        (["~~~", "import os", "for x in y:", "    print(x)"], "", "import os\nfor x in y:\n    print(x)"),
        (["~~~python", "import os", "", "# read them"], "python", "import os\n\n# read them"),
        (["~~~text", "one", "two"], "text", "one\ntwo"),
        (["~~~~~~", "let x = 1;", "let y = f(x);"], "", "let x = 1;\nlet y = f(x);"),
    ],
)
def test_fences_of_tildes_contain_code(lines: list[str], language: str, code: str | None):
    prose, block = parse_speech("\n".join(["So:", "", *lines]))
    assert (prose.text, block.kind, block.language, block.text) == (
        "So:",
        "code",
        language,
        code or "\n".join(lines[1:-1]),
    )


@pytest.mark.parametrize(
    "lines",
    [
        ["~~~~|~~~~"],
        ["~~~"],
        ["~~~~~~~~"],
        ["~~~~ the sea ~~~~", "It is wide, and nobody knows how deep."],
        ["One says so, and means it.", "", WAVES, "", "Two says so, and does not."],
        ["One says so, and means it.", WAVES, "Two says so, and does not.", WAVES, "Three is silent."],
        [WAVES, "hello there", WAVES],
        ["~~~~~~~~ tide", "", "hello there"],
        ["~~~~~~~~ tide", "hello there", "~~~~~~~~"],
        ["~~~ The Sea", "", "It is wide, and nobody knows how deep.", "", "**Nobody.**"],
        ["~~~", "It is wide, and nobody knows how deep.", "", "**Nobody.**"],
    ],
)
def test_other_tildes_are_prose(lines: list[str]):
    assert kinds(*lines) == [("prose", "\n".join(lines))]


def test_rows_around_fenced_code_are_rules():
    assert kinds(WAVES, "```js", "let a = 1;", "f(a);", "```", WAVES) == [
        ("prose", WAVES),
        ("code", "let a = 1;\nf(a);"),
        ("prose", WAVES),
    ]


def test_every_row_is_judged_separately():
    assert opens(*BOAT, "", "~~~py", "x", "~~~", "", WAVES, "", "Words that are said to nobody.") == [6]


# --- other users of fences ---


def test_a_list_keeps_its_waves_and_its_code():
    assert kinds("1. A:", "   ~~~sh", "   +--+", "   |  |", "   +--+", "   ~~~", "2. B.")[0][0] == "prose"
    fish = "1. A fish swims by:\n   ~~~~~~~\n   ><>\n   ~~~~~~~\n2. Gone."
    assert html(fish) == (
        '<ol><li value="1">A fish swims by:<br>~~~~~~~<br>&gt;&lt;&gt;<br>~~~~~~~</li><li value="2">Gone.</li></ol>'
    )
    assert html("- a\n  ~~~\n  x = 1\n  ~~~\n- b") == "<ul><li>a<pre> x = 1</pre></li><li>b</li></ul>"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("~~~~|~~~~", "<p>~~~~|~~~~</p>"),
        ("~~~~a~~~~ ~~b~~", "<p>~~~~a~~~~ <s>b</s></p>"),
        ("~~~~~~\n*hi*\n~~~~~~", "<p>~~~~~~<br><em>hi</em><br>~~~~~~</p>"),
        ("- a\n~~~~~~\n*b*", "<ul><li>a<br>~~~~~~<br><em>b</em></li></ul>"),
        (
            "> ~~~~~~\n> *hi*\n\n*b*",
            "<blockquote><p>~~~~~~<br><em>hi</em></p></blockquote>\n<p><em>b</em></p>",
        ),
        ("> ~~~py\n> x\n> ~~~", "<blockquote><pre>py x</pre></blockquote>"),
    ],
)
def test_prose_shows_its_tildes(text: str, page: str):
    assert html(text) == page


def test_an_essay_is_parsed_alike_for_its_page_and_for_its_quotes():
    text = "One.\n\n~~~~~~~~\n\n*Two* says more than one did.\n\n~~~py\n*x*\n~~~"
    essay = EssayMarkdown(lambda code, info, _: f"<pre>{info}:{code}</pre>", lambda art, _: f"<pre>{art}</pre>")
    page = str(essay.render(text, "essays/a.html", lambda _: None))
    assert re.sub(r' id="[^"]+"', "", page) == (
        "<p>One.</p>\n<p>~~~~~~~~</p>\n<p><em>Two</em> says more than one did.</p>\n<pre>py:*x*</pre>\n"
    )
    assert [each.text for each in parse_markdown(text).paragraphs] == [
        "One.",
        "~~~~~~~~",
        "Two says more than one did.",
        "*x*",
    ]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([*BOAT, '!image "yes"'], ["image"]),
        ([WAVES, '!image "yes"', "", "So it said, and so it did."], ["image"]),
        (["~~~", '!image "no"', "~~~"], []),
    ],
)
def test_a_command_below_waves_is_found(lines: list[str], names: list[str]):
    assert [command.name for command in find_commands("\n".join(lines))] == names
    assert [block.name for block in parse_speech("\n".join(lines)) if block.kind == "command"] == names


@pytest.mark.parametrize(
    ("messages", "hidden"),
    [
        ([[*BOAT, "", "Yes."], ["x"], [*BOAT, "", "No."], ["y"]], []),
        ([["One.", "", WAVES], ["Two is what I say to you."], [WAVES, "", "Three."]], []),
        ([["~~~~~~ the sea ~~~~"], ["x"], ["~~~~~~"]], []),
        ([[*BOAT], ["x", "```", "y"], ["z", "```"], [*BOAT]], [2]),
        ([["See:", "~~~"], ["x"], ["~~~", "That was it, as he said it."]], [1, 2]),
        ([["See:", "~~~~"], ["x"], ["~~~~", "That was it, as he said it."], ["y"]], [1, 2]),
        ([["See:", "~~~text"], ["x"], ["~~~", "That was it, as he said it."], ["y"]], [1, 2]),
    ],
)
def test_only_fences_hide_messages(messages: list[list[str]], hidden: list[int]):
    text = "".join("\n".join(["### Owl", "", *lines, "", ""]) for lines in messages)
    starts = [match.start() for match in re.finditer(r"(?m)^### Owl$", text)]
    assert [n for n, real in enumerate(outside_fences(text, starts)) if not real] == hidden


# --- properties ---

DRAWN = st.sampled_from(
    [WAVES, "~~~~~", "  ~~~~~~", "~~~~~~~ ><>", "~~~|~~~", "~~~ ~ ~~~", " ><>", "  /\\", " /__\\", "", "the sea",
     "It is wide, and nobody knows how deep.", "- item", "  ~~~~~~~~~", "> ~~~~~~", "~~~~~~ said **nobody**"]
)  # fmt: skip


@settings(deadline=None)  # the machine may be busy
@given(st.lists(DRAWN, max_size=25))
def test_no_line_is_lost_outside_code(lines: list[str]):
    shown = [line for _, text in kinds(*lines) for line in text.split("\n")]
    assert [line for line in shown if line.strip()] == [line for line in lines if line.strip()]


@settings(deadline=None)  # the machine may be busy
@given(st.lists(DRAWN, max_size=8), st.lists(st.text("ab|/\\_ -=^`<>().\t", max_size=12), max_size=8))
@example(["~~~~~"], ["a=> b", "b=> a"])
@example(["~~~~~", "~~~~~~"], ["a=> b", "b=> a"])
def test_a_fence_with_a_language_contains_any_text(before: list[str], code: list[str]):
    blocks = kinds(*before, "", "That is the code:", "", "~~~py", *code, "~~~", "That was it.")
    assert blocks[-2:] == [("code", "\n".join(code)), ("prose", "That was it.")]


def decreasing(longest: int) -> Sequence[str]:
    return ["~" * length for length in range(longest, 3, -1)]


@pytest.mark.parametrize(
    "lines",
    [
        [WAVES] * 2_500,
        [WAVES, "words"] * 1_200,
        ["~~~~ a b"] * 2_500,
        ["~~~~ a b", "```"] * 1_200,
        decreasing(900),
        ["~" * 2_000_000],
        ["~" * 2_000_000 + "|"],
        ["~~~ " + "a/" * 200_000 + "~"],
        ["- a", "  ~~~~~~ b c"] * 1_200,
        ["> ~~~~~~ b c"] * 1_200,
    ],
    ids=lambda lines: f"{lines[0][:12]} x {len(lines)}",
)
def test_many_tildes_take_limited_time(lines: list[str]):
    text = "\n".join(lines)
    began = time.process_time()
    parse_speech(text)
    outside_fences(text, range(0, len(text), max(1, len(text) // 1000)))
    parse_markdown(text)
    assert time.process_time() - began < 10
