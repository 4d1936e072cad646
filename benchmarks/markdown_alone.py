"""Render every message below the current folder with markdown-it-py, as a baseline."""

from pathlib import Path

from markdown_it import MarkdownIt

parser = MarkdownIt("commonmark")
for path in sorted(Path().rglob("*.md")):
    for message in path.read_text("utf-8").split("\n### ")[1:]:
        parser.render(message)
