"""Test a whole essay: extract, verify and fix its links."""

import pytest

from sitegen.build.checks.link_fixes import replace_urls
from sitegen.quotes.extraction import extract_html, extract_markdown
from sitegen.quotes.verdict import Verdict
from sitegen.quotes.verify import verify
from tests.quotes.samples import resolve, sample_corpus

ARCHIVE = sample_corpus()
MARKDOWN = """\
# Lamps

It began “The red door was open” ([the door](c/lamps.html#m-door "there")) and went on:

> Nothing else matters here, said the *lighthouse keeper* …
>
> — [Nobody](<c/lamps.html#m-yes>), late

“The blue door was open”[^1], and “rain and tea in the mountains” [they say][r].

[^1]: See [there](c/lamps.html#m-door).

[r]: c/lamps.html#m-lost
"""
HTML = """\
<p>It began “The red door was open” (<a href="c/lamps.html#m-door">the door</a>):
<blockquote cite='c/lamps.html#m-yes'>Nothing else matters here, said the <em>lighthouse keeper</em> …</blockquote>
<p>“The blue door was open” <a href=c/lamps.html#m-door>there</a>,
<q cite="c/lamps.html#m-lost">rain and tea in the mountains</q>
"""


def verdicts(essay: str) -> list[Verdict]:
    extract = extract_html if essay.startswith("<") else extract_markdown
    return [verify(each, ARCHIVE) for each in extract(essay, resolve)]


@pytest.mark.parametrize(
    ("essay", "lines"), [(MARKDOWN, [3, 7, 11, 13]), (HTML, [1, 2, 3, 4])], ids=["markdown", "html"]
)
def test_all_links_of_an_essay_are_verified_and_wrong_ones_fixed(essay: str, lines: list[int]):
    found = {each.quotation.line: each for each in verdicts(essay)}
    assert {line: each.finding.value for line, each in found.items()} == dict(
        zip(lines, ["verbatim", "moved", "altered", "dead link"], strict=True)
    )
    new = [
        (each.quotation.span, f"c/{each.new_address.slug}.html#{each.new_address.anchor}")
        for each in found.values()
        if each.new_address and each.quotation.span
    ]
    updated = replace_urls(essay, new)
    expected = essay.replace("m-yes", "m-gull").replace("lamps.html#m-lost", "rain.html#m-tea")
    assert updated == expected
    assert [each.finding.value for each in verdicts(updated) if each.is_fault] == ["altered"]
