"""Parsing of the lines that open and close fenced code."""

import pytest

from sitegen.text.fences import Fence, FencePairs, find_fences, parse_fence


@pytest.mark.parametrize(
    ("line", "fence"),
    [
        ("```", Fence(0, 0, "`", 3, "")),
        ("~~~~", Fence(0, 0, "~", 4, "")),
        ("   ```py  x ", Fence(0, 3, "`", 3, "py  x")),
        ("~~~c++", Fence(0, 0, "~", 3, "c++")),
        ("~~~ {.r, echo=FALSE}", Fence(0, 0, "~", 3, "{.r, echo=FALSE}")),
        ('~~~ Python title="x"', Fence(0, 0, "~", 3, 'Python title="x"')),
        ("~~~sh ~/bin/tide", Fence(0, 0, "~", 3, "sh ~/bin/tide")),
        ("~~~js{1,3}\r", Fence(0, 0, "~", 3, "js{1,3}")),
        ("`" * 99, Fence(0, 0, "`", 99, "")),
        ("    ```", None),
        ("\t```", None),
        ("``", None),
        ("```a`b", None),
        ("> ```", None),
        ("", None),
        # Tildes before text that is no language are drawn.
        ("~~~ a`b", None),
        ("~~~ ~", None),
        ("~~~~|~~~~", None),
        ("~~~~ the sea ~~~~", None),
        ("~~~~~~><>", None),
        ("~~~ <- the sea", None),
        ("~~~~~~●/  \\●~~~", None),
        ("~~~~~o/", None),
        ("~~~🐟", None),
    ],
)
def test_a_fence_is_at_least_three_marks_at_the_margin(line: str, fence: Fence | None):
    assert parse_fence(line) == fence


def test_all_fences_of_a_text_are_found_with_their_offsets():
    text = "a\n```py\n~~~\n ```\n"
    fences = tuple(find_fences(text))
    assert fences == (Fence(2, 0, "`", 3, "py"), Fence(8, 0, "~", 3, ""), Fence(12, 1, "`", 3, ""))
    assert parse_fence(text, 2, 7) == fences[0]


@pytest.mark.parametrize(
    ("opener", "line", "closes"),
    [
        ("```", "```", True),
        ("```py", "  ````  ", True),
        ("````", "```", False),
        ("```", "~~~", False),
        ("```", "```py", False),
    ],
)
def test_a_fence_is_closed_by_at_least_as_many_of_its_marks_alone(opener: str, line: str, closes: bool):
    opening, closing = parse_fence(opener), parse_fence(line)
    assert opening is not None
    assert closing is not None
    assert closing.closes(opening) is closes


def test_a_long_line_of_marks_takes_linear_time():
    assert parse_fence("`" * 1_000_000 + "a`") is None


@pytest.mark.parametrize(
    ("lines", "pairs", "costs"),
    [
        (["```", "```"], [(0, 1)], (0, 0)),
        (["```", "```", "```"], [(0, 1), (2, None)], (1, 0)),
        (["```a", "```b", "```", "```"], [(0, 3)], (0, 0)),
        (["```a", "```b", "```"], [(0, 2)], (0, 1)),
        (["```a", "```b", "```", "```c", "```", "```"], [(0, 5)], (0, 0)),
        (["```a", "```b", "```", "```", "```c", "```"], [(0, 3), (4, 5)], (0, 0)),
        (["```a", "```b", "```", "```", "```"], [(0, 2), (3, 4)], (0, 1)),
        (["```a", "```b"], [(0, None)], (1, 0)),
        (["````a", "```b", "````"], [(0, 2)], (0, 0)),
        (["```a", "````b", "```", "````", "```"], [(0, 4)], (0, 0)),
        (["```a", "~~~", "```"], [(0, 2)], (0, 0)),
        (["- ```a", "    ```", "    ```", "```"], [(0, 1), (2, None)], (1, 0)),
    ],
)
def test_fences_are_paired_so_that_none_stays_open(
    lines: list[str], pairs: list[tuple[int, int | None]], costs: tuple[int, int]
):
    found = FencePairs(tuple(find_fences("\n".join(lines))))
    assert (list(found), found.costs[0]) == (pairs, costs)


class CountedFences(tuple[Fence, ...]):
    """Fences that count how often one is looked at."""

    count = 0

    def __getitem__(self, index: int) -> Fence:  # type: ignore[override]
        self.count += 1
        return super().__getitem__(index)


@pytest.mark.parametrize(
    "lines",
    [
        ["```"],
        ["```a"],
        ["```a", "```b", "```"],
        ["```", "```a"],
        ["```a", "```"],
        ["~~~", "```", "````a"],
        ["- ```a", "```"],
        ["`" * length for length in range(70, 2, -1)],
        ["`" * length for length in range(3, 70)],
    ],
    ids=str,
)
def test_pairing_takes_linear_time(lines: list[str]):
    counts = []
    for times in (20, 40):
        fences = CountedFences(find_fences("\n".join(lines * times)))
        FencePairs(fences)
        counts.append(fences.count)
    assert counts[1] <= 2.1 * counts[0]
