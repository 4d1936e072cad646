"""Test word diffs."""

import pytest

from sitegen.quotes.differences import word_diff


@pytest.mark.parametrize(
    ("quoted", "original", "expected"),
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
def test_differences_are_marked(quoted: str, original: str, expected: str):
    assert word_diff(quoted, original) == expected


def test_long_differences_are_abbreviated():
    found = word_diff("one two " * 500, "three four " * 500)
    assert len(found) < 420
    assert found.endswith(" …”")
