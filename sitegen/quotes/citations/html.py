"""HTML that carries where its words come from, and by which a program sees whether they have changed."""

from html import escape

from sitegen.quotes.citations.facts import date, drawing_lines, has_words, paragraphs, who
from sitegen.quotes.passages import Passage


def citation(passage: Passage) -> str:
    """A figure: the quote, and a caption with its source; without words the source alone, in a paragraph.

    ``data-sha256`` is of the words without layout, ``data-versiondate`` as in Robust Links.
    """
    url = escape(passage.url)
    told = date(passage.date).short()
    day = f', <time datetime="{escape(passage.date or "")}">{told}</time>' if told else ""
    source = f'{escape(who(passage))}, <cite><a href="{url}">{escape(passage.title)}</a></cite>{day}'
    version = f' data-versiondate="{escape(passage.version)}"' if passage.version else ""
    data = f'data-id="{escape(passage.anchor)}"'
    if not has_words(passage):
        return f'<p class="quote" {data}{version}>{source}</p>'
    data = f'cite="{url}" {data} data-sha256="{passage.sha256}"{version}'
    words = _drawing(passage.words) if passage.is_drawing else _prose(passage.words)
    return (
        f'<figure class="quote"><blockquote {data}>{words}</blockquote>'
        f"<figcaption>— {source}</figcaption></figure>"
    )


def _prose(words: str) -> str:
    return "".join(f"<p>{'<br>'.join(map(escape, lines))}</p>" for lines in paragraphs(words))


def _drawing(words: str) -> str:
    """A browser drops the first newline of a ``pre``."""
    return f"<pre>\n{escape(chr(10).join(drawing_lines(words)))}</pre>"
