"""Parse a transcript, and remove from it what its owner redacts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import ParsedSource, parse_transcript
from sitegen.build.redaction_edits import apply_redactions
from sitegen.model import Redaction
from sitegen.model.problems import Problem
from sitegen.permalinks.anchors import proposed_anchors
from sitegen.privacy.inline_markup import remove_inline_markup
from sitegen.privacy.redaction import RedactionMatch, find_redactions, redact
from sitegen.privacy.rules import RedactRule
from sitegen.privacy.slug_redaction import slug_traces


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
    """Fingerprints of the original messages, which keep addresses stable; empty if nothing was redacted.

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
        return RedactedTranscript(original, rule)
    matches = find_redactions(rule.redactions, original.source.text, path)
    redacted, has_same_structure = original, True
    redactions: tuple[Redaction, ...] = ()
    for is_plain in (False, True) if matches else ():
        redacted, redactions = apply_redactions(original, matches, rule, is_plain=is_plain)
        has_same_structure = redacted.structure == original.structure
        if has_same_structure:
            break
    # With another structure, messages of the original cannot be matched.
    whole_messages = _whole_message_matches(original if has_same_structure else redacted, redacted, rule.redactions)
    if whole_messages:
        redacted, redactions = apply_redactions(redacted, whole_messages, rule, earlier=redactions)
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
        original.fingerprints if redactions and has_same_structure else (),
        tuple(sorted(slug_traces(rule.redactions, names, in_text))),
        tuple(sorted({each.fingerprint for each in matches if each.fingerprint})),
    )


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
    matches: dict[int, RedactionMatch] = {}
    if rules_by_anchor:
        for source in (original, redacted):
            for n, anchor in enumerate(proposed_anchors(source.fingerprints)):
                if rule := rules_by_anchor.get(anchor):
                    span = redacted.parsed.messages[n].span
                    matches[n] = RedactionMatch(span, rule.label or "message", rule)
    for n, (message, text) in enumerate(zip(redacted.parsed.messages, redacted.texts, strict=True)):
        if message.text is not None and n not in matches:
            for match in _visible_matches(rules, text, redacted.source.path)[:1]:
                matches[n] = RedactionMatch(message.span, match.label, match.rule)
    return tuple(matches[n] for n in sorted(matches) if matches[n].span)


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
        "redacted-words-in-message": redacted.texts,
    }
    for code, texts in texts_by_code.items():
        if any(_visible_matches(rules, text, path) for text in dict.fromkeys(texts)):
            yield Problem(code, path)


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
