"""Commands in messages: their spans and arguments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.blocks.commands import COMMANDS, Command, find_commands
from sitegen.model import Span
from tests.shared import SHARED, needs_shared


def commands(text: str) -> list[tuple[str, str, str]]:
    """Return the text, name and argument of each command."""
    return [(each.span.of(text), each.name, each.argument) for each in find_commands(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('!image "a tin boat"', [('!image "a tin boat"', "image", "a tin boat")]),
        ("!image 'the cat\u2019s boat'", [("!image 'the cat\u2019s boat'", "image", "the cat\u2019s boat")]),
        ("!image 'it isn't a boat'", [("!image 'it isn't a boat'", "image", "it isn't a boat")]),
        ("!image “a tin boat”", [("!image “a tin boat”", "image", "a tin boat")]),
        ('!image “a tin boat"', [('!image “a tin boat"', "image", "a tin boat")]),
        ("!search ‘tin boats’", [("!search ‘tin boats’", "search", "tin boats")]),
        ('!IMAGE   "a tin boat"', [('!IMAGE   "a tin boat"', "image", "a tin boat")]),
        ('!image"a tin boat"', [('!image"a tin boat"', "image", "a tin boat")]),
        ('  !video "two boats"  ', [('!video "two boats"', "video", "two boats")]),
        ('!image "one" and then prose', [('!image "one"', "image", "one")]),
        ('!image "a "very" small boat"', [('!image "a "very" small boat"', "image", 'a "very" small boat')]),
        ('!image "one" said "she"', [('!image "one"', "image", "one")]),
        ("!temperature 1.4", [("!temperature 1.4", "temperature", "1.4")]),
        ("!temperature 1.4 since it is cold", [("!temperature 1.4", "temperature", "1.4")]),
        ("!mute_self for once", [("!mute_self", "mute_self", "")]),
        ("!list_models", [("!list_models", "list_models", "")]),
        ('!remove_ai "AI-3"', [('!remove_ai "AI-3"', "remove_ai", "AI-3")]),
        (
            '!add_ai "Tin 2" "speak in rust" please',
            [('!add_ai "Tin 2" "speak in rust"', "add_ai", '"Tin 2" "speak in rust"')],
        ),
        ('!add_ai "Tin 2"', [('!add_ai "Tin 2"', "add_ai", "Tin 2")]),
        ('!whisper AI-4 "not a word"', [('!whisper AI-4 "not a word"', "whisper", 'AI-4 "not a word"')]),
        ('!vote "rust?" [yes, no]', [('!vote "rust?" [yes, no]', "vote", '"rust?" [yes, no]')]),
        ('!vote "rust?"', [('!vote "rust?"', "vote", "rust?")]),
        ("!search boats of tin", [("!search boats of tin", "search", "boats of tin")]),
    ],
)
def test_a_command_ends_with_its_argument(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert commands(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '!image "one:\n1. boat\n2. rust"\nprose',
            [('!image "one:\n1. boat\n2. rust"', "image", "one:\n1. boat\n2. rust")],
        ),
        ('!image "a\nb "c" d\ne" f', [('!image "a\nb "c" d\ne"', "image", 'a\nb "c" d\ne')]),
        ('!image "one\n\nprose with a mark" in it', [('!image "one', "image", "one")]),
        ('!image "one\n!video "two"', [('!image "one', "image", "one"), ('!video "two"', "video", "two")]),
        ('!image "one\nprose with "both" marks', [('!image "one', "image", "one")]),
        ('!image "one\n```\ncode"\n```', [('!image "one', "image", "one")]),
        ('!add_ai "Tin 2" "never\n\nclosed"', [('!add_ai "Tin 2" "never', "add_ai", '"Tin 2" "never')]),
        ('!image "a 6" boat"', [('!image "a 6" boat"', "image", 'a 6" boat')]),
        ('!image "', [('!image "', "image", "")]),
    ],
)
def test_a_string_may_span_the_lines_of_its_paragraph_but_no_more(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert commands(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "say !image “no”",
        "!imagine a boat",
        "!image",
        "!image   ",
        "! image",
        '    !image "in code"',
        '```\n!image "in code"\n```',
        '~~~ text\n!image "in code"\n```\n!image "still"',
        '````\n```\n!image "in code"\n````',
        "",
    ],
)
def test_other_lines_contain_no_command(text: str) -> None:
    assert find_commands(text) == ()


def test_a_command_after_fenced_code_is_found() -> None:
    text = 'look:\n```\n!image "no"\n```\n!image "yes"'
    assert find_commands(text) == (Command(Span(26, 38), "image", "yes"),)


@given(st.text(alphabet="!image vote\"'“”‘’[]\n`~ 1x"))
def test_commands_are_in_order_and_never_overlap(text: str) -> None:
    commands = find_commands(text)
    edges = [edge for each in commands for edge in (each.span.start, each.span.end)]
    assert edges == sorted(edges)
    assert all(each.name in COMMANDS and each.span.of(text).lower().startswith("!" + each.name) for each in commands)


@given(st.lists(st.tuples(st.sampled_from(("image", "search", "prompt")), st.text("ab, .é\u3042", min_size=1))))
def test_commands_among_prose_are_all_found(wanted: list[tuple[str, str]]) -> None:
    text = "\n".join(f'prose\n!{name} "{argument}" prose' for name, argument in wanted)
    assert [(each.name, each.argument) for each in find_commands(text)] == wanted


@needs_shared
def test_the_commands_of_the_fourth_seed_are_found() -> None:
    text = next(SHARED.glob("seeds/003*")).read_text(encoding="utf-8")
    names = [each.name for each in find_commands(text)]
    assert {name: names.count(name) for name in names} == {"add_ai": 5, "image": 8}
