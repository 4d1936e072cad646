"""Report secrets and personal data in everything that would be published: transcripts, ledger, owner content."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from sitegen.archive.folder import Archive
from sitegen.build.checks.owner_content import owner_texts
from sitegen.build.state import cache_key
from sitegen.model.problems import SETTINGS_FILE, Problem
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.records import ConversationRecord
from sitegen.privacy.findings import SecretFinding, fingerprint, merge_hits, scan_lines
from sitegen.privacy.redaction import find_redactions, value_fingerprint
from sitegen.privacy.rules import RedactRule, SecretGroup
from sitegen.privacy.scanner import remove_inline_markup, scan


@dataclass(frozen=True, slots=True)
class PrivacyReport:
    """All findings, and the problems that follow from them."""

    findings: tuple[tuple[str, SecretFinding], ...]
    """With the display path of the file; includes accepted ones."""
    problems: tuple[Problem, ...] = field(default=())


def check_privacy(
    archive: Archive,
    transcript_findings: Mapping[str, Sequence[SecretFinding]],
    used_rules: Iterable[str],
    closed_records: Iterable[ConversationRecord],
    ledger: Ledger,
    *,
    redacted_values: AbstractSet[str] = frozenset(),
) -> PrivacyReport:
    """Report findings that nobody accepted, redaction rules without effect, and unused acceptances.

    ``transcript_findings``: by path of the transcript. ``used_rules``: keys of the redaction rules that matched
    anywhere. ``closed_records``: the ledger's records of conversations that are no longer published.
    ``redacted_values``: see `ConversationOutline.redacted_values`.
    """
    folder = archive.display_path(archive.transcripts_folder)
    accepted = {each.fingerprint for each in archive.accepted_findings}
    content_findings = [(f"{folder}/{path}", each) for path, several in transcript_findings.items() for each in several]
    content_findings += _ledger_findings(closed_records, ledger)
    owner_findings = list(_owner_findings(archive))
    all_findings = (*content_findings, *owner_findings)
    problems = [
        *(_content_problem(path, each) for path, each in content_findings if each.fingerprint not in accepted),
        *(_owner_problem(path, each) for path, each in owner_findings if each.fingerprint not in accepted),
        *_redaction_rule_problems(archive, frozenset(used_rules)),
        *_redacted_words_in_owner_content(archive),
        *(_redacted_values_in_owner_content(archive, redacted_values) if redacted_values else ()),
        *_unused_acceptances(archive, {each.fingerprint for _, each in all_findings}),
    ]
    return PrivacyReport(all_findings, tuple(problems))


_SECRET_CODES = ("secret", "secret-in-file-name", "secret-in-ledger")
_PERSONAL_CODES = ("personal-data", "personal-data-in-file-name", "personal-data-in-ledger")
_NOTE_CODES = (
    "possible-personal-data",
    "possible-personal-data-in-file-name",
    "possible-personal-data-in-ledger",
)
_LEDGER_LOCATIONS = ("a tombstone", "the reason of a withdrawal")


def _content_problem(path: str, finding: SecretFinding) -> Problem:
    if finding.kind.group is SecretGroup.SECRETS:
        in_text, in_file_name, in_ledger = _SECRET_CODES
    else:
        in_text, in_file_name, in_ledger = _NOTE_CODES if finding.kind.is_note else _PERSONAL_CODES
    if finding.location == "the file name":
        return _problem(in_file_name, path, finding)
    return _problem(in_ledger if finding.location in _LEDGER_LOCATIONS else in_text, path, finding)


def _owner_problem(path: str, finding: SecretFinding) -> Problem:
    is_secret = finding.kind.group is SecretGroup.SECRETS
    code = "secret-in-owner-content" if is_secret else "personal-data-in-owner-content"
    return _problem(code, path, finding)


def _problem(code: str, path: str, finding: SecretFinding) -> Problem:
    # The path is not masked here, as the ledger must know which transcript is meant, but where it is printed.
    return Problem(
        code,
        path,
        finding.line,
        phrase=finding.kind.phrase,
        masked=finding.masked,
        place=finding.location or "the text",
        count=finding.count,
        kind=finding.kind.id,
        fingerprint=finding.fingerprint,
    )


def _ledger_findings(records: Iterable[ConversationRecord], ledger: Ledger) -> Iterator[tuple[str, SecretFinding]]:
    """Yield findings in tombstones of removed conversations; others are scanned with their conversations."""
    for record in records:
        header = record.header
        texts = [header.title, header.reason]
        texts += (text for each in record.messages for text in (each.excerpt, each.reason))
        for each in merge_hits((hit, None, "a tombstone") for text in filter(None, texts) for hit in scan(text)):
            yield ledger.record_file(header.key).display_path, each


def _owner_findings(archive: Archive) -> Iterator[tuple[str, SecretFinding]]:
    for content in owner_texts(archive):
        placed_hits = list(scan_lines(content.text, content.line))
        known = {fingerprint(hit.kind, hit.value) for hit, _, _ in placed_hits}
        other_hits = (hit for text in content.other_texts for hit, _, _ in scan_lines(text))
        placed_hits += (
            (hit, None, content.other_place) for hit in other_hits if fingerprint(hit.kind, hit.value) not in known
        )
        for each in merge_hits(placed_hits):
            yield content.path, each


def _redaction_rule_problems(archive: Archive, used_rules: frozenset[str]) -> Iterator[Problem]:
    for rule in archive.settings.redactions:
        if cache_key(rule) not in used_rules:
            code = "unused-kind-redaction" if rule.kind else "unused-redaction"
            if rule.message:  # an error, because a private message may have been published
                code = "unused-message-redaction"
            yield Problem(code, SETTINGS_FILE, rule.line)
    if plain := [rule for rule in archive.settings.redactions if rule.words]:
        yield Problem("redaction-in-plain-words", SETTINGS_FILE, plain[0].line, count=len(plain))


def _redacted_words_in_owner_content(archive: Archive) -> Iterator[Problem]:
    """Yield owner content with words that a rule removes from all transcripts."""
    rules = [replace(rule, kind="") for rule in archive.settings.redactions if rule.words or rule.pattern]
    rules = [rule for rule in rules if rule.match == "*"]
    if not rules:
        return
    for content in owner_texts(archive):
        # The settings contain the rules themselves.
        offset = None if content.path == SETTINGS_FILE else _first_match(rules, content.text)
        if offset is not None:
            line = content.line + content.text.count("\n", 0, offset)
            yield Problem("redacted-words-in-owner-content", content.path, line)
        elif any(_first_match(rules, text) is not None for text in content.other_texts):
            yield Problem("redacted-words-in-owner-content", content.path)


def _redacted_values_in_owner_content(archive: Archive, values: AbstractSet[str]) -> Iterator[Problem]:
    """Yield owner content with a value that a rule for its kind removes from a transcript."""
    for content in owner_texts(archive):
        found = [(hit, line) for hit, line, _ in scan_lines(content.text, content.line)]
        found += [(hit, None) for text in content.other_texts for hit in scan(text)]
        lines = [line for hit, line in found if value_fingerprint(hit) in values]
        if lines and content.path != SETTINGS_FILE:
            yield Problem("redacted-words-in-owner-content", content.path, lines[0])


def _first_match(rules: Sequence[RedactRule], text: str) -> int | None:
    """Return the offset of the first words that a rule matches, as written or as Markdown shows them."""
    if found := find_redactions(rules, text):
        return found[0].span.start
    visible = remove_inline_markup(text)
    found = find_redactions(rules, visible.text) if visible.text != text else ()
    return visible.source_span(found[0].span.start, found[0].span.end).start if found else None


def _unused_acceptances(archive: Archive, fingerprints: Iterable[str]) -> Iterator[Problem]:
    current, path = frozenset(fingerprints), archive.display_path(archive.baseline_file)
    for each in archive.accepted_findings:
        if each.fingerprint not in current:
            yield Problem("unused-acceptance", path, fingerprint=each.fingerprint, kind=each.kind)
