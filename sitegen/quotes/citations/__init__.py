"""Format a citation of a passage in several styles. Pure functions from a `Passage` to text.

Start at `styles.cite`; each style is a module.
"""
