"""Search all messages with one query language and one ranking, in the terminal, on the server and in the browser.

In: conversations and a query. Out: hits, best first. `documents` makes the indexed form of a conversation,
`whoosh_index` stores it for the terminal and the server, `shards` stores it for the page, `query` parses and evaluates
a query. ``theme/static/search`` has a twin of each module for the browser. Start at `results.search`.
"""
