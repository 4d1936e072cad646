"""Render the model to files: pages, JSON exports, feeds, social cards, styles and scripts.

In: conversations, essays and summaries. Out: `OutputFile` values. The only room that knows Jinja, Markdown-to-HTML and
Pygments. Start at `renderer.Renderer`.
"""
