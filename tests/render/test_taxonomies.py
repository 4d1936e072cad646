"""What conversations have in common."""

from dataclasses import replace

from sitegen.model import Participant, Role, Share, Summary
from sitegen.model.ai_models import Model
from sitegen.render import taxonomies
from sitegen.render.taxonomies import Key, Tie, Topic
from tests.render.samples import everything, summary

HERON = Model("marsh/heron-1", "Marsh", "Heron", "Heron 1")
MODELS = {HERON.identity: HERON}
AI_1 = Participant("AI-1", Role.ASSISTANT, "marsh/heron-1", "heron one")
AI_2 = Participant("AI-2", Role.ASSISTANT, None, "Gull X")
ada = Participant("ada", Role.USER)
ADA = Participant("Ada", Role.USER)


def told(slug: str, *participants: Participant, **more: object) -> Summary:
    shares = tuple(Share(each, 2, 10) for each in participants)
    made = replace(summary(everything(), slug), shares=shares, started=None, series=None)
    return replace(made, **more)  # type: ignore[arg-type]


def test_speakers_are_gathered_by_name_with_their_models_and_partners():
    one = told("one", ADA, AI_1, AI_2, started="2026-03-01")
    two = told("two", ada, AI_1, started="2025-03-01")
    three = told("three", ADA)
    found = taxonomies.speakers((one, two, three), MODELS)
    heron, gull = Key("models/marsh-heron-1.html", "Heron 1"), Key("", "Gull X")
    person = Key("speakers/ada.html", "Ada")
    first, second = Key("speakers/ai-1.html", "AI-1"), Key("speakers/ai-2.html", "AI-2")
    assert found == (
        Topic(
            "speakers/ada.html", ("Ada", "ada"), (one, two, three), 6, 30, (), (Tie(first, 2), Tie(second, 1))
        ),
        Topic(
            "speakers/ai-1.html",
            ("AI-1",),
            (one, two),
            4,
            20,
            (Tie(heron, 2),),
            (Tie(person, 2), Tie(second, 1)),
        ),
        Topic(
            "speakers/ai-2.html", ("AI-2",), (one,), 2, 10, (Tie(gull, 1),), (Tie(person, 1), Tie(first, 1))
        ),
    )
    assert (found[0].first, found[0].last, found[2].first) == ("2025-03-01", "2026-03-01", "2026-03-01")


def test_models_are_gathered_by_identity_with_those_who_spoke_as_them():
    one = told("one", ADA, AI_1, replace(AI_1, name="AI-7"))
    (found,) = taxonomies.used_models((one,), MODELS)
    speakers = (Tie(Key("speakers/ai-1.html", "AI-1"), 1), Tie(Key("speakers/ai-7.html", "AI-7"), 1))
    assert found == Topic("models/marsh-heron-1.html", ("Heron 1",), (one,), 4, 20, speakers, (), HERON)


def test_series_and_formats_hold_their_conversations():
    one, two = told("one", ADA, series="Nights"), told("two", ADA, AI_1, format="dialogue")
    assert taxonomies.series((one, two)) == (Topic("series/nights.html", ("Nights",), (one,), 8, 10),)
    assert [(each.address, each.summaries) for each in taxonomies.formats((one, two))] == [
        ("formats/dialogue.html", (two,)),
        ("formats/voice.html", (one,)),
    ]


def test_those_with_most_conversations_come_first():
    one, two = told("one", ADA, AI_1), told("two", AI_1)
    names = [each.names[0] for each in taxonomies.by_size(taxonomies.speakers((one, two), MODELS))]
    assert names == ["AI-1", "Ada"]


def test_a_crowd_has_at_most_twelve_partners_told():
    crowd = told("one", *(Participant(f"bee {n}") for n in range(500)))
    found = taxonomies.speakers((crowd,), {})
    assert (len(found), max(len(each.partners) for each in found)) == (500, taxonomies.MOST_TIES)
