"""Quotations: found in essays, and judged against what was said.

`extract` finds them, `corpus` holds what was said, `judge` compares the two, `fixing` rewrites links. Nothing here
touches the disk or spells a URL.
"""
