"""Test passages of messages."""

from sitegen.model import BlockKind
from sitegen.quotes.passages import Passage, build_passage
from tests.quotations import NOWHERE, PASSAGE, PERSON, SLOT
from tests.render.samples import LYRA, LYRA_TWO, STRANGER, USER, block, conversation, message
from tests.render.samples import SLOT as TERN_SLOT

MODELS = {LYRA_TWO.identity: LYRA_TWO}


def passage_by(participant, time: str = "2026-02-03T04:05:06") -> Passage:
    sample = conversation(message(1, participant, block(BlockKind.PROSE, "One light."), time=time)).messages[0]
    return build_passage(sample, slug="lamps", title="Lamps", started="2026-02-03", models=MODELS, words="One light.")


def test_a_known_model_has_its_name_and_company():
    found = passage_by(LYRA)
    assert (found.speaker, found.model, found.company) == ("Lyra 2", "Lyra Two", "Northwind & Sons")
    assert found.address == f"c/lamps.html#{found.anchor}"


def test_other_speakers_have_only_data_of_the_transcript():
    named = [(each.speaker, each.model, each.company) for each in map(passage_by, (TERN_SLOT, STRANGER, USER))]
    assert named == [("AI-3", "Tern Mini", ""), ("Омар ☂", "some new thing", ""), ("USER", "", "")]


def test_the_time_of_the_message_takes_precedence_over_that_of_the_conversation():
    assert [passage_by(USER).date, passage_by(USER, "").date] == ["2026-02-03T04:05:06", "2026-02-03"]


def test_addresses_are_absolute_if_the_site_url_is_known():
    assert [each.url for each in (PASSAGE, SLOT, NOWHERE)] == [
        "https://example.org/air/c/kimi-haiku.html#m-kwfjsn7",
        "https://example.org/air/c/kimi-haiku.html#q-abcdefg",
        "c/kimi-haiku.html#m-kwfjsn7",
    ]


def test_the_author_is_the_company_then_the_model_then_the_speaker():
    assert [each.author for each in (SLOT, PERSON)] == ["Moonshot AI", "Rosa"]
