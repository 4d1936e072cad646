"""The reader of the reports of pidgin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Usage
from sitegen.model.problems import Problem
from sitegen.readers.detection import find_reader
from sitegen.readers.pidgin import reports
from sitegen.text.source import read_source
from tests.readers.parsed_texts import message_texts, piece_texts

REPORT = """# Conversation: x/one ↔ x/one

**Experiment**: experiment_1
**Date**: 2031-02-03 04:05:06 UTC
**Agents**: x/one ↔ x/one

| Metric | Value |
|--------|-------|
| Total Messages | {count} |
| Total Cost | $0.25 |

## Transcript

### Turn 0

**x/one**: Is the tide in?

**bold**: no marker

**x/one**:\x20


### Turn 1

**x/one**: ```
**x/one**: in code
```

---
"""


def test_the_talk_in_a_report_is_read():
    source = read_source("conv.md", REPORT.format(count=3).encode())
    assert find_reader(source) is reports
    parsed = reports.read(source)
    assert message_texts(source, parsed) == [
        ("x/one", "Is the tide in?\n\n**bold**: no marker"),
        ("x/one", ""),
        ("x/one", "```\n**x/one**: in code\n```"),
    ]
    assert (parsed.title, parsed.started, parsed.usage, parsed.problems) == (
        "x/one ↔ x/one", "2031-02-03T04:05:06+00:00", Usage(cost=0.25), (),
    )  # fmt: skip
    assert "".join(text for _, text in piece_texts(source, parsed)) == source.text


def test_another_number_of_messages_is_a_problem():
    parsed = reports.read(read_source("conv.md", REPORT.format(count=4).encode()))
    assert parsed.problems == (Problem("message-count-differs", "conv.md", found=3, stated=4),)


@pytest.mark.parametrize("text", ["# Experiment: tide\n\n**ID**: experiment_1\n", "# Conversation: a ↔ b\n\nhi\n"])
def test_a_report_without_a_talk_is_no_transcript(text: str):
    assert reports.detect(read_source("summary.md", text.encode())) is None


@settings(deadline=None)
@given(st.lists(st.sampled_from(REPORT.split("\n"))))
def test_the_pieces_cover_any_report(lines: list[str]):
    source = read_source("conv.md", "\n".join(lines).encode())
    assert "".join(text for _, text in piece_texts(source, reports.read(source))) == source.text
