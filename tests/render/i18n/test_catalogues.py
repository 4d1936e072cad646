"""The languages that sitegen ships say all that is to be said, and nothing else."""

import io
import re
from collections import defaultdict
from functools import cache

import pytest
from babel import Locale
from babel.messages import Catalog
from babel.messages.pofile import read_po

from sitegen.render.i18n.catalogue import read_catalogue
from tests.render.i18n.sources import LANGUAGES, TAGS, maker, said

PLACE = re.compile(r"\{\w+\}")
every_language = pytest.mark.parametrize("tag", TAGS)


@cache
def catalog(tag: str) -> Catalog:
    return read_po(io.BytesIO((LANGUAGES / f"{tag}.po").read_bytes()), locale=tag, abort_invalid=True)


def test_the_languages_are_these():
    assert TAGS == ["ar", "de", "es", "ja", "zh"]


@every_language
def test_a_language_is_as_the_script_writes_it_with_no_message_too_many_or_too_few(tag: str):
    data = (LANGUAGES / f"{tag}.po").read_bytes()
    assert maker().updated(data, tag).decode() == data.decode(), "run theme/languages/make_languages.py"


@every_language
def test_every_message_has_words(tag: str):
    found = {(each.context, each.id) for each in catalog(tag) if each.id}
    assert found == {(each.context, each.id) for each in said() if each.id}
    silent = [each.id for each in catalog(tag) if each.fuzzy or not all(forms_of(each))]
    assert silent == []


@every_language
def test_words_have_the_places_that_the_english_ones_have(tag: str):
    wrong = []
    for each in catalog(tag):
        wanted = set(PLACE.findall(each.id[-1] if each.pluralizable else each.id))
        # "One message" and "no messages" need no figure; where a language has one form, it must tell the number.
        optional = {"{number}"} if each.pluralizable and len(each.string) > 1 else set()
        wrong += [
            (form, wanted)
            for form in forms_of(each)
            if not wanted - optional <= set(PLACE.findall(form)) <= wanted
        ]
    assert [each for each in wrong if each[0] not in {"", *ZEROES}] == []


ZEROES = {
    # "There are none" says nothing of them.
    "لا نماذج متروكة.",
    "لا رسائل في محادثات بلا تاريخ.",
    "لا رسالة مطابقة",
    "{name}: لا رسائل",
    "متوسط الكلمات في الرسالة.",
}


@every_language
def test_the_forms_of_plurals_are_those_of_unicode(tag: str):
    plural = read_catalogue(LANGUAGES / f"{tag}.po", "").plural
    category = Locale.parse(tag).plural_form
    told: defaultdict[str, set[int]] = defaultdict(set)
    numbered = catalog(tag)
    assert numbered.plural_expr == plural
    form = read_catalogue(LANGUAGES / f"{tag}.po", "").form
    for n in range(1_000):
        told[category(n)].add(form(n))
    assert sorted(form for forms in told.values() for form in forms) == list(range(numbered.num_plurals))


@every_language
def test_a_message_is_no_longer_than_its_place_allows(tag: str):
    """What stands in one line of the page's head or beside a drawing; East Asian letters are twice as wide."""
    words = read_catalogue(LANGUAGES / f"{tag}.po", "")
    heads = ("Conversations", "Speakers", "Models", "Series", "Drawings", "Numbers", "Essays", "Search")
    assert max(len(words.find(each)) for each in heads) <= 14


def forms_of(message: object) -> tuple[str, ...]:
    string = message.string  # type: ignore[attr-defined]
    return string if isinstance(string, tuple) else (string,)
