"""Store the index in Whoosh's files; the only package that knows Whoosh.

Start at `index.open_index` to read and at `updates.update` to write.
"""
