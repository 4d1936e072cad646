"""Collect the messages of a page that DiscordChatExporter wrote, in one pass over its elements.

Classes of elements name everything: ``chatlog__message-container``, ``chatlog__author``, ``chatlog__content``. The
words become Markdown again, from which the exporter made them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sitegen.model import BlockKind, MessagePart, Span
from sitegen.readers.discord.facts import file_part, note_part, quoted, reply_part
from sitegen.text.html_tokens import HtmlTag, tokenize_html

_COUNT = re.compile(r"Exported ([\d,.\s’']+) message\(s\)")
_SENT = re.compile(r"^Message sent: ")
_FILE_TITLE = re.compile(r"(?:Image|Video|Audio): (?P<name>.+) \([^()]*\)")
_MAX_DEPTH = 60
"""Deeper elements have no text of their own, so that their text is not copied once for each."""

_SECTIONS = {
    "chatlog__message-group": "group",
    "chatlog__reply": "reply",
    "chatlog__reference": "reply",
    "chatlog__reply-author": "answered",
    "chatlog__reference-author": "answered",
    "chatlog__author": "author",
    "chatlog__author-name": "author",
    "chatlog__system-notification-author": "author",
    "chatlog__author-tag": "tag",
    "chatlog__bot-tag": "tag",
    "chatlog__timestamp": "time",
    "chatlog__short-timestamp": "time",
    "chatlog__system-notification-timestamp": "time",
    "chatlog__system-notification-content": "notice",
    "chatlog__content": "content",
    "chatlog__edited-timestamp": "",
    "chatlog__reply-edited-timestamp": "",
    "chatlog__reference-edited-timestamp": "",
    "chatlog__forwarded-content": "forwarded",
    "chatlog__forwarded-header": "",
    "chatlog__forwarded-timestamp": "",
    "chatlog__forwarded-attachments": "file",
    "chatlog__attachment": "file",
    "chatlog__embed": "Embed",
    "chatlog__sticker": "Sticker",
    "chatlog__reaction": "reaction",
    "chatlog__reaction-count": "reactions",
    "preamble__entry": "heading",
    "postamble__entry": "count",
}
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~", "u": "__"}
_LINES = {"h1": "# ", "h2": "## ", "h3": "### ", "li": "- "}


@dataclass(slots=True)
class _Element:
    """An open element, with the text inside it so far."""

    name: str
    section: str | None
    """None if it is none of `_SECTIONS`."""
    tag: HtmlTag
    is_message: bool
    texts: list[str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        value = self.tag.attributes.get("class")
        return value.value.split() if value else []


@dataclass(slots=True)
class PageMessage:
    """A message of the page."""

    span: Span
    author: str
    is_bot: bool
    date: str
    native_id: str
    notice: str = ""
    answered: str = ""
    parts: list[MessagePart] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    reaction_span: Span | None = None


class DiscordPage:
    """Collects the messages of a page in one pass."""

    def __init__(self, text: str) -> None:
        self.messages: list[PageMessage] = []
        self.headings: list[str] = []
        self.count: int | None = None
        self._stack: list[_Element] = []
        self._skipped = 0
        """Open elements that are nested too deeply."""
        self._author, self._is_bot, self._date = "", False, ""
        """Of the group."""
        self._open: PageMessage | None = None
        """The message around the current place."""
        for token in tokenize_html(text):
            if not isinstance(token, HtmlTag):
                self._add(token.text)
            elif token.name in _VOID:
                self._add_void(token)
            elif not token.is_end_tag:
                self._open_element(token)
            elif self._skipped:
                self._skipped -= 1
            elif any(each.name == token.name for each in self._stack):
                while self._close_element(token.end) != token.name:
                    pass
        while self._stack:
            self._close_element(len(text))

    def _current_section(self) -> str:
        return next((each.section for each in reversed(self._stack) if each.section), "")

    def _add(self, text: str) -> None:
        if self._stack:
            self._stack[-1].texts.append(text)

    def _open_element(self, tag: HtmlTag) -> None:
        if len(self._stack) >= _MAX_DEPTH:
            self._skipped += 1
            return
        value = tag.attributes.get("class")
        classes = value.value.split() if value else []
        section = next((_SECTIONS[each] for each in classes if each in _SECTIONS), None)
        is_message = "data-message-id" in tag.attributes
        self._stack.append(_Element(tag.name, section, tag, is_message and self._open is None))
        if section == "group":
            self._author, self._is_bot, self._date = "", False, ""
        if self._stack[-1].is_message:
            title = tag.attributes.get("title")
            date = _SENT.sub("", title.value) if title and _SENT.match(title.value) else self._date
            native_id = tag.attributes["data-message-id"].value
            self._open = PageMessage(Span(tag.start, tag.end), self._author, self._is_bot, date, native_id)
            self.messages.append(self._open)

    def _close_element(self, end: int) -> str:
        element = self._stack.pop()
        text = "".join(element.texts)
        link = element.tag.attributes.get("href")
        if element.section is None and element.name == "a" and link and self._current_section() == "file":
            self._add(text if "\t" in text else f"\n{text.strip()}\t{link.value}\n")
        elif element.section is None:
            is_line = element.name == "div" and self._current_section() == "Embed"
            self._add(_markdown(element, text) + "\n" * is_line)
        else:
            self._section(element, text.strip(" \n"), Span(element.tag.start, end))
        if element.is_message and self._open:
            self._open.span = Span(self._open.span.start, end)
            self._open = None
        return element.name

    def _section(self, element: _Element, text: str, span: Span) -> None:
        entry = self._open
        title = element.tag.attributes.get("title")
        match element.section:
            case "heading":
                self.headings.append(text)
            case "count" if found := _COUNT.search(text):
                self.count = int("".join(filter(str.isdecimal, found[1])) or 0)
            case "author":
                self._author = text
                if entry:
                    entry.author = text
            case "tag":
                self._is_bot = text in ("BOT", "APP")
                if entry:
                    entry.is_bot = self._is_bot
            case "time":
                is_short = "chatlog__short-timestamp" in element.classes and title
                self._date = title.value if is_short and title else text
                if entry:
                    entry.date = self._date
            case _ if entry is None:
                self._add(text)
            case "notice":
                entry.notice = " ".join(text.split())
            case "answered":
                entry.answered = text
            case "reply":
                entry.parts.append(reply_part(entry.answered, text, span))
            case "content" if text:
                entry.parts.append(MessagePart(BlockKind.PROSE, text, span))
            case "forwarded" if text:
                entry.parts.append(MessagePart(BlockKind.PROSE, quoted(text), span))
            case "file":
                entry.parts += _file(text, span)
            case "Embed" | "Sticker" as name if text:
                lines = "\n".join(dict.fromkeys(filter(None, map(str.strip, text.split("\n")))))
                entry.parts.append(note_part((title.value if title else "") or name, lines, span))
            case "reactions":
                self._add("" if text == "1" else f" ({text})")
            case "reaction":
                has_emoji = text and not text.startswith("(")
                entry.reactions.append(text if has_emoji else f"{title.value if title else ''} {text}".strip())
                entry.reaction_span = Span((entry.reaction_span or span).start, span.end)

    def _add_void(self, tag: HtmlTag) -> None:
        attributes = {name: each.value for name, each in tag.attributes.items()}
        if tag.name == "br":
            self._add("\n")
        elif tag.name in ("img", "source") and self._open:
            section = self._current_section()
            if section in ("content", "reaction", "reply"):
                self._add(attributes.get("alt", ""))
            elif section in ("file", "Embed", "Sticker"):
                name = _FILE_TITLE.fullmatch(attributes.get("title", ""))
                self._add(f"\n{name['name'] if name else ''}\t{attributes.get('src', '')}\n")


def _file(text: str, span: Span) -> Iterator[MessagePart]:
    """Yield the parts of attached files, from lines with a name, a tab and an address."""
    lines = [each.strip(" ") for each in text.split("\n") if each.strip()]
    rows = [each.partition("\t") for each in lines if "\t" in each]
    names = {address: name for name, _, address in reversed(rows) if name}
    for address in dict.fromkeys(address for _, _, address in rows):
        yield file_part(address, span, names.get(address, ""))
    if lines and not rows:
        yield note_part(lines[0], "\n".join(lines[1:]), span)


def _markdown(element: _Element, text: str) -> str:
    """Return the text of an element in Markdown."""
    classes = element.classes
    if "chatlog__markdown-pre--multiline" in classes or "pre--multiline" in classes:
        language = next((each.removeprefix("language-") for each in classes if each.startswith("language-")), "")
        return f"\n```{language}\n{text.strip(chr(10))}\n```\n"
    if element.name == "code" or "pre--inline" in classes:
        return f"`{text}`"
    if "chatlog__markdown-quote-content" in classes or "quote" in classes:
        return "\n".join(f"> {line}" for line in text.strip("\n").split("\n")) + "\n"
    if element.name in _LINES:
        return f"\n{_LINES[element.name]}{text.strip()}\n"
    if element.name in _MARKS and text:
        return f"{_MARKS[element.name]}{text}{_MARKS[element.name]}"
    if element.name == "a" and (link := element.tag.attributes.get("href")):
        is_plain = link.value in text or link.value.startswith("#") or not text.strip()
        return text if is_plain else f"[{text.strip()}]({link.value})"
    return text
