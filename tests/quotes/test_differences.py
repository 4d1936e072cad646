"""How two wordings differ, in one line."""

import pytest

from sitegen.quotes.differences import difference


@pytest.mark.parametrize(
    ("quoted", "said", "expected"),
    [
        ("the red door", "the blue door", "“the [-red-]{+blue+} door”"),
        ("the red door", "the door", "“the [-red-] door”"),
        ("the door", "the red door", "“the {+red+} door”"),
        ("the “red” — door…", 'the **"red"** -- door...', "“the “red” — door…”"),
        ("a b c d e f g X h i j k l m n", "a b c d e f g Y h i j k l m n", "“… e f g [-X-]{+Y+} h i j …”"),
        ("one", "two", "“[-one-]{+two+}”"),
        ("赤い扉", "青い扉", "“[-赤-]{+青+}い扉”"),
        ("", "", "“”"),
    ],
)
def test_what_differs_is_marked(quoted: str, said: str, expected: str):
    assert difference(quoted, said) == expected


def test_much_that_differs_is_cut():
    found = difference("one two " * 500, "three four " * 500)
    assert len(found) < 420
    assert found.endswith(" …”")
