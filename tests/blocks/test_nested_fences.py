"""Fences in fences: a page shows the code that the writer meant, and nothing is lost."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.blocks.parser import parse_speech

PLAN = "# Plan\n\n```text\nDONE\n```\n\n## Notes"


def kinds(text: str) -> list[tuple[str, str, str]]:
    return [(block.kind.value, block.language, block.text) for block in parse_speech(text)]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (f"So:\n\n```markdown\n{PLAN}\n```\n\nDone.", [("prose", "", "So:"), ("code", "markdown", PLAN), ("prose", "", "Done.")]),
        (f"```markdown\n{PLAN}\n```\n\n```py\nx = 1\n```", [("code", "markdown", PLAN), ("code", "py", "x = 1")]),
        ("```md\n```md\n```sh\nls\n```\n```\n```", [("code", "md", "```md\n```sh\nls\n```\n```")]),
        ("```md\n```a\n```\n```b\n```\n```", [("code", "md", "```a\n```\n```b\n```")]),
        ("```\nx\n```a\ny\n```\nz\n```", [("code", "", "x\n```a\ny\n```\nz")]),
        ("````md\n```a\nx\n```\n````", [("code", "md", "```a\nx\n```")]),
        ("```md\n````a\nx\n````\n```", [("code", "md", "````a\nx\n````")]),
        ("~~~md\n~~~a\nx\n~~~\n~~~", [("code", "md", "~~~a\nx\n~~~")]),
        ("~~~md\n```a\n~~~", [("code", "md", "```a")]),
        # Each bare fence closes one, so a line that opens none is code.
        ("```text\n```python\n```\n\nor", [("code", "text", "```python"), ("prose", "", "or")]),
        ("```\na\n```\n\nb\n\n```\nc\n```", [("code", "", "a"), ("prose", "", "b"), ("code", "", "c")]),
        ("```py\ns = '''\n```json\n'''\n```\n\nb\n\n```\nc\n```", [("code", "py", "s = '''\n```json\n'''"), ("prose", "", "b"), ("code", "", "c")]),
        ("```md\n```a\nx\n```\n\ny", [("code", "md", "```a\nx"), ("prose", "", "y")]),
        ("a\n\n```py\nx\n```\n\n```js\ny", [("prose", "", "a"), ("code", "py", "x"), ("code", "js", "y")]),
    ],
)  # fmt: skip
def test_fences_nest_if_all_of_them_match_then(text: str, blocks: list[tuple[str, str, str]]):
    assert kinds(text) == blocks


@pytest.mark.parametrize(
    "text",
    [
        "- a\n  ```py\n  x\n  ```\n- b",
        "- ```py\n  x\n  ```\n- b",
        "10. ```py\n    x\n    ```\n11. b",
        "- a\n  - ```py\n    x\n    ```\n  - b",
        "- ```py\n  x\n  ```\n- ```js\n  y\n  ```",
        "> ```md\n> ```a\n> x\n> ```\n> ```",
        "1. a\n   ```py\n   never closed",
    ],
)
def test_fences_that_markdown_pairs_alike_stay_in_their_list(text: str):
    assert kinds(f"{text}\n\nAnd then:\n\n```sh\nls\n```") == [
        ("prose", "", f"{text}\n\nAnd then:"),
        ("code", "sh", "ls"),
    ]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("1. So:\n   ```md\n   ```a\n   x\n   ```\n   ```\n2. b", [("prose", "1. So:"), ("code", "```a\nx\n```"), ("prose", "2. b")]),
        ("1. So:\n   ```py\nx = 1\n   ```\n2. b", [("prose", "1. So:"), ("code", "x = 1"), ("prose", "2. b")]),
        ("1. So:\n   ```py\n   x = 1\n```\n\nb", [("prose", "1. So:"), ("code", "x = 1"), ("prose", "b")]),
        ("- ```py\n  x = 1\n```\n\nb", [("code", "  x = 1"), ("prose", "b")]),
    ],
)  # fmt: skip
def test_fences_that_markdown_would_pair_differently_end_their_list(text: str, blocks: list[tuple[str, str]]):
    assert [(kind, words) for kind, _, words in kinds(text)] == blocks


LINES = st.sampled_from(
    ["```", "```a", "````", "````b", "~~~c", "~~~", "- ```d", "  ```", "    ```", "1. x", "   y", "z", ""]
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(LINES, max_size=20))
def test_no_line_but_the_outer_fences_is_lost(lines: list[str]):
    shown = [line.strip() for _, _, words in kinds("\n".join(lines)) for line in words.split("\n")]
    left_out = Counter(line.strip() for line in lines if line.strip()) - Counter(shown)
    assert [line for line in left_out if "```" not in line and "~~~" not in line] == []
