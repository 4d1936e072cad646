"""Find the line before each line of a session, and leave out lines that repeat others.

After a compaction the program writes messages again, with the summary as their parent.
"""

from collections.abc import Sequence

from sitegen.model import Role
from sitegen.readers.claude_code.entries import Entry
from sitegen.readers.parsed import LeftOut
from sitegen.text.json_tree import JsonNode


def leave_out_repetitions(text: str, entries: Sequence[Entry]) -> None:
    """Leave out lines that a resumed session copied, and prompts that the program writes a second time."""
    contents: dict[str, JsonNode] = {}
    queued: set[str] = set()
    for each in entries:
        if not each.uuid:
            continue
        content = each.node.get("message") or each.node.get("attachment") or each.node.get("content")
        first = contents.setdefault(each.uuid, content)
        if first is not content and first.span.of(text) == content.span.of(text):
            each.left_out = LeftOut.DUPLICATE
        elif each.node.string("attachment", "type") == "queued_command":
            queued.update(part.text for part, _ in each.parts)
    for each in entries:
        if not each.uuid and each.node.string("operation") and any(part.text in queued for part, _ in each.parts):
            each.left_out = LeftOut.DUPLICATE


def parents_of_lines(entries: Sequence[Entry]) -> tuple[list[int], list[int]]:
    """Return the line before each line, and the lines at which another talk continues the session.

    Where the line before is unknown, it is the one above, as in files of old versions.
    """
    lines: dict[str, int] = {}
    """The line with each id; of those that were written again after a compaction the last one above."""
    for n, each in reversed([*enumerate(entries)]):
        if each.uuid:
            lines[each.uuid] = n
    is_tree = any(each.parent in lines for each in entries)
    session = next((each.node.string("sessionId") for each in entries if each.is_shown), "")
    above = {False: -1, True: -1}
    parents, continued = [], []
    first: set[str] = set()
    """The words of the first prompt."""
    last = None
    """What was said last, above the line."""
    for n, each in enumerate(entries):
        parent = lines.get(each.parent, -1)
        if parent < 0 and lines.get(each.logical_parent, n) < n:
            parent = lines[each.logical_parent]
        begins = parent < 0 and is_tree and _begins(each, session)
        if begins and first and last and not each.is_sidechain and _continues(each, first, last):
            continued.append(n)
            begins = False
        if parent < 0 and not begins:
            parent = above[each.is_sidechain]
        parents.append(parent)
        above[each.is_sidechain] = n
        if each.is_shown and not each.is_sidechain:
            first = first or (_words(each) if each.is_prompt else first)
            last = each
        if each.uuid and lines[each.uuid] < n and entries[lines[each.uuid]].parent != each.parent:
            lines[each.uuid] = n
    return parents, continued


def _begins(entry: Entry, session: str) -> bool:
    """Return whether the person typed it as the first prompt of a session, perhaps once more after an edit."""
    is_first = "parentUuid" in entry.node.object() and not entry.node.get("parentUuid")
    return entry.is_prompt and is_first and (entry.is_sidechain or entry.node.string("sessionId") == session)


def _continues(prompt: Entry, first: set[str], last: Entry) -> bool:
    """Return whether a prompt without a line before it begins another talk, as after the program forgot the first.

    An edit of the first prompt has many of its words. One that was not answered may have been written anew.
    """
    is_answered = last.role is Role.ASSISTANT
    is_later = prompt.node.string("timestamp") > last.node.string("timestamp") > ""
    if not (is_answered and is_later):
        return False
    words = _words(prompt)
    return 2 * len(first & words) < len(first | words)


def _words(entry: Entry) -> set[str]:
    return {word for part, _ in entry.parts for word in part.text.casefold().split()}
