"""URLs of links are rewritten, and nothing else."""

import pytest

from sitegen.build.checks.link_fixes import replace_urls
from sitegen.model import Span


@pytest.mark.parametrize(
    ("replacements", "expected"),
    [
        ([], "see [a](old) and [b](old2)"),
        ([(Span(8, 11), "new")], "see [a](new) and [b](old2)"),
        ([(Span(21, 25), "n2"), (Span(8, 11), "n1")], "see [a](n1) and [b](n2)"),
        ([(Span(8, 11), "new"), (Span(8, 11), "new")], "see [a](new) and [b](old2)"),
        ([(Span(8, 11), "one"), (Span(8, 11), "two")], "see [a](old) and [b](old2)"),
        (
            [(Span(8, 11), "a b)\"'<>\n`(é%20")],
            "see [a](a%20b%29%22%27%3C%3E%0A%60%28%C3%A9%20) and [b](old2)",
        ),
    ],
)
def test_the_urls_in_these_spans_are_replaced(replacements: list[tuple[Span, str]], expected: str):
    assert replace_urls("see [a](old) and [b](old2)", replacements) == expected
