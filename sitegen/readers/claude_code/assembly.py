"""Make messages of the lines of a session: streamed lines, results of tools, sub-agents, and branches."""

from bisect import bisect
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sitegen.model import Role, Span
from sitegen.model.problems import Problem
from sitegen.readers.claude_code.drafts import SessionDraft, make_message
from sitegen.readers.claude_code.entries import PROGRAM, USER, Entry
from sitegen.readers.claude_code.line_tree import leave_out_repetitions, parents_of_lines
from sitegen.readers.message_tree import arrange_messages, without_cycles
from sitegen.readers.parsed import LeftOut, Markup, MarkupKind, ParsedMessage, parts_text
from sitegen.text.source import Source

_TASK_TOOLS = frozenset({"Task", "Agent"})


@dataclass(frozen=True, slots=True)
class AssembledSession:
    """The messages of a session, in order, and everything else in its lines."""

    messages: tuple[ParsedMessage, ...]
    markup: tuple[Markup, ...]
    branch_points: tuple[int, ...]
    problems: tuple[Problem, ...]
    is_agent: bool
    """It is the session of a sub-agent."""


def assemble(source: Source, entries: Sequence[Entry]) -> AssembledSession:
    """Return the messages of all lines of a session. Changes ``entries``."""
    main = [each for each in entries if each.is_shown and not each.is_sidechain]
    is_agent = not main and any(each.is_sidechain for each in entries)
    for each in entries if is_agent else ():
        each.is_sidechain = False
    leave_out_repetitions(source.text, entries)
    lines_before, continued = parents_of_lines(entries)
    parents, circular = without_cycles(lines_before)
    assembly = _Assembly(entries, parents)
    assembly.attach_agents()
    drafts, draft_parents = assembly.main_drafts()
    last = assembly.stated_leaf(drafts)
    arrangement = arrange_messages(draft_parents, _last_leaf(drafts, draft_parents) if last is None else last)
    messages = tuple(
        make_message(drafts[n], position, arrangement.branches[n], is_agent=is_agent)
        for position, n in enumerate(arrangement.order)
    )
    circular_lines = sorted({*circular, *(drafts[n].first for n in arrangement.cut)})
    continued_lines = (source.line_number(entries[n].node.start) for n in continued)
    problems = tuple(Problem("session-continues", source.path, line) for line in continued_lines)
    if circular_lines:
        first = entries[circular_lines[0]]
        line = source.line_number(first.node.start)
        problems += (Problem("message-cycle", source.path, line, count=len(circular_lines), id=first.uuid),)
    return AssembledSession(messages, tuple(assembly.markup), arrangement.branch_points, problems, is_agent)


class _Assembly:
    """Drafts of messages, and the lines that belong to each."""

    def __init__(self, entries: Sequence[Entry], parents: Sequence[int]) -> None:
        self.entries = entries
        self.parents = parents
        self.markup: list[Markup] = []
        self.drafts: list[SessionDraft] = []
        self.owners = [-1] * len(entries)
        """The draft of each line; -1 for a line that is not shown."""
        self.calls: dict[str, tuple[int, str]] = {}
        """The draft and the tool of each call, by its id."""
        self._tops: list[int | None] = [None] * len(entries)
        self._make_drafts()

    def _make_drafts(self) -> None:
        by_message: dict[tuple[str, bool], int] = {}
        for n, entry in enumerate(self.entries):
            if entry.left_out is None and entry.parts and not entry.continues:
                key = entry.node.string("message", "id"), entry.is_sidechain
                number = by_message.get(key) if key[0] else None
                if number is None:
                    number = self._new_draft(n)
                    by_message[key] = number
                self.owners[n] = number
                self.calls |= {
                    call: (number, part.name) for part, call in entry.parts if call and call not in self.calls
                }
        for n, entry in enumerate(self.entries):
            if entry.left_out is not None:
                self.markup.append(Markup(MarkupKind.LEFT_OUT, entry.node.span, entry.left_out))
                continue
            if entry.continues:
                self.owners[n] = self._continued(n)
            if self.owners[n] < 0 and not entry.results:
                continue
            self._add(n, entry)

    def _new_draft(self, line: int) -> int:
        self.drafts.append(SessionDraft(line, self.entries[line]))
        return len(self.drafts) - 1

    def _continued(self, line: int) -> int:
        """Return the draft that the output of a command, or a file that was mentioned, belongs to."""
        before = self.top(self.parents[line])
        if before >= 0 and self.drafts[before].entry.speaker == USER:
            return before
        return self._new_draft(line)

    def _add(self, n: int, entry: Entry) -> None:
        """Add what a line says to its draft, and the results in it to those of their calls."""
        removed = [(span, -1) for span, _ in entry.dropped]
        self.markup += [Markup(MarkupKind.LEFT_OUT, span, reason) for span, reason in entry.dropped]
        own = self.owners[n]
        for call, parts, span in entry.results:
            number = self.calls[call][0] if call in self.calls else -1
            if number < 0:
                number = own if own >= 0 else self._new_draft(n)
                self.drafts[number].parts += [(part, "") for part in parts]
            else:
                self.drafts[number].results.setdefault(call, []).extend(parts)
            if own < 0:
                own = self.owners[n] = number
            if number != own:
                removed.append((span, number))
        draft = self.drafts[own]
        draft.parts += entry.parts
        position = entry.node.start
        for span, number in sorted(removed, key=lambda row: row[0].start):
            if position < span.start:
                draft.spans.append(Span(position, span.start))
            if number >= 0:
                self.drafts[number].spans.append(span)
            position = max(position, span.end)
        if position < entry.node.end:
            draft.spans.append(Span(position, entry.node.end))
        message = entry.node.get("message")
        draft.model = draft.model or (message.string("model") if entry.role is Role.ASSISTANT else "")
        if message.get("usage"):
            draft.usage = message.get("usage")  # of the last line: the others counted less
        cost = entry.node.number("costUSD")
        if cost is not None:
            draft.cost = cost

    def top(self, line: int) -> int:
        """Return the draft of a line, or of the nearest line before it that has one; -1 for none."""
        path = []
        while line >= 0 and self.owners[line] < 0 and self._tops[line] is None:
            path.append(line)
            line = self.parents[line]
        found = -1 if line < 0 else self.owners[line] if self.owners[line] >= 0 else self._tops[line]
        for each in path:
            self._tops[each] = found
        return -1 if found is None else found

    def attach_agents(self) -> None:
        """Put the messages of sub-agents to the calls that started them, or else to the message above."""
        roots = self._roots()
        names: dict[int, str] = {}
        for n, root in enumerate(roots):
            names[root] = names.get(root) or self.entries[n].node.string("agentId")
        agents: dict[str, list[int]] = {}
        for n, root in enumerate(roots):
            if self.entries[n].is_sidechain:
                call = self.entries[n].node.string("parent_tool_use_id")
                agents.setdefault(call or names[root] or str(root), []).append(n)
        main = [n for n, draft in enumerate(self.drafts) if not draft.entry.is_sidechain]
        if not agents or not main:
            return
        main.sort(key=lambda n: self.drafts[n].first)
        main_lines = [self.drafts[n].first for n in main]
        calls_by_prompt: dict[str, deque[str]] = {}
        calls_by_agent: dict[str, str] = {}
        for entry in self.entries:
            if entry.is_sidechain or entry.left_out:
                continue
            for block in entry.node.array("message", "content"):
                if block.string("name") in _TASK_TOOLS:
                    calls_by_prompt.setdefault(block.string("input", "prompt"), deque()).append(block.string("id"))
            agent = entry.node.string("toolUseResult", "agentId") or entry.node.string("agentId")
            if agent and entry.results:
                calls_by_agent[agent] = entry.results[0][0]
        for agent, lines in agents.items():
            prompt = parts_text(part for part, _ in self.entries[lines[0]].parts)
            if prompt.strip().lower() == "warmup":
                self._leave_out(lines, LeftOut.NOISE)
                continue
            waiting = calls_by_prompt.get(prompt)
            call = agent if agent in self.calls else calls_by_agent.get(agent, "")
            call = call or (waiting.popleft() if waiting else "")
            host = self.calls[call][0] if call in self.calls else main[max(bisect(main_lines, lines[0]) - 1, 0)]
            numbers = dict.fromkeys(self.owners[n] for n in lines if self.owners[n] >= 0)
            if call in self.calls and prompt and self.entries[lines[0]].is_prompt:
                numbers.pop(self.owners[lines[0]], None)  # the call shows it
                self._leave_out(lines[:1], LeftOut.DUPLICATE)
            agent_drafts = [self.drafts[number] for number in numbers]
            self.drafts[host].agents.setdefault(call if call in self.calls else "", []).extend(agent_drafts)
            self.drafts[host].spans += [span for each in agent_drafts for span in each.spans]

    def _roots(self) -> list[int]:
        """Return the first line of the chain of each line."""
        roots = [-1] * len(self.entries)
        for start in range(len(roots)):
            path = []
            line = start
            while line >= 0 and roots[line] < 0:
                path.append(line)
                line = self.parents[line]
            root = roots[line] if line >= 0 else path[-1]
            for each in path:
                roots[each] = root
        return roots

    def _leave_out(self, lines: Iterable[int], reason: LeftOut) -> None:
        for n in lines:
            if self.owners[n] >= 0:
                spans, self.drafts[self.owners[n]].spans = self.drafts[self.owners[n]].spans, []
                self.markup += [Markup(MarkupKind.LEFT_OUT, span, reason) for span in spans]

    def main_drafts(self) -> tuple[list[SessionDraft], list[int]]:
        """Return the messages of the conversation in the order of the source, each with the index of its parent."""
        numbers = sorted(
            (n for n, draft in enumerate(self.drafts) if not draft.entry.is_sidechain),
            key=lambda n: self.drafts[n].first,
        )
        places = {number: place for place, number in enumerate(numbers)}
        parents = []
        for number in numbers:
            line = self.parents[self.drafts[number].first]
            while (parent := self.top(line)) == number:
                while self.owners[line] != number:
                    line = self.parents[line]
                line = self.parents[line]
            parents.append(places.get(parent, -1))
        drafts = [self.drafts[number] for number in numbers]
        _join_loose(drafts, parents)
        return drafts, parents

    def stated_leaf(self, drafts: Sequence[SessionDraft]) -> int | None:
        """Return the last message of the current path, if the file ends with a line that says so."""
        stated = ""
        for entry in reversed(self.entries):
            if entry.is_shown and not entry.is_sidechain:
                break
            if entry.node.string("type") == "last-prompt":
                stated = entry.node.string("leafUuid")
                break
        if not stated:
            return None
        lines = (n for n, entry in enumerate(self.entries) if entry.uuid == stated)
        owner = self.top(next(lines, -1))
        return next((n for n, draft in enumerate(drafts) if owner >= 0 and draft is self.drafts[owner]), None)


def _join_loose(drafts: Sequence[SessionDraft], parents: list[int]) -> None:
    """Make the later lines follow what stands on no path, such as a notice of the program: it is no branch."""
    children: dict[int, list[int]] = {}
    for n, parent in enumerate(parents):
        children.setdefault(parent, []).append(n)
    for parent, group in children.items():
        before = parent
        for n in group:
            parents[n] = before
            entry = drafts[n].entry
            if n not in children and (not entry.uuid or entry.speaker == PROGRAM):
                before = n


def _last_leaf(drafts: Sequence[SessionDraft], parents: Sequence[int]) -> int | None:
    """Return the message without an answer that was written last."""
    inner = set(parents)
    leaves = [n for n in range(len(drafts)) if n not in inner]
    return max(leaves, key=lambda n: (drafts[n].entry.node.string("timestamp"), n), default=None)
