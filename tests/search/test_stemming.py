"""Stems of English words."""

import re
from functools import cache
from itertools import product
from string import ascii_lowercase

import pytest

from sitegen.search.stemming import family_prefix, stem
from tests.paths import PROJECT
from tests.sampling import sample

ENDINGS = """
 s es ed eed ing ational tional ency ancy ance ence izer izing ably ally ently ely ously ization ation ator alism iveness
 fulness ousness ality ivity bility ability icate ative alize icity ical ful ness ment ement ion ism ies ied y er e l ll le
 bl at ate iz i ee
""".split(" ")


@cache
def vocabulary() -> frozenset[str]:
    """Return words of the sample archive and short strings of relevant letters, with all endings."""
    files = [
        *(PROJECT / "content").rglob("*.md"),
        *(PROJECT / "content").rglob("*.txt"),
        *(PROJECT / "docs").glob("*.md"),
    ]
    words = set(re.findall("[a-z]+", " ".join(path.read_text("utf-8", "replace") for path in files).lower()))
    words |= {"".join(some) for n in (1, 2, 3) for some in product("aeioyblt", repeat=n)}
    return frozenset(word + end.strip() for word in words for end in ENDINGS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # Examples from Porter's paper, step by step.
        ("caresses", "caress"), ("ponies", "poni"), ("ties", "ti"), ("caress", "caress"), ("cats", "cat"),
        ("feed", "feed"), ("agreed", "agre"), ("plastered", "plaster"), ("bled", "bled"), ("motoring", "motor"), ("sing", "sing"),
        ("conflated", "conflat"), ("troubled", "troubl"), ("sized", "size"), ("hopping", "hop"), ("tanned", "tan"),
        ("falling", "fall"), ("hissing", "hiss"), ("fizzed", "fizz"), ("failing", "fail"), ("filing", "file"),
        ("happy", "happi"), ("sky", "sky"),
        ("relational", "relat"), ("conditional", "condit"), ("rational", "ration"), ("valency", "valenc"),
        ("digitizer", "digit"), ("vietnamization", "vietnam"), ("operator", "oper"), ("feudalism", "feudal"),
        ("decisiveness", "decis"), ("hopefulness", "hope"), ("callousness", "callous"), ("formality", "formal"),
        ("sensitivity", "sensit"), ("sensibility", "sensibl"),
        ("triplicate", "triplic"), ("formative", "form"), ("formalize", "formal"), ("electrical", "electr"), ("goodness", "good"),
        ("revival", "reviv"), ("allowance", "allow"), ("inference", "infer"), ("airliner", "airlin"), ("adjustable", "adjust"),
        ("replacement", "replac"), ("adoption", "adopt"), ("effective", "effect"), ("bowdlerize", "bowdler"),
        ("probate", "probat"), ("rate", "rate"), ("cease", "ceas"), ("controlling", "control"), ("roll", "roll"),
    ],
)  # fmt: skip
def test_stems_are_those_of_the_paper(words: str, expected: str):
    assert stem(words) == expected


@pytest.mark.parametrize(
    "family",
    [
        "light lights lighted lighting",
        "run runs running",
        "happy happiness",
        "hope hopes hoping hoped",
        "generate generates generated generating generation",
        "stop stopped stopping stops",
    ],
)
def test_the_forms_of_a_word_are_one_family(family: str):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("term", ["", "a", "is", "4", "été", "東京", "🙂", "a1b2s", "x" * 65, "Lights", "οδοσ"])
def test_what_is_no_english_word_is_its_own_stem_and_prefix(term: str):
    assert (stem(term), family_prefix(term)) == (term, term)


def test_all_words_with_one_stem_begin_with_the_prefix_of_their_family():
    # A family begins with one letter, so a sample of first letters has whole families.
    initials = {"", *sample(ascii_lowercase, 3)}
    words = [word for word in vocabulary() if word[:1] in initials]
    assert len(words) > 40_000
    prefixes: dict[str, set[str]] = {}
    for word in words:
        if len(word) > 2:
            prefixes.setdefault(stem(word), set()).add(family_prefix(word))
    assert {own: found for own, found in prefixes.items() if len(found) > 1} == {}
    assert [word for word in words if len(word) > 2 and not word.startswith(family_prefix(word))] == []
    # The whole dictionary is no family: a word of two letters is its own stem, and begins with the prefix too.
    assert [word for word in words if not family_prefix(word) and word] == []
    short = [word for word in words if len(word) <= 2 and word in prefixes]
    assert [word for word in short if not word.startswith(*prefixes[word])] == []
