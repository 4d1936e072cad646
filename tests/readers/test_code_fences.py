from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.blocks.tilde_fences import TildeFences
from sitegen.readers import code_fences, markdown
from sitegen.readers.code_fences import outside_fences
from sitegen.readers.detection import find_reader
from tests.readers.parsed_texts import source

TICKS = "```"
MARKER = "### owl"  # written ``@`` below


def marker_offsets(text: str) -> list[int]:
    """Return the offsets of the lines ``### owl``."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return [start for start, line in zip(starts, text.split("\n"), strict=False) if line == MARKER]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["@", "@"], [True, True]),
        (["@", TICKS, "@", TICKS, "@"], [True, False, True]),
        (["@", "```py", "@", "x", "@", TICKS, "@"], [True, False, False, True]),
        (["@", TICKS, "x", TICKS, "@"], [True, True]),
        (["@", "~~~", "@", TICKS, "@", "~~~", "@"], [True, False, False, True]),
        (["@", "````", TICKS, "@", "````", "@"], [True, False, True]),
        ([TICKS, "@", TICKS, "@"], [False, True]),
        # Unclosed: the fence ends with its message.
        (["@", TICKS, "@", "@"], [True, True, True]),
        (["@", TICKS, "@", TICKS, "x", TICKS, "@"], [True, True, True]),
        (["@", TICKS, "@", "```py", "x", TICKS, "@"], [True, True, True]),
        (["@", "```py", "@", "```py", "@"], [True, True, True]),
        # No fences: indented too far, too short, a backtick in the info string, quoted.
        (["@", "    ```", "@", "    ```", "@"], [True, True, True]),
        (["@", "``", "@", "``", "@"], [True, True, True]),
        (["@", "```a`", "@", TICKS, "@"], [True, True, True]),
        (["@", "> ```", "@", "> ```", "@"], [True, True, True]),
    ],
)
def test_a_marker_in_a_closed_fence_is_text(lines: list[str], expected: list[bool]):
    text = "\n".join(lines).replace("@", MARKER)
    assert list(outside_fences(text, marker_offsets(text))) == expected


closed = st.sampled_from(["x", "", "```\nx\n```", "````\n```\n````", "~~~ a\n```\n~~~", "```py\n\n```"])


@settings(deadline=None)
@given(st.lists(closed, max_size=12), st.integers(0, 12), st.sampled_from([TICKS, "```py", "~~~~"]))
def test_one_unclosed_fence_hides_no_marker(texts: list[str], place: int, fence: str):
    texts.insert(place, fence)
    text = "".join(f"{MARKER}\n{each}\n" for each in texts)
    assert outside_fences(text, marker_offsets(text)) == (True,) * len(texts)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["x", "@", "", "~~~"]), max_size=12), st.lists(closed, max_size=4))
def test_every_marker_inside_a_fence_is_text(code: list[str], surrounding: list[str]):
    before = "".join(f"@\n{each}\n" for each in surrounding)
    text = f"{before}@\n```\n" + "".join(f"{line}\n" for line in code) + f"```\n{before}"
    hidden = code.count("@")
    outside = (True,) * len(surrounding)
    text = text.replace("@", MARKER)
    assert outside_fences(text, marker_offsets(text)) == (*outside, True, *(False,) * hidden, *outside)


@pytest.mark.parametrize("cut", range(6, 13))
def test_a_marker_may_cut_a_row_of_backticks(cut: int):
    assert outside_fences("+--+\n```````\n+--+\n", [0, cut]) == (True, True)


@pytest.mark.parametrize("is_declared", [True, False])
def test_the_tildes_of_a_text_are_analysed_once_for_all_styles_of_markers(
    is_declared: bool, monkeypatch: pytest.MonkeyPatch
):
    counts: list[int] = []

    def count(lines: Sequence[str], nested: bool = False) -> TildeFences:
        counts.append(len(lines))
        return TildeFences(lines, nested)

    monkeypatch.setattr(code_fences, "TildeFences", count)
    styles = "### Rosa\n\n~~~\nx\n\n**Owl:** y\n\n~~~~ z\n\nOwl: a\n\n~~~~~~~~\n\n## Rosa\n\n【Owl】b\n\n~~~py\n\nOwl said:\n\n"
    head = "---\nparticipants: [Rosa, Owl]\n---\n" if is_declared else ""
    transcript = source(head + styles * 20)
    find_reader(transcript)
    markdown.read(transcript)
    assert counts == [transcript.text.count("\n") + 1]
