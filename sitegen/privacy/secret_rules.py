"""Load the rules for secrets with a format of their own from ``rules.toml``: vendors' keys, private keys, URLs."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sitegen.model.package_data import load_toml
from sitegen.privacy import false_alarms
from sitegen.privacy.rules import SecretKind, SecretPattern

CHECKS: dict[str, Callable[[str], bool]] = {
    "plausible": false_alarms.is_plausible,
    "not-example": false_alarms.is_not_example,
    "random": false_alarms.is_random_key,
    "random-or-uuid": false_alarms.is_random_or_uuid,
    "aws": false_alarms.is_aws_key,
    "key-block": false_alarms.is_key_block,
    "url-password": false_alarms.is_url_password,
}
"""Values of ``check``."""
_END = r"(?![A-Za-z0-9])"
_LAST_CLASS = re.compile(r"(\[[^\]]+\]|\\w)\{\d+,\d+\}(?:=\{0,\d\})?$")


def _load_patterns() -> Iterator[SecretPattern]:
    data = load_toml("sitegen.privacy", "rules.toml")
    kinds: dict[str, SecretKind] = {}
    for rule in data["rules"]:
        kind = kinds.setdefault(rule["kind"], SecretKind(rule["kind"], rule["name"]))
        hints = tuple(rule.get("prefixes") or rule["hints"])
        start = f"(?:{'|'.join(map(re.escape, hints))})" if "prefixes" in rule else ""
        yield SecretPattern(
            kind,
            hints,
            re.compile(start + rule["pattern"] + (_END if rule.get("exact") else "")),
            rule.get("before", 0),
            is_valid=CHECKS[rule.get("check", "plausible")],
            tail=_continuation(rule),
        )


def _continuation(rule: Mapping[str, Any]) -> re.Pattern[str] | None:
    """Return a pattern of the characters that belong to a longer value as well."""
    is_open = not (rule.get("exact") or "(?P<value>" in rule["pattern"])
    last = _LAST_CLASS.search(rule["pattern"]) if is_open else None
    rest = rule.get("rest") or (last and last[1])
    return re.compile(f"{rest}++") if rest else None


SECRET_PATTERNS: tuple[SecretPattern, ...] = tuple(_load_patterns())
"""In order of precedence for overlapping hits."""
