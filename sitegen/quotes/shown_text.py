"""The text of a message as its page shows it, in one string: blocks, and words that a search should not find.

Renderers write it while they write the HTML. Its control characters are never in a text that a page shows, because
pages spell them out.
"""

import re
from collections.abc import Mapping

from sitegen.quotes.text_fragments.folding import WHITESPACE_CHARACTERS
from sitegen.quotes.text_fragments.page_text import PageModel, TextBlock
from sitegen.text.normalization import collapse_white_space
from sitegen.text.tokens import FOLDS_MARK

BLOCK_END = "\x00"
"""Written at both ends of a block, and for ``<br>``; several in a row are one."""
_LABEL_START, _LABEL_END = "\x01", "\x02"
_LABEL = re.compile(f"{_LABEL_START}[^{_LABEL_END}]*{_LABEL_END}")
FOLD_START, FOLD_END = "\x05", "\x06"
"""Written around what a page folds: thinking, the use of tools, attached files."""
_FOLD_SIGN = re.compile(f"[{FOLD_START}{FOLD_END}]")
_NO_SIGNS = {ord(sign): None for sign in (BLOCK_END, _LABEL_START, _LABEL_END, FOLD_START, FOLD_END)}


def label(text: str) -> str:
    """Return ``text`` as words that are shown, but not searched, such as the name of an invisible character."""
    return f"{_LABEL_START}{text}{_LABEL_END}"


def searched_text(shown: str) -> str:
    """Return the words to search: white space is one blank, with a newline between blocks, without labels.

    What the page folds is at the end, after `FOLDS_MARK`.
    """
    if _LABEL_START in shown:
        shown = _LABEL.sub("", shown)
    if FOLD_START not in shown:
        return _words(shown)
    parts = _FOLD_SIGN.split(shown)
    talk, folds = (_words(BLOCK_END.join(each)) for each in (parts[::2], parts[1::2]))
    return f"{talk}{FOLDS_MARK}{folds}" if folds else talk


def _words(shown: str) -> str:
    return "\n".join([words for block in shown.split(BLOCK_END) if (words := collapse_white_space(block))])


def shown_blocks(shown: str) -> list[str]:
    """Return the text of each block, as in `TextBlock.text`."""
    blocks = (block.translate(_NO_SIGNS).strip(WHITESPACE_CHARACTERS) for block in shown.split(BLOCK_END))
    return [block for block in blocks if block]


def visible_characters(shown: str) -> str:
    """Return the characters of the text without white space."""
    return "".join(shown.translate(_NO_SIGNS).split())


def message_model(shown: Mapping[str, str]) -> PageModel:
    """Return the model of the messages of a page alone; ``shown`` is their text by anchor, in order."""
    blocks = ((anchor, block) for anchor, text in shown.items() for block in shown_blocks(text))
    return PageModel(tuple(TextBlock(block, anchor, is_message_text=True) for anchor, block in blocks))
