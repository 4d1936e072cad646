"""Find ASCII art in a message.

`shapes` replaces each character by its class, `line` describes a line, `features` and `paragraph` score it by itself
and by its neighbors, `detection` divides a message into prose and drawings. Start at `detection.find_art`.
"""
