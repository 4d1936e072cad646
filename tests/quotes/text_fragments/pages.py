"""Built pages, and random ranges of them."""

import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sitegen.archive.folder import open_archive
from sitegen.quotes.text_fragments import PageModel, PageRange
from tests.building import build
from tests.paths import PROJECT
from tests.shared import SHARED


@cache
def build_pages(name: str) -> dict[str, bytes]:
    """Build the sample archive (``content``) or the ``seeds``; return the files by path."""
    content = {"content": None, "seeds": SHARED / "seeds"}[name]
    with TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build(open_archive(PROJECT, content), site, force=True, workers=1, update_ledger=False)
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def conversation_paths(files: dict[str, bytes]) -> Iterator[str]:
    """Yield the paths of conversation pages."""
    for path in sorted(files):
        if path.startswith("c/") and path.endswith(".html") and b'<div class="conversation' in files[path]:
            yield path


def _one_block(model: PageModel, random_: random.Random) -> PageRange | None:
    start, end = _block(model, random_, lambda _: True)
    first = random_.randrange(start, end)
    return whole_words(model, first, min(end, first + random_.choice((8, 40, 150, 400))))


def _several_blocks(model: PageModel, random_: random.Random) -> PageRange | None:
    start, _ = _block(model, random_, lambda _: True)
    found = whole_words(model, start + random_.randrange(30), start + random_.choice((120, 300, 700)))
    return found if found and found.anchor == found.last_anchor else None


def _two_messages(model: PageModel, random_: random.Random) -> PageRange | None:
    ends = [
        n
        for n, (here, there) in enumerate(zip(model.blocks, model.blocks[1:], strict=False))
        if here.is_message_text and there.anchor != here.anchor
    ]
    n = random_.choice(ends)
    next_ = next((m for m in range(n + 1, len(model.blocks)) if model.blocks[m].is_message_text), None)
    if next_ is None or model.blocks[n].drawing_id or model.blocks[next_].drawing_id:
        return None
    stop = model.starts[n] + len(model.blocks[n].text)
    begin = max(stop - random_.choice((3, 30, 90)), model.starts[n])
    return whole_words(model, begin, min(model.starts[next_] + random_.choice((5, 40)), len(model.text)))


def _tiny(model: PageModel, random_: random.Random) -> PageRange | None:
    start, end = _block(model, random_, lambda text: len(text) <= 5)
    return model.trimmed_range(start, end)


def _other_script(model: PageModel, random_: random.Random) -> PageRange | None:
    start, end = _block(model, random_, lambda text: any(char > "\u0370" and char.isalpha() for char in text))
    first = random_.randrange(start, end)
    return whole_words(model, first, min(end, first + random_.choice((2, 6, 20))))


def _part_of_words(model: PageModel, random_: random.Random) -> PageRange | None:
    start, end = _block(model, random_, lambda _: True)
    first = random_.randrange(start, end)
    return model.trimmed_range(first, min(end, first + random_.choice((1, 4, 30))))


KINDS: tuple[Callable[[PageModel, random.Random], PageRange | None], ...] = (
    _one_block,
    _several_blocks,
    _two_messages,
    _tiny,
    _other_script,
    _part_of_words,
)


def random_ranges(model: PageModel, random_: random.Random, count: int) -> Iterator[PageRange]:
    """Yield up to ``count`` ranges of each kind."""
    for kind in KINDS:
        for _ in range(count):
            try:
                found = kind(model, random_)
            except IndexError:  # nothing to choose from
                break
            if found:
                yield found


def whole_words(model: PageModel, start: int, end: int) -> PageRange | None:
    """Return the range extended to whole words."""
    while start and not model.text[start - 1].isspace():
        start -= 1
    while end < len(model.text) and not model.text[end].isspace():
        end += 1
    return model.trimmed_range(start, end)


def _block(model: PageModel, random_: random.Random, wanted: Callable[[str], bool]) -> tuple[int, int]:
    fit = [
        n for n, each in enumerate(model.blocks) if each.is_message_text and not each.drawing_id and wanted(each.text)
    ]
    n = random_.choice(fit)
    return model.starts[n], model.starts[n] + len(model.blocks[n].text)
