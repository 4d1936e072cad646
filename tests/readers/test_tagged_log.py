"""The reader of logs of the Infinite Backrooms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Role
from sitegen.readers import tagged_log
from sitegen.readers.detection import find_reader
from sitegen.text.source import read_source
from tests.readers.parsed_texts import piece_texts

LOG = """conversation_1900000000_scenario_tide pools.txt

actors: Ida 1,Ida 2
models: x/one,y/two
temp: 1,1

<Ida 1#SYSTEM>

<Ida 2#SYSTEM>
Be a pier.
<Ida 2#CONTEXT>
[
    {"role": "user", "content": "<Ida 1>"}
]

<Ida 1>
Is the tide in?

<Kai>
is no actor

<Ida 2>
<Ida 1> is text here
"""


def test_what_each_actor_says_and_was_told_is_read():
    source = read_source("a.txt", LOG.encode())
    assert find_reader(source) is tagged_log
    parsed = tagged_log.read(source)
    assert [(each.speaker, each.role, each.model, each.span.of(source.text)) for each in parsed.messages] == [
        ("System of Ida 2", Role.SYSTEM, "", "Be a pier."),
        ("System of Ida 2", Role.SYSTEM, "", '[\n    {"role": "user", "content": "<Ida 1>"}\n]'),
        ("Ida 1", Role.ASSISTANT, "x/one", "Is the tide in?\n\n<Kai>\nis no actor"),
        ("Ida 2", Role.ASSISTANT, "y/two", "<Ida 1> is text here"),
    ]
    assert [part.kind.value for part in parsed.messages[1].parts] == ["attachment"]
    assert (parsed.title, parsed.started) == ("tide pools", "2030-03-17T17:46:40+00:00")
    assert "".join(text for _, text in piece_texts(source, parsed)) == LOG


@pytest.mark.parametrize("text", ["actors: Ida\nmodels: x\n\n<Kai>\nhi\n", "<Ida>\nhi\n", "actors:\nmodels:\n<>\n"])
def test_other_tags_are_no_log(text: str):
    assert tagged_log.detect(read_source("a.txt", text.encode())) is None


@settings(deadline=None)
@given(st.lists(st.sampled_from([*LOG.split("\n"), "actors: ,", "actors: Ida 1,Ida 1"])))
def test_the_pieces_cover_any_log(lines: list[str]):
    source = read_source("a.txt", "\n".join(lines).encode())
    assert "".join(text for _, text in piece_texts(source, tagged_log.read(source))) == source.text
