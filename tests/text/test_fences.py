"""Which lines open and close fenced code."""

import pytest

from sitegen.text.fences import Fence, find_fences, read_fence


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
        # Tildes before what is no language are drawn.
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
def test_a_fence_is_three_marks_or_more_at_the_margin(line: str, fence: Fence | None):
    assert read_fence(line) == fence


def test_all_fences_of_a_text_are_found_where_they_stand():
    text = "a\n```py\n~~~\n ```\n"
    fences = tuple(find_fences(text))
    assert fences == (Fence(2, 0, "`", 3, "py"), Fence(8, 0, "~", 3, ""), Fence(12, 1, "`", 3, ""))
    assert read_fence(text, 2, 7) == fences[0]


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
def test_a_fence_is_closed_by_as_many_of_its_marks_and_nothing_else(opener: str, line: str, closes: bool):
    opening, closing = read_fence(opener), read_fence(line)
    assert opening is not None
    assert closing is not None
    assert closing.closes(opening) is closes


def test_a_line_of_marks_alone_is_read_in_one_go():
    assert read_fence("`" * 1_000_000 + "a`") is None
