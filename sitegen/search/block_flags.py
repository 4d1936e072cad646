"""What a message can hold, as queries name it (``has:art``) and as bits of a number."""

KINDS = ("art", "code", "image", "command", "event")
"""The bit of each is ``1 << index``."""
