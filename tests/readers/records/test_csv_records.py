"""The reader of tables of any program."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Role
from sitegen.model.problems import Problem
from sitegen.readers.detection import find_reader
from sitegen.readers.records import csv_records
from sitegen.readers.records.field_names import NO_FIELDS, FieldNames
from sitegen.text.source import read_source
from tests.readers.json_tiles import assert_json_tiles

U, A = Role.USER, Role.ASSISTANT


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            'role,content,model\nuser,"Is the tide\nin, ""Rosa""?",\nassistant,Not yet.,haiku\n',
            [("User", U, 'Is the tide\nin, "Rosa"?', ""), ("Assistant", A, "Not yet.", "haiku")],
        ),
        (
            "Sent At;Speaker;Text\n2031-02-03 04:05;Rosa;a\n2031-02-03 04:06;Kai;b\n2031-02-03 04:07;Rosa;",
            [("Rosa", None, "a", ""), ("Kai", None, "b", ""), ("Rosa", None, "", "")],
        ),
        ("sep=;\nrole;text\nuser;a, b, c\nbot;d", [("User", U, "a, b, c", ""), ("Assistant", A, "d", "")]),
        ("sender\tmessage\nhuman\ta\nai\tb", [("User", U, "a", ""), ("Assistant", A, "b", "")]),
    ],
)
def test_each_line_of_a_table_is_a_message(text: str, messages: list[tuple[str, Role | None, str, str]]):
    transcript = read_source("log.csv", text.encode())
    assert find_reader(transcript) is csv_records
    parsed = csv_records.read(transcript)
    assert [(each.speaker, each.role, each.text, each.model) for each in parsed.messages] == messages
    assert_json_tiles(transcript, parsed)


@pytest.mark.parametrize(
    ("lines", "count", "problems"),
    [
        (["user,a", "assistant,b", "user"], 2, [("uneven-lines", 4, {"count": 1, "columns": 2})]),
        (["user,a", "assistant,b, c", *["user,d"] * 9], 10, [("uneven-lines", 3, {"count": 1, "columns": 2})]),
        (["user,a", "assistant,b, c", "user,d"], 2, [("uneven-lines", 3, {"count": 1, "columns": 2})]),
        (["user,a", "", "assistant,b", ""], 2, []),
    ],
)
def test_lines_that_do_not_fit_the_table_are_reported(
    lines: list[str], count: int, problems: list[tuple[str, int, dict[str, int]]]
):
    transcript = read_source("log.csv", "\n".join(("role,content", *lines)).encode())
    for fields in (NO_FIELDS, FieldNames(text="Content")):
        reader = find_reader(transcript, fields=fields)
        assert not isinstance(reader, Problem)
        parsed = reader.read(transcript)
        assert len(parsed.messages) == count
        assert [(each.code, each.line, each.parameters) for each in parsed.problems] == problems
        assert_json_tiles(transcript, parsed)


@pytest.mark.parametrize(
    "text",
    [
        "name,value\na,1\nb,2\n",
        "role,content\n",
        "author,text,stars\nRosa,Good.,5\nKai,Bad.,1\n",
        "Rosa, Kai: text, a\nb\n",
        ",",
    ],
)
def test_other_tables_are_no_transcripts(text: str):
    transcript = read_source("log.csv", text.encode())
    assert csv_records.detect(transcript) is None
    assert isinstance(find_reader(transcript), Problem)


@settings(deadline=None)
@given(st.text(alphabet='ab,;"\n', max_size=60))
def test_any_table_is_covered_by_its_pieces(body: str):
    transcript = read_source("log.csv", f"role,content\nuser,a\nassistant,b\n{body}".encode())
    assert_json_tiles(transcript, csv_records.read(transcript))
