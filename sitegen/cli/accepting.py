"""What the command `accept` does: a finding may be published from now on, and the archive says why."""

from collections.abc import Iterator

from sitegen.archive.folder import Archive
from sitegen.build.checks.runner import check
from sitegen.build.transcript import Kit
from sitegen.cli.console import one_line
from sitegen.model.problems import ContentError, Problem
from sitegen.permalinks.ledger.records import MOST_WHY
from sitegen.privacy.baseline import BASELINE_FILE, Accepted, to_lines
from sitegen.privacy.findings import without_values
from sitegen.text.atomic_files import write_atomically

_LISTED = 12
_ATTRIBUTES = f"""\
# After a merge the lines of both branches belong here; sitegen tells which are the same.
{BASELINE_FILE} text eol=lf merge=union
"""


def accept(archive: Archive, kit: Kit, print_: str, why: str, day: str) -> Iterator[str]:
    """Accepts the finding with this fingerprint; lines that say what was done. ``day``: ISO day.

    Raises `ContentError` where there is no such finding, or the reason is no line.
    """
    reason = one_line(" ".join(why.split()))
    if not reason or len(reason) > MOST_WHY or without_values(reason) != reason:
        remedy = f"write --why with up to {MOST_WHY} characters, without the value: the file belongs in git"
        raise ContentError(Problem("--why", None, "the reason is empty, too long, or says the value", remedy))
    found = check(archive, kit, day=day).found
    mine = [(path, each) for path, each in found if each.print == print_]
    if not mine:
        accepted = {each.print for each in archive.accepted}
        there = [
            f"{each.print} ({each.kind.name} {each.masked})"
            for _, each in found
            if each.print not in accepted
        ]
        there = list(dict.fromkeys(there))
        more = f" and {len(there) - _LISTED} more" if there[_LISTED:] else ""
        remedy = f"there are {', '.join(there[:_LISTED])}{more}" if there else "there is nothing to accept"
        raise ContentError(Problem(print_, None, "nothing that was found has this fingerprint", remedy))
    path, finding = mine[0]
    new = Accepted(print_, finding.kind.id, without_values(path), day, reason)
    others = (each for each in archive.accepted if each.print != print_)
    file = archive.accepted_file
    write_atomically(file, to_lines((*others, new)))
    attributes = file.with_name(".gitattributes")
    if not attributes.exists():
        attributes.write_text(_ATTRIBUTES, "utf-8")
    for where, each in mine:
        yield f"{without_values(where)}: accepted, {each.kind.phrase} ({each.masked})"
    yield f"next: commit {archive.shown(file)}"
