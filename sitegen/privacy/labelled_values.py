"""Find secrets without a fixed format by the label before them: ``Password: …``, ``| token | … |``, ``api_key = …``."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from sitegen.model import Span
from sitegen.privacy.false_alarms import (
    is_passcode,
    is_password,
    is_random,
    is_random_or_uuid,
    is_simple_password,
    is_unmistakable_password,
)
from sitegen.privacy.label_links import Link, link
from sitegen.privacy.labels import Label, find_labels, is_attribute
from sitegen.privacy.rules import SecretHit, SecretKind
from sitegen.privacy.table_columns import cell_content, cells_below, html_columns

_WINDOW = 320  # characters from a label to the end of its value
_REVERSED_WINDOW = 120  # characters from the start of a value to a label behind it
_FILE_NAME = re.compile(r"(?P<stem>[^.]+)\.(?:md|markdown|txt|html?|jsonl?)")
_SHORT_TOKEN = re.compile(r"[A-Za-z0-9]{10,15}")
_MIXED_DIGIT = re.compile(r"[0-9](?:(?<=[A-Za-z!#$%&*+?@^~_=/-][0-9])|(?=[A-Za-z!#$%&*+?@^~_=/-]|[0-9]{5}))")
"""A digit beside a letter or sign, or six digits: every value has them, and prose has few."""
_DIGIT = re.compile(r"\d")
_VALUE = re.compile(
    # In quotation marks a value may contain what otherwise separates it.
    r"(?<=[\"'`])[!#-&(-_a-~]{6,200}(?=[\"'`])|[!#$%&()*+./0-9:=?@A-Z\[\]^_a-z{}~-]{6,200}"
)
_WHOLE_VALUE = re.compile(r"[!-~]{6,200}")
_MAX_CELL = 400  # characters
_LEADING = re.compile(r"[:=(*_~>\[]*")
_LEADING_AT_NAME = re.compile(r"[:=(*_~>\[-]*")
_NEXT_PARAMETER = re.compile(r"&\w{1,30}=")
_REVERSED = re.compile(
    r"(?P<value>[!-~]{8,64}+) (?:is|was|as|are|ist|lautet|est|es|jest|=) "
    r"(?:(?:my|the|your|our|his|her|their|a|mein|dein|unser|das|mi|tu|la|mon|le|il|moje) )?(?:[\w-]{1,20} ){0,2}\Z"
)
_LIST_GAP = re.compile(
    r"[\"'`*_]{0,3}\s{0,2}(?:[,;/|]|and|und|et|y|or|oder|ou|\n[ >]{0,9}(?:[-*+]|\d{1,2}[.)]))\s{0,2}[\"'`*_]{0,3}"
)
_TOKEN = re.compile(r"[A-Za-z0-9_+/=.~-]{16,200}")
_TOKEN_REST = re.compile(r"[A-Za-z0-9_+/=.~-]++")


def labelled_hits(text: str, wanted: Callable[[SecretKind], bool] | None = None) -> Iterator[SecretHit]:
    """Yield the values of labels in ``text``, which is in `plain_letters`."""
    for label, start, end in find_labels(text, _spans_around_values(text)):
        if wanted is None or wanted(label.kind):
            for span in (*_value_before(text, start, label), *_values_after(text, Span(start, end), label)):
                yield SecretHit(label.kind, span, span.of(text))
            yield from _hits_in_cells(text, cells_below(text, Span(start, end)), label)
    yield from _hits_in_html_tables(text, wanted)


def _hits_in_html_tables(text: str, wanted: Callable[[SecretKind], bool] | None) -> Iterator[SecretHit]:
    columns = list(html_columns(text)) if "<t" in text or "<T" in text else []
    if not columns:
        return
    starts = [heading.start for heading, _ in columns]
    for label, start, _ in find_labels(text, (heading for heading, _ in columns)):
        heading, cells = columns[bisect_right(starts, start) - 1]
        last_word = cell_content(text, heading).of(text).rpartition(" ")[2]
        if (wanted is None or wanted(label.kind)) and not is_attribute(last_word):
            yield from _hits_in_cells(text, cells, label)


def _hits_in_cells(text: str, cells: Iterable[Span], label: Label) -> Iterator[SecretHit]:
    for cell in cells:
        span = cell_content(text, cell) if len(cell) < _MAX_CELL else cell
        value = span.of(text)
        if len(value) < _MAX_CELL and _WHOLE_VALUE.fullmatch(value) and _is_value(label, value):
            yield SecretHit(label.kind, span, value)


def _spans_around_values(text: str) -> Iterator[Span]:
    """Yield the parts of the text in which a label may be near a value, without overlaps."""
    start = end = 0
    for match in _MIXED_DIGIT.finditer(text):
        if match.start() - _WINDOW > end:
            if end:
                yield Span(start, end)
            start = match.start() - _WINDOW
        end = match.end() + _REVERSED_WINDOW
    if end:
        yield Span(max(start, 0), min(end, len(text)))


def _value_before(text: str, start: int, label: Label) -> Iterator[Span]:
    """Yield the value in *… is my password*."""
    match = _REVERSED.search(text, max(start - _REVERSED_WINDOW, 0), start)
    if match and not label.is_weak:
        span = _trim(text, Span(start, start), Span(*match.span("value")))
        if _is_value(label, span.of(text)) and _is_sure(label, span.of(text)):
            yield span


def _values_after(text: str, name: Span, label: Label) -> Iterator[Span]:
    """Yield the value after the name of the label, and others that are listed with it."""
    if not _DIGIT.search(text, name.end, name.end + _WINDOW):
        return
    last: Span | None = None
    for match in _VALUE.finditer(text, name.end, name.end + _WINDOW):
        if not _DIGIT.search(match[0]):
            continue
        span = _trim(text, name, Span(*match.span()))
        if label.kind.id != "password" and (token := _TOKEN.match(text, span.start, span.end)):
            span = Span(*token.span())
        elif (file_name := _FILE_NAME.fullmatch(span.of(text))) and is_unmistakable_password(file_name["stem"]):
            span = Span(span.start, span.start + file_name.end("stem"))
        value = span.of(text)
        if not _is_value(label, value):
            continue
        is_sure = _is_sure(label, value)
        if last:
            is_linked = is_sure and _LIST_GAP.fullmatch(text, last.end, span.start) is not None
        else:
            needed = Link.BESIDE if is_sure else Link.STATED
            needed = max(needed, Link.LIKELY) if label.is_weak else needed
            is_linked = (is_sure or not label.is_weak) and link(text, name, span) >= needed
        if not is_linked:
            return
        last = _whole(text, span, label)
        yield last


def _is_sure(label: Label, value: str) -> bool:
    """Return whether the value looks like nothing but a secret, so that less has to connect it with its label."""
    return is_unmistakable_password(value) if label.kind.id == "password" else _TOKEN.fullmatch(value) is not None


def _is_value(label: Label, value: str) -> bool:
    if label.kind.id == "password":
        return is_password(value) or is_simple_password(value) or (label.has_digits and is_passcode(value))
    if not _TOKEN.fullmatch(value):
        return _SHORT_TOKEN.fullmatch(value) is not None and is_unmistakable_password(value)
    return is_random_or_uuid(value) if label.kind.id == "assigned-key" else is_random(value)


def _whole(text: str, span: Span, label: Label) -> Span:
    """Return the span with the rest of a value that is longer than searched."""
    if label.kind.id == "password":
        return span
    rest = _TOKEN_REST.match(text, span.end)
    return Span(span.start, rest.end()) if rest else span


def _trim(text: str, name: Span, span: Span) -> Span:
    """Return the span without punctuation and markup around the value after ``name``."""
    value = span.of(text)
    if text[span.start - 1] in "\"'`" and text[span.end : span.end + 1] == text[span.start - 1]:
        return span
    leading = (_LEADING_AT_NAME if span.start == name.end else _LEADING).match(value)
    assert leading
    begin = leading.end()
    value = _NEXT_PARAMETER.split(value, maxsplit=1)[0]
    end = len(value)
    line_start = max(text.rfind("\n", max(name.start - 80, 0), name.start), name.start - 80, 0)
    before = text[line_start : span.start + begin]
    while end > begin and (
        value[end - 1] in ".:"
        or (value[end - 1] in "*_~" and value[end - 1] in before)
        or (value[end - 1] == "=" and value[:begin].endswith("=="))
        or any(value[end - 1] == close and open_ not in value[begin:end] for open_, close in ("()", "[]", "{}"))
    ):
        end -= 1
    return Span(span.start + begin, span.start + end)
