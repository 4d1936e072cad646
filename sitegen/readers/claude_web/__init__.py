"""Read conversations of Claude.ai, as its data export and its web pages hold them.

`conversation` is the reader, `content` turns the content of one message into parts.
"""
