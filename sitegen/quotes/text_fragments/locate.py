"""Find ranges of a page by words or by text fragments."""

import re
from collections.abc import Iterator

from sitegen.quotes.text_fragments.boundaries import Boundary, boundary
from sitegen.quotes.text_fragments.directives import parse_fragment
from sitegen.quotes.text_fragments.folding import fold, is_whitespace
from sitegen.quotes.text_fragments.page_text import PageModel, PageRange
from sitegen.quotes.text_fragments.search import search

_DASH = re.compile("[\u2010-\u2015\u2212]")
_MAX_OCCURRENCES = 1000
_LOOSE_RUN = re.compile(" *-[ -]*| +")


def find_words(model: PageModel, anchor: str, words: str) -> PageRange | None:
    """Find the first occurrence of ``words`` in the message ``anchor``; they may continue in the next message.

    Ignores case, accents, curly quotes, length of dashes, all whitespace, and headers.
    """
    stream, offsets = _normalized_stream(model, anchor)
    wanted = _normalize(words)
    at = _find_whole_words(stream, wanted) if wanted else -1
    if at < 0:
        return None
    page_range = model.trimmed_range(offsets[at], offsets[at + len(wanted) - 1] + 1)
    if page_range is None or page_range.anchor != anchor:
        return None
    # Include the accents of the last letter.
    end = model.unfolded_offset(model.folded_offset(page_range.end))
    return model.trimmed_range(page_range.start, max(page_range.end, end))


def _find_whole_words(stream: str, wanted: str) -> int:
    """Return the first occurrence of whole words, else the first occurrence; -1 if there is none."""
    first = at = stream.find(wanted)
    for _ in range(_MAX_OCCURRENCES):
        if at < 0 or min(boundary(stream, at), boundary(stream, at + len(wanted))) > Boundary.NEVER:
            break
        at = stream.find(wanted, at + 1)
    else:
        at = -1
    return first if at < 0 else at


def resolve_fragment(model: PageModel, fragment: str) -> PageRange | None:
    """Return the range that a browser highlights or scrolls to when it opens the page at ``fragment``.

    None if it does not find the words, though it may still scroll to the id. Without words, the whole message or
    drawing with that id.
    """
    parsed = parse_fragment(fragment)
    if not parsed.directives:
        return _element_range(model, parsed.id)
    match = search(model.folded, parsed.directives[0], Boundary.POSSIBLE)
    if match is None:
        return None
    return model.trimmed_range(*map(model.unfolded_offset, match))


def _element_range(model: PageModel, id_: str) -> PageRange | None:
    blocks = [n for n, each in enumerate(model.blocks) if id_ and id_ in (each.anchor, each.drawing_id)]
    if not blocks:
        return None
    end = model.starts[blocks[-1]] + len(model.blocks[blocks[-1]].text)
    return model.trimmed_range(model.starts[blocks[0]], end)


def _normalized_stream(model: PageModel, anchor: str) -> tuple[str, list[int]]:
    """Return the normalized text of the message and the next one, and the page offset of each character."""
    parts: list[str] = []
    offsets: list[int] = []
    for n in _message_blocks(model, anchor):
        base = model.starts[n]
        for offset, char in enumerate(model.blocks[n].text, base):
            folded = " " if is_whitespace(char) else fold(_DASH.sub("-", char))
            parts.append(folded)
            offsets += [offset] * len(folded)
        parts.append(" ")
        offsets.append(base + len(model.blocks[n].text))
    return _collapse("".join(parts), offsets)


def _message_blocks(model: PageModel, anchor: str) -> Iterator[int]:
    """Yield the indices of the body blocks of the message and the next one."""
    anchors = list(dict.fromkeys(each.anchor for each in model.blocks if each.anchor))
    if anchor not in anchors:
        return
    at = anchors.index(anchor)
    wanted = set(anchors[at : at + 2])
    yield from (n for n, each in enumerate(model.blocks) if each.is_message_text and each.anchor in wanted)


def _normalize(words: str) -> str:
    return _collapse(_DASH.sub("-", fold(words)).strip(), [])[0].strip()


def _collapse(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Collapse whitespace and runs of dashes, and remove whitespace around dashes."""
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for match in _LOOSE_RUN.finditer(text):
        sign = "-" if "-" in match[0] else " "
        sign_at = match.start() + match[0].index(sign)
        parts += (text[at : match.start()], sign)
        kept += (*offsets[at : match.start()], *offsets[sign_at : sign_at + 1])
        at = match.end()
    return "".join((*parts, text[at:])), kept + offsets[at:]
