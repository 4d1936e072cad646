"""The reader of logs of two agents in a terminal."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Role
from sitegen.readers import agent_log
from sitegen.readers.detection import find_reader
from sitegen.readers.parsed import spoken_text
from sitegen.text.source import read_source
from tests.readers.parsed_texts import piece_texts
from tests.shared import SHARED, needs_shared

RULE = "═" * 70
BLUE, GREEN, BOLD, DIM, RESET = "\x1b[34m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
HEAD = f"{'=' * 70}\nTWO AGENTS\n{'=' * 70}\nStarted: 2031-02-03 23:59:00\nModel: claude-haiku-4-5\nAgents: Ida, Kai\n{'=' * 70}\n\n"


def marker(number: int, name: str, colour: str, time: str) -> str:
    return f"{RULE}\n{BOLD}{colour}Turn {number}: {name}{RESET}  {DIM}({time}){RESET}\n{RULE}\n\n"


LOG = (
    HEAD
    + marker(1, "Ida", BLUE, "23:59:10")
    + f"{DIM}[Thoughts]{RESET}\n\n{DIM}I begin.{RESET}\n\n{BOLD}{BLUE}[Message]{RESET}\n\n"
    + f"{BLUE}Is the tide in?{RESET}\n{BLUE}{RESET}\n{BLUE}The {GREEN}sea{BLUE} is far.{RESET}\n\n"
    + marker(2, "Kai", GREEN, "00:00:05")
    + f"{GREEN}Turn 3: Ida{RESET}\n{GREEN}is quoted.{RESET}\n\n"
    + marker(3, "Ida", BLUE, "00:00:09")
)


def test_turns_are_read_without_the_colours_of_their_speakers():
    source = read_source("log.txt", LOG.encode())
    assert find_reader(source) is agent_log
    parsed = agent_log.read(source)
    assert parsed.started == "2031-02-03T23:59:00"
    assert [(each.speaker, each.role, each.model, each.time, each.text) for each in parsed.messages] == [
        ("Ida", Role.ASSISTANT, "claude-haiku-4-5", "2031-02-03T23:59:10",
         f"I begin.\n\nIs the tide in?\n\nThe {GREEN}sea{BLUE} is far.{RESET}"),
        ("Kai", Role.ASSISTANT, "claude-haiku-4-5", "2031-02-04T00:00:05", "Turn 3: Ida\nis quoted."),
        ("Ida", Role.ASSISTANT, "claude-haiku-4-5", "2031-02-04T00:00:09", ""),
    ]  # fmt: skip
    assert [(part.kind.value, part.text) for part in parsed.messages[0].parts] == [
        ("thinking", "I begin."), ("prose", f"Is the tide in?\n\nThe {GREEN}sea{BLUE} is far.{RESET}"),
    ]  # fmt: skip
    assert "".join(text for _, text in piece_texts(source, parsed)) == LOG


@pytest.mark.parametrize(
    "text", ["Turn 1: Ida\n\nhi\n", f"{RULE}\nTurn 1: Ida\n{RULE}\n\nhi\n", f"{RULE}\nTurn\n{RULE}\n"]
)
def test_a_single_line_without_colours_is_no_log(text: str):
    assert agent_log.detect(read_source("log.txt", text.encode())) is None


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([RULE, "Turn 1: Ida", f"{BOLD}Turn 2: Kai{RESET}", "", " ", "a", f"{DIM}[Thoughts]{RESET}"])
    )
)
def test_the_pieces_cover_any_log(lines: list[str]):
    source = read_source("log.txt", "\n".join(lines).encode())
    assert "".join(text for _, text in piece_texts(source, agent_log.read(source))) == source.text


@needs_shared
def test_real_logs_say_what_their_json_says():
    compared = 0
    for path in sorted((SHARED / "corpus").glob("*/**/transcript.txt")):
        twin = path.with_name("conversation.json")
        if not twin.exists() or b"Turn 1: " not in path.read_bytes():
            continue
        parsed = agent_log.read(read_source(path.name, path.read_bytes()))
        stated = [(each["agent"], each["output"].split()) for each in json.loads(twin.read_bytes())["messages"]]
        assert [(each.speaker, spoken_text(each, each.text or "").split()) for each in parsed.messages] == stated
        compared += 1
    assert compared > 20
