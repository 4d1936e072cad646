"""Highlighted code keeps its characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.render.code import MAX_CHARACTERS, MAX_LINE_LENGTH, highlight_code, stylesheet
from sitegen.text.invisible import spell_out_invisible
from tests.render.page_elements import read


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("x = 1", "python", '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>'),
        ("x = 1", "PYTHON", '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>'),
        ("<b>", "", "&lt;b&gt;"),
        ("<b>", "no such language", "&lt;b&gt;"),
        ("<b>", "p" * 1000, "&lt;b&gt;"),
        ("<b>", '"><script>', "&lt;b&gt;"),
        ("\n\n x\n\n", "text", "\n\n x\n\n"),
        ("\x1b", "python", '<span class="err"><span class="invisible" title="ESCAPE">␛</span></span>'),
        ("#\u202e", "python", None),
    ],
)
def test_code_of_a_known_language_is_highlighted(text: str, language: str, expected: str | None):
    marked = '<span class="c1">#<span class="invisible" title="RIGHT-TO-LEFT OVERRIDE">⟦U+202E⟧</span></span>'
    assert highlight_code(text, language) == (marked if expected is None else expected)


@pytest.mark.parametrize("text", ["x = 1\n" * MAX_CHARACTERS, "x" * (MAX_LINE_LENGTH + 1)])
def test_large_code_is_not_highlighted(text: str):
    assert highlight_code(text, "python") == text


@given(st.text(), st.sampled_from(["python", "html", "json", "bash", "c", "css", "diff", "markdown", "js", ""]))
def test_no_character_is_lost(text: str, language: str):
    assert read(highlight_code(text, language)).text == spell_out_invisible(text)


def test_the_style_sheet_has_both_colour_schemes():
    light, dark = stylesheet().split("@media (prefers-color-scheme: dark) {")
    for part in (light, dark):
        rules = [line for line in part.splitlines() if line.startswith(".code .")]
        assert len(rules) > 30
        assert not any(rule.startswith(".code .err") for rule in rules)
