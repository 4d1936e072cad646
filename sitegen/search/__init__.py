"""The search: one query language and one ranking, in the terminal, on the local server and on the published page.

tokens, stems → query, names → evaluate → results; the index that they ask is Whoosh's, and the only one who
imports it is this room. Each module whose docstring says so has a half in ``theme/static/search`` that gives
exactly the same.
"""
