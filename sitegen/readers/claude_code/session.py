"""Read the JSON Lines of a session of Claude Code, or the JSON of one on the web (``loglines``).

Every line names the line before it; edits and retries part there. An answer is streamed in several lines, and the
results of tools are lines of the person: `assembly` makes messages of them.
"""

from collections.abc import Iterator, Sequence

from sitegen.model import Usage
from sitegen.model.problems import Problem
from sitegen.readers.claude_code.assembly import assemble
from sitegen.readers.claude_code.entries import Entry, read_entry
from sitegen.readers.parsed import Confidence, Detection, ParsedTranscript, tile
from sitegen.text.json_tree import JsonNode
from sitegen.text.source import Source

NAME = "claude-code"

_SAMPLE = 100  # lines


def detect(source: Source) -> Detection | None:
    """Return how sure it is that the lines are those of a session."""
    lines = _lines(source)[:_SAMPLE]
    messages = [line for line in lines if _is_message(line)]
    if messages and source.json and source.json.get("loglines"):
        return Detection(Confidence.CERTAIN, "it is a JSON object with `loglines`, as Claude Code on the web writes")
    if any(line.get("uuid") or line.get("sessionId") or line.get("session_id") for line in messages):
        return Detection(Confidence.CERTAIN, "its lines have `type`, `uuid` and `message`, as Claude Code writes")
    if messages:
        return Detection(Confidence.LIKELY, "its lines have `type` and `message` with `role`, as Claude Code writes")
    if any(line.get("leafUuid") or line.get("parentUuid") for line in lines):
        return Detection(Confidence.CERTAIN, "its lines have `leafUuid` or `parentUuid`, as Claude Code writes")
    return None


def read(source: Source) -> ParsedTranscript:
    """Return the messages of a session."""
    entries = [read_entry(line) for line in _lines(source)]
    title = _title(entries)
    session = assemble(source, entries)
    messages = session.messages
    return ParsedTranscript(
        tile(source, [*messages, *session.markup]),
        title=title,
        started=next((each.time for each in messages if each.time), None),
        ended=max((each.time for each in messages if each.time), default=None),
        problems=(*session.problems, *_unknown_lines(source, entries)),
        native_id=_native_id(entries, is_agent=session.is_agent),
        usage=_total_cost(entries),
        branch_points=session.branch_points,
    )


def _lines(source: Source) -> Sequence[JsonNode]:
    root = source.json
    if root and root.get("loglines"):
        return root.array("loglines")
    return source.json_lines or ((root,) if root else ())


def _is_message(line: JsonNode) -> bool:
    kind = line.string("type")
    return kind in ("user", "assistant") and line.string("message", "role") == kind


def _title(entries: Sequence[Entry]) -> str:
    """Return the title that the person gave, else that of the program, else the summary of this session.

    Sessions may begin with summaries of other sessions.
    """
    own = {each.uuid for each in entries}
    titles: dict[str, str] = {}
    for each in entries:
        node = each.node
        kind = node.string("type")
        if kind in ("custom-title", "ai-title"):
            titles[kind] = node.string("customTitle") or node.string("aiTitle")
        elif kind == "summary" and node.string("leafUuid") in own:  # without one: "" is that of lines without uuid
            titles[kind] = node.string("summary")
    return titles.get("custom-title") or titles.get("ai-title") or titles.get("summary") or ""


def _native_id(entries: Sequence[Entry], *, is_agent: bool) -> str:
    """Return the id of the session; that of a sub-agent is the id of the agent."""
    keys = ("agentId",) if is_agent else ("sessionId", "session_id")
    return next((found for each in entries for key in keys if (found := each.node.string(key))), "")


def _total_cost(entries: Sequence[Entry]) -> Usage | None:
    """Return the cost of the session, which `claude --print` states in its last line."""
    costs = [each.node.number("total_cost_usd") for each in entries if each.node.string("type") == "result"]
    return Usage(cost=float(costs[-1])) if costs and costs[-1] is not None else None


def _unknown_lines(source: Source, entries: Sequence[Entry]) -> Iterator[Problem]:
    unknown = [each for each in entries if each.is_unknown]
    if unknown:
        types = tuple(sorted({each.node.string("type") or "(none)" for each in unknown}))
        line = source.line_number(unknown[0].node.start)
        yield Problem("unknown-session-lines", source.path, line, count=len(unknown), types=types)
