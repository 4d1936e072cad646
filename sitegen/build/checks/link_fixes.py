"""Update links of essays whose quoted words have moved, for `sitegen check --fix`. The words are never changed."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from sitegen.archive.folder import Archive
from sitegen.build.checks.quotations import FailedQuotation
from sitegen.model import Span
from sitegen.permalinks import urls
from sitegen.quotes.quotation import Address, Quotation
from sitegen.text.atomic_files import write_atomically
from sitegen.text.encoding.decoding import encode
from sitegen.text.regular_files import read_regular_file
from sitegen.text.source import read_source

_SAFE = "!#$%&*+,-./:;=?@_~"
"""Characters of a URL that end neither a link destination in Markdown nor an attribute in HTML."""


def replace_urls(source: str, replacements: Iterable[tuple[Span, str]]) -> str:
    """Return the essay with new URLs in these spans (`Quotation.span`), percent-encoded where needed.

    A link definition that would need different URLs for several quotations stays as it is.
    """
    urls_by_span: dict[Span, set[str]] = {}
    for span, url in replacements:
        urls_by_span.setdefault(span, set()).add(quote(url, safe=_SAFE, errors="surrogatepass"))
    parts: list[str] = []
    position = 0
    for span in sorted(urls_by_span, key=lambda each: each.start):
        if len(urls_by_span[span]) > 1 or span.start < position:
            continue
        parts += (source[position : span.start], *urls_by_span[span])
        position = span.end
    return "".join(parts) + source[position:]


def fix_links(archive: Archive, failed: Iterable[FailedQuotation]) -> Iterator[str]:
    """Rewrite the links of quotations that were found elsewhere; yield a message for each changed file."""
    lengths = {f"{archive.essays_folder}/{essay.path}": len(essay.text) for essay in archive.essays}
    lengths |= {essay.path: len(essay.text) for essay in archive.external_essays}
    by_path: dict[str, list[tuple[Span, str]]] = {}
    for each in failed:
        quotation, new = each.verdict.quotation, each.verdict.new_address
        if new and quotation.span:
            url = _format_url(quotation, new, archive.settings.site.url)
            by_path.setdefault(each.request.path, []).append((quotation.span, url))
    for path, replacements in sorted(by_path.items()):
        if changed := _rewrite_file(archive.root / path, lengths[path], replacements):
            yield f"{path}: {changed} {'link' if changed == 1 else 'links'} updated"


def _rewrite_file(file: Path, length: int, replacements: list[tuple[Span, str]]) -> int:
    """Return the number of changed links; spans count from the last ``length`` characters of the file."""
    data = read_regular_file(file, follow_links=True)
    source = read_source(file.name, data)
    start = len(source.text) - length
    decoded = source.decoded_text()
    spans = [(source.decoded_span(span.shifted(start)), url) for span, url in replacements]
    text = replace_urls(decoded, spans)
    if text == decoded:
        return 0
    write_atomically(file, encode(text, source.encoding, source.bom, source.tail))
    return len({span for span, _ in spans})


def _format_url(quotation: Quotation, new: Address, site_url: str) -> str:
    """Return the new address in the style of the old URL: absolute, or relative to the page or the root."""
    old = urls.conversation(quotation.target.slug)
    before, found, _ = quotation.url.partition(old)
    if not found and quotation.url.startswith(site_url) and site_url:
        before = f"{site_url}/"
    return f"{before if found or site_url else ''}{urls.message(new.slug, new.anchor)}"
