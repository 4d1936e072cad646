"""Every rule of rules.toml finds an example, and not what resembles one."""

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from sitegen.privacy.rules import SecretPattern
from sitegen.privacy.scanner import is_secret, scan
from sitegen.privacy.secret_rules import CHECKS, SECRET_PATTERNS
from tests.privacy.planted import IN_CONTEXT, SECRETS

RULES: list[dict[str, Any]] = tomllib.loads((resources.files("sitegen.privacy") / "rules.toml").read_text("utf-8"))[
    "rules"
]
EXAMPLES = [(kind, "{}", value) for kind, value in SECRETS] + list(IN_CONTEXT)
IDS = [f"{rule['kind']}-{n}" for n, rule in enumerate(RULES)]


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.kind.id, hit.span.of(text)) for hit in scan(text, is_secret)]


def examples_of(pattern: SecretPattern) -> list[tuple[str, str]]:
    """Return context and value of the examples that the rule itself matches."""
    return [
        (around, value)
        for kind, around, value in EXAMPLES
        if kind == pattern.kind.id and (match := pattern.regex.search(around.format(value)))
        if value.startswith(match["value" if "value" in pattern.regex.groupindex else 0][:20])
    ]


@pytest.mark.parametrize("pattern", SECRET_PATTERNS, ids=IDS)
def test_a_rule_finds_its_examples(pattern: SecretPattern):
    examples = examples_of(pattern)
    assert examples
    assert [found(around.format(value)) for around, value in examples] == [
        [(pattern.kind.id, value)] for _, value in examples
    ]


@pytest.mark.parametrize("pattern", SECRET_PATTERNS, ids=IDS)
def test_a_rule_finds_neither_placeholders_nor_what_is_cut_off(pattern: SecretPattern):
    around, value = examples_of(pattern)[0]
    # A key block is one even if cut off, but not without a line of the key.
    is_block = pattern.kind.id == "private-key"
    start = max((each for each in pattern.hints if value.startswith(each)), key=len, default="")
    placeholder = start + re.sub(r"[A-Za-z0-9]", "x", value[len(start) :])
    cut = value[:40] if is_block else value[: len(start) + 2]
    assert [found(around.format(text)) for text in (placeholder, cut)] == [[], []]


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_rule_has_all_fields_and_no_others(rule: dict[str, Any]):
    required = {"name", "kind", "pattern", "added", "origin"}
    optional = {"exact", "check", "before", "rest"}
    start = {"prefixes", "hints"} & rule.keys()
    assert len(start) == 1
    assert required <= rule.keys() <= required | optional | start
    assert rule["origin"] in ("gitleaks", "detect-secrets", "vendor", "own")
    assert rule.get("check", "plausible") in CHECKS
    assert rule["added"].year >= 2026


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_no_repetition_is_without_an_upper_limit(rule: dict[str, Any]):
    pattern = re.sub(r"\\.|\[(?:\\.|[^\]])+\]", "x", rule["pattern"])
    assert re.findall(r"[*+](?![+])|\{\d+,\}", pattern.replace("}++", "}").replace("}+", "}")) == []
