"""Generate and resolve text fragments, links to exact words of a page: ``#m-kwfjsn7:~:text=…``.

    html ─▶ read ─▶ PageModel ─▶ find ─▶ Passage ─▶ generate ─▶ fragment ─▶ resolve ─▶ Passage

A browser searches the whole page and takes the first place that fits; the message's id in the fragment is only
where it goes when it finds none. So a link is accepted only when a search like the browser's has one outcome.
"""

from sitegen.quotes.text_fragments.generator import best_fragment, generate_fragment
from sitegen.quotes.text_fragments.locate import find_words, resolve_fragment
from sitegen.quotes.text_fragments.page_text import PageModel, PageRange, read_page

__all__ = [
    "PageModel",
    "PageRange",
    "best_fragment",
    "find_words",
    "generate_fragment",
    "read_page",
    "resolve_fragment",
]
