"""Built pages, and passages of them of every kind."""

import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sitegen.archive.folder import open_archive
from sitegen.quotes.text_fragments import PageModel, Passage
from tests.building import build
from tests.paths import PROJECT
from tests.shared import SHARED


@cache
def built(name: str) -> dict[str, bytes]:
    """The site of the sample archive (``content``) or of the ``seeds``, by path."""
    content = {"content": None, "seeds": SHARED / "seeds"}[name]
    with TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build(open_archive(PROJECT, content), site, force=True, workers=1, record=False)
        return {
            path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
        }


def conversations(files: dict[str, bytes]) -> Iterator[str]:
    """The paths of its conversations."""
    for path in sorted(files):
        if path.startswith("c/") and path.endswith(".html") and b'<div class="conversation' in files[path]:
            yield path


def _one_block(model: PageModel, dice: random.Random) -> Passage | None:
    start, end = _block(model, dice, lambda _: True)
    first = dice.randrange(start, end)
    return words(model, first, min(end, first + dice.choice((8, 40, 150, 400))))


def _several_blocks(model: PageModel, dice: random.Random) -> Passage | None:
    start, _ = _block(model, dice, lambda _: True)
    found = words(model, start + dice.randrange(30), start + dice.choice((120, 300, 700)))
    return found if found and found.anchor == found.last_anchor else None


def _two_messages(model: PageModel, dice: random.Random) -> Passage | None:
    ends = [
        n
        for n, (here, there) in enumerate(zip(model.blocks, model.blocks[1:], strict=False))
        if here.is_said and there.anchor != here.anchor
    ]
    n = dice.choice(ends)
    next_ = next((m for m in range(n + 1, len(model.blocks)) if model.blocks[m].is_said), None)
    if next_ is None or model.blocks[n].drawing or model.blocks[next_].drawing:
        return None
    stop = model.starts[n] + len(model.blocks[n].text)
    begin = max(stop - dice.choice((3, 30, 90)), model.starts[n])
    return words(model, begin, min(model.starts[next_] + dice.choice((5, 40)), len(model.text)))


def _tiny(model: PageModel, dice: random.Random) -> Passage | None:
    start, end = _block(model, dice, lambda text: len(text) <= 5)
    return model.passage(start, end)


def _other_script(model: PageModel, dice: random.Random) -> Passage | None:
    start, end = _block(model, dice, lambda text: any(char > "\u0370" and char.isalpha() for char in text))
    first = dice.randrange(start, end)
    return words(model, first, min(end, first + dice.choice((2, 6, 20))))


def _part_of_words(model: PageModel, dice: random.Random) -> Passage | None:
    start, end = _block(model, dice, lambda _: True)
    first = dice.randrange(start, end)
    return model.passage(first, min(end, first + dice.choice((1, 4, 30))))


KINDS: tuple[Callable[[PageModel, random.Random], Passage | None], ...] = (
    _one_block,
    _several_blocks,
    _two_messages,
    _tiny,
    _other_script,
    _part_of_words,
)


def passages(model: PageModel, dice: random.Random, count: int) -> Iterator[Passage]:
    """At most ``count`` of each kind that the page has."""
    for kind in KINDS:
        for _ in range(count):
            try:
                found = kind(model, dice)
            except IndexError:  # nothing to choose from
                break
            if found:
                yield found


def words(model: PageModel, start: int, end: int) -> Passage | None:
    """What is between, with the rest of the words at both ends."""
    while start and not model.text[start - 1].isspace():
        start -= 1
    while end < len(model.text) and not model.text[end].isspace():
        end += 1
    return model.passage(start, end)


def _block(model: PageModel, dice: random.Random, wanted: Callable[[str], bool]) -> tuple[int, int]:
    fit = [
        n for n, each in enumerate(model.blocks) if each.is_said and not each.drawing and wanted(each.text)
    ]
    n = dice.choice(fit)
    return model.starts[n], model.starts[n] + len(model.blocks[n].text)
