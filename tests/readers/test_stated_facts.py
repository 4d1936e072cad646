"""Facts above and inside a conversation: models, dates and times."""

import pytest

from sitegen.model import Role
from sitegen.readers import dialogue, markdown
from sitegen.readers.detection import find_reader
from tests.readers.parsed_texts import message_texts, piece_texts, source


def talk(*names: str) -> str:
    return "".join(f"**{name}:** words {n}\n\n" for n, name in enumerate(names * 2))


def models_of(header: str, *names: str) -> dict[str, str]:
    parsed = markdown.read(source(f"{header}\n\n---\n\n{talk(*names)}"))
    return {each.speaker: each.model for each in parsed.messages}


@pytest.mark.parametrize(
    ("header", "models"),
    [
        ("**Agents**: acme/heron ↔ acme/otter", {"Agent A": "acme/heron", "Agent B": "acme/otter"}),
        ("Agents: acme/heron <-> acme/otter", {"Agent A": "acme/heron", "Agent B": "acme/otter"}),
        ("Agents: heron vs. otter", {"AI 1": "heron", "AI 2": "otter"}),
        ("Models: heron, otter", {"Agent B": "otter", "Agent A": "heron"}),
        ("Models: [`heron`, `otter`]", {"Bird 1": "heron", "Beast 2": "otter"}),
        ("Models: heron, heron", {"Rosa": "heron", "Lantern": "heron"}),
        (
            "**Model A:** `acme/heron` (small)\n**Model B:** acme/otter",
            {"Agent A": "acme/heron", "Agent B": "acme/otter"},
        ),
        ("Model 1: heron\nModel 2: otter", {"Model 1": "heron", "Model 2": "otter"}),
        ("Participants: Rosa, Lantern\nModels: heron, otter", {"Lantern": "otter", "Rosa": "heron"}),
        ("Agents: Rosa & Lantern\nModel: heron", {"Rosa": "heron", "Lantern": "heron"}),
        ("Participants: Rosa (Claude Opus 4.5), Lantern (GPT-4o)", {"Rosa": "Claude Opus 4.5", "Lantern": "GPT-4o"}),
        ("> **Date:** 2031-02-03 | **Models:** heron, otter", {"Agent A": "heron", "Agent B": "otter"}),
        ("Model: gpt-4o vs. claude-opus-4", {"Agent A": "gpt-4o", "Agent B": "claude-opus-4"}),
        # Nothing tells who is which.
        ("Models: heron, otter", {"Rosa": "", "Lantern": ""}),
        ("Models: heron, otter", {"Agent A": "", "Agent C": ""}),
        ("Models: heron, heron, heron", {"Rosa": "", "Lantern": ""}),
        ("Models: 2", {"Rosa": "", "Lantern": ""}),
        ("Participants: Rosa, Lantern", {"Rosa": "", "Lantern": ""}),
        ("Participants: Rosa (Curitiba), Lantern (Sweden)", {"Rosa": "", "Lantern": ""}),
        # A person is no model, and a name that is a model says it itself.
        ("Agents: heron ↔ otter", {"You": "", "Agent A": "heron", "Agent B": "otter"}),
        ("Models: heron, otter", {"GPT-4o": "", "Claude Opus 4.5": ""}),
    ],
)
def test_the_models_of_the_header_go_to_the_speakers_that_it_means(header: str, models: dict[str, str]):
    assert models_of(header, *models) == models


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("Agents: Rosa ↔ Lantern", {"Rosa": Role.ASSISTANT, "Lantern": Role.ASSISTANT}),
        ("Agents: Rosa", {"Rosa": Role.ASSISTANT, "Lantern": None}),
        ("Agents: You, Lantern", {"You": Role.USER, "Lantern": Role.ASSISTANT}),
        ("Participants: Rosa, Lantern", {"Rosa": None, "Lantern": None}),
        ("Models: heron, heron", {"Rosa": Role.ASSISTANT, "Lantern": Role.ASSISTANT}),
    ],
)
def test_agents_are_assistants(header: str, roles: dict[str, Role | None]):
    parsed = markdown.read(source(f"{header}\n\n{talk(*roles)}"))
    assert {each.speaker: each.role for each in parsed.messages} == roles


def test_models_without_a_speaker_are_a_note():
    parsed = markdown.read(source(f"Models: heron, otter\n\n{talk('Rosa', 'Lantern')}"))
    assert "unassigned-header-models" in {each.code for each in parsed.problems}
    assert "unassigned-header-models" not in {
        each.code for each in markdown.read(source(f"Models: heron, otter\n\n{talk('A 1', 'B 2')}")).problems
    }


def test_front_matter_overrides_the_models_of_the_header():
    front_matter = "---\nparticipants: [{Agent A: parrot}, Agent B]\n---\n"
    parsed = markdown.read(source(f"{front_matter}Agents: heron ↔ otter\n\n{talk('Agent A', 'Agent B')}"))
    assert {each.speaker: each.model for each in parsed.messages} == {"Agent A": "parrot", "Agent B": "otter"}


def test_universal_backrooms_states_its_models_in_order():
    text = "Models: heron, otter\nStarted: 2031-02-03T04:05:06+00:00\n\n### Bird 1 ###\nhi\n\n### Beast 2 ###\nyes\n\n### Media Agent ###\npicture\n"
    parsed = markdown.read(source(text))
    assert [(each.speaker, each.model) for each in parsed.messages] == [
        ("Bird 1", "heron"),
        ("Beast 2", "otter"),
        ("Media Agent", ""),
    ]


@pytest.mark.parametrize(
    ("header", "started", "ended"),
    [
        ("**Created:** 17/02/2031, 17:23:38", "2031-02-17T17:23:38", None),
        ("**Created:** 03/02/2031, 17:23:38\n**Updated:** 17/02/2031, 18:00:00", "2031-02-03T17:23:38", None),
        ("**Created:** 2/3/2031, 5:23:38 PM\n**Updated:** 2/17/2031, 6:00:00 PM", "2031-02-03T17:23:38", None),
        ("Date: 17.02.2031 17:23\nEnded: 17.02.2031 18:00", "2031-02-17T17:23", "2031-02-17T18:00"),
        ("- Date: Feb 17, 2031 at 5:23 PM", "2031-02-17T17:23", None),
        ("**Date:** 17 février 2031", "2031-02-17", None),
        ("Date: 2031年2月17日", "2031-02-17", None),
        ("> **Platform:** HERON | **Date:** 21/02/2031, 19:20:33 | **Turns:** 2", "2031-02-21T19:20:33", None),
        (
            "**Started**: 2031-02-17 17:23:38 UTC  \n**Ended**: 2031-02-17 18:00",
            "2031-02-17T17:23:38+00:00",
            "2031-02-17T18:00",
        ),
        ("| Field | Value |\n|---|---|\n| **Created** | 17/02/2031, 17:23 |", "2031-02-17T17:23", None),
        ("# Talk\n*17/02/2031, 17:23*", "2031-02-17T17:23", None),
        ("# Talk\n\nTuesday, February 17, 2031", "2031-02-17", None),
        ("# Talk\n2031-02-17 17:23", "2031-02-17T17:23", None),
        ("Datum: 17.02.2031 17:23\nEnde: 17.02.2031 18:00", "2031-02-17T17:23", "2031-02-17T18:00"),
        ("Fecha: 17 de febrero de 2031", "2031-02-17", None),
        ("日付：2031年2月17日 17時23分", "2031-02-17T17:23", None),
        ("*03/02/2031*", None, None),
        ("**Created:** 03/02/2031", None, None),
        ("**Created:** 03/02/2031\n**Updated:** 13/02/2031\n**Exported:** 2/14/2031", None, None),
    ],
)
def test_the_dates_of_the_header_are_read_together(header: str, started: str | None, ended: str | None):
    parsed = markdown.read(source(f"{header}\n\n---\n\n{talk('Rosa', 'You')}"))
    assert (parsed.started, parsed.ended) == (started, ended)
    assert [each.code for each in parsed.problems] == ["ambiguous-date"] * (started is None) + ["inferred-participants"]


def test_a_dialogue_decides_its_dates_together():
    head = "# A ↔ B\n\n**Started:** {}\n**Ended:** {}\n\n---\n\n### A\n\nhi\n\n---\n\n### B\n\nyes\n\n---\n"
    parsed = dialogue.read(source(head.format("03/02/2031 10:00", "13/02/2031 11:00")))
    assert (parsed.started, parsed.ended, parsed.problems) == ("2031-02-03T10:00", "2031-02-13T11:00", ())
    parsed = dialogue.read(source(head.format("03/02/2031", "2031-02-13")))
    assert (parsed.started, parsed.ended) == (None, "2031-02-13")
    assert [(each.code, each.line) for each in parsed.problems] == [("ambiguous-date", 3)]


@pytest.mark.parametrize(
    ("first", "second", "times"),
    [
        ("*2031-02-17 17:23:38*", "*2031-02-17 17:24:00*", ("2031-02-17T17:23:38", "2031-02-17T17:24:00")),
        ("_17:23_", "_17:25_", ("2031-02-03T17:23", "2031-02-03T17:25")),
        ("*23:58*", "*00:03*", ("2031-02-03T23:58", "2031-02-04T00:03")),
        ("**2031-02-17T17:23:38Z**", "**2031-02-17T17:24:00Z**", ("2031-02-17T17:23:38+00:00", "2031-02-17T17:24:00+00:00")),
        ("*03/02/2031, 17:23*", "*17/02/2031, 17:24*", ("2031-02-03T17:23", "2031-02-17T17:24")),
        ("[5:23 PM]", "[5:24 PM]", ("2031-02-03T17:23", "2031-02-03T17:24")),
        ("<small>Feb 17, 2031, 5:23 PM</small>", "<small>Feb 17, 2031, 5:24 PM</small>", ("2031-02-17T17:23", "2031-02-17T17:24")),
        ("*Sent at 17:23*", "*Sent at 17:24*", ("2031-02-03T17:23", "2031-02-03T17:24")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_last", [False, True])
def test_a_line_with_the_time_of_each_message_is_its_time(
    first: str, second: str, times: tuple[str, str], is_last: bool
):
    first_body = f"hi\n\n{first}" if is_last else f"{first}\n\nhi"
    second_body = f"yes\n\n{second}" if is_last else f"{second}\n\nyes"
    text = f"Date: 2031-02-03 10:00\n\n---\n\n## User\n\n{first_body}\n\n## Assistant\n\n{second_body}\n"
    transcript = source(text)
    assert find_reader(transcript) is markdown
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("User", "hi"), ("Assistant", "yes")]
    assert tuple(each.time for each in parsed.messages) == times
    pieces = piece_texts(transcript, parsed)
    assert [piece for label, piece in pieces if label == "time"] == [first, second]
    assert "".join(piece for _, piece in pieces) == transcript.text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("*2031-02-17 17:23:38*\n\nhi", "yes\n\nthere\n\nagain"),  # only one
        ("*03/02/2031*\n\nhi", "*04/02/2031*\n\nyes"),  # two meanings
        ("*17:23*\n\nhi", "*16:59*\n\nyes"),  # not in order
        ("*chapter 12*\n\nhi", "*chapter 13*\n\nyes"),
        ("hi *17:23*", "yes *17:24*"),
        ("12\n\nhi", "13\n\nyes"),
    ],
)
def test_other_first_lines_are_what_is_said(first: str, second: str):
    transcript = source(f"Date: 2031-02-03\n\n## User\n\n{first}\n\n## Assistant\n\n{second}\n")
    parsed = markdown.read(transcript)
    assert message_texts(transcript, parsed) == [("User", first), ("Assistant", second)]
    assert {each.time for each in parsed.messages} == {None}


def test_times_without_any_date_stay_text():
    transcript = source("## User\n\n*17:23*\n\nhi\n\n## Assistant\n\n*17:24*\n\nyes\n")
    assert message_texts(transcript, markdown.read(transcript))[0] == ("User", "*17:23*\n\nhi")


def test_without_a_date_in_the_header_the_first_message_tells_when_it_started():
    parsed = markdown.read(source("## User\n\n*2031-02-17 17:23*\n\nhi\n\n## Assistant\n\n*2031-02-17 17:24*\n\nyes\n"))
    assert parsed.started == "2031-02-17T17:23"


@pytest.mark.parametrize(
    ("field", "codes"),
    [
        ("> **Platform:** X | **Turns:** 4", []),
        ("**Turns:** 2", []),
        ("**Turns:** 5", ["header-turn-count"]),
        ("Messages: 4", []),
        ("**Messages:** 9", ["header-message-count"]),
        ("Total messages: 3", ["header-message-count"]),
        ("Model: x", []),
    ],
)
def test_a_number_of_messages_in_the_header_is_checked(field: str, codes: list[str]):
    body = "## User\n\na\n\n## Assistant\n\nb\n\n" * 2
    parsed = markdown.read(source(f"# Tides\n\n{field}\n\n---\n\n{body}"))
    assert [(each.code, each.line) for each in parsed.problems if each.code != "inferred-participants"] == [
        (code, 3) for code in codes
    ]
