"""``[[redact]]``: words that stand in transcripts and must not stand in the site."""

import difflib
from math import prod

import regex

from sitegen.archive.settings.toml_table import Table
from sitegen.privacy.redaction import REDACT_KEYS, RedactRule
from sitegen.privacy.rules import Group
from sitegen.privacy.scanner import KINDS

_LONGEST_LABEL = 60
_PATIENCE = 5  # seconds, for what stands nowhere
_REPEATS = regex.compile(r"\{(\d{1,9}),?(\d{0,9})\}")
_MOST_REPEATED = 1_000_000
_PLAIN = regex.compile(r"[\p{L}\p{M}\p{N} .,'’()/+-]+")  # means nothing in Markdown, YAML and HTML


def read_redactions(table: Table) -> RedactRule:
    """Raises `ContentError` at the first fault; its message never says the words."""
    table.expect_keys((*REDACT_KEYS, "as", "match"))
    said = [name for name in REDACT_KEYS if table.string(name).strip()]
    if len(said) != 1:
        what = "says both " + " and ".join(said) if said else "does not say what"
        remedy = 'write one of words = "…", pattern = "…", kind = "email", message = "m-…"'
        raise table.error(said[0] if said else "", f"[[redact]] {what}", remedy)
    _check_kind(table)
    _check_pattern(table)
    message = table.string("message").rpartition("#")[2]
    if message and not regex.fullmatch(r"m-[a-z2-7]{7,60}", message):
        remedy = 'copy it from the page: message = "m-kwfjsn7"'
        raise table.error("message", "this is no address of a message", remedy)
    label = " ".join(table.string("as").split())
    if label and (len(label) > _LONGEST_LABEL or not _PLAIN.fullmatch(label)):
        remedy = f"use letters, digits and spaces, at most {_LONGEST_LABEL}"
        raise table.error("as", "this cannot stand in place of words in every format", remedy)
    return RedactRule(
        table.string("words").strip(),
        table.string("pattern"),
        table.string("kind"),
        message,
        label,
        table.string("match") or "*",
        table.line(said[0]),
    )


def _check_kind(table: Table) -> None:
    kind = table.string("kind")
    if kind and kind not in KINDS and kind not in list(Group):
        kinds = (*Group, *sorted(KINDS))
        close = difflib.get_close_matches(kind.lower(), kinds, 1)
        remedy = f"did you mean {str(close[0])!r}?" if close else f"the kinds are {', '.join(kinds)}"
        raise table.error("kind", f"there is no kind {kind!r}", remedy)


def _check_pattern(table: Table) -> None:
    pattern = table.string("pattern")
    if not pattern:
        return
    # A compiler writes out what is repeated, and repetitions within repetitions multiply.
    if prod(max(map(int, filter(None, found))) for found in _REPEATS.findall(pattern)) > _MOST_REPEATED:
        message = "this repeats more than a machine can write out"
        raise table.error("pattern", message, "use + and * in place of great numbers in braces")
    try:
        compiled = regex.compile(pattern)
        is_empty = compiled.fullmatch("", timeout=_PATIENCE) is not None
    except (regex.error, RecursionError, OverflowError, MemoryError, TimeoutError) as error:
        is_endless = isinstance(error, (MemoryError, TimeoutError))
        message = "this recurs without end" if is_endless else f"this is no regular expression: {error}"
        raise table.error("pattern", message, "write it in single quotes: '…'") from None
    if is_empty:
        raise table.error(
            "pattern", "this fits everywhere, also where there is nothing", "say what it must hold"
        )
