"""Read chats that somebody saved as a page in the browser, and small archives of chats in HTML.

`saved_page` is the reader, `elements` finds the elements of a page, `markdown_text` turns one into Markdown.
"""
