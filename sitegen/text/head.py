"""Parse the head of a file in any dialect: what is stated above its first prose or message.

Front matter may be YAML, TOML or JSON, between any fences, indented, unclosed, or not fenced; statements may also
be in comments, in tags and in the title. Nothing is validated. Use `front_matter` for the values of valid YAML.
"""

import re
import unicodedata
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from sitegen.text.dates import parse_date
from sitegen.text.json_pairs import find_json_pairs

_MAX_LENGTH = 2_000_000  # characters
_MAX_LINE = 300  # characters of a line or a value that are looked at
_MAX_HTML_HEAD = 20_000
_MAX_KEY_WORDS = 4

_LINE_ENDS = "\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^{_LINE_ENDS}]*(?:\r\n|[{_LINE_ENDS}]|$)")
_START = re.compile(r"(?:ï»¿|[\s\ufeff\u200b-\u200f\u2060\u00ad\ufffe\ufffd])*")
_FORMAT_CHARACTERS = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")

_DASHES = r"\-‐‑‒–—―−─━═=+*_~;%"
_RULE = re.compile(rf"[{_DASHES}.…·\s]{{2,}}|[—―─━]")
_CODE_FENCE = re.compile(r"(?:`{3,}|~{3,})\s*\{?=?(?:ya?ml|toml|json5?|frontmatter|meta(?:data)?)?\}?")
_KNOWN_FENCE = re.compile(r"---|\+\+\+|;;;")
_FENCE_AND_REST = re.compile(
    rf"(?P<fence>[{_DASHES}]{{3,}}|—)\s*(?P<rest>[^\s{_DASHES}].*?)\s*(?P<close>[{_DASHES}]{{3,}}|—)?"
)
_INLINE_PAIR = re.compile(r"(?P<key>[^\W\d][\w-]*)[\"'”’]?\s*[:=]\s*[\"'“‘]?(?P<value>[^\s,;{}\"'”’]+)")
_MARKUP = "\"'`*_“”„‘’‚«»‹›「」『』"
_PAIR = re.compile(
    rf"(?:(?:[-+*•>|]|\d+[.)]|//)\s+|[>|]+|\#\+|:(?=\w))*[{_MARKUP}]*(?P<key>[^\W_][^:=꞉∶ː|]{{0,60}}?)[{_MARKUP}]*\s*"
    r"(?:=>|:=|[:=꞉∶ː→])(?P<bold>[*_]*)\s*(?P<value>.*)"
)
_CELLS = re.compile(rf"\|\s*[{_MARKUP}]*(?P<key>[^\W_][^|]{{0,60}}?)[{_MARKUP}]*\s*\|\s*(?P<value>[^|]*?)\s*\|")
_COMMENT_LINE = re.compile(r"#(?!\w)|#!|//|%(?!%)")
_DIRECTIVE = re.compile(r"%(?:YAML|TAG)\b|#!")
_HTML_START = re.compile(r"<(?:!doctype|\?xml|html|head|meta|link|title|script|style)\b", re.IGNORECASE)
_HTML_HEAD_END = re.compile(r"<body\b|</head>", re.IGNORECASE)
_HTML_PART = re.compile(r"<!--(?P<comment>.*?)-->|<meta\b(?P<meta>[^<>]{0,500})>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(
    r"\b(?P<name>name|property|content)\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|(?P<c>[^\s\"'>]+))", re.IGNORECASE
)
_MARKDOWN_COMMENT = re.compile(r"\[[^\]]{0,20}\]:\s*(?:#|<>|<#>)\s*(?P<text>.*)")
_HEADING = re.compile(r"#\s+(?P<text>.*?)[\s#]*")
_TAG = re.compile(r"#[^\W\d][\w/-]*")
_SQUARE_BRACKETS = re.compile(r"[\[【](?P<text>[^\[\]【】]{1,40})[\]】]")
_LAST_BRACKETS = re.compile(r"\([^()]{1,40}\)\Z")


@dataclass(frozen=True, slots=True)
class HeadStatement:
    """One thing that the head of a file states."""

    offset: int
    """In the text."""
    text: str
    """As written, shortened."""
    key: str
    """In NFKC, without quotes and emphasis; empty for words without a key."""
    value: str
    """In NFKC; words without a key, such as a tag."""
    is_in_block: bool
    """True for a key of front matter, false for a line, a comment, a tag or a title."""
    is_declared: bool = False
    """True for a key of the first level in front matter of a known syntax."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    raw: str
    text: str
    """In NFKC without invisible characters, stripped, shortened."""
    indent: int


def parse_head(text: str, is_known_key: Callable[[str], bool]) -> Iterator[HeadStatement]:
    """Yield what the head of ``text`` states, in order.

    Outside front matter a line ``Key: value`` belongs to the head only if the key is known; others may be messages.
    """
    return _HeadParser(text[:_MAX_LENGTH], is_known_key).statements()


def fold(text: str) -> str:
    """Return the start of ``text`` in NFKC, on one line and without invisible characters."""
    if text.isascii():
        return " ".join(text[:_MAX_LINE].split())
    visible = _FORMAT_CHARACTERS.sub("", text[: 4 * _MAX_LINE])[:_MAX_LINE]
    return " ".join(unicodedata.normalize("NFKC", visible).split())


class _HeadParser:
    def __init__(self, text: str, is_known_key: Callable[[str], bool]) -> None:
        self._text = text
        self._is_known_key = is_known_key
        self._may_close = True  # false after front matter without an end, so that its end is sought only once

    def statements(self) -> Iterator[HeadStatement]:
        """Yield the statements, up to the first line that is not part of the head."""
        start = _START.match(self._text)
        offset = start.end() if start else 0
        is_first = may_be_json = True
        while offset < len(self._text):
            line = self._line(offset)
            if not line.text:
                offset = line.end
                continue
            if line.text.startswith("<!--") or _HTML_START.match(line.text):
                offset = yield from self._html(line)
                continue
            if may_be_json and line.raw.lstrip().startswith("{"):
                end = yield from self._json(line.start + line.raw.index("{"), is_declared=is_first)
                offset = max(end, line.end)
                may_be_json = False
            elif first := self._opens_block(line):
                offset = yield from self._block(line, first, is_known=is_first)
            elif (yield from self._loose_line(line)):
                offset = line.end
            else:
                return
            is_first = is_first and _COMMENT_LINE.match(line.text) is not None

    def _line(self, offset: int) -> _Line:
        match = _LINE.match(self._text, offset)
        end = match.end() if match else len(self._text)
        raw = self._text[offset:end]
        head = _FORMAT_CHARACTERS.sub("", raw[:_MAX_LINE])
        return _Line(offset, end, raw, fold(raw), len(head) - len(head.lstrip()))

    def _significant_line(self, offset: int) -> _Line | None:
        """Return the first line from ``offset`` that is neither blank nor a comment of YAML or TOML."""
        while offset < len(self._text):
            line = self._line(offset)
            if line.text and not line.text.startswith("#"):
                return line
            offset = line.end
        return None

    def _opens_block(self, line: _Line) -> _Line | None:
        """Return the first line of the front matter that ``line`` opens; None if it opens none."""
        rest = _FENCE_AND_REST.fullmatch(line.text)
        if rest and rest["rest"][0] not in "#!%&" and (rest["close"] or rest["rest"][0] == "{" or _pair(rest["rest"])):
            return line
        if not (rest or _RULE.fullmatch(line.text) or _CODE_FENCE.fullmatch(line.text)):
            return None
        first = self._significant_line(line.end)
        if first is None or first.text.startswith("**") or not (first.text[0] in "{?" or _pair(first.text)):
            return None
        return first

    def _block(self, opener: _Line, first: _Line, *, is_known: bool) -> Generator[HeadStatement, None, int]:
        """Yield the statements of front matter; return where it ends: at its closing fence, else at a blank line."""
        if first is opener:
            return (yield from self._inline_block(opener, is_known=is_known))
        is_declared = is_known and _KNOWN_FENCE.match(opener.text) is not None
        lines, end = self._block_lines(opener, first)
        parent, parent_value = "", ""
        skip_until = 0
        for line in lines:
            if line.start < skip_until or not line.text:
                continue
            if line.raw.lstrip().startswith("{"):
                skip_until = yield from self._json(line.start + line.raw.index("{"), is_declared=is_declared)
                continue
            is_top = line.indent <= first.indent
            if line.text.startswith("#") and not line.text.startswith("#+"):
                if _pair(line.text.lstrip("# ")):
                    continue  # switched off by its writer
                yield HeadStatement(line.start, _shown(line.raw), "", line.text.lstrip("# "), is_in_block=False)
            elif pair := _pair(line.text):
                key, value = pair
                if is_top:
                    parent, parent_value = key, value
                yield HeadStatement(line.start, _shown(line.raw), key, value, is_top, is_top and is_declared)
            elif line.text.startswith(("- ", "* ")) and parent and not parent_value:
                yield HeadStatement(line.start, _shown(line.raw), parent, line.text[2:], is_in_block=False)
            elif not is_top and parent and parent_value in ("", "["):  # on the line below its key
                yield HeadStatement(line.start, f"{parent}: {line.text[:60]}", parent, line.text, is_in_block=False)
            elif is_top:
                yield HeadStatement(line.start, _shown(line.raw), "", line.text, False)
        return end

    def _block_lines(self, opener: _Line, first: _Line) -> tuple[list[_Line], int]:
        lines: list[_Line] = []
        blank: tuple[int, int] | None = None  # number of lines and offset where unclosed front matter ends
        offset = opener.end
        while offset < len(self._text):
            line = self._line(offset)
            if line.start > first.start:
                if line.text.startswith("**"):
                    break
                if line.indent <= max(opener.indent, first.indent) and (
                    _RULE.fullmatch(line.text) or _CODE_FENCE.fullmatch(line.text)
                ):
                    return lines, line.end
                if not line.text and blank is None:
                    blank = len(lines), line.end
                    if not self._may_close:
                        break
            lines.append(line)
            offset = line.end
        self._may_close = False
        return (lines[: blank[0]], blank[1]) if blank else (lines, offset)

    def _inline_block(self, line: _Line, *, is_known: bool) -> Generator[HeadStatement, None, int]:
        """Yield the statements of ``+++ draft = true +++``; return the end of the line."""
        rest = _FENCE_AND_REST.fullmatch(line.text)
        for pair in _INLINE_PAIR.finditer(rest["rest"] if rest else ""):
            yield HeadStatement(line.start, _shown(line.raw), pair["key"], pair["value"], is_known, is_known)
        return line.end

    def _json(self, start: int, *, is_declared: bool) -> Generator[HeadStatement, None, int]:
        """Yield the keys of a JSON object or a YAML flow mapping; return where it ends."""
        pairs = find_json_pairs(self._text, start)
        while True:
            try:
                pair = next(pairs)
            except StopIteration as stop:
                return int(stop.value)
            written = _shown(self._text[pair.start : pair.end])
            is_top = pair.is_top
            yield HeadStatement(pair.start, written, fold(pair.key), fold(pair.value), is_top, is_top and is_declared)

    def _html(self, line: _Line) -> Generator[HeadStatement, None, int]:
        """Yield the statements in comments and meta elements; return where they end."""
        if line.text.startswith("<!--"):
            close = self._text.find("-->", line.start)
            end = line.end if close < 0 else close + 3
            content_start = self._text.index("<!--", line.start) + 4
            yield from self._comment(content_start, end if close < 0 else close)
            if close < 0:
                return len(self._text)
            following = self._line(end)
            # Words after the comment belong to the line.
            return following.end if not following.text else end
        head_end = _HTML_HEAD_END.search(self._text, line.start, line.start + _MAX_HTML_HEAD)
        end = head_end.end() if head_end else line.start + _MAX_HTML_HEAD
        for part in _HTML_PART.finditer(self._text, line.start, end):
            if part["comment"] is not None:
                yield from self._comment(*part.span("comment"))
            else:
                values = {
                    each["name"].lower(): fold(each["a"] or each["b"] or each["c"] or "")
                    for each in _ATTRIBUTE.finditer(part["meta"])
                }
                key = values.get("name") or values.get("property", "")
                yield HeadStatement(part.start(), _shown(part[0]), key, values.get("content", ""), is_in_block=False)
        return len(self._text)

    def _comment(self, start: int, end: int) -> Iterator[HeadStatement]:
        while start < end:
            line = self._line(start)
            text = fold(self._text[start : min(end, line.end)])
            key, value = _pair(text) or ("", text)
            if text:
                yield HeadStatement(
                    start, _shown(self._text[start : min(end, line.end)]), key, value, is_in_block=False
                )
            start = line.end

    def _loose_line(self, line: _Line) -> Generator[HeadStatement, None, bool]:
        """Yield the statements of a line outside front matter; return whether it is part of the head."""
        written, text = _shown(line.raw), line.text
        if markdown_comment := _MARKDOWN_COMMENT.fullmatch(text):
            yield HeadStatement(line.start, written, "", markdown_comment["text"], is_in_block=False)
            return True
        for part in (*_SQUARE_BRACKETS.finditer(text), *_TAG.finditer(text), *_LAST_BRACKETS.finditer(text)):
            if (
                part[0][0] == "#"
                and text[: part.start()].strip("# ")
                and _TAG.sub("", text[part.end() :]).strip(" ,;.")
            ):
                continue  # a word of the title, as in *How #private fields work*
            is_title = text.startswith("# ") or part.span() == (0, len(text)) or not _TAG.sub("", text).strip(" ,;")
            if is_title or (text[0] in "[【" and part.start() == 0):
                yield HeadStatement(line.start, written, "", part[0].strip("[]【】()#"), is_in_block=False)
        if not _TAG.sub("", text).strip(" ,;") or _DIRECTIVE.match(text):
            return True
        if cells := _CELLS.match(text):
            yield HeadStatement(line.start, written, cells["key"], cells["value"], is_in_block=False)
            return True
        if heading := _HEADING.fullmatch(text):
            yield HeadStatement(line.start, written, "", heading["text"], is_in_block=False)
            return True
        if text.startswith("##"):  # may name a speaker
            return False
        if _is_furniture(text):
            return True
        if pair := _pair(text):
            if not pair[1] and text.startswith(":"):
                yield HeadStatement(line.start, written, "", text, is_in_block=False)
                return True
            if not pair[1] or not self._is_known_key(pair[0]):
                return False
            yield HeadStatement(line.start, written, *pair, is_in_block=False)
            return True
        yield HeadStatement(line.start, written, "", text, is_in_block=False)
        return False


def _pair(text: str) -> tuple[str, str] | None:
    """Return key and value of a line such as ``**Key:** value``, or None."""
    match = _PAIR.fullmatch(text)
    if match is None or len(match["key"].split()) > _MAX_KEY_WORDS:
        return None
    return match["key"], match["value"].removesuffix("|").rstrip()


def _shown(written: str) -> str:
    """Return what is shown of a line, on one line."""
    line = " ".join(_FORMAT_CHARACTERS.sub("", written[:_MAX_LINE]).split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _is_furniture(text: str) -> bool:
    """Return whether a line says nothing: a rule, a number, a date."""
    return not any(char.isalpha() for char in text) or parse_date(text.strip("*_ ")) is not None
