"""Render the blocks of a message, each kind with its template ``blocks/<kind>.html``."""

from collections.abc import Callable
from dataclasses import dataclass, field

from jinja2 import Environment
from markupsafe import Markup

from sitegen.model import Block, BlockKind, Message
from sitegen.permalinks import urls
from sitegen.render.ascii_art import drawing_view
from sitegen.render.code import highlight_code
from sitegen.render.essay_markdown import EssayMarkdown
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.markdown import MAX_CHARACTERS, MarkdownRenderer
from sitegen.render.owner_markdown import OwnerMarkdown


@dataclass(slots=True)
class _Progress:
    """State shared by the blocks of one message."""

    message: Message
    command: Message | None
    headings: list[int] = field(default_factory=list)
    drawings: int = 0


class BlockRenderer:
    """Renderer of message bodies. Keeps no state between messages."""

    def __init__(self, environment: Environment, translator: Translator = ENGLISH) -> None:
        self._templates = {kind: environment.get_template(f"blocks/{kind}.html") for kind in BlockKind}
        self._markdown = MarkdownRenderer(self._code_html, translator)
        self._owner_markdown = OwnerMarkdown(self._code_html, translator)
        self.essay_markdown = EssayMarkdown(self._code_html, self._art_html, translator)
        self._render: dict[BlockKind, Callable[[Block, _Progress], str]] = {
            BlockKind.PROSE: self._prose,
            BlockKind.CODE: self._code,
            BlockKind.ART: self._art,
        }
        """Kinds that need more than their template."""

    def render(self, message: Message, command: Message | None = None) -> Markup:
        """Return the HTML body of ``message``; may be empty. ``command`` is the message that caused an event."""
        progress = _Progress(message, command)
        html = "".join([self._render.get(block.kind, self._text_block)(block, progress) for block in message.blocks])
        return Markup(html)  # noqa: S704  # the templates escape

    def render_owner_markdown(self, text: str) -> Markup:
        """Render Markdown by the owner of the archive, for use below an ``h2``."""
        return self._owner_markdown.render(text)

    def _prose(self, block: Block, progress: _Progress) -> str:
        # The limit is per message: it may have many blocks.
        is_short = len(progress.message.text) <= MAX_CHARACTERS
        html = self._markdown.render(block.text, progress.headings) if is_short else None
        return self._templates[BlockKind.PROSE].render(block=block, html=html)

    def _code(self, block: Block, _: _Progress) -> str:
        return self._code_html(block.text, f"{block.language} {block.argument}")

    def _code_html(self, text: str, info: str) -> str:
        info = info.strip()
        html = highlight_code(text, info.split()[0] if info else "")
        return self._templates[BlockKind.CODE].render(html=html, info=info)

    def _art(self, block: Block, progress: _Progress) -> str:
        progress.drawings += 1
        address = urls.drawing_id(progress.message.anchor, progress.drawings)
        label = f"{progress.message.number}.{progress.drawings}"
        return self._templates[BlockKind.ART].render(id=address, label=label, drawing=drawing_view(block.text))

    def _art_html(self, text: str, number: int) -> str:
        """Render a drawing in an essay; its id is unique in the page."""
        id_ = urls.drawing_id("p", number)
        return self._templates[BlockKind.ART].render(id=id_, label=str(number), drawing=drawing_view(text))

    def _text_block(self, block: Block, progress: _Progress) -> str:
        """Render a block with nothing but its template, such as a command, an event or an image."""
        return self._templates[block.kind].render(block=block, command=progress.command)
