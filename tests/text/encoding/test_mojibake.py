"""Damage that we do ourselves, texts that only look damaged, and the real damaged transcript."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text.encoding.code_pages import CODE_PAGES
from sitegen.text.encoding.mojibake import Diagnosis, Verdict, diagnose
from sitegen.text.source import read_source
from tests.damaged import CLEAN, DAMAGED, LIGHT_BOXES, QUOTES, damage
from tests.shared import SHARED, needs_shared


def truths(text: str, code_page: str) -> dict[int, tuple[str, str]]:
    """For every character beyond ASCII: where its damage begins, the damage, the character."""
    found, offset = {}, 0
    for char in text:
        damaged = damage(char, code_page)
        if not char.isascii():
            found[offset] = damaged, char
        offset += len(damaged)
    return found


def wrong(diagnosis: Diagnosis, text: str, code_page: str) -> list[tuple[str, str]]:
    truth = truths(text, code_page)
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
def test_damage_is_undone_or_proposed_and_never_guessed_wrongly(
    name: str, code_page: str, characters: int, restored: int, proposed: int
) -> None:
    text = DAMAGED[name]
    diagnosis = diagnose(damage(text, code_page))
    assert diagnosis
    truth = truths(text, code_page)
    open_ones = [repair for repair in diagnosis.repairs if not repair.confident]
    assert wrong(diagnosis, text, code_page) == []
    assert (len(truth), len(diagnosis.repairs) - len(open_ones), len(open_ones)) == (
        characters, restored, proposed,
    )  # fmt: skip
    assert all(truth[repair.offset][1] in repair.candidates for repair in open_ones)
    assert all(repair.after == repair.before for repair in open_ones)


@pytest.mark.parametrize(("name", "text"), CLEAN.items())
def test_clean_text_has_neither_repairs_nor_proposals(name: str, text: str) -> None:
    source = read_source("clean.md", text.encode())
    assert (source.text, source.repairs, source.problems) == (text, (), ())


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (QUOTES + "Ünsal öğretmen ve Şule. " * 2, Verdict.MIXED),
        ("UTF-8 read wrongly: â€™ and Ã©, also â€œ.", Verdict.MENTIONED),
    ],
)
def test_damage_that_may_be_meant_is_only_proposed(text: str, verdict: Verdict) -> None:
    damaged = text if verdict is Verdict.MENTIONED else damage(QUOTES, "cp1252") + text.removeprefix(QUOTES)
    diagnosis = diagnose(damaged)
    assert diagnosis
    assert (diagnosis.verdict, any(repair.confident for repair in diagnosis.repairs)) == (verdict, False)


def test_a_few_mentions_of_encodings_do_not_stop_the_repair_of_much_damage() -> None:
    text = LIGHT_BOXES + "We spoke of Unicode, once."
    diagnosis = diagnose(damage(text, "cp1252"))
    assert diagnosis
    assert diagnosis.verdict is Verdict.RESTORED


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("She said “no” — “no”, he said ✓ and left.", "quote pair"),
        ("Hot 🌡️ and ✓✓✓ done.", "variation selector"),
        ("👩‍🌾 ✓✓✓ in her field.", "ZWJ"),
        ("✓✓✓\n💭 [AI-1]: !prompt \"hum\"", "producer"),
        ("✓✓✓\n══════════ end", "run"),
        ("✓✓✓\n╔══╗\n║  ║\n╚══╝", "box neighbours"),
    ],
)  # fmt: skip
def test_each_rule_says_how_it_knew(text: str, how: str) -> None:
    diagnosis = diagnose(damage(text, "cp1254"))
    assert diagnosis
    assert {repair.how for repair in diagnosis.repairs} == {"lossless", how}
    assert wrong(diagnosis, text, "cp1254") == []


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
def test_where_the_rules_do_not_decide_the_text_is_left_alone(text: str) -> None:
    damaged = damage(text, "cp1254")
    diagnosis = diagnose(damaged)
    assert diagnosis
    assert wrong(diagnosis, text, "cp1254") == []
    assert [repair.how for repair in diagnosis.repairs if not repair.confident] != []


def test_control_characters_that_were_kept_are_not_missing() -> None:
    text = "🎨 and 💭, “quoted” — ┐ ═ ❌ …"
    kept = text.encode().decode("latin-1")
    diagnosis = diagnose(kept)
    assert diagnosis
    assert Counter(repair.how for repair in diagnosis.repairs) == {"lossless": 9}
    assert read_source("kept.md", kept.encode()).text == text


@given(st.text(st.sampled_from("aé —“”’→─│┌┐└┘═║╔╗╚╝🎨✨\n"), max_size=60), st.sampled_from(CODE_PAGES))
def test_what_is_restored_differs_from_its_damage_by_one_lost_byte_at_most(text: str, code_page: str) -> None:
    damaged = damage(text, code_page)
    diagnosis = diagnose(damaged)
    for repair in diagnosis.repairs if diagnosis else ():
        assert damaged.startswith(repair.before, repair.offset)
        if diagnosis and repair.confident:
            whole = misread(repair.after, diagnosis.code_page)
            one_less = [whole[:place] + whole[place + 1 :] for place in range(len(whole))]
            assert repair.before in (whole, *one_less)


def misread(text: str, code_page: str) -> str:
    """The UTF-8 of ``text`` read with a code page, nothing lost."""
    return "".join(bytes([byte]).decode(code_page, "ignore") or chr(byte) for byte in text.encode())


@needs_shared
def test_the_real_damaged_transcript_is_restored_character_by_character() -> None:
    data = next((SHARED / "seeds").glob("003_*")).read_bytes()
    source = read_source("003.txt", data)
    assert Counter((repair.how, repair.confident) for repair in source.repairs) == {
        ("lossless", True): 315,
        ("producer", True): 22,
        ("run", True): 15,
        ("variation selector", True): 7,
        ("box neighbours", True): 3,
    }
    inferred = Counter(repair.after for repair in source.repairs if repair.how != "lossless")
    assert inferred == {"🎨": 16, "═": 15, "\ufe0f": 7, "💭": 6, "┐": 3}
    assert (len(source.decoded()), len(source.text)) == (39_001, 38_295)
    assert damage(source.text, "cp1254") == data.decode()
    assert source.restored() == data


@needs_shared
def test_the_clean_real_transcripts_are_not_touched() -> None:
    for path in (SHARED / "seeds").glob("00[0124]_*"):
        data = path.read_bytes()
        source = read_source(path.name, data)
        assert (source.text, source.repairs, source.problems) == (data.decode(), (), ())
