"""Parse a transcript, and remove from it what its owner redacts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import ParsedSource, parse_source, parse_transcript
from sitegen.model import Redaction, Role, Span
from sitegen.model.problems import Problem
from sitegen.permalinks.anchors import proposed_anchors
from sitegen.privacy.json_redaction import find_source_redactions, is_json, message_strings
from sitegen.privacy.redaction import RedactionMatch, find_redactions, merge_overlapping, redact
from sitegen.privacy.rules import RedactRule
from sitegen.privacy.scanner import remove_inline_markup
from sitegen.privacy.slug_redaction import slug_traces
from sitegen.readers.parsed import Markup, ParsedMessage, ParsedTranscript
from sitegen.text.encoding.decoding import encode

_FRONT_MATTER_START = ("---\n", "---\r\n")


@dataclass(frozen=True, slots=True)
class RedactedTranscript:
    """The public version of a transcript."""

    parsed: ParsedSource
    rule: TranscriptRule
    """The transcript's rule without redacted words."""
    redactions: tuple[Redaction, ...] = ()
    problems: tuple[Problem, ...] = ()
    used_rules: tuple[RedactRule, ...] = ()
    """Rules that matched."""
    original_fingerprints: tuple[str, ...] = ()
    """Fingerprints of the original messages, which keep addresses stable; empty if nothing was taken out.

    They must be written to the cache only, as ``slug_traces``.
    """
    slug_traces: tuple[str, ...] = ()
    """Hashes that recognise the redacted words in a slug, see `privacy.slug_redaction`."""
    redacted_values: tuple[str, ...] = ()
    """Fingerprints of redacted secrets and personal data, see `value_fingerprint`."""

    @property
    def data(self) -> bytes:
        """Return the bytes to publish."""
        return self.parsed.source.data


def redact_transcript(path: str, data: bytes, rule: TranscriptRule) -> RedactedTranscript:
    """Parse a transcript without what the rule's redactions match.

    Raises `ContentError` if a pattern takes too long.
    """
    original = parse_transcript(path, data, rule)
    if not rule.redactions or original.is_unpublished:
        return RedactedTranscript(original, rule, original_fingerprints=original.written_fingerprints)
    matches = find_source_redactions(rule.redactions, original.source)
    redacted, has_same_structure = original, True
    redactions: tuple[Redaction, ...] = ()
    for is_plain in (False, True) if matches else ():
        redacted, redactions = _apply_redactions(original, matches, rule, is_plain=is_plain)
        has_same_structure = redacted.structure == original.structure
        if has_same_structure:
            break
    # With another structure, messages of the original cannot be matched.
    whole_messages = _whole_message_matches(original if has_same_structure else redacted, redacted, rule.redactions)
    if whole_messages:
        redacted, redactions = _apply_redactions(redacted, whole_messages, rule, earlier=redactions)
        has_same_structure = has_same_structure and redacted.structure == original.structure
    in_path = find_redactions(rule.redactions, path)
    names = _names(original, rule)
    in_names = (match.rule for name in names for match in find_redactions(rule.redactions, name))
    in_text = ((each.rule, each.span.of(original.source.text)) for each in matches)
    problems = [] if has_same_structure else [Problem("redaction-changes-messages", path)]
    problems += _remaining_words(path, redacted, rule.redactions)
    if in_path and redacted.parsed is not None:  # no rule changes the name of a file
        problems.append(Problem("redacted-words-in-file-name", path))
    return RedactedTranscript(
        redacted,
        _adapt_rule(rule, original, redacted),
        redactions,
        tuple(problems),
        tuple(dict.fromkeys((*(match.rule for match in (*matches, *whole_messages, *in_path)), *in_names))),
        _original_fingerprints(original, redacted) if has_same_structure else (),
        tuple(sorted(slug_traces(rule.redactions, names, in_text))),
        tuple(sorted({each.fingerprint for each in matches if each.fingerprint})),
    )


def _original_fingerprints(original: ParsedSource, redacted: ParsedSource) -> tuple[str, ...]:
    """Return the fingerprints by which the ledger may know the messages; none if these are as they were."""
    if redacted is original:
        return original.written_fingerprints
    prints = original.fingerprints
    if not original.written_fingerprints:
        return prints
    rows = zip(prints, redacted.fingerprints, original.written_fingerprints, strict=True)
    return tuple(written if own == public else own for own, public, written in rows)


def _names(original: ParsedSource, rule: TranscriptRule) -> Iterable[str]:
    """Return texts outside the source that the page shows, and that its slug may come from."""
    names = (name for each in rule.participants.values() for name in (each.name, each.model))
    return (rule.title, rule.slug, rule.series, original.parsed.title if original.parsed else "", *names)


def _whole_message_matches(
    original: ParsedSource, redacted: ParsedSource, rules: Sequence[RedactRule]
) -> tuple[RedactionMatch, ...]:
    """Return messages to remove as a whole: private ones, and those that still show words after decoding.

    A format may split words with its own syntax, so that no rule matches them in the source.
    """
    if redacted.parsed is None:
        return ()
    rules_by_anchor = {rule.message: rule for rule in rules if rule.message}
    matches: dict[int, tuple[RedactRule, str]] = {}
    if rules_by_anchor:
        for fingerprints in (original.written_fingerprints, original.fingerprints, redacted.fingerprints):
            for n, anchor in enumerate(proposed_anchors(fingerprints)):
                if rule := rules_by_anchor.get(anchor):
                    matches[n] = rule, rule.label or "message"
    for n, (message, text) in enumerate(zip(redacted.parsed.messages, redacted.texts, strict=True)):
        if message.text is not None and n not in matches:
            for match in _visible_matches(rules, text, redacted.source.path)[:1]:
                matches[n] = match.rule, match.label
    return merge_overlapping(
        RedactionMatch(span, label, rule)
        for n, (rule, label) in matches.items()
        for span in _message_places(redacted, redacted.parsed.messages[n], redacted.texts[n])
    )


def _message_places(parsed: ParsedSource, message: ParsedMessage, text: str) -> tuple[Span, ...]:
    """Return the parts of the source to replace if a message is redacted as a whole."""
    spans = (message.span, *message.more_spans)
    if not is_json(parsed.source):
        return spans
    part_spans = [each.span for each in message.parts if each.span != message.span]
    return message_strings(parsed.source, spans, part_spans, (text, *(each.text for each in message.parts)))


def _visible_matches(rules: Sequence[RedactRule], text: str, path: str) -> tuple[RedactionMatch, ...]:
    """Return matches in the text as a page shows it, where Markdown syntax inside words disappears."""
    visible = remove_inline_markup(text).text
    return find_redactions(rules, text, path) or (find_redactions(rules, visible, path) if visible != text else ())


def _remaining_words(path: str, redacted: ParsedSource, rules: Sequence[RedactRule]) -> Iterable[Problem]:
    """Yield blockers for words that remain visible."""
    if redacted.parsed is None:
        return
    messages = redacted.parsed.messages
    texts_by_code = {
        "redacted-words-in-title": [redacted.parsed.title],
        "redacted-words-in-participant": [name for each in messages for name in (each.speaker, each.model)],
        "redacted-words-in-message": [
            part for each, text in zip(messages, redacted.texts, strict=True) for part in (text, *_part_texts(each))
        ],
    }
    for code, texts in texts_by_code.items():
        if any(_visible_matches(rules, text, path) for text in dict.fromkeys(texts)):
            yield Problem(code, path)


def _part_texts(message: ParsedMessage) -> Iterator[str]:
    return (text for each in message.parts for text in (each.text, each.name, each.argument, each.asset))


def _adapt_rule(rule: TranscriptRule, original: ParsedSource, redacted: ParsedSource) -> TranscriptRule:
    """Return the rule with redacted names and title."""
    participants = dict(rule.participants)
    if original.parsed and redacted.parsed and original.structure == redacted.structure:
        for old, new in zip(original.parsed.messages, redacted.parsed.messages, strict=True):
            if old.speaker in rule.participants:
                participants[new.speaker] = rule.participants[old.speaker]
    rules = rule.redactions
    return replace(
        rule,
        title=redact(rules, rule.title),
        participants={
            name: replace(each, name=redact(rules, each.name), model=redact(rules, each.model))
            for name, each in participants.items()
        },
    )


def _parse_redacted(original: ParsedSource, data: bytes, rule: TranscriptRule) -> ParsedSource:
    """Decode and parse the redacted ``data`` of a transcript, in the encoding and format of the original."""
    path, roles = original.source.path, dict(_redacted_roles(rule))
    rule = replace(rule, format=original.format or rule.format)
    redacted = parse_source(path, data, rule, roles)
    encoding = original.source.encoding
    if redacted.source.encoding != encoding:
        redacted = parse_source(path, data, replace(rule, encoding=encoding), roles)
    # The original has none of its pictures any more.
    return replace(redacted, pictures=original.pictures, picture_problems=original.picture_problems)


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


def _apply_redactions(
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
