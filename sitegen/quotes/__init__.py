"""Quotations: found in essays, judged against what was said, and found again when the archive changes.

`extract` finds them, `corpus` holds what was said, `judge` compares the two, `fixing` rewrites links, `reanchor`
looks for what was quoted before. Nothing here touches the disk or spells a URL.
"""
