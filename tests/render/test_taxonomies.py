"""Taxonomies of conversations."""

from collections.abc import Sequence
from dataclasses import replace

from sitegen.model import Participant, Role, Share, Summary
from sitegen.model.ai_models import Model
from sitegen.render.taxonomies import MAX_RELATED, RelatedTerm, TaxonomyTerm, TermKey, group_by_taxonomies
from tests.render.samples import everything, summary_of

HERON = Model("marsh/heron-1", "Marsh", "Heron", "Heron 1")
MODELS = {HERON.identity: HERON}
AI_1 = Participant("AI-1", Role.ASSISTANT, "marsh/heron-1", "heron one")
AI_2 = Participant("AI-2", Role.ASSISTANT, None, "Gull X")
ada = Participant("ada", Role.USER)
ADA = Participant("Ada", Role.USER)


def short_summary(slug: str, *participants: Participant, **more: object) -> Summary:
    shares = tuple(Share(each, 2, 10) for each in participants)
    result = replace(summary_of(everything(), slug), shares=shares, started=None, series=None)
    return replace(result, **more)  # type: ignore[arg-type]


def terms(noun: str, *summaries: Summary, models: dict[str, Model] = MODELS) -> Sequence[TaxonomyTerm]:
    (found,) = (each for each in group_by_taxonomies(summaries, models) if each.noun == noun)
    return found.terms


def test_speakers_are_grouped_by_name_with_models_and_partners():
    one = short_summary("one", ADA, AI_1, AI_2, started="2026-03-01")
    two = short_summary("two", ada, AI_1, started="2025-03-01")
    three = short_summary("three", ADA)
    found = terms("speaker", one, two, three)
    heron, gull = TermKey("models/marsh-heron-1.html", "Heron 1"), TermKey("", "Gull X")
    person = TermKey("speakers/ada.html", "Ada")
    first, second = TermKey("speakers/ai-1.html", "AI-1"), TermKey("speakers/ai-2.html", "AI-2")
    assert found == [
        TaxonomyTerm(
            "speakers/ada.html",
            ("Ada", "ada"),
            3,
            6,
            30,
            "2025-03-01",
            "2026-03-01",
            (),
            (RelatedTerm(first, 2), RelatedTerm(second, 1)),
        ),
        TaxonomyTerm(
            "speakers/ai-1.html",
            ("AI-1",),
            2,
            4,
            20,
            "2025-03-01",
            "2026-03-01",
            (RelatedTerm(heron, 2),),
            (RelatedTerm(person, 2), RelatedTerm(second, 1)),
            is_label=True,
        ),
        TaxonomyTerm(
            "speakers/ai-2.html",
            ("AI-2",),
            1,
            2,
            10,
            "2026-03-01",
            "2026-03-01",
            (RelatedTerm(gull, 1),),
            (RelatedTerm(person, 1), RelatedTerm(first, 1)),
            is_label=True,
        ),
    ]


def test_models_are_grouped_by_identity_with_their_speakers():
    one = short_summary("one", ADA, AI_1, replace(AI_1, name="AI-7"))
    (found,) = terms("model", one)
    speakers = (
        RelatedTerm(TermKey("speakers/ai-1.html", "AI-1"), 1),
        RelatedTerm(TermKey("speakers/ai-7.html", "AI-7"), 1),
    )
    assert found == TaxonomyTerm("models/marsh-heron-1.html", ("Heron 1",), 1, 4, 20, related=speakers, model=HERON)


def test_series_and_formats_have_their_conversations():
    one, two = short_summary("one", ADA, series="Nights"), short_summary("two", ADA, AI_1, format="dialogue")
    assert terms("series", one, two) == [TaxonomyTerm("series/nights.html", ("Nights",), 1, 8, 10)]
    *_, formats = group_by_taxonomies((one, two), MODELS)
    assert {address: list(members) for address, members in formats.members.items()} == {
        "formats/dialogue.html": [two],
        "formats/voice.html": [one],
    }


def test_terms_with_most_conversations_come_first_and_labels_of_programs_last():
    bob = Participant("Bob")
    one, two, three = short_summary("one", ADA, AI_1), short_summary("two", AI_1, bob), short_summary("three", bob)
    assert [each.names[0] for each in terms("speaker", one, two, three)] == ["Bob", "Ada", "AI-1"]


def test_roles_are_labels_of_programs_and_models_and_people_are_not():
    labels = ["USER", "Human", "AI", "AI-12", "AI 1", "Assistant 2", "assistant_3", "Speaker 2", "SPEAKER_02", "user b"]
    labels += ["You", "Main agent", "tool", "System", "Participant #4"]
    names = [
        "GPT-4",
        "Claude 2",
        "Userland",
        "Ai Weiwei",
        "A",
        "Q",
        "Toolmaker",
        "Speaker of the House",
        "使用者",
        "🐚",
    ]
    found = terms("speaker", short_summary("one", *map(Participant, [*labels, *names])), models={})
    assert {name for each in found if each.is_label for name in each.names} == set(labels)
    assert {name for each in found if not each.is_label for name in each.names} == set(names)


def test_a_speaker_has_at_most_twelve_partners():
    crowd = short_summary("one", *(Participant(f"bee {n}") for n in range(500)))
    found = terms("speaker", crowd, models={})
    assert (len(found), max(len(each.partners) for each in found)) == (500, MAX_RELATED)
