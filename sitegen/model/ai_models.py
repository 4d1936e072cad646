"""A model's name in any way of writing it (``haiku-4.5``, ``anthropic/claude-haiku-4.5``) → one `Model`.

The data is ``ai_models.toml`` and what the owner adds in ``sitegen.toml``.
A name that could mean two models means none.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources

from sitegen.model.problems import ContentError, Problem

Words = tuple[str, ...]

_OWNERS_FILE = "sitegen.toml"

_LONGEST = 200
"""Characters of a name; longer ones are text that was taken for a name."""

_STRANGE = re.compile(r"[\x00-\x1f\x7f<>{}|\\?!=;,&%$#^~]")
"""Signs of a sentence, of markup or of several names: nothing is guessed about these."""

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
"""What says which copy of a model, not which model; where it does, ``models.toml`` has the whole name."""

_COUNTED = re.compile(r"(.+) ([1-9])")
_BRACKETED = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")


@dataclass(frozen=True, slots=True)
class Model:
    """A language, image or video model, whoever serves it."""

    identity: str
    """``vendor/model``, such as ``anthropic/claude-haiku-4.5``; part of addresses, so it never changes."""
    vendor: str
    """For people: ``Anthropic``."""
    family: str
    """The line of models it is a version of: ``Claude Haiku``."""
    name: str
    """As its vendor writes it: ``Claude Haiku 4.5``."""
    aliases: tuple[str, ...] = ()
    """Other names; what follows from the rules of matching is not listed."""


@dataclass(frozen=True, slots=True)
class Models:
    """All models that an archive knows. Made by `load_models` and `extended`."""

    by_identity: Mapping[str, Model]
    by_words: Mapping[Words, Model]
    """By the normal form of every name."""
    prefixes: Mapping[Words, str]
    """Words that may stand before a model's name → the vendor they mean, empty for mere hosts."""
    variants: frozenset[str]
    """Words that, in parentheses after a model's name, make another model of it."""

    def get(self, identity: str) -> Model:
        """The model with this identity. Raises `KeyError` where there is none."""
        return self.by_identity[identity]

    def find(self, written: str) -> Model | None:
        """The model that ``written`` names, in whatever way it is written; None where that is not certain."""
        name = _folded(written)
        bracketed = _BRACKETED.fullmatch(name)
        if bracketed is None:
            return None if "(" in name or ")" in name else self._trimmed(name)
        before, inside, after = bracketed.groups()
        whole = self._trimmed(_joined(before, inside, after))
        return whole or self._without(inside, _joined(before, after))

    def extended(self, extra: Iterable[Model]) -> "Models":
        """These models and the owner's; one with a known identity adds its aliases to the model that has it.

        Raises `ContentError` where a name would mean two models.
        """
        vendors = {identity.partition("/")[0]: model.vendor for identity, model in self.by_identity.items()}
        models = dict(self.by_identity)
        for model in extra:
            slug = model.identity.partition("/")[0]
            vendor = vendors.get(slug, slug) if model.vendor == slug else model.vendor
            known = models.get(model.identity)
            names = (known.name, *known.aliases, *model.aliases) if known else model.aliases
            models[model.identity] = replace(model, vendor=vendor, aliases=tuple(dict.fromkeys(names)))
        return _registry(models.values(), self.prefixes, self.variants)

    def _without(self, inside: str, outside: str) -> Model | None:
        """The model named ``outside`` of parentheses, unless what is ``inside`` makes another one of it."""
        model = self._trimmed(outside)
        numbered = any(map(str.isdigit, inside))
        if numbered and self._trimmed(inside) != model:
            return None
        return None if not numbered and self.variants.intersection(name_words(inside)) else model

    def _trimmed(self, name: str) -> Model | None:
        """The model with this name, or with what is left of it when suffixes are taken away one by one."""
        while (model := self._prefixed(name)) is None:
            shorter = _SUFFIX.sub("", name) or name
            if shorter == name:
                shorter = self._uncounted(name)
            if shorter == name:
                return None
            name = shorter.rstrip()
        return model

    def _uncounted(self, name: str) -> str:
        """``gpt-5 2`` → ``gpt-5``: group chats number speakers. Not ``opus 4 5``, which may be a version."""
        counted = _COUNTED.fullmatch(name)
        if counted is None or not any(map(str.isdigit, counted[1])):
            return name
        may_be_version = "-" not in counted[1] and self._prefixed(f"{counted[1]}.{counted[2]}")
        return name if may_be_version else counted[1]

    def _prefixed(self, name: str) -> Model | None:
        """The model with exactly this name, after vendors and hosts; the last vendor must be its own."""
        words, vendor = name_words(name), ""
        while words:
            if model := self.by_words.get(_key(words)):
                return model if vendor in ("", model.vendor) else None
            length = next((n for n in (3, 2, 1) if words[:n] in self.prefixes), None)
            if length is None:
                return None
            vendor = self.prefixes[words[:length]] or vendor
            words = words[length:]
        return None


def load_models() -> Models:
    """The models that come with sitegen."""
    data = tomllib.loads((resources.files("sitegen.model") / "ai_models.toml").read_text("utf-8"))
    models = [
        Model(each["identity"], vendor["name"], each["family"], each["name"], tuple(each.get("aliases", ())))
        for vendor in data["vendors"]
        for each in vendor["models"]
    ]
    words = {
        name_words(_folded(also)): vendor["name"]
        for vendor in data["vendors"]
        for also in vendor.get("also", ())
    }
    hosts = {name_words(host): "" for host in data["hosts"]}
    return _registry(models, words | hosts, frozenset(data["variants"]))


def _registry(models: Iterable[Model], prefixes: Mapping[Words, str], variants: frozenset[str]) -> Models:
    by_identity: dict[str, Model] = {}
    by_words: dict[Words, Model] = {}
    vendors: dict[Words, str] = {}
    for model in models:
        by_identity[model.identity] = model
        for word in (model.vendor, model.identity.partition("/")[0]):
            vendors[name_words(_folded(word))] = model.vendor
        for name in _names(model):
            key = _key(name_words(_folded(name)))
            if not key:
                raise ContentError(_nameless(name, model))
            other = by_words.setdefault(key, model)
            if other is not model:
                raise ContentError(_conflict(name, other, model))
    return Models(by_identity, by_words, vendors | dict(prefixes), variants)


def _names(model: Model) -> Iterator[str]:
    """All that the model is called. The short form of an identity only where it says enough by itself:
    ``mercury-2`` and ``sonar`` may be anybody.
    """
    yield from (model.identity, model.name, *model.aliases)
    short = model.identity.partition("/")[2]
    if not re.fullmatch(r"[^\W\d_]{2,}[._-]?\d?", short):
        yield short


def _conflict(name: str, one: Model, other: Model) -> Problem:
    message = f"{name!r} would name both {one.identity} and {other.identity}"
    return Problem(_OWNERS_FILE, None, message, "give only one of them this name")


def _nameless(name: str, model: Model) -> Problem:
    message = f"{name!r} cannot name {model.identity}: it is not what a model's name looks like"
    return Problem(_OWNERS_FILE, None, message, "write letters and digits, without ! ? < > and the like")


def _folded(written: str) -> str:
    """The name without case, odd forms of characters and extra blanks; empty where it cannot be a name."""
    if len(written) > _LONGEST:
        return ""
    name = unicodedata.normalize("NFKC", written.strip()).casefold()
    return "" if _STRANGE.search(name) else " ".join(name.replace("+", " plus ").split())


def name_words(folded: str) -> Words:
    """The words of a name without capitals: ``claude-3-5-haiku`` → ``claude``, ``3.5``, ``haiku``."""
    return tuple(word.replace("-", ".").replace("_", ".") for word in _WORD.findall(folded))


def _key(words: Words) -> Words:
    """The normal form. ``Claude 4.5 Sonnet`` is ``Claude Sonnet 4.5``: only the first word has its place."""
    return words[:1] + tuple(sorted(words[1:]))


def _joined(*parts: str) -> str:
    return " ".join(" ".join(parts).split())
