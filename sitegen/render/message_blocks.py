"""The blocks of a message → HTML, each kind by its own template in ``blocks/<kind>.html``."""

from collections.abc import Callable
from dataclasses import dataclass, field

from jinja2 import Environment
from markupsafe import Markup

from sitegen.model import Block, BlockKind, Message
from sitegen.permalinks import urls
from sitegen.render.ascii_art import draw
from sitegen.render.code import coloured
from sitegen.render.essay_markdown import EssayMarkdown
from sitegen.render.i18n.translator import ENGLISH, Words
from sitegen.render.markdown import MOST_CHARACTERS, Markdown
from sitegen.render.owner_markdown import OwnersMarkdown


@dataclass(slots=True)
class _Progress:
    """What the blocks of one message must know of those before them."""

    message: Message
    headings: list[int] = field(default_factory=list)
    drawings: int = 0


class Blocks:
    """Renders messages with the templates of an environment; remembers nothing between them."""

    def __init__(self, environment: Environment, words: Words = ENGLISH) -> None:
        self._templates = {kind: environment.get_template(f"blocks/{kind}.html") for kind in BlockKind}
        self._markdown = Markdown(self._code_html, words)
        self._owners = OwnersMarkdown(self._code_html, words)
        self.essays = EssayMarkdown(self._code_html, self._art_html, words)
        self._render: dict[BlockKind, Callable[[Block, _Progress], str]] = {
            BlockKind.PROSE: self._prose,
            BlockKind.CODE: self._code,
            BlockKind.ART: self._art,
            BlockKind.COMMAND: self._told,
            BlockKind.EVENT: self._told,
            BlockKind.IMAGE: self._told,
        }

    def render(self, message: Message) -> Markup:
        """The body of ``message``; empty where nothing was said."""
        progress = _Progress(message)
        html = "".join([self._render[block.kind](block, progress) for block in message.blocks])
        return Markup(html)  # noqa: S704  # the templates escape

    def owners_words(self, text: str) -> Markup:
        """Markdown by the owner of the archive, below a heading of the second level."""
        return self._owners.render(text)

    def _prose(self, block: Block, progress: _Progress) -> str:
        # The limit is one for a message: its blocks may be many.
        is_short = len(progress.message.text) <= MOST_CHARACTERS
        html = self._markdown.render(block.text, progress.headings) if is_short else None
        return self._templates[BlockKind.PROSE].render(block=block, html=html)

    def _code(self, block: Block, _: _Progress) -> str:
        return self._code_html(block.text, f"{block.language} {block.argument}")

    def _code_html(self, text: str, info: str) -> str:
        info = info.strip()
        html = coloured(text, info.split()[0] if info else "")
        return self._templates[BlockKind.CODE].render(html=html, info=info)

    def _art(self, block: Block, progress: _Progress) -> str:
        progress.drawings += 1
        address = urls.drawing(progress.message.anchor, progress.drawings)
        label = f"{progress.message.number}.{progress.drawings}"
        return self._templates[BlockKind.ART].render(id=address, label=label, drawing=draw(block.text))

    def _art_html(self, text: str, number: int) -> str:
        """A drawing in an essay; its id is nobody's but the page's."""
        id_ = urls.drawing("p", number)
        return self._templates[BlockKind.ART].render(id=id_, label=str(number), drawing=draw(text))

    def _told(self, block: Block, progress: _Progress) -> str:
        """Commands, events and images: the words of the block itself."""
        return self._templates[block.kind].render(block=block, maker=progress.message.participant)
