"""Citations as HTML with machine-readable source and hash of the words."""

from html import escape

from sitegen.quotes.citations.facts import drawing_lines, has_words, paragraphs, parse_date, speaker_name
from sitegen.quotes.passages import Passage


def citation(passage: Passage) -> str:
    """Return a figure with the quote and its source as caption; without words, a paragraph with the source.

    ``data-sha256`` is of the words without layout, ``data-versiondate`` as in Robust Links.
    """
    url = escape(passage.url)
    date = parse_date(passage.date).short()
    day = f', <time datetime="{escape(passage.date or "")}">{date}</time>' if date else ""
    source = f'{escape(speaker_name(passage))}, <cite><a href="{url}">{escape(passage.title)}</a></cite>{day}'
    version = f' data-versiondate="{escape(passage.version_date)}"' if passage.version_date else ""
    data = f'data-id="{escape(passage.anchor or passage.slug)}"'
    if not has_words(passage):
        return f'<p class="quote" {data}{version}>{source}</p>'
    data = f'cite="{url}" {data} data-sha256="{passage.sha256}"{version}'
    words = _drawing_html(passage.words) if passage.is_drawing else _prose_html(passage.words)
    return f'<figure class="quote"><blockquote {data}>{words}</blockquote><figcaption>— {source}</figcaption></figure>'


def _prose_html(words: str) -> str:
    return "".join(f"<p>{'<br>'.join(map(escape, lines))}</p>" for lines in paragraphs(words))


def _drawing_html(words: str) -> str:
    # Browsers drop the first newline of a ``pre``.
    return f"<pre>\n{escape(chr(10).join(drawing_lines(words)))}</pre>"
