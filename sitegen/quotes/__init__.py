"""Find quotations in essays, verify them against the archive, and link both ways.

In: essays and the text of messages. Out: verdicts, highlights and backlinks. `extraction` finds quotations, `verify`
judges one, `backlinks` collects the results for the pages. Start at `verify`.
"""
