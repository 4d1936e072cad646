"""The filters speaker: and model:."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model import Participant
from sitegen.model.ai_models import Model, load_models
from sitegen.search.participants import KnownModel, find_models, find_speakers, known_model, name_words

HAIKU = Model("anthropic/claude-haiku-4.5", "Anthropic", "Claude Haiku", "Claude Haiku 4.5", ("Haiku 4.5",))
OPUS = Model("anthropic/claude-3-opus", "Anthropic", "Claude Opus", "Claude 3 Opus", ("Opus 3",))
KIMI = Model("moonshotai/kimi-k2", "Moonshot AI", "Kimi", "Kimi K2")
KNOWN = (known_model(HAIKU, ["haiku-4-5-20251001"]), known_model(OPUS, []), known_model(KIMI, []))
CAST = (
    Participant("Ada"),
    Participant("Ada Quill"),
    Participant("ADÁ"),
    Participant("AI-1", model=HAIKU.identity, label="haiku-4.5"),
    Participant("AI-2", model=OPUS.identity, label="opus"),
    Participant("AI-3", model=KIMI.identity),
    Participant("AI-4", label="Mystery-7B claude"),
    Participant("Quasar alpha"),
    Participant("???"),
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ada", {0, 2}),
        ("Ada", {0, 2}),
        ("quill", {1}),
        ("quill ada", {1}),
        ("Ada Quill", {1}),
        ("AI-1", {3}),
        ("ai", {3, 4, 5, 6}),
        ("???", {8}),
        ("??", set()),
        ("", set()),
        ("adam", set()),
        ("Ada Quill Smith", set()),
    ],
)
def test_a_speaker_is_named_whole_or_by_words_of_the_name(value: str, expected: set[int]):
    assert find_speakers(value, CAST) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # Any name of it.
        *((name, {3}) for name in ("haiku-4.5", "Claude Haiku 4.5", "claude_haiku_4_5", "anthropic/claude-haiku-4.5",
                                   "HAIKU 4-5", "claude-haiku-4.5", "haiku-4-5-20251001")),
        ("opus 3", {4}),
        ("kimi-k2", {5}),
        # Its vendor, its family.
        ("anthropic", {3, 4}),
        ("Moonshot AI", {5}),
        ("moonshotai", {5}),
        ("kimi", {5}),
        ("Claude Opus", {4}),
        # Words of what is known of it, and of the label or the name of those of whom nothing is known.
        ("claude", {3, 4, 6}),
        ("4.5", {3}),
        ("opus claude", {4}),
        ("mystery", {6}),
        ("7b", {6}),
        ("quasar", {7}),
        # Nothing.
        ("opus 4", set()),
        ("gpt-4", set()),
        ("", set()),
        ("???", set()),
    ],
)  # fmt: skip
def test_a_model_is_named_in_any_way_or_by_vendor_family_or_words(value: str, expected: set[int]):
    assert find_models(value, CAST, KNOWN) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Claude-Haiku-4.5", ("claude", "haiku", "4.5")),
        ("anthropic/claude-3-5-haiku", ("anthropic", "claude", "3.5", "haiku")),
        ("qwen3-235b-a22b", ("qwen", "3", "235b", "a22b")),
        ("GPT‑4o+", ("gpt", "4o", "plus")),
        ("ＧＬＭ ４.７", ("glm", "4.7")),
        ("Ёж", ("еж",)),
        ("!?", ()),
        ("x" * 300, ("x" * 200,)),
    ],
)
def test_the_words_of_a_name(written: str, expected: tuple[str, ...]):
    assert name_words(written) == expected


def test_a_known_model_keeps_the_words_of_all_its_names():
    assert known_model(HAIKU, ["haiku-4-5-20251001", "Haiku_4.5", "?"]) == KnownModel(
        "anthropic/claude-haiku-4.5",
        "Claude Haiku 4.5",
        "Anthropic",
        "Claude Haiku",
        ("anthropic claude haiku 4.5", "claude haiku 4.5", "haiku 4.5", "haiku 4.5 20251001"),
    )


def test_every_model_is_found_by_each_of_its_names():
    all_models = tuple(load_models().by_identity.values())
    known = [known_model(each, []) for each in all_models]
    cast = [Participant(f"AI-{n}", model=each.identity) for n, each in enumerate(all_models)]
    lost = [
        (name, each.identity)
        for n, each in enumerate(all_models)
        for name in (each.identity, each.name, *each.aliases, each.vendor, each.family)
        if n not in find_models(name, cast, known[n : n + 1])
    ]
    assert lost == []


def test_a_whole_name_does_not_find_the_other_models_of_its_vendor():
    all_models = tuple(load_models().by_identity.values())
    known = [known_model(each, []) for each in all_models]
    cast = [Participant(f"AI-{n}", model=each.identity) for n, each in enumerate(all_models)]
    found = {all_models[n].identity for n in find_models("claude-haiku-4.5", cast, known)}
    assert found == {"anthropic/claude-haiku-4.5"}


@given(st.text(max_size=250), st.lists(st.text(max_size=30), max_size=5))
def test_any_value_finds_a_subset_of_the_participants(value: str, names: Sequence[str]):
    cast = [Participant(name, label=name[::-1]) for name in names]
    both = find_speakers(value, cast) | find_models(value, cast, KNOWN)
    assert both <= set(range(len(cast)))
