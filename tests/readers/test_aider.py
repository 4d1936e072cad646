"""Chat histories of aider."""

from pathlib import Path

import pytest

from sitegen.model import Usage
from sitegen.readers import aider
from sitegen.readers.containers import find_parts, read_part
from sitegen.readers.detection import find_reader
from sitegen.text.source import read_source
from tests.readers.damaged_texts import assert_covers_damaged
from tests.readers.message_rows import message_rows
from tests.readers.parsed_texts import source

EMPTY = "\n# aider chat started at 2026-01-18 21:30:00\n\n> Aider v0.86.1  \n"
SESSION = """
# aider chat started at 2026-01-18 21:40:00

> Aider v0.86.1  
> Main model: openai/gpt-5 with diff edit format  
>  

#### Light the lamp.  
####   
#### And tell me.  
> litellm.RateLimitError  

#### <blank>  

#### Yes, again.  

--------------
► **THINKING**

Is there oil?

------------
► **ANSWER**

#### How it burns

> a quotation

It burns.

> Tokens: 12k sent, 1.5k cache write, 518 received. Cost: $0.02 message, $0.03 session.  
> # 1 block failed to match!
## not found
two lines  
> Applied edit to lamp.py  

#### Add file to the chat? (Y)es/(N)o [Yes]: y  

#### /exit  
"""  # noqa: W291


def test_prompts_answers_and_the_program_are_told_apart():
    parsed = aider.read(source(SESSION))
    assert message_rows(parsed) == [
        ("Aider", "[tool_result] Aider v0.86.1\nMain model: openai/gpt-5 with diff edit format"),
        ("User", "Light the lamp.\n\nAnd tell me.", "[tool_result] litellm.RateLimitError"),
        ("User", "Yes, again."),
        (
            "Aider",
            "[thinking] Is there oil?",
            "#### How it burns\n\n> a quotation\n\nIt burns.",
            "[tool_result] Tokens: 12k sent, 1.5k cache write, 518 received. Cost: $0.02 message, $0.03 session.\n"
            "# 1 block failed to match!\n## not found\ntwo lines\nApplied edit to lamp.py",
            "[tool_result] Add file to the chat? (Y)es/(N)o [Yes]: y",
        ),
        ("User", "/exit"),
    ]
    answer = parsed.messages[3]
    assert (answer.model, answer.usage, parsed.started) == (
        "openai/gpt-5",
        Usage(12_000, 518, 0.02),
        "2026-01-18T21:40:00",
    )


def test_the_sessions_of_a_file_that_is_read_as_one_do_not_mix():
    parsed = aider.read(source(EMPTY + SESSION.replace("21:40:00", "21:50:00") + EMPTY))
    assert [each.speaker for each in parsed.messages] == ["Aider", "Aider", "User", "User", "Aider", "User", "Aider"]
    assert parsed.started == "2026-01-18T21:50:00"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (SESSION, [("2026-01-18-214000", SESSION)]),
        (EMPTY, [("2026-01-18-213000", EMPTY)]),
        (EMPTY + SESSION + EMPTY, [("2026-01-18-214000", EMPTY + SESSION + EMPTY)]),
        (
            SESSION + EMPTY + SESSION,
            [("2026-01-18-214000", SESSION + "\n"), ("2026-01-18-214000-2", EMPTY[1:] + SESSION)],
        ),
        ((EMPTY + SESSION).replace("\n", "\r\n"), [("2026-01-18-214000", (EMPTY + SESSION).replace("\n", "\r\n"))]),
        ("no history\n", []),
    ],
)
def test_a_history_is_cut_into_sessions_with_prompts(tmp_path: Path, text: str, parts: list[tuple[str, str]]):
    file = tmp_path / ".aider.chat.history.md"
    file.write_bytes(text.encode())
    assert [(part.name, read_part(file, part).decode()) for part in find_parts(file)] == parts


def test_it_is_recognised_by_its_first_line():
    assert getattr(find_reader(source(SESSION)), "NAME", "") == "aider"
    assert aider.detect(source("It says `# aider chat started at 2026-01-18 21:40:00`.\n")) is None


def test_every_character_of_a_damaged_history_is_part_of_a_piece():
    assert_covers_damaged(aider, EMPTY + SESSION, step=7)


def test_real_endings_of_windows_are_read():
    transcript = read_source("a.md", SESSION.replace("\n", "\r\n").encode())
    assert message_rows(aider.read(transcript)) == message_rows(aider.read(source(SESSION)))
