import pytest

from sitegen.text.encoding.box_drawing import ARMS, Arms, Weight, line_character

NONE, LIGHT, HEAVY, DOUBLE = Weight


@pytest.mark.parametrize(
    ("char", "arms"),
    [
        ("─", (NONE, NONE, LIGHT, LIGHT)),
        ("┃", (HEAVY, HEAVY, NONE, NONE)),
        ("┐", (NONE, LIGHT, LIGHT, NONE)),
        ("╭", (NONE, LIGHT, NONE, LIGHT)),
        ("╬", (DOUBLE, DOUBLE, DOUBLE, DOUBLE)),
        ("╞", (LIGHT, LIGHT, NONE, DOUBLE)),
        ("╖", (NONE, DOUBLE, LIGHT, NONE)),
        ("┭", (NONE, LIGHT, HEAVY, LIGHT)),
        ("╃", (HEAVY, LIGHT, HEAVY, LIGHT)),
        ("╼", (NONE, NONE, LIGHT, HEAVY)),
        ("╷", (NONE, LIGHT, NONE, NONE)),
        ("╳", (NONE, NONE, NONE, NONE)),
    ],
)
def test_the_arms_of_a_character_are_parsed_from_its_name(char: str, arms: tuple[Weight, ...]) -> None:
    assert ARMS[char].all == arms


def test_dashed_lines_keep_the_weight_of_their_name() -> None:
    assert ARMS["╍"] == Arms(left=HEAVY, right=HEAVY, dashed=True)
    assert ARMS["╎"] == Arms(up=LIGHT, down=LIGHT, dashed=True)


def test_every_box_drawing_character_but_diagonals_has_arms() -> None:
    assert "".join(ARMS) == "".join(map(chr, range(0x2500, 0x2580)))
    assert [char for char, arms in ARMS.items() if not any(arms.all)] == ["╱", "╲", "╳"]


@pytest.mark.parametrize(("candidates", "line"), [("╍═❕╝", "═"), ("━┭┏❔", "━"), ("╝╔", ""), ("─━", ""), ("❕", "")])
def test_a_row_is_the_one_candidate_that_forms_an_unbroken_line(candidates: str, line: str) -> None:
    assert line_character(candidates) == line
