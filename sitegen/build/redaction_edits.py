"""Replace parts of a transcript by placeholders, and parse the result again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import ParsedSource, parse_source
from sitegen.model import Redaction, Role, Span
from sitegen.privacy.redaction import RedactionMatch, find_redactions
from sitegen.readers.parsed import Markup, ParsedTranscript
from sitegen.text.encoding.decoding import encode

_FRONT_MATTER_START = ("---\n", "---\r\n")


def _parse_redacted(original: ParsedSource, data: bytes, rule: TranscriptRule) -> ParsedSource:
    """Decode and parse the redacted ``data`` of a transcript, in the encoding and format of the original."""
    path, format_name, roles = original.source.path, original.format or rule.format, dict(_redacted_roles(rule))
    redacted = parse_source(path, data, rule.encoding, format_name, roles)
    encoding = original.source.encoding
    return redacted if redacted.source.encoding == encoding else parse_source(path, data, encoding, format_name, roles)


def _redacted_roles(rule: TranscriptRule) -> Iterator[tuple[str, Role | None]]:
    """Yield the participants of the rule with their roles, also by the names that redaction gives them."""
    for name, participant in rule.participants.items():
        yield name, participant.role
        matches = find_redactions(rule.redactions, name)
        for is_plain in (False, True) if matches else ():
            redacted, position = "", 0
            for match in matches:
                redacted += name[position : match.span.start]
                redacted += _plain_placeholder(match) if is_plain else match.placeholder
                position = match.span.end
            yield redacted + name[position:], participant.role


def apply_redactions(
    original: ParsedSource,
    matches: Sequence[RedactionMatch],
    rule: TranscriptRule,
    *,
    is_plain: bool = False,
    earlier: Sequence[Redaction] = (),
) -> tuple[ParsedSource, tuple[Redaction, ...]]:
    """Replace the matches by placeholders; return the new transcript, and all redactions in order.

    ``earlier``: redactions made before, whose offsets are updated. ``is_plain``: placeholders in markup contain no
    syntax characters.
    """
    source = original.source
    text = source.decoded_text()
    parts: list[str] = []
    replacements: list[_Replacement] = []
    position = length = 0
    for match in matches:
        span = source.decoded_span(match.span)
        start = max(span.start, position)
        placeholder = _placeholder(original, match, is_plain=is_plain)
        parts += (text[position:start], placeholder)
        length += start - position + len(placeholder)
        after = Span(length - len(placeholder), length)
        replacements.append(_Replacement(Span(start, span.end), after, match))
        position = span.end
    parts.append(text[position:])
    tail = b"" if position >= len(text) else source.tail
    data = encode("".join(parts), source.encoding, source.bom, tail)
    redacted = _parse_redacted(original, data, rule)
    moved = ((_map_offset(each.offset, replacements), each.label, each.rule) for each in earlier)
    redactions = [(offset, label, rule_key) for offset, label, rule_key in moved if offset is not None]
    redactions += ((each.after.start, each.match.label, each.match.rule.key) for each in replacements)
    source = redacted.source
    return redacted, tuple(
        Redaction(offset, source.line_number(source.text_offset(offset)), label, rule_key)
        for offset, label, rule_key in sorted(redactions)
    )


@dataclass(frozen=True, slots=True)
class _Replacement:
    before: Span
    """In the decoded source; ``after``: of the placeholder, in the redacted source."""
    after: Span
    match: RedactionMatch


def _map_offset(offset: int, replacements: Iterable[_Replacement]) -> int | None:
    """Return the offset in the redacted source; None if the character was replaced."""
    moved = offset
    for each in replacements:
        if each.before.start <= offset < each.before.end:
            return None
        if each.before.end <= offset:
            moved = offset - each.before.end + each.after.end
    return moved


def _placeholder(original: ParsedSource, match: RedactionMatch, *, is_plain: bool) -> str:
    """Return the replacement of a match. ``[`` and ``: `` are syntax in front matter, and in some turn markers."""
    placeholder = match.placeholder
    text = original.source.text
    if is_plain and original.parsed and _is_in_markup(original.parsed, match.span):
        placeholder = _plain_placeholder(match)
    elif text.startswith(_FRONT_MATTER_START) and match.span.start < _front_matter_end(text):
        placeholder = f"(redacted {match.label})" if match.label else "(redacted)"
    try:
        encode(placeholder, original.source.encoding)
    except UnicodeEncodeError:
        placeholder = "[redacted]"
    return placeholder


def _plain_placeholder(match: RedactionMatch) -> str:
    return f"Redacted {match.label}".strip()


def _front_matter_end(text: str) -> int:
    return max(text.find("\n---", 3), 0)


def _is_in_markup(parsed: ParsedTranscript, span: Span) -> bool:
    return any(isinstance(piece, Markup) and piece.span.start <= span.start < piece.span.end for piece in parsed.pieces)
