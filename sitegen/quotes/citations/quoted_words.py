"""Citations that repeat the words: as CommonMark, and as HTML with machine-readable source and hash of the words."""

import re
from collections.abc import Iterator
from html import escape

from sitegen.quotes.citations.facts import drawing_lines, has_words, paragraphs, parse_date, speaker_name
from sitegen.quotes.passages import Passage

_SPECIAL_CHARS = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# Signs to escape at the start of a line: headings, quotes, list items, rules, tables, underlines.
_LINE_START = re.compile(
    r"#{1,6}(?=[ \t]|$)|>|[-+](?=[ \t]|$)|[-=:](?=[-=: \t\\|]*$)|(?P<number>\d{1,9})(?=[.)](?:[ \t]|$))"
)
_BACKTICKS = re.compile("`+")


def markdown(passage: Passage) -> str:
    """Return a block quote in CommonMark that ends with the source, as in essays; without words, only the source."""
    day = parse_date(passage.date).short()
    name = speaker_name(passage) if passage.anchor else passage.title
    label = escape_markdown(", ".join(filter(None, (name, day))))
    link = f"[{label}]({passage.url})"
    if not has_words(passage):
        return link
    lines = _drawing_fence(passage.words) if passage.is_drawing else _prose_lines(passage.words)
    return "\n".join(f"> {line}" if line else ">" for line in (*lines, "", f"— {link}"))


def escape_markdown(line: str) -> str:
    """Escape a line for CommonMark with tables and strikethrough."""
    line = _SPECIAL_CHARS.sub(r"\\\g<0>", line)
    match = _LINE_START.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[match.end() :]}"
    return f"\\{line}"


def _prose_lines(words: str) -> Iterator[str]:
    # Newlines in messages are line breaks: two spaces in Markdown.
    for number, lines in enumerate(paragraphs(words)):
        if number:
            yield ""
        for line in lines[:-1]:
            yield f"{escape_markdown(line)}  "
        yield escape_markdown(lines[-1])


def _drawing_fence(words: str) -> Iterator[str]:
    longest = max(map(len, _BACKTICKS.findall(words)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}art"
    yield from drawing_lines(words)
    yield fence


def html(passage: Passage) -> str:
    """Return an HTML figure with the quote and its source as caption; without words, a paragraph with the source.

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
