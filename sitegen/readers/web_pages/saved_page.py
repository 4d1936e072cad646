"""Read chats that were saved as pages of ChatGPT, Claude or Gemini, and pages of which each message is an element.

A page is recognised by how it marks messages: a role in an attribute, a row with an avatar and a bubble, or an item of
a list between a name in bold and a time.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from sitegen.model import Role, Span
from sitegen.readers.parsed import (
    Confidence,
    Detection,
    Markup,
    MarkupKind,
    ParsedMessage,
    ParsedTranscript,
    Piece,
    tile,
)
from sitegen.readers.web_pages.elements import Element, parse_page
from sitegen.readers.web_pages.markdown_text import markdown_text
from sitegen.text.dates import parse_date, parse_time
from sitegen.text.source import Source

NAME = "web-page"

_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)?(?:<!doctype html\b|<html\b)", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title>", re.IGNORECASE)
_PROGRAM_IN_TITLE = re.compile(r"\A(?:ChatGPT|Claude)\s*[-–|]\s*|\s*[-–|\\]\s*(?:ChatGPT|Claude|Google Gemini)\Z")
_FIXED_TITLES = ("", "ChatGPT", "Claude", "Gemini", "Google Gemini", "New chat", "Untitled")
_CONVERSATION_ID = re.compile(
    r"https://(?:chatgpt\.com|chat\.openai\.com)/(?:g/[^/\s\"'<>]+/)?c/([0-9a-f-]{36})\b|https://claude\.ai/chat/([0-9a-f-]{36})\b"
)
_MAX_HEAD = 20_000  # characters in which a page names its own address
_ROWS = frozenset(["chat-message", "message", "message-row", "msg", "msg-row"])
_ROLE_CLASSES = {
    "user": Role.USER,
    "me": Role.USER,
    "mine": Role.USER,
    "ai": Role.ASSISTANT,
    "assistant": Role.ASSISTANT,
}


@dataclass(frozen=True, slots=True)
class _Found:
    """A message of a page."""

    element: Element
    text: Element
    """What it says; a part of the element."""
    speaker: str
    role: Role | None
    model: str = ""
    native_id: str = ""
    time: str | None = None
    keeps_lines: bool = False
    """The page shows line ends of the HTML."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of pages: what must be in the source, and how its messages are found."""

    signs: tuple[str, ...]
    confidence: Confidence
    reason: str
    find: Callable[[Element], _Found | None]
    """Return the message that an element is; None for any other element."""
    least_speakers: int = 0
    """Fewer speakers are not enough to take the page for a chat."""


def detect(source: Source) -> Detection | None:
    """Recognise a page by the marks of its messages."""
    kind = _kind(source.text)
    return Detection(kind.confidence, kind.reason) if kind else None


def read(source: Source) -> ParsedTranscript:
    """Return the messages of the page; the rest of it is left out."""
    html = source.text
    kind = _kind(html)
    messages = [_message(html, each) for each in _find(parse_page(html), kind.find)] if kind else []
    margins: list[Piece] = []
    if messages:
        margins.append(Markup(MarkupKind.HEADER, Span(0, messages[0].span.start)))
        margins.append(Markup(MarkupKind.FOOTER, Span(messages[-1].span.end, len(html))))
    title = _title(html)
    ids = _CONVERSATION_ID.search(html, 0, _MAX_HEAD)
    return ParsedTranscript(
        tile(source, [*(each for each in margins if each.span), *messages]),
        title=title,
        has_fixed_title=title in _FIXED_TITLES,
        native_id=(ids[1] or ids[2]) if ids else "",
    )


def _kind(html: str) -> _Kind | None:
    """Return the kind of a page; None for a page that is no chat, and for a text that is no page."""
    if not _PAGE.match(html):
        return None
    found = next((kind for kind in _KINDS if all(re.search(sign, html) for sign in kind.signs)), None)
    if found is None or found.confidence is Confidence.CERTAIN:
        return found
    speakers = {each.speaker for each in _find(parse_page(html), found.find)}
    return found if len(speakers) >= found.least_speakers else None


def _find(page: Element, find: Callable[[Element], _Found | None]) -> Iterator[_Found]:
    """Yield the messages of a page; an element inside a message is none."""
    end = 0
    for element in page.descendants():
        if element.tag.start >= end and (found := find(element)):
            end = element.end
            yield found


def _message(html: str, found: _Found) -> ParsedMessage:
    text = markdown_text(html, found.text, found.keeps_lines)
    return ParsedMessage(
        found.element.span,
        found.speaker,
        found.role,
        found.model,
        time=found.time,
        text=text,
        native_id=found.native_id,
    )


def _title(html: str) -> str:
    found = _TITLE.search(html, 0, _MAX_HEAD * 10)
    return _PROGRAM_IN_TITLE.sub("", " ".join(unescape(found[1]).split())) if found else ""


def _find_chatgpt(element: Element) -> _Found | None:
    role = element.attribute("data-message-author-role")
    if not role or element.name == "button":
        return None
    model, native_id = element.attribute("data-message-model-slug"), element.attribute("data-message-id")
    if role == Role.USER:
        keeps_lines = any("whitespace-pre-wrap" in each.classes for each in (element, *element.descendants()))
        return _Found(element, element, "User", Role.USER, native_id=native_id, keeps_lines=keeps_lines)
    is_model = role == Role.ASSISTANT
    return _Found(
        element, element, "ChatGPT" if is_model else role, Role.ASSISTANT if is_model else None, model, native_id
    )


def _find_claude(element: Element) -> _Found | None:
    if element.attribute("data-testid") == "user-message" or "font-user-message" in element.classes:
        return _Found(element, element, "User", Role.USER, keeps_lines=True)
    if element.classes & {"font-claude-message", "font-claude-response"}:
        return _Found(element, element, "Claude", Role.ASSISTANT)
    return None


def _find_gemini(element: Element) -> _Found | None:
    if element.name not in ("user-query", "model-response"):
        return None
    is_user = element.name == "user-query"
    inner = (each for each in element.descendants() if each.name == "message-content" or "query-text" in each.classes)
    text = next(inner, element)
    return _Found(element, text, "User" if is_user else "Gemini", Role.USER if is_user else Role.ASSISTANT)


def _find_bubble(element: Element) -> _Found | None:
    if not element.classes & _ROWS:
        return None
    inner = list(element.descendants())
    avatar = next((each for each in inner if "avatar" in each.classes), None)
    bubble = next((each for each in inner if "bubble" in each.classes), None)
    name = " ".join(avatar.text().split()) if avatar else ""
    if bubble is None or not name:
        return None
    time = next((parse_time(each.text()) for each in inner if each.classes & {"msg-time", "time", "timestamp"}), None)
    role = next((_ROLE_CLASSES[each] for each in sorted(element.classes) if each in _ROLE_CLASSES), None)
    has_paragraphs = any(each.name == "p" for each in bubble.descendants())
    return _Found(element, bubble, name, role, time=time, keeps_lines=not has_paragraphs)


def _find_list_item(element: Element) -> _Found | None:
    children = [each for each in element.children if isinstance(each, Element) or each.strip()]
    if element.name != "li" or not children or not isinstance(children[0], Element):
        return None
    name = children[0].text().strip()
    if children[0].name not in ("b", "strong") or not name.endswith(":"):
        return None
    last = children[-1]
    time = parse_date(last.text().strip(" ()")) if isinstance(last, Element) and last.name in ("i", "em") else None
    if time is None:  # an item such as a term and its definition
        return None
    return _Found(element, Element(element.tag, element.end, children[1:-1]), name[:-1], None, time=time)


_KINDS = (
    _Kind(
        (r"\bdata-message-author-role=",),
        Confidence.CERTAIN,
        "it is a page of ChatGPT: elements have `data-message-author-role`",
        _find_chatgpt,
    ),
    _Kind(
        (r'\b(?:data-testid="?|font-)user-message\b', r"\bfont-claude-(?:message|response)\b"),
        Confidence.CERTAIN,
        "it is a page of Claude: elements have `user-message` and `font-claude-response`",
        _find_claude,
    ),
    _Kind(
        (r"<user-query\b", r"<model-response\b"),
        Confidence.CERTAIN,
        "it is a page of Gemini: it has the elements `user-query` and `model-response`",
        _find_gemini,
    ),
    _Kind(
        (r'\bclass="[^"<>]*\bavatar\b', r'\bclass="[^"<>]*\bbubble\b'),
        Confidence.LIKELY,
        "it is a page whose messages are rows with an avatar and a bubble",
        _find_bubble,
        2,
    ),
    _Kind(
        (r"<li[^<>]*>\s*<(?:b|strong)>[^<>:]{1,40}:</(?:b|strong)>[^<]",),
        Confidence.LIKELY,
        "it is a page with a list whose items begin with a name in bold and end with a time",
        _find_list_item,
        1,
    ),
)
