"""`sitegen check --fix`: links of essays to words that stand elsewhere now, written anew. Words are never touched."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sitegen import permalinks
from sitegen.archive import Archive
from sitegen.atomic import write_atomically
from sitegen.encoding.decoding import encode
from sitegen.misquotes import Misquote
from sitegen.model import Span
from sitegen.quotes.fixing import fixed
from sitegen.quotes.quotation import Address, Quotation
from sitegen.source import read_source


def mend(archive: Archive, misquotes: Iterable[Misquote]) -> Iterator[str]:
    """Rewrites what can be rewritten, byte for byte the rest; a line for each file that was changed."""
    starts = {f"{archive.essays_path}/{essay.path}": len(essay.text) for essay in archive.essays}
    starts |= {essay.path: len(essay.text) for essay in archive.outside}
    by_path: dict[str, list[tuple[Span, str]]] = {}
    for each in misquotes:
        quotation, new = each.verdict.quotation, each.verdict.new_address
        if new and quotation.span:
            url = _spelled(quotation, new, archive.settings.site.url)
            by_path.setdefault(each.ask.path, []).append((quotation.span, url))
    for path, wanted in sorted(by_path.items()):
        if changed := _rewritten(archive.root / path, starts[path], wanted):
            yield f"{path}: {changed} {'link' if changed == 1 else 'links'} written anew"


def _rewritten(file: Path, length: int, wanted: list[tuple[Span, str]]) -> int:
    """How many links were changed; ``length`` is that of the text in which their spans count, the file's last part."""
    data = file.read_bytes()
    source = read_source(file.name, data)
    start = len(source.text) - length
    decoded = source.decoded()
    spans = [(source.original(span.shifted(start)), url) for span, url in wanted]
    text = fixed(decoded, spans)
    if text == decoded:
        return 0
    write_atomically(file, encode(text, source.encoding, source.bom, source.tail))
    return len({span for span, _ in spans})


def _spelled(quotation: Quotation, new: Address, site_url: str) -> str:
    """The new address as the old one was written: whole, from the page, or from the root."""
    old = permalinks.conversation(quotation.target.slug)
    before, found, _ = quotation.url.partition(old)
    if not found and quotation.url.startswith(site_url) and site_url:
        before = f"{site_url}/"
    return f"{before if found or site_url else ''}{permalinks.message(new.slug, new.anchor)}"
