"""Parse ``[[redact]]``: what must be removed from transcripts before they are published."""

import difflib
from math import prod

import regex

from sitegen.archive.settings.toml_table import TomlTable
from sitegen.privacy.rules import REDACT_KEYS, RedactRule, SecretGroup
from sitegen.privacy.scanner import KINDS

_MAX_LABEL_LENGTH = 60
_TIMEOUT = 5  # seconds
_QUANTIFIER = regex.compile(r"\{(\d{1,9}),?(\d{0,9})\}")
_MAX_REPETITIONS = 1_000_000
_PLAIN_TEXT = regex.compile(r"[\p{L}\p{M}\p{N} .,'’()/+-]+")  # no syntax of Markdown, YAML or HTML


def parse_redaction(table: TomlTable) -> RedactRule:
    """Parse a rule. Raises `ContentError` for the first fault, without the words to redact."""
    table.reject_unknown_keys((*REDACT_KEYS, "label", "match"))
    used_keys = [name for name in REDACT_KEYS if table.string(name).strip()]
    if len(used_keys) != 1:
        if used_keys:
            raise table.error(used_keys[0], "ambiguous-redaction", keys=tuple(used_keys))
        raise table.error("", "empty-redaction")
    _check_kind(table)
    _check_pattern(table)
    message = table.string("message").rpartition("#")[2]
    if message and not regex.fullmatch(r"m-[a-z2-7]{7,60}", message):
        raise table.error("message", "invalid-redaction-message")
    label = " ".join(table.string("label").split())
    if label and (len(label) > _MAX_LABEL_LENGTH or not _PLAIN_TEXT.fullmatch(label)):
        raise table.error("label", "invalid-redaction-label", limit=_MAX_LABEL_LENGTH)
    return RedactRule(
        table.string("words").strip(),
        table.string("pattern"),
        table.string("kind"),
        message,
        label,
        table.string("match") or "*",
        table.line(used_keys[0]),
    )


def _check_kind(table: TomlTable) -> None:
    kind = table.string("kind")
    if kind and kind not in KINDS and kind not in list(SecretGroup):
        kinds = (*SecretGroup, *sorted(KINDS))
        similar = difflib.get_close_matches(kind.lower(), kinds, 1)
        if similar:
            raise table.error("kind", "misspelled-redaction-kind", kind=kind, suggestion=str(similar[0]))
        raise table.error("kind", "unknown-redaction-kind", kind=kind, kinds=tuple(map(str, kinds)))


def _check_pattern(table: TomlTable) -> None:
    pattern = table.string("pattern")
    if not pattern:
        return
    # Compiling expands repetitions, and nested repetitions multiply.
    if prod(max(map(int, filter(None, counts))) for counts in _QUANTIFIER.findall(pattern)) > _MAX_REPETITIONS:
        raise table.error("pattern", "large-redaction-pattern")
    try:
        compiled = regex.compile(pattern)
        is_empty = compiled.fullmatch("", timeout=_TIMEOUT) is not None
    except (regex.error, RecursionError, OverflowError, MemoryError, TimeoutError) as error:
        if isinstance(error, (MemoryError, TimeoutError)):
            raise table.error("pattern", "endless-redaction-pattern") from None
        raise table.error("pattern", "invalid-redaction-pattern", reason=str(error)) from None
    if is_empty:
        raise table.error("pattern", "empty-redaction-pattern")
