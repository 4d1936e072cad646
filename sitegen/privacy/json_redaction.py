"""Find what to redact in JSON, where escapes of letters and line ends hide words from a search in the source."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from sitegen.model import Span
from sitegen.privacy.redaction import RedactionMatch, find_redactions, merge_overlapping
from sitegen.privacy.rules import RedactRule
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_MIN_PART = 20
"""Characters from which a string that a message contains is a part of it, rather than a role or a name."""


def is_json(source: Source) -> bool:
    """Return whether the source is JSON or JSON Lines."""
    return source.json is not None or bool(source.json_lines)


def find_source_redactions(rules: Sequence[RedactRule], source: Source) -> tuple[RedactionMatch, ...]:
    """Return the matches of the rules in a source, in order; in JSON also those in the decoded strings."""
    matches = find_redactions(rules, source.text, source.path)
    if not is_json(source):
        return matches
    found = (each for node in _strings(_roots(source)) for each in _string_matches(rules, source, node))
    return merge_overlapping((*matches, *found))


def message_strings(
    source: Source, spans: Iterable[Span], part_spans: Collection[Span], texts: Collection[str]
) -> tuple[Span, ...]:
    """Return the places of the strings that a message consists of, without quotes.

    These are all in ``part_spans``, and those in ``spans`` that contribute to its ``texts``.
    """
    whole = "\n".join(texts)
    own = {each.strip() for each in texts}

    def belongs(value: str) -> bool:
        words = value.strip()
        return bool(words) and (
            words in own or (len(words) >= _MIN_PART and words in whole) or any(each and each in words for each in own)
        )

    def touches(node: JsonNode, ranges: Iterable[Span]) -> bool:
        return any(node.start < each.end and each.start < node.end for each in ranges)

    ranges = (*spans, *part_spans)
    return tuple(
        Span(each.start + 1, each.end - 1)
        for each in _strings(_roots(source), lambda node: touches(node, ranges))
        if touches(each, part_spans) or belongs(each.string())
    )


def _roots(source: Source) -> Iterable[JsonNode]:
    return (source.json,) if source.json is not None else source.json_lines


def _strings(roots: Iterable[JsonNode], is_wanted: Callable[[JsonNode], bool] = bool) -> Iterator[JsonNode]:
    """Yield the strings below the roots, in order; ``is_wanted``: whether to look into a value."""
    stack = [*reversed(tuple(roots))]
    while stack:
        node = stack.pop()
        if not is_wanted(node):
            continue
        value = node.value
        if isinstance(value, str):
            yield node
        elif isinstance(value, dict):
            stack += reversed(value.values())
        elif isinstance(value, list):
            stack += reversed(value)


def _string_matches(rules: Sequence[RedactRule], source: Source, node: JsonNode) -> Iterator[RedactionMatch]:
    text = node.string()
    found = find_redactions(rules, text, source.path) if text else ()
    if not found or source.text[node.start : node.start + 1] != '"':
        return
    offsets = _offsets(source.text, node, len(text))
    for each in found:
        yield replace(each, span=Span(offsets(each.span.start), offsets(each.span.end)))


def _offsets(text: str, node: JsonNode, length: int) -> Callable[[int], int]:
    """Return the map from offsets of a decoded string to offsets of the source."""
    start, end = node.start + 1, node.end - (text[node.end - 1 : node.end] == '"')
    places: list[int] = []
    position = start
    for match in _ESCAPE.finditer(text, start, end):
        places += (*range(position, match.start()), match.start())
        position = match.end()
    places += range(position, end)
    if len(places) != length:  # invalid escapes, which are kept as they are: redact the whole string
        return lambda offset: start if offset == 0 else end if offset >= length else (start, end)[offset * 2 > length]
    places.append(end)
    return places.__getitem__
