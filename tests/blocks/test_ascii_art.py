"""Drawings without fences: found whole, and nothing else taken for one."""

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

from sitegen.blocks.ascii_art.detection import Paragraph, columns, find_art, is_art
from sitegen.blocks.ascii_art.features import WEIGHTS, Line
from sitegen.model import Span
from tests.paths import PROJECT
from tests.shared import SHARED, needs_shared

GOLDEN = PROJECT / "tests" / "golden" / "art"
DRAWINGS = sorted((GOLDEN / "drawings").glob("*.txt"))
TEXTS = sorted((GOLDEN / "texts").glob("*.txt"))
"""In ``drawings`` a line begins with ``+`` where it belongs to a drawing, and with a blank where not."""


def read_lines(path: Path) -> list[str]:
    return path.read_text("utf-8").removesuffix("\n").split("\n")


def drawn(lines: Sequence[str]) -> list[str]:
    """The lines of all drawings, without blank ones, as a reader would compare them."""
    found = (line for span in find_art(lines) for line in lines[span.start : span.end])
    return [line.rstrip() for line in found if line.strip()]


# --- our own drawings and texts ---


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_found_whole_and_its_neighbours_are_left_alone(path: Path) -> None:
    marked = read_lines(path)
    assert drawn([line[1:] for line in marked]) == [
        line[1:].rstrip() for line in marked if line.startswith("+") and line[1:].strip()
    ]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_found_without_its_neighbours_too(path: Path) -> None:
    marked = read_lines(path)
    art = [line[1:].rstrip() for line in marked if line.startswith("+") and line[1:].strip()]
    alone = "\n".join(line[1:] for line in marked if line.startswith("+")).split("\n")
    assert drawn(alone) == art


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_what_is_not_a_drawing_is_not_taken(path: Path) -> None:
    assert find_art(read_lines(path)) == ()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_what_is_not_a_drawing_is_none_in_fences_either(path: Path) -> None:
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
def test_spans_count_lines_and_hold_the_blank_ones_inside(lines: list[str], spans: tuple[Span, ...]) -> None:
    assert find_art(lines) == spans


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("▁▂▅▇▅▂▁", True),
        ("⠋⠙⠹⠸", True),
        ("████████", False),
        ("────────", False),
        ("░▒▓ dusk ▓▒░", False),
        ("( o.o )", False),
    ],
)
def test_of_single_lines_only_a_sparkline_is_a_drawing(line: str, found: bool) -> None:
    assert bool(find_art(["Look:", "", line, "", "That was it."])) == found


def test_a_pipe_table_is_prose_even_beside_a_drawing() -> None:
    table = ["| a | b |", "|---|---|", "| 1 | 2 |"]
    assert find_art([*table, "", *BOX]) == (Span(4, 9),)
    assert find_art(["Counted twice:", *table, "", *BOX]) == (Span(5, 10),)


def test_a_table_that_is_drawn_with_its_edges_is_a_drawing() -> None:
    edge = "+---+---+"
    assert find_art([edge, "| a | b |", "|---|---|", "| 1 | 2 |", edge]) == (Span(0, 5),)


def test_a_blank_line_that_keeps_its_indentation_does_not_end_a_drawing() -> None:
    top = ["    ███ <-- noon", "     ↓", "    ▒▒▒ <-- tea", "     ↓", "    ░ <-- us"]
    below = ["    Even ░ keeps warm.", "    Warm enough, we say."]
    assert find_art([*top, "    ", *below]) == (Span(0, 8),)


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    paragraph = Paragraph.of([Line.of(0, "| sea |")])
    assert sorted(paragraph.features(0, beside_ink=False)) == sorted(WEIGHTS)


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


# --- whatever comes ---

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
def test_a_paragraph_of_prose_behind_changes_nothing(lines: list[str]) -> None:
    assert find_art([*lines, "", PROSE]) == find_art(lines)


@settings(deadline=None)  # the machine may be busy
@given(wild_lines)
def test_a_paragraph_of_prose_before_only_moves_the_spans(lines: list[str]) -> None:
    assert find_art([PROSE, "", *lines]) == tuple(span.shifted(2) for span in find_art(lines))


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
def test_hostile_lines_come_to_an_end(lines: list[str]) -> None:
    assert all(span.end <= len(lines) for span in find_art(lines))


def test_an_endless_line_is_prose() -> None:
    assert find_art([*BOX, "", "█" * 2_000, "█" * 2_000]) == (Span(0, 5),)


# --- real drawings and real poems ---


def real_drawings() -> Iterator[tuple[str, list[str], list[bool]]]:
    """Name, message and truth of each file of ``shared/art``."""
    truth = json.loads((SHARED / "art" / "truth.json").read_text("utf-8"))
    for name, labelled in truth.items():
        start = next(i for i, (line, _) in enumerate(labelled) if line.startswith("### ")) + 1
        end = max(i for i, (line, _) in enumerate(labelled) if line == "---")
        yield name, [line for line, _ in labelled[start:end]], [bool(art) for _, art in labelled[start:end]]


@needs_shared
def test_real_drawings_are_found_line_by_line() -> None:
    hits = found = wanted = exact = total = 0
    for _, lines, truth in real_drawings():
        want = [line.rstrip() for line, art in zip(lines, truth, strict=True) if art and line.strip()]
        got = drawn(lines)
        hits += (Counter(got) & Counter(want)).total()
        found, wanted = found + len(got), wanted + len(want)
        exact, total = exact + (got == want), total + 1
    f1 = 2 * hits / (found + wanted)
    assert (f1 >= 0.97, exact / total >= 0.85) == (True, True), (f1, exact / total)


A_WORD = re.compile(r"[^\W\d_].*[^\W\d_]")
A_RULE = re.compile(r"\s*(?:[-*_=~.] ?){3,}\s*$")
TURN = re.compile(r"(?:###? .{1,40}|\*\*[^*]{1,40}\*\*:?|<[^>]{1,40}>|AI-\d.*|---|_\*\*.*|\S{1,20}:)\s*$")
HOLDS_A_DRAWING = frozenset({"ffd4bf85abc7", "cf848e3cf3f0", "3b122e8db013", "625dde3de60f"})
"""Messages that the rule picks though they hold a drawing: SHA-256 of their lines, the first twelve digits.
Looked at one by one: three trees of folders, and a portrait made of dots and letters.
"""


def stretches(path: Path) -> Iterator[list[str]]:
    """The text of a transcript outside fences, cut at whatever looks like the start of a turn."""
    stretch: list[str] = []
    fenced = False
    for line in path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").split("\n"):
        fence = re.match(r"\s{0,3}(?:```|~~~)", line) is not None
        fenced ^= fence
        if fence or (not fenced and TURN.match(line)):
            yield stretch
            stretch = []
        elif not fenced:
            stretch.append(line)
    yield stretch


def is_poem_like(lines: Sequence[str]) -> bool:
    """Many short lines of words: a rule that asks nothing of what drawings look like."""
    full = [line for line in lines if line.strip()]
    if (
        len(full) < 8
        or max(map(len, full)) > 160
        or statistics.median(len(line.strip()) for line in full) >= 60
    ):
        return False
    marks = "".join("".join(full).split())
    letters = sum(mark.isalpha() for mark in marks)
    return letters > 0.6 * len(marks) and all(A_WORD.search(line) or A_RULE.match(line) for line in full)


def digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


@needs_shared
def test_no_poem_is_taken_for_a_drawing() -> None:
    paths = sorted(path for path in (SHARED / "corpus").rglob("*") if path.suffix in {".md", ".txt", ".log"})
    picked: list[list[str]] = []
    for path in paths:
        if path.stat().st_size < 1_000_000:
            poems = [lines for lines in stretches(path) if is_poem_like(lines)]
            picked += random.Random(len(poems)).sample(poems, min(3, len(poems)))
    taken = {digest(lines): lines for lines in picked if find_art(lines)}
    assert len(picked) - len(taken) >= 400
    assert [lines for key, lines in taken.items() if key not in HOLDS_A_DRAWING] == []


@needs_shared
def test_the_drawings_of_seed_003_that_need_no_repair_are_kept_glyph_for_glyph() -> None:
    (path,) = (SHARED / "seeds").glob("003*")
    message: list[str] = []
    found: list[str] = []
    for line in [*path.read_text("utf-8").split("\n"), "AI-1 (end)"]:
        if re.match(r"\[?AI-\d|\W*\[AI-\d", line):
            found += ["\n".join(message[s.start : s.end]) for s in find_art(message)]
            message = []
        else:
            message.append(line)
    plain = [drawing for drawing in found if drawing.isascii()]
    assert (len(plain), digest(plain)) == (15, "aaef0a924c49")
