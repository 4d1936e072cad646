"""Stems, families and languages of words."""

import pytest

from sitegen.search.inversion import number_terms
from sitegen.search.message_languages import message_languages
from sitegen.search.stemming import families, stem


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
def test_what_is_no_english_word_is_its_own_stem(term: str):
    assert stem(term) == term


@pytest.mark.parametrize(
    ("language", "families"),
    [
        ("de", ["haus hauses hauser haeuser hausern", "kind kinder kindern", "grun grune gruner gruen", "lehrerin lehrerinnen"]),
        ("es", ["cancion canciones", "hablar hablamos hablando", "nino ninos nina", "lenta lentamente"]),
        ("ar", ["كتاب الكتاب بالكتاب كتابي", "مدرسة المدرسة مدرستها"]),
    ],
)  # fmt: skip
def test_other_languages_have_families_too(language: str, families: list[str]):
    stems = [{stem(word, language) for word in family.split()} for family in families]
    assert [len(each) for each in stems] == [1] * len(families)
    assert len(set().union(*stems)) == len(families)


def test_a_family_has_the_words_of_a_language():
    words = {"en": ["light", "lights", "lighter", "on", "x1"], "de": ["haus", "hauser", "light"], "ar": ["الكتاب"]}
    assert families(words) == {
        "haus=de": ["haus", "hauser"],
        "light=de": ["light"],
        "light=en": ["lights"],
        "كتاب=ar": ["الكتاب"],
    }


GERMAN = "Das ist der Weg, und wir gehen ihn nicht mit dem Boot, sondern auf der Insel."
SPANISH = "Los barcos del puerto y las redes por la noche, pero una red con peces."
FRENCH = "Les bateaux dans le port, pour une nuit avec vous, mais pas sur cette mer."


@pytest.mark.parametrize(
    ("declared", "texts", "expected"),
    [
        ("", ["The tide is in, and that is what they have.", "Häuser"], ["en", "en"]),
        ("", [GERMAN, "Häuser", "This is the way of it, and there it was."], ["de", "de", "en"]),
        ("", [SPANISH, GERMAN, SPANISH, "Casas"], ["es", "de", "es", "es"]),
        ("", [FRENCH, "Maisons"], ["en", "en"]),
        ("de-AT", ["Häuser", SPANISH], ["de", "es"]),
        ("fr", ["Maisons", "", "..."], ["en", "en", "en"]),
        ("", [], []),
    ],
)
def test_the_language_of_a_message_is_that_of_its_function_words(declared: str, texts: list[str], expected: list[str]):
    assert list(message_languages(number_terms(texts), declared)) == expected
