"""Read the essays that an owner writes about the archive: Markdown with front matter.

`files` finds and orders them, `external` finds those that are published elsewhere, `parser` turns bytes into an
`Essay`, and `links` resolves their links. They are rendered by `render.essay_pages`.
"""
