"""Put messages that name their parents into order: which is current, which is a branch, and where a branch parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sitegen.model.problems import Problem
from sitegen.readers.message_tree import Arrangement, arrange_messages
from sitegen.readers.parsed import ParsedMessage
from sitegen.text.source import Source


@dataclass(frozen=True, slots=True)
class TreeNode:
    """An entry of a source, which names the entry before it."""

    id: str
    parent: str
    """Id of the entry before it; empty for none."""
    offset: int
    """In the text of the source."""
    time: str = ""
    """ISO 8601 in UTC; empty if unknown."""


@dataclass(frozen=True, slots=True)
class MessageTree:
    """Entries of a source and the order in which they are read."""

    parents: tuple[int, ...]
    """The index of the parent of each entry; -1 for none."""
    arrangement: Arrangement
    problems: tuple[Problem, ...]

    @property
    def paths(self) -> list[list[int]]:
        """Return the entries of the current path, and those of each branch from where it parts."""
        paths: list[list[int]] = [[] for _ in range(len(self.arrangement.branch_points) + 1)]
        for entry in self.arrangement.order:
            paths[self.arrangement.branches[entry]].append(entry)
        return paths


def make_tree(source: Source, nodes: Sequence[TreeNode], current: str | None) -> MessageTree:
    """Arrange entries, and report what is wrong with their ids.

    ``current``: the id of the last entry of the page; None if the format does not state it. Then, or if there is no
    such entry, it is the newest one that nothing follows.
    """
    indexes: dict[str, int] = {}
    repeated = [node for index, node in enumerate(nodes) if node.id and indexes.setdefault(node.id, index) != index]
    orphans = [node for node in nodes if node.parent and node.parent not in indexes]
    parents = [indexes.get(node.parent, -1) for node in nodes]
    last = indexes.get(current or "")
    is_unknown = last is None and current is not None and bool(nodes)
    if last is None:
        followed = set(parents)
        leaves = [index for index in range(len(nodes)) if index not in followed]
        last = max(leaves, key=lambda index: (nodes[index].time, index), default=None)
    arrangement = arrange_messages(parents, last)
    for each in arrangement.cut:
        parents[each] = -1
    cut = [nodes[each] for each in arrangement.cut]
    path, problems = source.path, list[Problem]()
    if repeated:
        line = source.line_number(repeated[0].offset)
        problems.append(Problem("duplicate-message-id", path, line, count=len(repeated), id=repeated[0].id))
    if orphans:
        line = source.line_number(orphans[0].offset)
        problems.append(Problem("missing-parent-message", path, line, count=len(orphans), id=orphans[0].id))
    if cut:
        problems.append(Problem("message-cycle", path, source.line_number(cut[0].offset), count=len(cut), id=cut[0].id))
    if is_unknown:
        problems.append(Problem("missing-current-message", path, source.line_number(nodes[0].offset)))
    return MessageTree(tuple(parents), arrangement, tuple(problems))


def place_messages(
    tree: MessageTree, messages: Mapping[int, ParsedMessage]
) -> tuple[tuple[ParsedMessage, ...], tuple[int, ...]]:
    """Return the messages in order, with their branches and positions, and the branch points.

    ``messages``: by the index of the last entry of each. A branch without messages is none.
    """
    placed: list[ParsedMessage] = []
    points: list[int] = []
    numbers: dict[int, int] = {}
    last = [-1] * len(tree.parents)
    """By entry: the place of the last message that ends with it or before it."""
    for entry in tree.arrangement.order:
        parent = tree.parents[entry]
        last[entry] = last[parent] if parent >= 0 else -1
        if entry not in messages:
            continue
        branch = tree.arrangement.branches[entry]
        if branch not in numbers:
            numbers[branch] = len(numbers)
            if numbers[branch]:
                points.append(last[entry])
        last[entry] = len(placed)
        placed.append(replace(messages[entry], branch=numbers[branch]))
    if any(before.span.start > after.span.start for before, after in pairwise(placed)):
        placed = [replace(message, position=position) for position, message in enumerate(placed)]
    return tuple(placed), tuple(points)


def report_empty_conversation(source: Source, messages: Sequence[ParsedMessage]) -> Iterator[Problem]:
    """Report an undamaged conversation without messages: exports contain chats that were opened and not used."""
    if not messages and not source.json_faults:
        yield Problem("empty-conversation", source.path)
