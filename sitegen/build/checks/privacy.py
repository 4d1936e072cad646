"""All that an archive would publish and perhaps should not, as problems: of transcripts, of its owner's own words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sitegen.archive.folder import Archive
from sitegen.build.checks.owner_content import own_words
from sitegen.build.state import key
from sitegen.model.problems import SETTINGS_FILE, Problem, Severity
from sitegen.permalinks.ledger.files import Ledger
from sitegen.permalinks.ledger.records import Account
from sitegen.privacy.conversation_scan import in_lines
from sitegen.privacy.deobfuscation import unmarked
from sitegen.privacy.findings import Finding, findings, fingerprint
from sitegen.privacy.ledger_redaction import without_words
from sitegen.privacy.redaction import RedactRule, cuts
from sitegen.privacy.rules import Group
from sitegen.privacy.scanner import scan


@dataclass(frozen=True, slots=True)
class Disclosures:
    """What was found."""

    found: tuple[tuple[str, Finding], ...]
    """With the path of the file, as problems name it; the accepted ones too."""
    problems: tuple[Problem, ...] = field(default=())


def disclosures(
    archive: Archive,
    found: Mapping[str, Sequence[Finding]],
    used: Iterable[str],
    closed: Iterable[Account],
    ledger: Ledger,
) -> Disclosures:
    """``found`` in each transcript, by path below their folder; ``used``: keys of the rules that took something out
    somewhere; ``closed``: accounts without a transcript.
    """
    folder = archive.shown(archive.transcripts)
    accepted = {each.print for each in archive.accepted}
    of_transcripts = [(f"{folder}/{path}", each) for path, several in found.items() for each in several]
    of_others = (*of_transcripts, *_in_ledger(closed, ledger))
    of_owner = tuple(_in_own_words(archive))
    everything = (*of_others, *of_owner)
    problems = [
        _problem(path, each, is_own=is_own)
        for several, is_own in ((of_others, False), (of_owner, True))
        for path, each in several
        if each.print not in accepted
    ]
    problems += _unused(archive, used)
    problems += _said_all_the_same(archive)
    problems += _out_of_use(archive, {each.print for _, each in everything})
    return Disclosures(everything, tuple(problems))


def cleared(archive: Archive, closed: Iterable[Account]) -> list[Account]:
    """Accounts without a transcript, without what the rules take out that would be about it."""
    return [without_words(each, archive.settings.rule(each.heading.source).redactions) for each in closed]


def _problem(path: str, finding: Finding, *, is_own: bool) -> Problem:
    kind = finding.kind
    times = f", here {finding.times} times" if finding.times > 1 else ""
    where = f" in {finding.where}" if finding.where else ""
    accept = f"accept it with `sitegen accept {finding.print} --why …`"
    rule = f'write a [[redact]] rule with kind = "{kind.id}"'
    if is_own:
        rule = "take it out"
    elif finding.where in ("its name", "a tombstone", "the reason of a withdrawal"):
        rule = "rename the file" if finding.where == "its name" else "take it out of the ledger"
    is_secret = kind.group is Group.SECRETS
    severity = Severity.NOTE if kind.is_quiet or (is_own and not is_secret) else Severity.PROBLEM
    return Problem(
        path,  # as it is, for the ledger must know which it is about; masked where it is printed
        finding.line,
        f"{kind.phrase} ({finding.masked}){where}{times}",
        f"{'revoke it and ' if is_secret else ''}{rule}, or {accept}",
        Severity.DANGER if is_secret else severity,
    )


def _in_ledger(closed: Iterable[Account], ledger: Ledger) -> Iterator[tuple[str, Finding]]:
    """What the tombstones of conversations say that are gone; others are looked through with their conversations."""
    for account in closed:
        heading = account.heading
        said = (
            heading.title, heading.why, *(part for each in account.entries for part in (each.words, each.why)),
        )  # fmt: skip
        for each in findings((hit, None, "a tombstone") for text in filter(None, said) for hit in scan(text)):
            yield ledger.file(heading.key).shown, each


def _in_own_words(archive: Archive) -> Iterator[tuple[str, Finding]]:
    for own in own_words(archive):
        there = list(in_lines(own.text, own.line))
        known = {fingerprint(hit.kind, hit.value) for hit, _, _ in there}
        beside = (hit for text in own.others for hit, _, _ in in_lines(text))
        there += ((hit, None, own.beside) for hit in beside if fingerprint(hit.kind, hit.value) not in known)
        for each in findings(there):
            yield own.path, each


def _unused(archive: Archive, used: Iterable[str]) -> Iterator[Problem]:
    keys = frozenset(used)
    for rule in archive.settings.redactions:
        if key(rule) not in keys:
            remedy = "it may have worked on words that are no longer there"
            if rule.kind:
                remedy = "it goes on standing guard"
            if rule.message:
                remedy = "name the address that its page shows; if it was edited since, `sitegen forget` withdraws it"
            message = "this [[redact]] rule takes nothing out of any transcript"
            # What keeps a message private and fits none may have let it out.
            severity = Severity.PROBLEM if rule.message else Severity.NOTE
            yield Problem(SETTINGS_FILE, rule.line, message, remedy, severity)
    if spelt := [rule for rule in archive.settings.redactions if rule.words]:
        message = (
            f"{len(spelt)} [[redact]] rule{'s say' if spelt[1:] else ' says'} in plain words what to take out"
        )
        remedy = "the site does not have this file, but a public repository has: there write kind or pattern"
        yield Problem(SETTINGS_FILE, spelt[0].line, message, remedy, Severity.NOTE)


def _said_all_the_same(archive: Archive) -> Iterator[Problem]:
    """What a rule takes out of all transcripts, and the owner says elsewhere."""
    rules = [replace(rule, kind="") for rule in archive.settings.redactions if rule.words or rule.pattern]
    rules = [rule for rule in rules if rule.match == "*"]
    if not rules:
        return
    message = "this says what a [[redact]] rule takes out of the transcripts"
    remedy = "take it out here too, or give the rule a match"
    for own in own_words(archive):
        # The settings themselves say it: that is where the rules stand.
        place = None if own.path == SETTINGS_FILE else _first(rules, own.text)
        if place is not None:
            yield Problem(own.path, own.line + own.text.count("\n", 0, place), message, remedy)
        elif any(_first(rules, text) is not None for text in own.others):
            yield Problem(own.path, None, message, remedy)


def _first(rules: Sequence[RedactRule], text: str) -> int | None:
    """Where the words stand, also as they are shown."""
    if found := cuts(rules, text):
        return found[0].span.start
    shown = unmarked(text)
    found = cuts(rules, shown.text) if shown.text != text else ()
    return shown.origin(found[0].span.start, found[0].span.end).start if found else None


def _out_of_use(archive: Archive, there: Iterable[str]) -> Iterator[Problem]:
    prints = frozenset(there)
    for each in archive.accepted:
        if each.print not in prints:
            message = f"{each.print} ({each.kind}) accepts what stands nowhere any more"
            remedy = "delete the line"
            yield Problem(archive.shown(archive.accepted_file), None, message, remedy, Severity.NOTE)
