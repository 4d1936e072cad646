"""Find the thinking, the words and the tools in what an agent did, as SpecStory writes them.

Tools are in ``<tool-use>`` or ``<details>``, in older files below ``Tool use: **name**``.
"""

import json
import re
from collections.abc import Iterator

from sitegen.model import BlockKind, MessagePart, Span

_TOOL_USE = re.compile(
    r'<tool-use(?= )(?:[^>\n]*?data-tool-type="(?P<type>[^"\n]*)")?'
    r'(?:[^>\n]*?data-tool-name="(?P<name>[^"\n]*)")?[^>\n]*>'
)
_SUMMARY = re.compile(r"\s*(?:<details>)?\s*<summary>(?P<summary>[^\n]*?)</summary>[ \t]*\n?")
_OLD_TOOL_USE = re.compile(r"Tool use: \*\*(?P<name>[^*\n]+)\*\*[ \t]*")
_READ_FILE = re.compile(r"Read file: (?P<path>[^\n]+)")
_FENCE = re.compile(r"(?m)^(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")
_SHELL_FENCES = frozenset({"bash", "sh", "shell", "zsh", "powershell"})
_OUTPUT_FENCES = frozenset({"", "text", "txt"})
_INLINE_COMMAND = re.compile(r"(?:(?P<description>[^`\n]+)\n+)?`(?P<command>[^`\n]+)`")


def without_rules(text: str, start: int, end: int) -> Span:
    """Return the span without blank lines and rules at both ends."""
    while start < end and text[start].isspace():
        start += 1
    while True:
        end = start + len(text[start:end].rstrip())
        if end - start >= 3 and text[end - 3 : end] == "---" and (end - start == 3 or text[end - 4] == "\n"):
            end -= 3
            continue
        return Span(start, end)


def block_parts(text: str, span: Span) -> Iterator[MessagePart]:
    """Yield the thinking, the words and the tools in a block."""
    words_start = position = span.start
    fence = ""
    missing: set[str] = set()
    while position < span.end:
        line_end = text.find("\n", position, span.end)
        line_end = span.end if line_end < 0 else line_end
        line = text[position:line_end]
        found = None
        if match := _FENCE.match(line):
            fence = "" if fence else match["fence"]
        elif not fence or line.startswith("<"):
            found = _special(text, position, span.end, missing)
        if found:
            yield from _words(text, words_start, position)
            parts, position = found
            yield from parts
            words_start, fence = position, ""
        else:
            position = line_end + 1
    yield from _words(text, words_start, span.end)


def _words(text: str, start: int, end: int) -> Iterator[MessagePart]:
    span = without_rules(text, start, end)
    while span.of(text).startswith("---\n"):
        span = without_rules(text, span.start + 4, span.end)
    if span:
        yield MessagePart(BlockKind.PROSE, span.of(text), span)


def _close(text: str, tag: str, start: int, end: int, missing: set[str]) -> int:
    """Return the offset of a tag; -1 if there is none. ``missing``: the tags of which no more follow."""
    found = -1 if tag in missing else text.find(tag, start, end)
    if found < 0:
        missing.add(tag)
    return found


def _special(text: str, start: int, end: int, missing: set[str]) -> tuple[list[MessagePart], int] | None:
    """Return thinking or the use of a tool that begins at ``start``, and the offset after it."""
    if text.startswith("<think>", start):
        close = _close(text, "</think>", start, end, missing)
        if close >= 0:
            inner_start = _summary_end(text, start + len("<think>"), close)
            inner = text[inner_start:close].strip().removesuffix("</details>").strip()
            after = close + len("</think>")
            return [MessagePart(BlockKind.THINKING, inner, Span(start, after))] if inner else [], after
    elif match := _TOOL_USE.match(text, start, end):
        close = _close(text, "\n</details></tool-use>", start, end, missing)
        close = close if close >= 0 else _close(text, "</tool-use>", start, end, missing)
        if close >= 0:
            inner = text[_summary_end(text, match.end(), close) : close].strip()
            after = text.find("</tool-use>", close) + len("</tool-use>")
            return [*_tool(match["name"] or "", match["type"] or "", inner, Span(start, after))], after
    elif text.startswith("<details>", start):
        close = _close(text, "</details>", start, end, missing)
        summary = _SUMMARY.match(text, start, close) if close >= 0 else None
        if summary:
            after = close + len("</details>")
            name, result = summary["summary"].replace("**", "").strip(), text[summary.end() : close].strip()
            span = Span(start, after)
            call = MessagePart(BlockKind.TOOL_CALL, "", span, name)
            return [call, *([MessagePart(BlockKind.TOOL_RESULT, result, span, name)] if result else [])], after
    elif match := _OLD_TOOL_USE.match(text, start, end):
        rule = text.find("\n---\n", start, end)
        after = rule if rule >= 0 else end
        return [*_tool(match["name"], "", text[match.end() : after].strip(), Span(start, after))], after
    elif match := _READ_FILE.match(text, start, end):
        part = MessagePart(BlockKind.TOOL_CALL, match["path"].strip(), Span(start, match.end()), "Read file")
        return [part], match.end()
    return None


def _summary_end(text: str, start: int, end: int) -> int:
    match = _SUMMARY.match(text, start, end)
    return match.end() if match else start


def _tool(name: str, kind: str, body: str, span: Span) -> Iterator[MessagePart]:
    """Yield the call of a tool, and what it returned: the last block of code, if it has no language."""
    fences = [*_FENCE.finditer(body)]
    languages = [each["info"].strip() for each in fences]
    is_shell = kind == "shell" or (languages[:1] != [] and languages[0] in _SHELL_FENCES)
    n = 2 if is_shell and languages[:1] != [] and languages[0] in _SHELL_FENCES else 0
    call, result = body, ""
    if len(fences) > n and languages[n] in _OUTPUT_FENCES:
        opening, last = fences[n], fences[-1]
        is_closed = len(fences) > n + 1 and not body[last.end() :].strip()
        call = body[: opening.start()].strip()
        result = body[opening.end() + 1 : last.start() if is_closed else len(body)].rstrip("\n")
    yield MessagePart(BlockKind.TOOL_CALL, _arguments(call, kind, is_shell), span, name or kind)
    if result.strip():
        yield MessagePart(BlockKind.TOOL_RESULT, result, span, name or kind)


def _arguments(call: str, kind: str, is_shell: bool) -> str:
    """Return a command with what it is for, or a path, as JSON, as other formats have them; else the text."""
    fences = [*_FENCE.finditer(call)]
    match = _INLINE_COMMAND.fullmatch(call)
    facts: dict[str, str] = {}
    if kind == "read" and match and not match["description"]:
        facts = {"file_path": match["command"]}
    elif is_shell and match:
        facts = {"command": match["command"], "description": (match["description"] or "").strip()}
    elif is_shell and len(fences) == 2 and not call[fences[1].end() :].strip():
        command = call[fences[0].end() + 1 : fences[1].start()].strip("\n")
        facts = {"command": command, "description": call[: fences[0].start()].strip()}
    facts = {key: value for key, value in facts.items() if value}
    return json.dumps(facts, ensure_ascii=False, indent=2) if facts else call
