"""Render the blocks of a message, each kind with its template ``blocks/<kind>.html``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from jinja2 import Environment
from markupsafe import Markup

from sitegen.model import Block, BlockKind, Message, MessageKind
from sitegen.permalinks import urls
from sitegen.quotes.highlights import Marker
from sitegen.quotes.shown_text import BLOCK_END, label
from sitegen.render.ascii_art import drawing_view
from sitegen.render.code import highlight_code
from sitegen.render.essay_markdown import EssayMarkdown
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.invisible_characters import Mark, shown, visible
from sitegen.render.markdown import MAX_CHARACTERS, Budget, MarkdownRenderer
from sitegen.render.owner_markdown import OwnerMarkdown
from sitegen.render.templates import is_built_in
from sitegen.text.invisible import is_visible, spell_out_invisible

Writer = Callable[[Mark], str]
"""Returns the HTML of a block."""


@dataclass(frozen=True, slots=True)
class MessageBody:
    """The body of a message, parsed."""

    shown: str
    """Its text, as in `quotes.shown_text`; may be empty."""
    writers: Sequence[Writer]
    """One for each block."""

    def html(self, marker: Marker | None = None) -> Markup:
        """Return the HTML, with highlights if there is a marker; may be empty."""
        mark: Mark = marker.mark if marker else str
        html = "".join([write(mark) for write in self.writers])
        return Markup(marker.finish(html) if marker else html)  # noqa: S704  # the templates escape


@dataclass(slots=True)
class _Progress:
    """State shared by the blocks of one message."""

    message: Message
    command: Message | None
    budget: Budget
    headings: list[int] = field(default_factory=list)
    drawings: int = 0
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
            BlockKind.THINKING: self._prose,
            BlockKind.TOOL_CALL: self._tool,
            BlockKind.TOOL_RESULT: self._tool,
            BlockKind.ATTACHMENT: self._attachment,
        }

    def parse(self, message: Message, budget: Budget, command: Message | None = None) -> MessageBody:
        """Return the body of ``message``. ``budget`` is of its conversation; ``command`` the cause of an event."""
        progress = _Progress(message, command, budget)
        writers = [self._parse[block.kind](block, progress) for block in message.blocks]
        return MessageBody("".join(progress.shown), writers)

    def render_owner_markdown(self, text: str) -> Markup:
        """Render Markdown by the owner of the archive, for use below an ``h2``."""
        return self._owner_markdown.render(text)

    def _prose(self, block: Block, progress: _Progress) -> Writer:
        # The limit is per message: it may have many blocks.
        is_short = len(progress.message.text) <= MAX_CHARACTERS
        prose = self._markdown.parse(block.text, progress.budget) if is_short else None
        template = self._templates[block.kind]
        if prose is None:
            progress.show(block.text)
            is_unbroken = max(map(len, block.text.split("\n"))) > MAX_CHARACTERS
            return lambda mark: template.render(
                block=block, html=None, is_unbroken=is_unbroken, text=visible(block.text, mark)
            )
        progress.shown += (BLOCK_END, prose.shown(), BLOCK_END)
        if self._is_prose_alone and block.kind is BlockKind.PROSE:
            return partial(prose.html, progress.headings)
        return lambda mark: template.render(block=block, html=prose.html(progress.headings, mark))

    def _code(self, block: Block, progress: _Progress) -> Writer:
        info = f"{block.language} {block.argument}".strip()
        progress.show(info, block.text)
        return partial(self._code_html, block.text, info)

    def _tool(self, block: Block, progress: _Progress) -> Writer:
        """Render the input or output of a tool, which is JSON in most formats."""
        progress.show(block.name, block.text)
        language = "json" if block.text.lstrip()[:1] in ("{", "[") else ""
        template = self._templates[block.kind]
        return lambda mark: template.render(
            block=block, name=visible(block.name, mark), html=highlight_code(block.text, language, mark)
        )

    def _attachment(self, block: Block, progress: _Progress) -> Writer:
        if block.text:
            progress.show(block.name, block.text)
        else:
            progress.show(f"{block.name} ({block.argument})" if block.argument else block.name)
        return self._writer(block, progress, {"name": block.name, "text": block.text, "media_type": block.argument})

    def _code_html(self, text: str, info: str, mark: Mark) -> str:
        info = info.strip()
        caption = visible(info, mark)
        html = highlight_code(text, info.split()[0] if info else "", mark)
        return self._templates[BlockKind.CODE].render(html=html, info=caption)

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
        return self._writer(block, progress, {"words": block.text})

    def _event(self, block: Block, progress: _Progress) -> Writer:
        words, invited, command = block.argument if block.name else block.text, "", progress.command
        if command:
            if block.name == "add_ai" and block.argument.count('"') > 3:
                invited = block.argument.split('"')[1]
            words = self._translator.gettext("in message {number}", number=command.number)
        verb = self._verbs.get(block.name, block.name)
        progress.show_lines(" ".join(filter(None, (verb, invited, words))))
        written = progress.show_written(block) if block.name else ""
        texts = {"verb": verb, "invited": invited, "words": words, "written": written}
        return self._writer(block, progress, texts)

    def _image(self, block: Block, progress: _Progress) -> Writer:
        words, verb, command = block.argument, self._verbs["image_created"], progress.command
        if command:
            words = self._translator.gettext("as asked in message {number}", number=command.number)
        progress.shown.append(BLOCK_END)
        progress.show_lines(verb, words)
        return self._writer(block, progress, {"verb": verb, "words": words, "written": progress.show_written(block)})

    def _writer(self, block: Block, progress: _Progress, texts: Mapping[str, str]) -> Writer:
        """Return the writer of a block with nothing but its template, which shows ``texts`` in this order."""
        template = self._templates[block.kind]
        return lambda mark: template.render(
            {name: visible(text, mark) for name, text in texts.items()}, block=block, command=progress.command
        )


def _shown(text: str) -> str:
    """Return the `shown_text` of words outside of Markdown."""
    return text if is_visible(text) else shown(spell_out_invisible(text))


def _verbs(translator: Translator) -> dict[str, str]:
    """Return what events do, by name."""
    _ = translator.gettext
    return {
        "image": _("asks for an image"),
        "video": _("asks for a video"),
        "image_created": _("made an image"),
        "video_created": _("made a video"),
        "add_ai": _("invites"),
        "remove_ai": _("removes"),
        "prompt": _("changes its prompt"),
        "temperature": _("sets its temperature"),
        "search": _("searches for"),
        "mute": _("mutes itself"),
        "vote": _("votes"),
        "list": _("lists the models"),
        "whisper": _("whispers"),
        "failure": _("fails"),
        "notice": "",
    }
