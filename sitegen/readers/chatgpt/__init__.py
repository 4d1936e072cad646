"""Read conversations of ChatGPT, as its data export and its web pages hold them.

`conversation` is the reader, `content` turns one message into parts, `citation_marks` resolves the marks in its text.
"""
