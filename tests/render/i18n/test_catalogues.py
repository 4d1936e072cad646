"""The shipped languages translate exactly the messages of the interface."""

import io
import re
from collections import defaultdict
from functools import cache

import pytest
from babel import Locale
from babel.messages import Catalog
from babel.messages.pofile import read_po

from sitegen.render.i18n.catalogue import read_catalogue
from tests.render.i18n.sources import LANGUAGES, TAGS, interface_messages, make_languages

PLACEHOLDER = re.compile(r"\{\w+\}")
every_language = pytest.mark.parametrize("tag", TAGS)


@cache
def catalog(tag: str) -> Catalog:
    return read_po(io.BytesIO((LANGUAGES / f"{tag}.po").read_bytes()), locale=tag, abort_invalid=True)


def test_the_languages_are_these():
    assert TAGS == ["ar", "de", "es", "ja", "zh"]


@every_language
def test_make_languages_changes_nothing(tag: str):
    data = (LANGUAGES / f"{tag}.po").read_bytes()
    assert make_languages().update(data, tag).decode() == data.decode(), "run theme/languages/make_languages.py"


@every_language
def test_every_message_is_translated(tag: str):
    translated = {(each.context, each.id) for each in catalog(tag) if each.id}
    assert translated == {(each.context, each.id) for each in interface_messages() if each.id}
    untranslated = [each.id for each in catalog(tag) if each.fuzzy or not all(forms_of(each))]
    assert untranslated == []


@every_language
def test_translations_have_the_placeholders_of_the_english_messages(tag: str):
    wrong = []
    for each in catalog(tag):
        wanted = set(PLACEHOLDER.findall(each.id[-1] if each.pluralizable else each.id))
        # "One message" and "no messages" need no number; the only form of a language does.
        optional = {"{number}"} if each.pluralizable and len(each.string) > 1 else set()
        wrong += [
            (form, wanted)
            for form in forms_of(each)
            if not wanted - optional <= set(PLACEHOLDER.findall(form)) <= wanted
        ]
    assert [each for each in wrong if each[0] not in {"", *ZERO_FORMS}] == []


ZERO_FORMS = {
    # The form for zero may leave out all placeholders.
    "لا نماذج متروكة.",
    "لا رسائل في محادثات بلا تاريخ.",
    "لا رسالة مطابقة",
    "{name}: لا رسائل",
    "متوسط الكلمات في الرسالة.",
}


@every_language
def test_plural_forms_are_those_of_unicode(tag: str):
    plural = read_catalogue(LANGUAGES / f"{tag}.po", "").plural_expression
    category = Locale.parse(tag).plural_form
    forms_by_category: defaultdict[str, set[int]] = defaultdict(set)
    catalogue = catalog(tag)
    assert catalogue.plural_expr == plural
    form = read_catalogue(LANGUAGES / f"{tag}.po", "").plural_form
    for n in range(1_000):
        forms_by_category[category(n)].add(form(n))
    assert sorted(form for forms in forms_by_category.values() for form in forms) == list(range(catalogue.num_plurals))


@every_language
def test_navigation_labels_are_short(tag: str):
    """Navigation is one line on most screens."""
    catalogue = read_catalogue(LANGUAGES / f"{tag}.po", "")
    labels = ("Conversations", "Speakers", "Models", "Series", "Drawings", "Statistics", "Essays", "Search")
    assert max(len(catalogue.translate(each)) for each in labels) <= 14


def forms_of(message: object) -> tuple[str, ...]:
    string = message.string  # type: ignore[attr-defined]
    return string if isinstance(string, tuple) else (string,)
