"""Problems and the catalogue of their messages."""

import ast
import pickle
import string
from pathlib import Path

import pytest

import sitegen
from sitegen.model.problems import Problem, ProblemMessage, Severity, messages

PACKAGE = Path(sitegen.__file__).parent
TREES = {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
CONSTANTS = {
    node.value
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}
CALLS = [
    pytest.param(node, id=f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}")
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.Call)
    and isinstance(node.func, ast.Name)
    and node.func.id == "Problem"
    and isinstance(node.args[0], ast.Constant)
]


def fields(message: ProblemMessage) -> set[str]:
    texts = (message.message, message.hint)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_problem_is_one_line_with_place_message_and_hint(monkeypatch: pytest.MonkeyPatch):
    catalogue = {
        "lamp-broken": ProblemMessage(
            "{lamps:lamp is|lamps are} broken: {names}; {which!r}.", "Repair {names}.", Severity.NOTE
        )
    }
    monkeypatch.setattr("sitegen.model.problems.messages", lambda: catalogue)
    one = Problem("lamp-broken", "a.md", 3, lamps=1, names="red", which="a'b")
    several = Problem("lamp-broken", "a.md", lamps=1200, names=("red", "blue"), which="x")
    assert str(one) == """a.md:3: 1 lamp is broken: red; "a'b". Repair red."""
    assert str(several) == "a.md: 1,200 lamps are broken: red, blue; 'x'. Repair red, blue."
    assert (one.severity, one.is_note) == (Severity.NOTE, True)
    assert str(one.within("logs")).startswith("logs/a.md:3: ")


def test_braces_in_a_parameter_are_not_filled_in(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sitegen.model.problems.messages", lambda: {"x": ProblemMessage("Unknown: {name}.")})
    assert str(Problem("x", "a.md", name="{0.__class__} {name}")) == "a.md: Unknown: {0.__class__} {name}."


def test_a_problem_comes_whole_from_another_process():
    problem = Problem("unknown", "a.md", 3, names=("a", "b"), number=2)
    copy = pickle.loads(pickle.dumps(problem))
    assert copy == problem
    assert hash(copy) == hash(problem)
    assert copy != Problem("unknown", "a.md", 3, names=("a",), number=2)


@pytest.mark.parametrize("code", messages())
def test_a_message_of_the_catalogue_is_used_and_made_of_sentences(code: str):
    entry = messages()[code]
    assert code in CONSTANTS, "no module reports this problem"
    assert entry.message[:1].isupper() or not entry.message[:1].isalpha()
    assert entry.message.endswith((".", "!", "?", "…", "}", ":"))
    assert entry.hint == "" or entry.hint[:1].isupper() or entry.hint[0] in "`[{"


@pytest.mark.parametrize("call", CALLS)
def test_a_problem_has_a_message_and_gives_all_of_its_parameters(call: ast.Call):
    code = call.args[0]
    assert isinstance(code, ast.Constant)
    given = {keyword.arg for keyword in call.keywords}
    if None not in given:  # None stands for **parameters
        assert given == fields(messages()[code.value])
    else:
        assert code.value in messages()
