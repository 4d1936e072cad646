"""Kinds of blocks that queries can filter by (``has:art``), stored as bits of a number."""

KINDS = ("art", "code", "image", "command", "event")
"""The bit of each is ``1 << index``."""
