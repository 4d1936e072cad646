"""Render the blocks of a message, each kind with its template ``blocks/<kind>.html``."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from sitegen.blocks.parser import parse_speech
from sitegen.model import Block, BlockKind, Message, MessageKind, Picture
from sitegen.permalinks import urls
from sitegen.quotes.highlights import Marker
from sitegen.quotes.shown_text import BLOCK_END, FOLD_END, FOLD_START, label
from sitegen.render import ansi
from sitegen.render.ascii_art import drawing_view
from sitegen.render.code import highlight_code
from sitegen.render.command_links import NO_LINKS, CommandLinks
from sitegen.render.deeds import deed_of, invited
from sitegen.render.essay_markdown import EssayMarkdown
from sitegen.render.event_lines import count_pictures, failed_request
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.invisible_characters import Mark, shown, visible
from sitegen.render.line_wrapping import wrapping
from sitegen.render.links import external_attributes, href
from sitegen.render.markdown import MAX_CHARACTERS, Budget, MarkdownRenderer, Prose, picture_key
from sitegen.render.outline import Heading
from sitegen.render.owner_markdown import OwnerMarkdown
from sitegen.render.summaries import shorten_beginning
from sitegen.render.templates import is_built_in
from sitegen.render.tool_views import (
    Section,
    SectionKind,
    Task,
    ToolView,
    address_ranges,
    result_section,
    view_call,
)
from sitegen.text.invisible import is_visible, spell_out_invisible

_PREFORMATTED = (BlockKind.CODE, BlockKind.ART)
_OBJECTS = ("temperature", "search")
"""Events whose words end the sentence that their verb begins; such words are short."""
_MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]+", re.IGNORECASE)
Writer = Callable[[Mark], str]
"""Returns the HTML of a block."""


class WrittenBody(NamedTuple):
    """The body of a message, as a page has it."""

    html: Markup
    headings: Sequence[Heading]


@dataclass(frozen=True, slots=True)
class MessageBody:
    """The body of a message, parsed."""

    shown: str
    """Its text, as in `quotes.shown_text`; may be empty."""
    writers: Sequence[Writer]
    """One for each block."""
    headings: Sequence[Heading] = ()

    def write(self, marker: Marker | None = None) -> WrittenBody:
        """Return the HTML and the headings in it."""
        return WrittenBody(self.html(marker), self.headings)

    def html(self, marker: Marker | None = None) -> Markup:
        """Return the HTML, with highlights if there is a marker; may be empty."""
        mark: Mark = marker.mark if marker else str
        html = "".join([write(mark) for write in self.writers])
        return Markup(marker.finish(html) if marker else html)  # noqa: S704  # the templates escape


class MessagePictures:
    """The pictures of a conversation, as blocks and Markdown refer to them."""

    def __init__(self, pictures: Iterable[Picture]) -> None:
        self.in_prose = {picture_key(each.reference): each for each in pictures}

    def of(self, block: Block) -> Picture | None:
        """Return the picture of a block; None if it is not there."""
        return self.in_prose.get(picture_key(block.reference)) if block.asset else None


_NO_PICTURES = MessagePictures(())


@dataclass(slots=True)
class _Progress:
    """State shared by the blocks of one message."""

    message: Message
    links: CommandLinks
    budget: Budget
    pictures: MessagePictures
    headings: list[int] = field(default_factory=list)
    """Levels of those that are open."""
    outline: list[Heading] = field(default_factory=list)
    """All headings of what is said."""
    drawings: int = 0
    folds: int = 0
    shown: list[str] = field(default_factory=list)
    """Parts of the `shown_text`."""

    def show(self, *texts: str) -> None:
        """Add text blocks."""
        for each in texts:
            self.shown += (BLOCK_END, _shown(each), BLOCK_END)

    def show_lines(self, *lines: str) -> None:
        """Add paragraphs; those of an event are in one line, as browsers see it."""
        start, end = ("", "\n") if self.message.kind is MessageKind.EVENT else (BLOCK_END, BLOCK_END)
        for each in lines:
            self.shown += (start, _shown(each), end)

    def next_fold(self) -> str:
        """Return the id of the next folded part."""
        self.folds += 1
        return urls.fold_id(self.message.anchor, self.folds)

    def add_headings(self, prose: Prose) -> Sequence[str]:
        """Add the headings of what is said to the outline, and return their ids."""
        start = len(self.outline)
        for level, words in prose.headings():
            id_ = urls.heading_id(self.message.anchor, len(self.outline) + 1)
            self.outline.append(Heading(id_, level, shorten_beginning(words)))
        return [each.id for each in self.outline[start:]]

    def show_written(self, block: Block) -> str:
        """Add and return the text of the block, if that is more than its argument."""
        if block.text.strip() == block.argument:
            return ""
        self.shown += (BLOCK_END, label(spell_out_invisible(block.text)), BLOCK_END)
        return block.text


class BlockRenderer:
    """Renderer of message bodies. Keeps no state between messages."""

    def __init__(self, environment: Environment, translator: Translator = ENGLISH) -> None:
        self._templates = {kind: environment.get_template(f"blocks/{kind}.html") for kind in BlockKind}
        self._is_prose_alone = is_built_in(self._templates[BlockKind.PROSE])
        """The template adds nothing, and need not be called for every paragraph."""
        self._translator = translator
        self._verbs = _verbs(translator)
        self._markdown = MarkdownRenderer(self._code_html, translator)
        self._owner_markdown = OwnerMarkdown(self._code_html, translator)
        self.essay_markdown = EssayMarkdown(self._code_html, self._essay_art, translator)
        self._parse: dict[BlockKind, Callable[[Block, _Progress], Writer]] = {
            BlockKind.PROSE: self._prose,
            BlockKind.CODE: self._code,
            BlockKind.ART: self._art,
            BlockKind.COMMAND: self._command,
            BlockKind.EVENT: self._event,
            BlockKind.IMAGE: self._image,
            BlockKind.THINKING: self._thinking,
            BlockKind.TOOL_CALL: self._tool_call,
            BlockKind.TOOL_RESULT: self._tool_result,
            BlockKind.ATTACHMENT: self._attachment,
        }

    def parse(
        self,
        message: Message,
        budget: Budget,
        links: CommandLinks = NO_LINKS,
        pictures: MessagePictures = _NO_PICTURES,
    ) -> MessageBody:
        """Return the body of ``message``; ``budget`` and ``pictures`` are of its conversation."""
        progress = _Progress(message, links, budget, pictures)
        writers = [*self._writers(progress)]
        return MessageBody("".join(progress.shown), writers, progress.outline)

    def _writers(self, progress: _Progress) -> Iterator[Writer]:
        """Yield the writers of a message; the result of a tool is written with its call."""
        blocks = progress.message.blocks
        n = 0
        while n < len(blocks):
            block = blocks[n]
            n += 1
            if block.kind.is_spoken:
                yield self._parse[block.kind](block, progress)
                continue
            progress.shown.append(FOLD_START)
            if block.kind is BlockKind.TOOL_CALL:
                result = blocks[n] if n < len(blocks) and blocks[n].kind is BlockKind.TOOL_RESULT else None
                n += result is not None
                yield self._tool_call(block, progress, result)
            else:
                yield self._parse[block.kind](block, progress)
            progress.shown.append(FOLD_END)

    def render_owner_markdown(self, text: str) -> Markup:
        """Render Markdown by the owner of the archive, for use below an ``h2``."""
        return self._owner_markdown.render(text)

    def _prose(self, block: Block, progress: _Progress) -> Writer:
        write, is_unbroken = self._markdown_writer(block.text, progress, is_spoken=block.kind.is_spoken)
        if self._is_prose_alone and block.kind is BlockKind.PROSE and is_unbroken is None:
            return write
        template = self._templates[block.kind]
        id_ = "" if block.kind.is_spoken else progress.next_fold()
        if is_unbroken is None:
            return lambda mark: template.render(block=block, id=id_, html=write(mark))
        return lambda mark: template.render(
            block=block, id=id_, html=None, is_unbroken=is_unbroken, text=visible(block.text, mark)
        )

    def _thinking(self, block: Block, progress: _Progress) -> Writer:
        """Render thinking like speech with code; drawings in it are code, as the gallery shows those of the talk."""
        has_fence = "```" in block.text or "~~~" in block.text
        blocks = parse_speech(block.text) if has_fence and len(progress.message.text) <= MAX_CHARACTERS else ()
        if not any(each.kind in _PREFORMATTED for each in blocks):
            return self._prose(block, progress)
        id_, template = progress.next_fold(), self._templates[block.kind]
        writers = [self._thought(each, progress) for each in blocks]
        return lambda mark: template.render(
            block=block,
            id=id_,
            html=Markup("\n".join(write(mark) for write in writers)),  # noqa: S704  # escaped by the writers
        )

    def _thought(self, block: Block, progress: _Progress) -> Writer:
        if block.kind in _PREFORMATTED:
            return self._code(block, progress)
        write, is_unbroken = self._markdown_writer(block.text, progress)
        return write if is_unbroken is None else lambda mark: f'<pre class="plain" tabindex="0">\n{write(mark)}</pre>'

    def _markdown_writer(
        self, text: str, progress: _Progress, *, is_spoken: bool = False
    ) -> tuple[Writer, bool | None]:
        """Return what writes a text in Markdown; if it is too complex, as plain text, and whether that has no lines."""
        # The limit is per message: it may have many blocks.
        is_short = len(progress.message.text) <= MAX_CHARACTERS
        prose = self._markdown.parse(text, progress.budget, progress.pictures.in_prose) if is_short else None
        if prose is None:
            progress.show(text)
            return partial(visible, text), max(map(len, text.split("\n"))) > MAX_CHARACTERS
        progress.shown += (BLOCK_END, prose.shown(), BLOCK_END)
        return partial(
            prose.html, progress.headings, heading_ids=progress.add_headings(prose) if is_spoken else ()
        ), None

    def _code(self, block: Block, progress: _Progress) -> Writer:
        info = f"{block.language} {block.argument}".strip()
        progress.show(info, ansi.without_colours(block.text))
        return partial(self._code_html, block.text, info)

    def _tool_call(self, block: Block, progress: _Progress, result: Block | None = None) -> Writer:
        """Render the input of a tool, and its output in the same fold."""
        view = view_call(block.name, block.text)
        id_ = progress.next_fold()
        progress.show(block.name)
        if view.detail:
            progress.show(view.detail)
        elif view.preview:
            progress.shown += (BLOCK_END, label(spell_out_invisible(view.preview)), BLOCK_END)
        sections = [self._section(each, progress) for each in view.sections]
        output = self._result(result, progress, view) if result else None
        template = self._templates[block.kind]

        def write(mark: Mark) -> str:  # in the order of the page, as the marks are
            name, words = visible(block.name, mark), visible(view.detail or view.preview, mark)
            summary = {"name": name, "detail": words, "is_preview": not view.detail}
            parts = [Markup(each(mark)) for each in sections]  # noqa: S704  # escaped by the writers
            result_html = Markup(output(mark)) if output else None  # noqa: S704
            return template.render(block=block, id=id_, **summary, sections=parts, result=result_html)

        return write

    def _tool_result(self, block: Block, progress: _Progress) -> Writer:
        """Render the output of a tool without its call."""
        return self._result(block, progress, None)

    def _result(self, block: Block, progress: _Progress, view: ToolView | None) -> Writer:
        id_ = progress.next_fold()
        if view is None:
            progress.show(block.name)
        section = self._section(result_section(block.text, view, block.name), progress)
        template = self._templates[block.kind]
        return lambda mark: template.render(
            block=block,
            id=id_,
            is_alone=view is None,
            name=visible(block.name if view is None else "", mark),
            html=Markup(section(mark)),  # noqa: S704  # escaped by the writer
        )

    def _section(self, section: Section, progress: _Progress) -> Writer:
        """Return the writer of a part of the view of a tool."""
        text = section.text
        if section.kind is SectionKind.PROSE:
            return self._markdown_writer(text, progress)[0]
        if section.kind is SectionKind.TASKS:
            progress.show(*(each.text for each in section.tasks))
            return partial(_tasks_html, section.tasks)
        progress.show(ansi.without_colours(text))
        if section.kind is SectionKind.LINKS:
            return lambda mark: f'<pre class="plain" tabindex="0">\n{_linked(text, mark)}</pre>'
        language = section.language
        return lambda mark: (
            f'<div class="code"><pre tabindex="0"><code>{highlight_code(text, language, mark)}</code></pre></div>'
        )

    def _attachment(self, block: Block, progress: _Progress) -> Writer:
        if block.text:
            progress.show(block.name, block.text)
        else:
            progress.show(f"{block.name} ({block.argument})" if block.argument else block.name)
        texts = {"name": block.name, "text": block.text, "media_type": block.argument}
        return self._writer(block, progress, texts, progress.next_fold())

    def _code_html(self, text: str, info: str, mark: Mark) -> str:
        info = info.strip()
        caption = visible(info, mark)
        language = info.split()[0] if info else ""
        html = highlight_code(text, language, mark)
        return self._templates[BlockKind.CODE].render(html=html, info=caption, wrapping=wrapping(text, language))

    def _art(self, block: Block, progress: _Progress) -> Writer:
        progress.drawings += 1
        progress.show(block.text)
        id_ = urls.drawing_id(progress.message.anchor, progress.drawings)
        number = f"{progress.message.number}.{progress.drawings}"
        return lambda mark: self._art_html(block.text, number, id_, mark)

    def _art_html(self, text: str, number: str, id_: str, mark: Mark = str) -> str:
        return self._templates[BlockKind.ART].render(id=id_, label=number, drawing=drawing_view(text, mark))

    def _essay_art(self, text: str, number: int) -> str:
        """Render a drawing in an essay; its id is unique in the page."""
        return self._art_html(text, str(number), urls.drawing_id("p", number))

    def _command(self, block: Block, progress: _Progress) -> Writer:
        progress.show(block.text)
        result, to_result = self._result_link(block, progress)
        if result:
            progress.shown += (BLOCK_END, label(to_result), BLOCK_END)
        return self._writer(block, progress, {"words": block.text, "to_result": to_result}, result=result)

    def _result_link(self, block: Block, progress: _Progress) -> tuple[Message | None, str]:
        """Return the result of a command or request, and the words that lead there; None and nothing without one."""
        result = progress.links.results.get((block.name, block.argument))
        if result is None:
            return None, ""
        _ = self._translator.gettext
        return result, _("video below") if block.name == "video" else _("image below")

    def _event(self, block: Block, progress: _Progress) -> Writer:
        words, command = block.argument if block.name else block.text, progress.links.command
        link, to_result = self._result_link(block, progress)
        name = invited(block.argument) if block.name == "add_ai" and command else ""
        if command:
            link = command
            if block.name not in _OBJECTS:
                words = self._translator.gettext("in message {number}", number=command.number)
        elif link:
            words = f"({to_result})"
        verb = self._verb(block)
        if block.name == "notice" and verb:
            words = ""  # the verb says it in the language of the site
        progress.show_lines(" ".join(filter(None, (verb, name, words))))
        written = progress.show_written(block) if block.name else ""
        texts = {"verb": verb, "invited": name, "words": words, "written": written}
        return self._writer(block, progress, texts, link=link)

    def _verb(self, block: Block) -> str:
        told = deed_of(block)
        if told.is_failed and told.name:
            return failed_request(self._translator, told.name)
        name = f"notice_{told.name}" if block.name == "notice" and told.name else block.name
        return self._verbs.get(name, name)

    def _image(self, block: Block, progress: _Progress) -> Writer:
        words, verb, command = block.argument, self._verbs["image_created"], progress.links.command
        if command:
            words = self._translator.gettext("as asked in message {number}", number=command.number)
        elif progress.message.kind is MessageKind.SPEECH and (not words or _MEDIA_TYPE.fullmatch(words)):
            words, verb = block.name, ""  # a picture that somebody sends
        picture = progress.pictures.of(block)
        progress.shown.append(BLOCK_END)
        progress.show_lines(*((f"{verb} {words}",) if command else filter(None, (verb, words))))
        texts = {"verb": verb, "words": words, "written": progress.show_written(block)}
        address = urls.relative(urls.conversation(""), picture.address) if picture else ""
        return self._writer(block, progress, texts, picture=picture, address=address, alt=block.name or block.argument)

    def _writer(
        self, block: Block, progress: _Progress, texts: Mapping[str, str], id_: str = "", **values: object
    ) -> Writer:
        """Return the writer of a block with nothing but its template, which shows ``texts`` in this order."""
        template = self._templates[block.kind]
        context = {"block": block, "id": id_, "command": progress.links.command, **values}
        return lambda mark: template.render({name: visible(text, mark) for name, text in texts.items()}, **context)


def _linked(text: str, mark: Mark) -> str:
    """Return text as HTML, with links for web addresses."""
    parts: list[str] = []
    position = 0
    for start, end in address_ranges(text) if is_visible(text) else ():
        address = text[start:end]
        parts.append(visible(text[position:start], mark))
        parts.append(f"<a {external_attributes(href(address))}>{visible(address, mark)}</a>")
        position = end
    return "".join((*parts, visible(text[position:], mark)))


def _tasks_html(tasks: Sequence[Task], mark: Mark) -> str:
    items = (f'<li class="{each.status}">{visible(each.text, mark)}</li>' for each in tasks)
    return f'<ul class="tasks">{"".join(items)}</ul>'


def _shown(text: str) -> str:
    """Return the `shown_text` of words outside of Markdown."""
    return text if is_visible(text) else shown(spell_out_invisible(text))


def _verbs(translator: Translator) -> dict[str, str]:
    """Return what events do, by name."""
    _ = translator.gettext
    return {
        **{each: count_pictures(translator, each, 1) for each in ("image", "video", "image_created", "video_created")},
        "add_ai": _("invited"),
        "remove_ai": _("removed"),
        "prompt": translator.ngettext("changed its prompt", "changed their prompts", 1),
        "temperature": _("set its temperature to"),
        "search": _("searched for"),
        "mute": _("muted itself"),
        "vote": _("voted"),
        "list": _("listed the models"),
        "whisper": _("whispered"),
        "failure": _("failed"),
        "notice": "",
        "notice_prompt": translator.ngettext("changed its prompt", "changed their prompts", 1),
        "notice_temperature": translator.ngettext("changed its temperature", "changed their temperatures", 1),
    }
