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


BLOCKERS = """
    case-clash file-too-large missing-site-page redacted-words-in-file-name redacted-words-in-message
    redacted-in-other-export redacted-words-in-participant redacted-words-in-title redaction-changes-messages secret secret-in-file-name
    secret-in-ledger secret-in-owner-content site-too-large symbolic-link-in-site unportable-name windows-device-name
"""
NOTES = """
    quoted-other-chats unknown-content side-file empty-conversation
    json-huge-number json-lone-surrogate json-not-a-number json-too-deep
    absent-participant ambiguous-date answer-without-end ambiguous-quotation blocked-addresses citation-without-url conflicted-copy
    dates-in-file-names edited-messages editor-leftover
    equivalent-file-name file-near-size-limit foreign-site-file further-front-matter-notes guessed-encoding header-in-code-fence header-turn-count hidden-file
    hidden-folder human-header-without-blank-line human-without-headers inferred-participants long-omission
    marker-in-code-fence marker-without-rule markers-of-unknown-names mentioned-mojibake merged-conversation
    misspelled-theme-file missing-final-rule mixed-mojibake nameless-speakers new-messages no-permanent-addresses not-an-essay omitted-negation
    opening-without-marker other-exports quoted-markers similar-transcript
    partial-download personal-data-in-owner-content possible-personal-data possible-personal-data-in-file-name
    possible-personal-data-in-ledger redacted-address relayed-speakers redaction-in-plain-words restored-messages restored-mojibake robots-txt-below-root
    short-dialogue-with-silent-speakers short-transcript-with-silent-participants
    several-conversations short-voice-conversation-with-silent-model site-near-size-limit slug-clash system-file text-after-event
    text-folded-by-terminal times-without-day
    unassigned-header-models
    undated-voice-conversation unfinished-message unknown-essay-key unknown-model unknown-session-lines unmatched-featured-pattern unmatched-transcript-rule
    unpublished-by-front-matter untranslated-interface unused-acceptance unused-front-matter-key
    unused-front-matter-model unused-kind-redaction unused-redaction withdrawn-copy
    embedded-files-removed embedded-picture-locations-removed embedded-pictures missing-export-pictures picture-location-removed unused-pictures
    session-continues zip-texts-left-out
    import-unread vanished-sources
"""


def test_severities_are_chosen_on_purpose():
    """Most tests compare problems by code, so that a severity changed by mistake would go unnoticed elsewhere."""
    by_severity = {each: {code for code, entry in messages().items() if entry.severity is each} for each in Severity}
    assert by_severity[Severity.BLOCKER] == set(BLOCKERS.split())
    assert by_severity[Severity.NOTE] == set(NOTES.split())


@pytest.mark.parametrize("call", CALLS)
def test_a_problem_has_a_message_and_gives_all_of_its_parameters(call: ast.Call):
    code = call.args[0]
    assert isinstance(code, ast.Constant)
    given = {keyword.arg for keyword in call.keywords}
    if None not in given:  # None stands for **parameters
        assert given == fields(messages()[code.value])
    else:
        assert code.value in messages()
