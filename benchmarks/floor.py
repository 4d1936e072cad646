"""Render transcripts with the libraries alone: the least that a build in Python can cost. ``python floor.py OUTPUT``

Reads, hashes and splits each file below the current folder, renders each message with markdown-it-py and Pygments, puts
them into a page with Jinja, and writes it. In one process.
"""

import hashlib
import sys
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for speaker, body in messages %}<article id="m-{{ loop.index }}"><h2>{{ speaker }}</h2>{{ body|safe }}</article>
{% endfor %}</body></html>"""


@cache
def lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


def highlighted(code: str, language: str, _: str) -> str:
    found = lexer(language)
    return highlight(code, found, FORMATTER) if found else ""


FORMATTER = HtmlFormatter(nowrap=True)
MARKDOWN = MarkdownIt("commonmark", {"highlight": highlighted}).enable(["table", "strikethrough"])
TEMPLATE = Environment(autoescape=True).from_string(PAGE)


def main() -> None:
    output = Path(sys.argv[1])
    output.mkdir()
    for path in sorted(Path().rglob("*.md")):
        data = path.read_bytes()
        title = hashlib.sha256(data).hexdigest()
        head, *turns = data.decode().split("\n### ")
        messages = [(each.partition("\n")[0], MARKDOWN.render(each.partition("\n")[2])) for each in turns]
        page = TEMPLATE.render(title=head[:80] or title, messages=messages)
        (output / f"{path.stem}.html").write_text(page)


main()
