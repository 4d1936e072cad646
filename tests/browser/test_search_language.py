"""Python and JavaScript have the same terms, stems, parsed queries and names."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, islice, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import Participant
from sitegen.model.ai_models import load_models
from sitegen.render.i18n.translator import ENGLISH
from sitegen.render.theme_assets import translation_table
from sitegen.search.participants import find_models, find_speakers, known_model, name_words
from sitegen.search.query.parser import parse
from sitegen.search.shard_files import stemmer_script
from sitegen.search.stemming import LANGUAGES, has_forms, stem
from sitegen.text.tokens import fold, terms, tokens
from tests.browser.conftest import Serve
from tests.paths import PROJECT
from tests.search.queries import QUERIES
from tests.search.query_json import query_json

MODULES = PROJECT / "theme" / "static" / "search"
CALL = """async ([module, name, inputs, shared]) => {
  const found = await import(`/search/${module}.js`);
  return JSON.stringify(inputs.map((each) => {
    const value = found[name](...each, ...shared);
    return value instanceof Set ? [...value] : value;
  }));
}"""

CallJs = Callable[..., list[Any]]


@pytest.fixture
def call_js(serve: Serve) -> CallJs:
    """``call_js(module, function, inputs, *shared)``: what the function of the page returns for each tuple of
    arguments, which those of ``shared`` follow.
    """
    files = {f"search/{each.name}": each.read_bytes() for each in MODULES.glob("*.js")}
    files["search/table.js"] = translation_table("blockKinds", ENGLISH).encode()
    page = serve({"index.html": b"<!doctype html><title>modules</title>", **files}).open("index.html")

    def call_js(module: str, name: str, inputs: Iterable[Any], *shared: Any) -> list[Any]:
        # As JSON, because playwright cannot pass lone surrogates to the browser.
        arguments = json.dumps([module, name, list(inputs), shared])
        script = f"(json) => ({CALL})(JSON.parse(json))"
        return list(json.loads(page.evaluate(script, arguments)))

    return call_js


def batched(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield lists of at most ``size`` values."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def assigned_characters() -> Iterator[str]:
    """Yield all characters assigned in Python's version of Unicode, without surrogates and private ones."""
    for code in range(0x110000):
        if unicodedata.category(char := chr(code)) not in ("Cn", "Cs", "Co"):
            yield char


@pytest.fixture
def characters(serve: Serve) -> list[str]:
    """All that both Python's and Chromium's version of Unicode know; what only the newer one knows can be a word
    in one and none in the other, and there is no help for that.
    """
    known = list(assigned_characters())
    page = serve({"index.html": b"<!doctype html><title>characters</title>"}).open("index.html")
    strange = page.evaluate("(text) => text.match(/\\p{Cn}/gu) ?? []", "".join(known))
    assert len(strange) < 10_000
    return sorted(set(known).difference(strange))


def test_every_character_is_folded_the_same(call_js: CallJs, characters: list[str]):
    for some in batched(characters, 20_000):
        found = call_js("tokens", "fold", [[char] for char in some])
        assert {char: other for char, other in zip(some, found, strict=True) if other != fold(char)} == {}


def test_every_character_is_a_word_character_or_not_the_same(call_js: CallJs, characters: list[str]):
    for some in batched(characters, 20_000):
        texts = [f"a{char}b" for char in some]
        found = call_js("tokens", "terms", [[text] for text in texts])
        assert {text: other for text, other in zip(texts, found, strict=True) if other != terms(text)} == {}


def test_texts_of_all_scripts_are_tokenised_the_same(call_js: CallJs):
    scripts = ["light", "é", "猫", "東京", "カ\u3099", "한국", "ᄒ\u1161\u11ab", "ภาษานำ", "हिन्दी", "שָׁל", "سَلَ", "😀", "1️⃣", "_", "\u200d",
               "\u00ad", " ", "—", "ﾊﾟ", "𠮷", "葛\U000e0100飾", "x" * 70, "ﷺ" * 9, "½", "İ", "gpt5", "ø", "2Δ", "\u2060", "⻓", "㍿", "㎏", "🄰"]  # fmt: skip
    assert_same_tokens(call_js, ["".join(some) for some in product(scripts, repeat=3)])


def test_generated_texts_are_tokenised_the_same(call_js: CallJs, characters: list[str]):
    known = frozenset(characters)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.text(max_size=200), min_size=1, max_size=100))
    def check(texts: list[str]) -> None:
        assert_same_tokens(call_js, ["".join(char for char in text if char in known) for text in texts])

    check()


def assert_same_tokens(call_js: CallJs, texts: list[str]) -> None:
    found = call_js("tokens", "tokens", [[text] for text in texts])
    for text, others in zip(texts, found, strict=True):
        units = [0, *accumulate(1 + (char > "\uffff") for char in text)]
        own = [{"term": term, "start": units[start], "end": units[end]} for term, start, end in tokens(text)]
        assert others == own, text


def words() -> list[str]:
    """Return English words and similar strings."""
    texts = [path.read_text("utf-8", "replace") for path in (PROJECT / "docs").glob("*.md")]
    texts += [path.read_text("utf-8", "replace") for path in (PROJECT / "content").rglob("*.md")]
    found = set(re.findall("[a-z]+", " ".join(texts).lower()))
    ends = ["", "s", "es", "ed", "eed", "ing", "ational", "ization", "iveness", "fully", "ness", "bility", "ies", "y",
            "er", "ement", "ion", "tion", "sion", "ically", "ll", "e", "ousli", "alize", "est", "ingly"]  # fmt: skip
    return sorted({word + end for word in found for end in ends})


def test_stems_are_the_same(call_js: CallJs):
    some = words()
    assert len(some) > 20_000
    assert call_js("stemming", "stem", [[word] for word in some]) == [stem(word) for word in some]


WORD_PARTS = {
    "de": (
        "be ge un ver",
        "haus haeus kind grun gruen lehr fahr schon steuer quell treu mau reise system lich",
        "e en em er ern es s st est t et ung ungen heit keit lich liche isch ig ige igkeit lein chen erin erinnen ss",
    ),
    "es": (
        "des in re",
        "habl com viv cant nin cas log informa histor guerr sigu rapid tradu arguy",
        "ar er ir o a os as amos imos iendo ando ado ido ada cion ciones ia ias mente idad ivo iva able oso osas encia log u",
    ),
    "ar": ("ال وال بال كال لل ف ب س ي ت ن ا", "كتاب كتب مدرس علم سفر بيت نظر مكتب سماء قلب", "ه ها هم كم نا ي ين ون ات ة تي وا ان تما ت"),
}  # fmt: skip


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_stems_of_other_languages_are_the_same(language: str, serve: Serve):
    starts, middles, ends = (["", *part.split()] for part in WORD_PARTS[language])
    some = [start + middle + end + more for start in starts for middle in middles for end in ends for more in ends[:3]]
    page = serve({"index.html": b"<!doctype html><title>stems</title>"}).open("index.html")
    found = page.evaluate(
        f"(words) => {{ const stem = {stemmer_script(language)}; return words.map((word) => stem(word)); }}", some
    )
    assert len(some) > 4000
    # Words that Python does not stem are never passed to the page's stemmer.
    own = [
        stem(word, language) if has_forms(word, language) else there for word, there in zip(some, found, strict=True)
    ]
    assert found == own


def test_all_queries_are_parsed_the_same(call_js: CallJs):
    found = call_js("parser", "parse", [[query] for query in QUERIES])
    for query, other in zip(QUERIES, found, strict=True):
        assert other == query_json(parse(query)), query[:80]


def test_names_mean_the_same_participants(call_js: CallJs):
    known = load_models()
    written = ["Ada", "ada quill", "AI-3", "???", "Claude", "haiku-4.5", "GLM 4.7", "🜁", "Ёж", "USER", ""]
    own_models = tuple(known_model(each, [each.name]) for each in known.by_identity.values())
    people = [Participant(name) for name in written]
    people += [Participant(f"AI-{n}", model=each.identity, label=each.name) for n, each in enumerate(own_models)]
    people += [Participant("AI-0", label="Mystery 7b"), Participant("Quasar", label="quasar-alpha-2")]
    names = [*written, *(each.name for each in own_models), *(each.identity for each in own_models)]
    names += [*{each.vendor for each in own_models}, *{each.family for each in own_models}]
    names += ["opus", "4.5", "claude 4", "mystery", "gpt-4", "GPT 5.4", "x" * 300, "+", "a22b", "İ", "٣"]
    names = list(dict.fromkeys(names))
    assert call_js("participants", "nameWords", [[name] for name in names]) == [
        list(name_words(name)) for name in names
    ]
    people_json = [{"name": p.name, "role": p.role, "model": p.model, "label": p.label} for p in people]
    models_json = [
        {"identity": m.identity, "name": m.name, "vendor": m.vendor, "family": m.family, "keys": list(m.keys)}
        for m in own_models
    ]
    values = [[name] for name in names]
    found = call_js("participants", "findSpeakers", values, people_json)
    assert [set(each) for each in found] == [find_speakers(name, people) for name in names]
    found = call_js("participants", "findModels", values, people_json, models_json)
    assert [set(each) for each in found] == [find_models(name, people, own_models) for name in names]
