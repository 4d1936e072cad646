"""`sitegen check --fix`: links of essays to words that stand elsewhere now, written anew. Words are never touched."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from sitegen.archive.folder import Archive
from sitegen.build.checks.quotations import Misquote
from sitegen.model import Span
from sitegen.permalinks import urls
from sitegen.quotes.quotation import Address, Quotation
from sitegen.text.atomic_files import write_atomically
from sitegen.text.encoding.decoding import encode
from sitegen.text.source import read_source

_SAFE = "!#$%&*+,-./:;=?@_~"
"""What a URL may hold that ends neither a destination in Markdown nor an attribute in HTML."""


def fixed(source: str, replacements: Iterable[tuple[Span, str]]) -> str:
    """The essay with new URLs in these spans (`Quotation.span`). Characters that would end a URL where it stands
    are percent-encoded. A definition that serves several links, which should now lead to different places, stays.
    """
    wanted: dict[Span, set[str]] = {}
    for span, url in replacements:
        wanted.setdefault(span, set()).add(quote(url, safe=_SAFE, errors="surrogatepass"))
    parts: list[str] = []
    done = 0
    for span in sorted(wanted, key=lambda each: each.start):
        if len(wanted[span]) > 1 or span.start < done:
            continue
        parts += (source[done : span.start], *wanted[span])
        done = span.end
    return "".join(parts) + source[done:]


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
    old = urls.conversation(quotation.target.slug)
    before, found, _ = quotation.url.partition(old)
    if not found and quotation.url.startswith(site_url) and site_url:
        before = f"{site_url}/"
    return f"{before if found or site_url else ''}{urls.message(new.slug, new.anchor)}"
