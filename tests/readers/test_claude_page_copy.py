"""Pages of Claude.ai that were copied as text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import BlockKind, MessagePart, Role, Span
from sitegen.model.problems import Problem
from sitegen.readers import claude_page_copy
from sitegen.readers.detection import detections, find_reader
from sitegen.readers.parsed import Confidence
from tests.readers.parsed_texts import piece_texts, source

WORD = """# <a name="_a1"></a>Tides\\_2
Share\\
**R**\\
When is it\\
high?\\
Edit\\
At noon.\\
Edit\\
it yourself.\\
Retry
### <a name="_b2"></a>**Lamp\\_plan.docx**
12 lines\\
docx\\
**R**\\
And the lamp?\\
Edit\\
### <a name="_c3"></a>Lit
Always.\\
Retry\\
[Claude can make mistakes. Please double-check responses.](https://example.org)\\
Sonnet 4\\
Claude

**R**\\
Rosa\\
Free plan
"""


def test_buttons_tell_questions_from_answers():
    parsed = claude_page_copy.read(source(WORD))
    assert find_reader(source(WORD)) is claude_page_copy
    assert [(each.speaker, each.role, each.model, each.text, each.is_model_inferred) for each in parsed.messages] == [
        ("User", Role.USER, "", "When is it\nhigh?", False),
        ("Claude", Role.ASSISTANT, "Claude Sonnet 4", "At noon.\nEdit\nit yourself.", True),
        ("User", Role.USER, "", "12 lines\ndocx\n\nAnd the lamp?", False),
        ("Claude", Role.ASSISTANT, "Claude Sonnet 4", "### Lit\nAlways.", True),
    ]
    assert (parsed.title, parsed.problems) == ("Tides_2", ())


def test_files_above_a_question_belong_to_it():
    asked = claude_page_copy.read(source(WORD)).messages[2]
    start = WORD.index('### <a name="_b2')
    card = Span(start, WORD.index("docx\\\n**R**") + len("docx\\"))
    words = WORD.index("And the lamp?")
    assert asked.more_spans == (card,)
    assert asked.parts == (
        MessagePart(BlockKind.ATTACHMENT, "12 lines\ndocx", card, "Lamp_plan.docx"),
        MessagePart(BlockKind.PROSE, "And the lamp?", Span(words, words + len("And the lamp?\\"))),
    )


def assert_covered(text: str) -> None:
    parsed = claude_page_copy.read(source(text))
    spans = [each.span for each in parsed.pieces] + [span for each in parsed.messages for span in each.more_spans]
    assert "".join(span.of(text) for span in sorted(spans, key=lambda span: (span.start, span.end))) == text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["R", "**R**\\", "C", "Edit", "Edit\\", "Retry", "Share", "# T", "a", "", "```"]), max_size=20
    )
)
def test_the_pieces_of_any_page_cover_it(lines: list[str]):
    assert_covered("\n".join(lines))


def test_the_pieces_cover_the_page():
    assert_covered(WORD)
    parsed = claude_page_copy.read(source(WORD))
    assert [label for label, _ in piece_texts(source(WORD), parsed) if label != "separator"] == [
        "header", "marker", "> User", "marker", "> Claude", "marker", "marker", "> User", "marker", "> Claude", "marker",
        "footer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "messages", "problems"),
    [
        ("AB\nWhen?\nEdit\n\nNoon.\nRetry\nAB\nSo?\nEdit\nYes.\nRetry\n", ["When?", "Noon.", "So?", "Yes."], []),
        ("R\nWhen?\nEdit\nNoon.\nR\nSo?\nEdit\nYes.\nRetry\n", ["When?", "Noon.", "So?", "Yes."], [3]),
        ("R\nWhen?\nEdit\nNoon.\nRetry\nR\nSo?\nEdit\n", ["When?", "Noon.", "So?"], [8]),
        ("R\nA, B or C?\nEdit\nC\nRetry\nR\nWhy C\nC\nEdit\nSo.\nRetry\n", ["A, B or C?", "C", "Why C\nC", "So."], []),
        ("R\nWho?\nR\nEdit\nYou.\nRetry\n", ["Who?\nR", "You."], []),
        ("R\nRosa\nFree plan\nShare\nR\nWhen?\nEdit\nNoon.\nRetry\n", ["When?", "Noon."], []),
        ("R\n```\nEdit\n```\nEdit\nFine.\nRetry\n", ["```\nEdit\n```", "Fine."], []),
        ("no page\n", [], [None]),
        ("", [], [None]),
    ],
)
def test_other_pages(text: str, messages: list[str], problems: list[int | None]):
    parsed = claude_page_copy.read(source(text))
    assert [each.text for each in parsed.messages] == messages
    assert [each.line for each in parsed.problems] == problems
    assert "".join(each.span.of(text) for each in parsed.pieces) == text


def test_buttons_alone_are_no_page():
    for text in ("Edit\nRetry\n", "R\nEdit\n", "Share\nR\nhi\nRetry\n"):
        assert isinstance(find_reader(source(text)), Problem)


def test_one_question_without_the_footer_of_the_page_is_only_possible():
    text = "R\nWhen?\nEdit\nNoon.\nRetry\n"
    assert [(reader, found.confidence) for reader, found in detections(source(text))] == [
        (claude_page_copy, Confidence.POSSIBLE)
    ]
