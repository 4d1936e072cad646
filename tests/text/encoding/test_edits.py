from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Span
from sitegen.text.encoding.edits import Edit, EditMap


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, EditMap]:
    pieces = draw(st.lists(st.tuples(st.text(max_size=5), st.text(min_size=1, max_size=4)), max_size=8))
    before, edits = "", []
    for unchanged, replaced in pieces:
        before += unchanged
        edits.append(Edit(len(before), replaced, draw(st.text(min_size=1, max_size=4))))
        before += replaced
    return before + draw(st.text(max_size=5)), EditMap(tuple(edits))


@given(edited_texts())
def test_undoing_edits_gives_the_text_before(case: tuple[str, EditMap]) -> None:
    before, edits = case
    assert edits.undo(edits.apply(before)) == before


@given(edited_texts(), st.data())
def test_spans_that_tile_the_text_after_tile_the_text_before(case: tuple[str, EditMap], data: st.DataObject) -> None:
    before, edits = case
    after = edits.apply(before)
    untouched = [edits.offset_after(offset) for offset in range(len(before) + 1)]
    cuts = sorted({0, len(after), *data.draw(st.lists(st.sampled_from(untouched), max_size=5))})
    origins = [edits.span_before(Span(*pair)) for pair in pairwise(cuts)]
    assert "".join(origin.of(before) for origin in origins) == before


def test_a_span_is_mapped_through_shorter_longer_and_equal_edits() -> None:
    before = "ab\r\ncd\x00\x00ef"
    edits = EditMap((Edit(2, "\r\n", "\n"), Edit(6, "\0\0", "��"), Edit(8, "e", "xyz")))
    after = "ab\ncd��xyzf"
    assert edits.apply(before) == after
    spans = [
        Span(0, 2),
        Span(2, 3),
        Span(3, 5),
        Span(5, 6),
        Span(6, 7),
        Span(8, 9),
        Span(10, 11),
        Span(0, 11),
    ]
    assert [edits.span_before(span).of(before) for span in spans] == [
        "ab", "\r\n", "cd", "\0", "\0", "e", "f", before,
    ]  # fmt: skip
    assert [edits.offset_after(offset) for offset in range(len(before) + 1)] == [
        0,
        1,
        2,
        2,
        3,
        4,
        5,
        5,
        7,
        10,
        11,
    ]
