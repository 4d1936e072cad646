"""Formulas in TeX: which text is one, and what is set as MathML."""

import pytest

from sitegen.model import BlockKind
from sitegen.quotes.shown_text import searched_text
from sitegen.render.formulas import end_of_formula, mathml
from sitegen.render.markdown import MAX_FORMULA_CHARACTERS
from tests.render.samples import LYRA, block, conversation, message, renderer


def html(*texts: str) -> list[str]:
    """Return the HTML of messages."""
    found = conversation(*(message(n, LYRA, block(BlockKind.PROSE, text)) for n, text in enumerate(texts, 1)))
    return [str(body.html()).strip() for body in renderer().message_bodies(found)]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("let $x$ be $n+1$", ["$x$", "$n+1$"]),
        ("$E=mc^2$, $\\alpha$.", ["$E=mc^2$", "$\\alpha$"]),
        ("costs $5 and $10.", []),
        ("$5-$10, US$5/US$6, $1,000$", []),
        ("$PATH_A:$PATH_B and ${x_1} or $(y_1)$", []),
        ("$file_name$ and $two words$", []),
        ("$x^2$3 and \\$x^2$ and $$x^2$", []),
        ("$x^2\ny$", []),
        ("$ x^2$ and $x^2 $", []),
        ("$a\\$b^2$", ["$a\\$b^2$"]),
    ],
)
def test_a_formula_is_not_a_price(text: str, formulas: list[str]):
    ends = ((start, end_of_formula(text, start, len(text))) for start, sign in enumerate(text) if sign == "$")
    assert [text[start:end] for start, end in ends if end] == formulas


@pytest.mark.parametrize(
    ("text", "is_block"),
    [("$x^2$", False), ("\\(x^2\\)", False), ("$$x^2$$", True), ("\\[x^2\\]", True), ("$$\nx^2\n$$", True)],
)
def test_a_formula_is_set_with_its_source(text: str, is_block: bool):
    tex = text.strip("$\\()[]")
    display = ' display="block"' if is_block else ""
    expected = (
        f'<p><math{display} alttext="{text}"><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow>'
        f'<annotation encoding="application/x-tex">{tex}</annotation></semantics></math></p>'
    )
    assert html(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "\\[a note\\]",
        "\\[x\\]",
        "\\[1\\]",
        "\\(so\\)",
        "$$ and $$",
        "$\\unknownword^2$",
        "$\\left(^2$",
        "$\\text{a<b}^2$",
    ],
)
def test_what_is_no_formula_or_cannot_be_set_stays_as_typed(text: str):
    assert html(text) == [f"<p>{text.replace('<', '&lt;')}</p>"]


@pytest.mark.parametrize(
    "tex",
    [
        "\\text{<script>alert(1)</script>}",
        "\\text{<mi>}",
        "\\text{</mtext>}",
        "\\href{javascript:alert(1)}{y}",
        "\\color{red\" onload=alert(1) x=\"}{y}",
        "\\style{x}{y}",
        "{" * 400 + "}" * 400,
        "x" * 1_001,
        "\\begin{matrix}",
        "",
    ],
)  # fmt: skip
def test_hostile_formulas_are_not_set(tex: str):
    assert mathml(f"${tex}$") == ""


def test_signs_in_formulas_are_escaped():
    assert "&amp;" in mathml("$\\text{a & b}$")
    assert "<mo>&lt;</mo>" in mathml("$a<b$")
    assert 'alttext="$a&lt;&quot;$"' in mathml('$a<"$')


def test_a_search_finds_the_source():
    found = conversation(message(1, LYRA, block(BlockKind.PROSE, "so $\\alpha_1$ it *is*")))
    (body,) = renderer().message_bodies(found)
    assert searched_text(body.shown) == "so $\\alpha_1$ it is"


def test_a_conversation_with_too_many_formulas_shows_the_rest_as_typed():
    count = 700
    text = " ".join(["$x^{" + "1" * 100 + "}$"] * count)
    pages = html(*[text] * (MAX_FORMULA_CHARACTERS // len(text) + 2))
    assert [each.count("<math") for each in pages[:-2]] == [count] * (len(pages) - 2)
    assert pages[-1].count("<math") == 0
    assert pages[-1].count("$x^{") == count
