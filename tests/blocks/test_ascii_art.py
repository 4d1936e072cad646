"""Detection of unfenced ASCII art."""

import hashlib
import json
import random
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.blocks.ascii_art import detection
from sitegen.blocks.ascii_art import paragraph as paragraph_module
from sitegen.blocks.ascii_art.detection import Drawings, columns, find_art, is_art
from sitegen.blocks.ascii_art.features import WEIGHTS
from sitegen.blocks.ascii_art.line import ArtLine
from sitegen.blocks.ascii_art.paragraph import ArtParagraph
from sitegen.blocks.ascii_art.shapes import hints_at_art
from sitegen.model import Span
from tests.paths import PROJECT
from tests.shared import SHARED, needs_shared

GOLDEN = PROJECT / "tests" / "golden" / "art"
DRAWINGS = sorted((GOLDEN / "drawings").glob("*.txt"))
TEXTS = sorted((GOLDEN / "texts").glob("*.txt"))
"""In ``drawings`` a line starts with ``+`` if it belongs to a drawing, else with a space."""


def read_lines(path: Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n")


def drawn(lines: Sequence[str]) -> list[str]:
    """Return the lines of all drawings, without blank ones and trailing spaces."""
    in_drawings = (line for span in find_art(lines) for line in lines[span.start : span.end])
    return [line.rstrip() for line in in_drawings if line.strip()]


# --- our own drawings and texts ---


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_found_completely_and_without_its_neighbours(path: Path) -> None:
    marked = read_lines(path)
    assert drawn([line[1:] for line in marked]) == [
        line[1:].rstrip() for line in marked if line.startswith("+") and line[1:].strip()
    ]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_without_context_is_found(path: Path) -> None:
    marked = read_lines(path)
    art = [line[1:].rstrip() for line in marked if line.startswith("+") and line[1:].strip()]
    alone = "\n".join(line[1:] for line in marked if line.startswith("+")).split("\n")
    assert drawn(alone) == art


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_drawing_is_found_in_prose(path: Path) -> None:
    assert find_art(read_lines(path)) == ()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_fenced_prose_is_not_art(path: Path) -> None:
    assert not is_art(read_lines(path))


def test_every_golden_file_is_used_and_ends_with_a_newline() -> None:
    files = [path for path in GOLDEN.rglob("*") if path.is_file()]
    assert sorted(files) == sorted(DRAWINGS + TEXTS)
    assert [path.name for path in files if not path.read_bytes().endswith(b"\n")] == []
    assert len(DRAWINGS) >= 25
    assert len(TEXTS) >= 25


BOX = ["+-----+", "| sea |", "+--+--+", "   |   ", "   v   "]
POEM = ["the ferry keeps its lamp", "for nobody in particular"]


@pytest.mark.parametrize(
    ("lines", "spans"),
    [
        ([], ()),
        ([""], ()),
        (["   ", "\t"], ()),
        (BOX, (Span(0, 5),)),
        (["", *BOX, ""], (Span(1, 6),)),
        ([*POEM, "", *BOX, "", *POEM], (Span(3, 8),)),
        ([*POEM, *BOX, *POEM], (Span(2, 7),)),
        ([*BOX, "", *BOX], (Span(0, 11),)),
        ([*BOX, "", *POEM, "", *BOX], (Span(0, 5), Span(9, 14))),
        (["## A heading", *BOX], (Span(1, 6),)),
    ],
)
def test_spans_count_lines_and_include_blank_lines(lines: list[str], spans: tuple[Span, ...]) -> None:
    assert find_art(lines) == spans


@pytest.mark.parametrize(
    ("line", "is_drawing"),
    [
        ("▁▂▅▇▅▂▁", True),
        ("⠋⠙⠹⠸", True),
        ("████████", False),
        ("────────", False),
        ("░▒▓ dusk ▓▒░", False),
        ("( o.o )", False),
    ],
)
def test_a_single_line_is_a_drawing_only_if_a_sparkline(line: str, is_drawing: bool) -> None:
    assert bool(find_art(["Look:", "", line, "", "That was it."])) == is_drawing


def test_a_pipe_table_is_prose_even_next_to_a_drawing() -> None:
    table = ["| a | b |", "|---|---|", "| 1 | 2 |"]
    assert find_art([*table, "", *BOX]) == (Span(4, 9),)
    assert find_art(["Counted twice:", *table, "", *BOX]) == (Span(5, 10),)


def test_a_table_with_drawn_edges_is_a_drawing() -> None:
    edge = "+---+---+"
    assert find_art([edge, "| a | b |", "|---|---|", "| 1 | 2 |", edge]) == (Span(0, 5),)


def test_a_blank_line_that_keeps_its_indentation_does_not_end_a_drawing() -> None:
    top = ["    ███ <-- noon", "     ↓", "    ▒▒▒ <-- tea", "     ↓", "    ░ <-- us"]
    below = ["    Even ░ keeps warm.", "    Warm enough, we say."]
    assert find_art([*top, "    ", *below]) == (Span(0, 8),)


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    paragraph = ArtParagraph.from_lines([0], [ArtLine.parse("| sea |")])
    assert sorted(paragraph.features(0, is_near_ink=False)) == sorted(WEIGHTS)


# --- fenced blocks without a language ---


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_fenced_drawing_is_art(path: Path) -> None:
    assert is_art([line[1:] for line in read_lines(path) if line.startswith("+")])


@pytest.mark.parametrize("lines", [[], [""], ["print(1)"], ["error: no such tide", "", "exit 1"]])
def test_a_fenced_block_of_text_or_nothing_is_not_art(lines: list[str]) -> None:
    assert not is_art(lines)


# --- width ---


@pytest.mark.parametrize(
    ("lines", "width"),
    [
        ([], 0),
        ([""], 0),
        (["abc", "a"], 3),
        (["\tx"], 9),
        (["ab\tx"], 9),
        (["你好"], 4),
        (["│ 你好 │"], 8),
        (["e\u0301"], 1),
        (["🎨"], 2),
        (["a\x07b"], 3),
        (["a\x1b[1mb"], 6),
    ],
)
def test_columns_are_those_of_a_terminal(lines: list[str], width: int) -> None:
    assert columns(lines) == width


# --- properties ---

wild_line = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="|/\\_-+=*#.:'`^~<>()[] \t│─┌┐└┘█░▒●○→↓01ov", max_size=40),
    st.sampled_from(
        ["", "    ", "the sea went out", "- item", "# Heading", "| a | b |", "|---|---|", "\u200b", "\u2800"]
    ),
).map(lambda line: line.replace("\n", " "))
wild_lines = st.lists(wild_line, max_size=30)
PROSE = "After that we walked home along the harbour and nobody spoke about the drawing again"


@settings(deadline=None)  # the machine may be busy
@given(wild_lines)
def test_spans_are_in_order_disjoint_and_end_with_lines_that_are_not_blank(lines: list[str]) -> None:
    spans = find_art(lines)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(set(edges))
    assert [span for span in spans if not (lines[span.start].strip() and lines[span.end - 1].strip())] == []


@settings(deadline=None)  # the machine may be busy
@given(wild_lines)
def test_a_paragraph_of_prose_after_a_drawing_changes_nothing(lines: list[str]) -> None:
    assert find_art([*lines, "", PROSE]) == find_art(lines)


@settings(deadline=None)  # the machine may be busy
@given(wild_lines)
def test_a_paragraph_of_prose_before_only_moves_the_spans(lines: list[str]) -> None:
    assert find_art([PROSE, "", *lines]) == tuple(span.shifted(2) for span in find_art(lines))


@settings(deadline=None)  # the machine may be busy
@given(wild_lines)
def test_the_drawing_at_a_line_is_the_one_found_in_the_whole(lines: list[str]) -> None:
    drawings = Drawings(lines)
    found = [next((each for each in find_art(lines) if each.start <= n < each.end), None) for n in range(len(lines))]
    assert [drawings.at(n) for n in reversed(range(len(lines)))] == found[::-1]


def test_only_the_paragraphs_around_a_line_are_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    examined: list[str] = []

    def count(line: str) -> bool:
        examined.append(line)
        return hints_at_art(line)

    monkeypatch.setattr(detection, "hints_at_art", count)
    waves = ["~~~~~~~~", "  ><>", "~~~~~~~~"]
    lines = ["", PROSE] * 500 + ["", *waves] + ["", PROSE] * 500
    assert Drawings(lines).at(1002) == Span(1001, 1004)
    assert 1 < len(examined) < 10


@settings(deadline=None)  # the machine may be busy
@given(wild_lines)
def test_any_fenced_block_has_a_width_and_is_art_or_not(lines: list[str]) -> None:
    assert columns(lines) >= 0
    assert is_art(lines) in (True, False)


@pytest.mark.parametrize(
    "lines",
    [
        ["[" * 100_000],
        ["│" * 5_000_000],
        ["a b " * 2_000_000],
        ["\\ " * 400] * 200,
        ["(" * 900] * 200,
        [". " * 400 + "x"] * 200,
        ["| " * 400] * 200,
        ["\t" * 900 + "|"] * 50,
        ["w " * 400] * 200,
        [" " * 900 + "x"] * 200,
        ["| a | b |"] * 20_000,
        [""] * 100_000,
    ],
    ids=lambda lines: f"{lines[0][:4]!r} x {len(lines[0])} x {len(lines)}",
)
def test_hostile_lines_take_limited_time(lines: list[str]) -> None:
    assert all(span.end <= len(lines) for span in find_art(lines))


def test_a_very_long_line_is_prose() -> None:
    assert find_art([*BOX, "", "█" * 2_000, "█" * 2_000]) == (Span(0, 5),)


# --- real drawings and real poems ---


def real_drawings() -> Iterator[tuple[str, list[str], list[bool]]]:
    """Yield name, message and labels of each file of ``shared/art``."""
    truth = json.loads((SHARED / "art" / "truth.json").read_text("utf-8"))
    for name, labelled in truth.items():
        start = next(i for i, (line, _) in enumerate(labelled) if line.startswith("### ")) + 1
        end = max(i for i, (line, _) in enumerate(labelled) if line == "---")
        yield name, [line for line, _ in labelled[start:end]], [bool(art) for _, art in labelled[start:end]]


@needs_shared
def test_real_drawings_are_found_line_by_line() -> None:
    hits = actual = expected = exact = total = 0
    for _, lines, truth in real_drawings():
        want = [line.rstrip() for line, art in zip(lines, truth, strict=True) if art and line.strip()]
        got = drawn(lines)
        hits += (Counter(got) & Counter(want)).total()
        actual, expected = actual + len(got), expected + len(want)
        exact, total = exact + (got == want), total + 1
    f1 = 2 * hits / (actual + expected)
    assert (f1 >= 0.97, exact / total >= 0.85) == (True, True), (f1, exact / total)


A_WORD = re.compile(r"[^\W\d_].*[^\W\d_]")
A_RULE = re.compile(r"\s*(?:[-*_=~.] ?){3,}\s*$")
MESSAGE_START = re.compile(r"(?:###? .{1,40}|\*\*[^*]{1,40}\*\*:?|<[^>]{1,40}>|AI-\d.*|---|_\*\*.*|\S{1,20}:)\s*$")
CONTAINS_A_DRAWING = frozenset({"ffd4bf85abc7", "cf848e3cf3f0", "3b122e8db013", "625dde3de60f", "a36792c555be"})
"""Poem-like messages that contain a drawing, checked by hand: folder trees, a portrait of letters, a progress bar.
The first twelve digits of the SHA-256 of their lines.
"""


def sections(path: Path) -> Iterator[list[str]]:
    """Yield the text of a transcript outside fences, split at possible starts of messages."""
    section: list[str] = []
    fenced = False
    for line in path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").split("\n"):
        fence = re.match(r"\s{0,3}(?:```|~~~)", line) is not None
        fenced ^= fence
        if fence or (not fenced and MESSAGE_START.match(line)):
            yield section
            section = []
        elif not fenced:
            section.append(line)
    yield section


def is_poem_like(lines: Sequence[str]) -> bool:
    """Return whether the lines are many short lines of words; independent of the features of drawings."""
    full = [line for line in lines if line.strip()]
    if len(full) < 8 or max(map(len, full)) > 160 or statistics.median(len(line.strip()) for line in full) >= 60:
        return False
    marks = "".join("".join(full).split())
    letters = sum(mark.isalpha() for mark in marks)
    return letters > 0.6 * len(marks) and all(A_WORD.search(line) or A_RULE.match(line) for line in full)


def digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


@needs_shared
def test_no_poem_is_a_drawing() -> None:
    paths = sorted(path for path in (SHARED / "corpus").rglob("*") if path.suffix in {".md", ".txt", ".log"})
    poem_like: list[list[str]] = []
    for path in paths:
        if path.stat().st_size < 1_000_000:
            poems = [lines for lines in sections(path) if is_poem_like(lines)]
            poem_like += random.Random(len(poems)).sample(poems, min(3, len(poems)))
    detected = {digest(lines): lines for lines in poem_like if find_art(lines)}
    assert len(poem_like) - len(detected) >= 400
    assert [lines for key, lines in detected.items() if key not in CONTAINS_A_DRAWING] == []


@needs_shared
def test_the_undamaged_drawings_of_seed_003_are_found_character_by_character() -> None:
    (path,) = (SHARED / "seeds").glob("003*")
    message: list[str] = []
    drawings: list[str] = []
    for line in [*path.read_text("utf-8").split("\n"), "AI-1 (end)"]:
        if re.match(r"\[?AI-\d|\W*\[AI-\d", line):
            drawings += ["\n".join(message[s.start : s.end]) for s in find_art(message)]
            message = []
        else:
            message.append(line)
    plain = [drawing for drawing in drawings if drawing.isascii()]
    assert (len(plain), digest(plain)) == (15, "aaef0a924c49")


def test_equal_lines_are_judged_once(monkeypatch: pytest.MonkeyPatch):
    judged: list[str] = []
    own_features = paragraph_module.line_features

    def count(line: ArtLine) -> dict[str, float]:
        judged.append(line.text)
        return own_features(line)

    monkeypatch.setattr(paragraph_module, "line_features", count)
    rows = ["~~~ ><(((o> ~~~", "~~~ ~~ ~~~ ~~~", "  ~~~ o ~~~"]
    find_art(rows * 500)
    find_art(["", *rows])
    assert Counter(judged) == Counter(row.strip() for row in rows)
