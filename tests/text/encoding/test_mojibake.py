"""Repair of simulated mojibake, of clean text and of a real damaged transcript."""

from collections import Counter
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.problems import Problem
from sitegen.text.encoding.code_pages import CODE_PAGES
from sitegen.text.encoding.mojibake import Diagnosis, MojibakeVerdict, diagnose
from sitegen.text.source import read_source
from tests.mojibake_samples import (
    CHINESE,
    CLEAN,
    DAMAGED,
    EMOJI,
    FRENCH,
    GROUP_CHAT,
    LIGHT_BOXES,
    POLISH,
    QUOTES,
    ROUND_BOXES,
    make_lossless_mojibake,
    make_mojibake,
)
from tests.shared import SHARED, needs_shared


def expected_repairs(text: str, code_page: str) -> dict[int, tuple[str, str]]:
    """Return for every non-ASCII character: offset of its damage → damaged text and character."""
    result, offset = {}, 0
    for char in text:
        damaged = make_mojibake(char, code_page)
        if not char.isascii():
            result[offset] = damaged, char
        offset += len(damaged)
    return result


def wrong_repairs(diagnosis: Diagnosis, text: str, code_page: str) -> list[tuple[str, str]]:
    truth = expected_repairs(text, code_page)
    return [
        (repair.before, repair.after)
        for repair in diagnosis.repairs
        if repair.confident and truth.get(repair.offset) != (repair.before, repair.after)
    ]


@pytest.mark.parametrize(
    ("name", "code_page", "characters", "restored", "proposed"),
    [
        ("light boxes", "cp1254", 103, 103, 0),
        ("double boxes", "cp1254", 77, 77, 0),
        ("heavy boxes", "cp1254", 67, 67, 0),
        ("round boxes", "cp1254", 57, 57, 0),
        ("shades", "cp1254", 20, 20, 0),
        ("quotes", "cp1254", 13, 13, 0),
        ("French", "cp1254", 27, 27, 0),
        ("arrows", "cp1254", 12, 10, 2),  # ← and ∞ lost a byte
        ("emoji", "cp1254", 29, 17, 12),
        ("stars", "cp1254", 19, 7, 12),  # five rings are no rule, ➔ is no corner
        ("Chinese", "cp1254", 47, 0, 44),  # two bytes lost in three of them: too little is explained
        ("Polish", "cp1254", 28, 26, 2),  # „ and ” look the same
        ("group chat", "cp1254", 14, 14, 0),
        ("light boxes", "cp1252", 103, 103, 0),
        ("double boxes", "cp1252", 77, 77, 0),
        ("heavy boxes", "cp1252", 67, 67, 0),
        ("round boxes", "cp1252", 57, 57, 0),
        ("shades", "cp1252", 20, 20, 0),
        ("quotes", "cp1252", 13, 13, 0),
        ("French", "cp1252", 27, 27, 0),
        ("arrows", "cp1252", 12, 11, 1),
        ("emoji", "cp1252", 29, 21, 8),
        ("stars", "cp1252", 19, 11, 8),
        ("Chinese", "cp1252", 47, 36, 9),
        ("Polish", "cp1252", 28, 27, 1),
        ("group chat", "cp1252", 14, 14, 0),
        ("double boxes", "cp1250", 77, 77, 0),
        ("Polish", "cp1250", 28, 28, 0),
        ("emoji", "mac-roman", 29, 29, 0),
        ("Chinese", "cp437", 47, 47, 0),
    ],
)
def test_mojibake_is_repaired_or_proposed_and_never_wrong(
    name: str, code_page: str, characters: int, restored: int, proposed: int
) -> None:
    text = DAMAGED[name]
    diagnosis = diagnose(make_mojibake(text, code_page))
    assert diagnosis
    truth = expected_repairs(text, code_page)
    proposals = [repair for repair in diagnosis.repairs if not repair.confident]
    assert wrong_repairs(diagnosis, text, code_page) == []
    assert (len(truth), len(diagnosis.repairs) - len(proposals), len(proposals)) == (
        characters, restored, proposed,
    )  # fmt: skip
    assert all(truth[repair.offset][1] in repair.candidates for repair in proposals)
    assert all(repair.after == repair.before for repair in proposals)


@pytest.mark.parametrize(("name", "text"), CLEAN.items())
def test_clean_text_has_no_repairs(name: str, text: str) -> None:
    source = read_source("clean.md", text.encode())
    assert (source.text, source.repairs, source.problems) == (text, (), ())


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (QUOTES + "Ünsal öğretmen ve Şule. " * 2, MojibakeVerdict.MIXED),
        ("UTF-8 read wrongly: â€™ and Ã©, also â€œ.", MojibakeVerdict.MENTIONED),
    ],
)
def test_repairs_of_possibly_intended_damage_are_proposals(text: str, verdict: MojibakeVerdict) -> None:
    damaged = (
        text if verdict is MojibakeVerdict.MENTIONED else make_mojibake(QUOTES, "cp1252") + text.removeprefix(QUOTES)
    )
    diagnosis = diagnose(damaged)
    assert diagnosis
    assert (diagnosis.verdict, any(repair.confident for repair in diagnosis.repairs)) == (verdict, False)


def test_a_few_mentions_of_encodings_do_not_stop_the_repair_of_much_damage() -> None:
    text = LIGHT_BOXES + "We spoke of Unicode, once."
    diagnosis = diagnose(make_mojibake(text, "cp1252"))
    assert diagnosis
    assert diagnosis.verdict is MojibakeVerdict.RESTORED


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("She said “no” — “no”, he said ✓ and left.", "quote pair"),
        ("Hot 🌡️ and ✓✓✓ done.", "variation selector"),
        ("👩‍🌾 ✓✓✓ in her field.", "ZWJ"),
        ("✓✓✓\n💭 [AI-1]: !prompt \"hum\"", "producer"),
        ("✓✓✓\n══════════ end", "run"),
        ("✓✓✓\n╔══╗\n║  ║\n╚══╝", "box neighbours"),
    ],
)  # fmt: skip
def test_each_rule_records_its_method(text: str, method: str) -> None:
    diagnosis = diagnose(make_mojibake(text, "cp1254"))
    assert diagnosis
    assert {repair.method for repair in diagnosis.repairs} == {"lossless", method}
    assert wrong_repairs(diagnosis, text, "cp1254") == []


@pytest.mark.parametrize(
    "text",
    [
        "✓✓✓ 🎨 [AI-1]: !image \"not at the start of its line\"",
        "✓✓✓\n🍨 [AI-1]: !dance \"no such command\"",
        "✓✓✓ ♥️ may have asked for a picture or for text",
        "✓✓✓\n⭕⭕⭕⭕⭕ of five",
        "✓✓✓\n───➔ an arrow, no corner",
        "✓✓✓ “one” and ” closes nothing",
    ],
)  # fmt: skip
def test_text_is_not_changed_if_no_rule_decides(text: str) -> None:
    damaged = make_mojibake(text, "cp1254")
    diagnosis = diagnose(damaged)
    assert diagnosis
    assert wrong_repairs(diagnosis, text, "cp1254") == []
    assert [repair.method for repair in diagnosis.repairs if not repair.confident] != []


def test_preserved_control_characters_are_not_missing() -> None:
    text = "🎨 and 💭, “quoted” — ┐ ═ ❌ …"
    kept = text.encode().decode("latin-1")
    diagnosis = diagnose(kept)
    assert diagnosis
    assert Counter(repair.method for repair in diagnosis.repairs) == {"lossless": 9}
    assert read_source("kept.md", kept.encode()).text == text


@given(st.text(st.sampled_from("aé —“”’→─│┌┐└┘═║╔╗╚╝🎨✨\n"), max_size=60), st.sampled_from(CODE_PAGES))
def test_a_repair_adds_at_most_one_byte(text: str, code_page: str) -> None:
    damaged = make_mojibake(text, code_page)
    diagnosis = diagnose(damaged)
    for repair in diagnosis.repairs if diagnosis else ():
        assert damaged.startswith(repair.before, repair.offset)
        if diagnosis and repair.confident:
            whole = make_lossless_mojibake(repair.after, diagnosis.code_page)
            one_less = [whole[:index] + whole[index + 1 :] for index in range(len(whole))]
            assert repair.before in (whole, *one_less)


ACCENTS = FRENCH + POLISH + "Die Füße der Bäume grüßen schön.\n"
REPEATED = {
    "light boxes": LIGHT_BOXES,
    "round boxes": ROUND_BOXES,
    "quotes": QUOTES,
    "accents": ACCENTS,
    "emoji": EMOJI,
    "Chinese": CHINESE,
    "Russian": "Кошка маяка считала волны до утра и уснула.\n" * 2,
    "group chat": GROUP_CHAT,
}


@pytest.mark.parametrize(
    "code_pages",
    [
        ("cp1252", "cp1252"),
        ("cp1254", "cp1254"),
        ("latin-1", "latin-1"),
        ("cp1252", "latin-1"),
        ("latin-1", "cp1252"),
        ("cp1251", "cp1252"),
        ("mac-roman", "mac-roman"),
        ("cp437", "cp1252"),
        ("cp1252", "cp1252", "cp1252"),
    ],
)
def test_text_that_was_decoded_wrongly_several_times_is_restored_in_one_step(code_pages: tuple[str, ...]) -> None:
    restored = {}
    for name, text in REPEATED.items():
        damaged = reduce(make_lossless_mojibake, code_pages, text)
        source = read_source("a.md", damaged.encode())
        assert source.decoded_text() == damaged
        restored[name] = source.text, [problem.code for problem in source.problems]
    assert restored == {name: (text, ["restored-mojibake"]) for name, text in REPEATED.items()}


@pytest.mark.parametrize(
    ("name", "code_pages", "restored", "proposed"),
    [
        ("light boxes", ("cp1252", "cp1252"), 77, 26),  # ─ and ℀ look the same, where no other box decides
        ("light boxes", ("cp1252", "latin-1"), 103, 0),
        ("quotes", ("cp1252", "cp1252"), 13, 0),
        ("quotes", ("cp1254", "cp1254"), 13, 0),
        ("quotes", ("mac-roman", "mac-roman"), 13, 0),
        ("French", ("cp1252", "cp1252"), 27, 0),
        ("Polish", ("cp1252", "cp1252"), 27, 1),
        ("emoji", ("cp1252", "cp1252"), 21, 8),
        ("Chinese", ("cp437", "cp437"), 47, 0),
    ],
)
def test_what_lost_bytes_in_both_layers_is_repaired_or_proposed_and_never_wrong(
    name: str, code_pages: tuple[str, ...], restored: int, proposed: int
) -> None:
    text = DAMAGED[name]
    diagnosis = diagnose(reduce(make_mojibake, code_pages, text))
    assert diagnosis
    truth, offset = {}, 0
    for char in text:
        damaged = reduce(make_mojibake, code_pages, char)
        truth[offset] = damaged, char
        offset += len(damaged)
    confident = [repair for repair in diagnosis.repairs if repair.confident]
    assert [(r.before, r.after) for r in confident if truth[r.offset] != (r.before, r.after)] == []
    assert (len(confident), len(diagnosis.repairs) - len(confident)) == (restored, proposed)


def test_a_layer_that_stays_is_reported() -> None:
    text = "Кошка маяка считала волны до утра и уснула.\n" * 2
    damaged = make_mojibake(make_mojibake(text, "cp1252"), "latin-1")
    assert read_source("a.md", damaged.encode()).problems == (
        Problem("repeated-mojibake", "a.md", 1, code_page="latin-1"),
        Problem("restored-mojibake", "a.md", 1, count=134, inferred=0, code_page="latin-1"),
    )


def test_a_repaired_text_about_mojibake_is_not_called_damaged() -> None:
    source = read_source("a.md", make_mojibake(CLEAN["an essay about such damage"] * 2, "mac-roman").encode())
    assert [problem.code for problem in source.problems] == ["mentioned-mojibake"]


@needs_shared
def test_the_real_damaged_transcript_is_restored_character_by_character() -> None:
    data = next((SHARED / "seeds").glob("003_*")).read_bytes()
    source = read_source("003.txt", data)
    assert Counter((repair.method, repair.confident) for repair in source.repairs) == {
        ("lossless", True): 315,
        ("producer", True): 22,
        ("run", True): 15,
        ("variation selector", True): 7,
        ("box neighbours", True): 3,
    }
    inferred = Counter(repair.after for repair in source.repairs if repair.method != "lossless")
    assert inferred == {"🎨": 16, "═": 15, "\ufe0f": 7, "💭": 6, "┐": 3}
    assert (len(source.decoded_text()), len(source.text)) == (39_001, 38_295)
    assert make_mojibake(source.text, "cp1254") == data.decode()
    assert source.to_bytes() == data


@needs_shared
def test_clean_real_transcripts_are_not_changed() -> None:
    for path in (SHARED / "seeds").glob("00[0124]_*"):
        data = path.read_bytes()
        source = read_source(path.name, data)
        assert (source.text, source.repairs, source.problems) == (data.decode(), (), ())


@pytest.mark.parametrize(
    ("text", "restored", "codes"),
    [
        ("Un cafÃ©, un thÃ©, un bÃ©bÃ© et RenÃ©.", "Un café, un thé, un bébé et René.", ["restored-mojibake"]),
        ("Ã©" * 20, "é" * 20, ["restored-mojibake"]),
        # Code pages disagree about every one of the characters.
        ("caÄ¨ teÄ¨ reÄ¨ neÄ¨", "caÄ¨ teÄ¨ reÄ¨ neÄ¨", ["unproven-mojibake"]),
    ],
)
def test_few_different_characters_are_repaired_if_one_code_page_makes_sense(
    text: str, restored: str, codes: list[str]
) -> None:
    source = read_source("a.md", text.encode())
    assert (source.text, [problem.code for problem in source.problems]) == (restored, codes)
