"""Handle characters: decoding and encoding repair, offsets, lines, fences, front matter, normalisation, slugs.

In: bytes or text. Out: text with a record of every change. Start at `source.read_source`.
"""
