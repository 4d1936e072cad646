"""Parse a query into a syntax tree, and evaluate it.

`lexer` makes tokens, `operands` reads one token, `parser` builds the tree of `ast` nodes, `evaluator` and `terms` find
the documents. Start at `parser.parse`.
"""
