"""Find an AI model by any spelling of its name: ``haiku-4.5``, ``anthropic/claude-haiku-4.5``.

The data is ``ai_models.toml`` and the models in ``sitegen.toml``. An ambiguous name finds no model.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sitegen.model.package_data import load_toml
from sitegen.model.problems import SETTINGS_FILE, ContentError, Problem

Words = tuple[str, ...]

_MAX_NAME_LENGTH = 200
"""Characters; a longer name is other text."""

_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f<>{}|\\?!=;,&%$#^~]")
"""Characters of sentences, markup or lists of names; such names find no model."""

_WORD = re.compile(
    r"""
      [^\W\d_]? \d{1,2} [._-] \d{1,2} (?![^\W_])   # a version: 4.5, 4-5, v3.1; not k2-0905
    | [^\W\d_] \d+ [^\W_]*                         # k2, r1, o3, a22b
    | \d+ [^\W_]*                                  # 4o, 405b, 20250929
    | [^\W\d_]+                                    # claude, qwen
    """,
    re.VERBOSE,
)

_SUFFIX = re.compile(
    r"""
    (?: :(?:free|beta|thinking|extended|nitro|floor|online|exacto|cloud|latest)   # OpenRouter, Ollama
    |   -v?\d:\d                                                                  # Bedrock
    |   (?<=.)@.*                                                                 # Vertex
    |   [- ](?:latest|beta|preview(?:[- ](?:0[1-9]|1[0-2])-(?:20)?\d\d)?)
    |   [- ]20\d\d(?P<dash>-?)(?:0[1-9]|1[0-2])(?P=dash)(?:0[1-9]|[12]\d|3[01])
    )$
    """,
    re.VERBOSE,
)
"""Suffixes that do not identify another model; where they do, ``ai_models.toml`` has the whole name."""

_NUMBERED = re.compile(r"(.+) ([1-9])")
_PARENTHESIZED = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")


@dataclass(frozen=True, slots=True)
class Model:
    """A language, image or video model, independent of its host."""

    identity: str
    """``vendor/model``, such as ``anthropic/claude-haiku-4.5``. Part of addresses: never change it."""
    vendor: str
    """Display name: ``Anthropic``."""
    family: str
    """Line of models, without the version: ``Claude Haiku``."""
    name: str
    """Display name, as its vendor writes it: ``Claude Haiku 4.5``."""
    aliases: tuple[str, ...] = ()
    """Other names, except for spellings that the matching rules cover."""


@dataclass(frozen=True, slots=True)
class Models:
    """All known models. Create with `load_models` and `with_models`."""

    by_identity: Mapping[str, Model]
    by_words: Mapping[Words, Model]
    """By the normalized words of every name."""
    prefixes: Mapping[Words, str]
    """Words that may precede a model name → their vendor, empty for hosts."""
    variants: frozenset[str]
    """Words that identify another model if in parentheses after a model name."""

    def get(self, identity: str) -> Model:
        """Return the model with this identity; raise `KeyError` if there is none."""
        return self.by_identity[identity]

    def find(self, text: str) -> Model | None:
        """Return the model with this name in any spelling; None if that is not certain."""
        name = _fold(text)
        parenthesized = _PARENTHESIZED.fullmatch(name)
        if parenthesized is None:
            return None if "(" in name or ")" in name else self._find_trimmed(name)
        before, inside, after = parenthesized.groups()
        with_parentheses = self._find_trimmed(_join(before, inside, after))
        return with_parentheses or self._find_without_parentheses(inside, _join(before, after))

    def with_models(self, extra: Sequence[Model]) -> "Models":
        """Return these models and the owner's; one with a known identity replaces that model and keeps its names.

        Raises `ContentError` if a name would identify two models.
        """
        if not extra:
            return self
        vendors = {identity.partition("/")[0]: model.vendor for identity, model in self.by_identity.items()}
        models = dict(self.by_identity)
        for model in extra:
            slug = model.identity.partition("/")[0]
            vendor = vendors.get(slug, slug) if model.vendor == slug else model.vendor
            known = models.get(model.identity)
            names = (known.name, *known.aliases, *model.aliases) if known else model.aliases
            models[model.identity] = replace(model, vendor=vendor, aliases=tuple(dict.fromkeys(names)))
        return _registry(models.values(), self.prefixes, self.variants)

    def _find_without_parentheses(self, inside: str, outside: str) -> Model | None:
        """Return the model named ``outside`` of parentheses, unless the words ``inside`` identify another."""
        model = self._find_trimmed(outside)
        has_number = any(map(str.isdigit, inside))
        if has_number and self._find_trimmed(inside) != model:
            return None
        return None if not has_number and self.variants.intersection(name_words(inside)) else model

    def _find_trimmed(self, name: str) -> Model | None:
        """Return the model with this name after removing as many suffixes as needed."""
        while (model := self._find_exact(name)) is None:
            shorter = _SUFFIX.sub("", name) or name
            if shorter == name:
                shorter = self._without_speaker_number(name)
            if shorter == name:
                return None
            name = shorter.rstrip()
        return model

    def _without_speaker_number(self, name: str) -> str:
        """Remove the number of a speaker in a group chat: ``gpt-5 2``, not ``opus 4 5``, which may be a version."""
        numbered = _NUMBERED.fullmatch(name)
        if numbered is None or not any(map(str.isdigit, numbered[1])):
            return name
        may_be_version = "-" not in numbered[1] and self._find_exact(f"{numbered[1]}.{numbered[2]}")
        return name if may_be_version else numbered[1]

    def _find_exact(self, name: str) -> Model | None:
        """Return the model with this name after prefixes of vendors and hosts; the last vendor must be its own."""
        words, vendor = name_words(name), ""
        while words:
            if model := self.by_words.get(_normalized(words)):
                return model if vendor in ("", model.vendor) else None
            length = next((n for n in (3, 2, 1) if words[:n] in self.prefixes), None)
            if length is None:
                return None
            vendor = self.prefixes[words[:length]] or vendor
            words = words[length:]
        return None


@cache
def load_models() -> Models:
    """Load the models that come with sitegen; cached in each process."""
    data = load_toml("sitegen.model", "ai_models.toml")
    models = [
        Model(each["identity"], vendor["name"], each["family"], each["name"], tuple(each.get("aliases", ())))
        for vendor in data["vendors"]
        for each in vendor["models"]
    ]
    words = {name_words(_fold(also)): vendor["name"] for vendor in data["vendors"] for also in vendor.get("also", ())}
    hosts = {name_words(host): "" for host in data["hosts"]}
    return _registry(models, words | hosts, frozenset(data["variants"]))


def _registry(models: Iterable[Model], prefixes: Mapping[Words, str], variants: frozenset[str]) -> Models:
    by_identity: dict[str, Model] = {}
    by_words: dict[Words, Model] = {}
    vendors: dict[Words, str] = {}
    for model in models:
        by_identity[model.identity] = model
        for word in (model.vendor, model.identity.partition("/")[0]):
            vendors[name_words(_fold(word))] = model.vendor
        for name in _all_names(model):
            key = _normalized(name_words(_fold(name)))
            if not key:
                raise ContentError(Problem("invalid-model-name", SETTINGS_FILE, name=name, model=model.identity))
            other = by_words.setdefault(key, model)
            if other is not model:
                identities = {"first": other.identity, "second": model.identity}
                raise ContentError(Problem("ambiguous-model-name", SETTINGS_FILE, name=name, **identities))
    return Models(by_identity, by_words, vendors | dict(prefixes), variants)


def _all_names(model: Model) -> Iterator[str]:
    """Yield all names of a model, with the short form of its identity unless it is generic.

    ``mercury-2`` and ``sonar`` can be anybody's name.
    """
    yield from (model.identity, model.name, *model.aliases)
    short = model.identity.partition("/")[2]
    if not re.fullmatch(r"[^\W\d_]{2,}[._-]?\d?", short):
        yield short


def _fold(text: str) -> str:
    """Return a name without case, compatibility characters and extra spaces; empty if it cannot be a name."""
    if len(text) > _MAX_NAME_LENGTH:
        return ""
    name = unicodedata.normalize("NFKC", text.strip()).casefold()
    return "" if _NOT_IN_NAMES.search(name) else " ".join(name.replace("+", " plus ").split())


def name_words(folded: str) -> Words:
    """Split a folded name into words: ``claude-3-5-haiku`` into ``claude``, ``3.5``, ``haiku``."""
    return tuple(word.replace("-", ".").replace("_", ".") for word in _WORD.findall(folded))


def _normalized(words: Words) -> Words:
    """Sort all words but the first, so that ``Claude 4.5 Sonnet`` equals ``Claude Sonnet 4.5``."""
    return words[:1] + tuple(sorted(words[1:]))


def _join(*parts: str) -> str:
    return " ".join(" ".join(parts).split())
