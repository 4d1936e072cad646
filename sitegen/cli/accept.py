"""Accept a finding of the secret scan, so that it no longer blocks publishing: ``sitegen accept``."""

from collections.abc import Iterator
from pathlib import Path

import click

from sitegen.archive.folder import Archive, open_archive
from sitegen.build.cache import Cache
from sitegen.build.pipeline import check
from sitegen.cli.console import exit_on_content_error, print_line
from sitegen.cli.options import DEFAULT_OUTPUT, checked_reason, content_option
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.files import today
from sitegen.privacy.baseline import BASELINE_FILE, AcceptedFinding, serialize_baseline
from sitegen.privacy.findings import mask_secrets
from sitegen.text.atomic_files import write_atomically

_ATTRIBUTES = f"""\
# A merge keeps the lines of both branches; sitegen ignores duplicates.
{BASELINE_FILE} text eol=lf merge=union
"""


@click.command
@click.argument("fingerprint")
@click.option("--reason", required=True, help="Why it may be published; everybody who sees the repository can read it.")
@content_option
@exit_on_content_error
def command(fingerprint: str, reason: str, content: Path | None) -> None:
    """Allow a detected secret or personal detail to be published.

    `sitegen check` prints the FINGERPRINT of each finding. It is written to content/accepted.jsonl, which belongs in
    git and never contains the value itself.
    """
    archive = open_archive(Path(), content)
    with Cache(archive.state_folder, DEFAULT_OUTPUT).lock():
        for line in accept(archive, fingerprint, reason, today()):
            print_line(line)


def accept(archive: Archive, fingerprint: str, reason: str, day: str) -> Iterator[str]:
    """Accept the finding with this fingerprint; yield lines that say what was done. ``day``: ISO day.

    Raise `ContentError` if there is no such finding, or if the reason is not one short line.
    """
    reason = checked_reason(reason)
    findings = [
        (path, each)
        for path, each in check(archive, DEFAULT_OUTPUT, day=day).findings
        if each.fingerprint == fingerprint
    ]
    if not findings:
        raise ContentError(Problem("finding-unknown", fingerprint))
    path, finding = findings[0]
    new = AcceptedFinding(fingerprint, finding.kind.id, mask_secrets(path), day, reason)
    others = (each for each in archive.accepted_findings if each.fingerprint != fingerprint)
    file = archive.baseline_file
    write_atomically(file, serialize_baseline((*others, new)))
    attributes = file.with_name(".gitattributes")
    if not attributes.exists():
        attributes.write_text(_ATTRIBUTES, "utf-8")
    for path, finding in findings:
        yield f"{mask_secrets(path)}: accepted, {finding.kind.phrase} ({finding.masked})"
    yield f"Next: commit {archive.display_path(file)}."
