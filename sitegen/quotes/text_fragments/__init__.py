"""Links to exact words of a page: ``#m-kwfjsn7:~:text=…``, which browsers find and light up by themselves.

    html ─▶ read ─▶ PageModel ─▶ find ─▶ Passage ─▶ generate ─▶ fragment ─▶ resolve ─▶ Passage

A browser searches the whole page and takes the first place that fits; the message's id in the fragment is only
where it goes when it finds none. So a link is accepted only when a search like the browser's has one outcome.
"""

from sitegen.quotes.text_fragments.generator import generate, link
from sitegen.quotes.text_fragments.locate import find, resolve
from sitegen.quotes.text_fragments.page_text import PageModel, Passage, read

__all__ = ["PageModel", "Passage", "find", "generate", "link", "read", "resolve"]
