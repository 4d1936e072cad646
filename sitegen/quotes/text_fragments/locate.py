"""Passages from words, and from fragments."""

import re
from collections.abc import Iterator

from sitegen.quotes.text_fragments.boundaries import Boundary, boundary
from sitegen.quotes.text_fragments.directives import parse
from sitegen.quotes.text_fragments.folding import fold, is_blank
from sitegen.quotes.text_fragments.page_text import PageModel, Passage
from sitegen.quotes.text_fragments.search import search

_DASH = re.compile("[\u2010-\u2015\u2212]")
_MOST_PLACES = 1000
_LOOSE = re.compile(" *-[ -]*| +")


def find(model: PageModel, anchor: str, words: str) -> Passage | None:
    """The first place in the message ``anchor`` where ``words`` were said; they may go on in the next message.

    Case, accents, curls, the lengths of dashes and all white space are alike; headers are passed over.
    """
    said, offsets = _normal_stream(model, anchor)
    wanted = _normal(words)
    at = _place(said, wanted) if wanted else -1
    if at < 0:
        return None
    found = model.passage(offsets[at], offsets[at + len(wanted) - 1] + 1)
    if found is None or found.anchor != anchor:
        return None
    # Accents that were left out belong to the letter before them.
    end = model.unfolded_offset(model.folded_offset(found.end))
    return model.passage(found.start, max(found.end, end))


def _place(said: str, wanted: str) -> int:
    """Where ``wanted`` stands as whole words first, else where it stands at all; -1 where it does not."""
    first = at = said.find(wanted)
    for _ in range(_MOST_PLACES):
        if at < 0 or min(boundary(said, at), boundary(said, at + len(wanted))) > Boundary.NEVER:
            break
        at = said.find(wanted, at + 1)
    else:
        at = -1
    return first if at < 0 else at


def resolve(model: PageModel, fragment: str) -> Passage | None:
    """What a browser lights up, or goes to, when it opens the page at ``fragment``.

    None where it does not find the words, though it may still go to the id; where there are no words in the
    fragment, all of the message or drawing of that id.
    """
    told = parse(fragment)
    if not told.directives:
        return _whole(model, told.id)
    found = search(model.folded, told.directives[0], Boundary.PERHAPS)
    if found is None:
        return None
    return model.passage(*map(model.unfolded_offset, found))


def _whole(model: PageModel, id_: str) -> Passage | None:
    held = [n for n, each in enumerate(model.blocks) if id_ and id_ in (each.anchor, each.drawing)]
    if not held:
        return None
    end = model.starts[held[-1]] + len(model.blocks[held[-1]].text)
    return model.passage(model.starts[held[0]], end)


def _normal_stream(model: PageModel, anchor: str) -> tuple[str, list[int]]:
    """What was said in the message and in the next one, and where each character of it stands in the page."""
    parts: list[str] = []
    offsets: list[int] = []
    for n in _said(model, anchor):
        base = model.starts[n]
        for offset, char in enumerate(model.blocks[n].text, base):
            folded = " " if is_blank(char) else fold(_DASH.sub("-", char))
            parts.append(folded)
            offsets += [offset] * len(folded)
        parts.append(" ")
        offsets.append(base + len(model.blocks[n].text))
    return _tight("".join(parts), offsets)


def _said(model: PageModel, anchor: str) -> Iterator[int]:
    """The blocks of speech of the message, and of the one that follows it."""
    anchors = list(dict.fromkeys(each.anchor for each in model.blocks if each.anchor))
    if anchor not in anchors:
        return
    at = anchors.index(anchor)
    wanted = set(anchors[at : at + 2])
    yield from (n for n, each in enumerate(model.blocks) if each.is_said and each.anchor in wanted)


def _normal(words: str) -> str:
    return _tight(_DASH.sub("-", fold(words)).strip(), [])[0].strip()


def _tight(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """White space as one blank, none beside dashes, and a row of dashes as one."""
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for found in _LOOSE.finditer(text):
        sign = "-" if "-" in found[0] else " "
        place = found.start() + found[0].index(sign)
        parts += (text[at : found.start()], sign)
        kept += (*offsets[at : found.start()], *offsets[place : place + 1])
        at = found.end()
    return "".join((*parts, text[at:])), kept + offsets[at:]
