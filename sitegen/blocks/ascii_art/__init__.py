"""Find ASCII art in a message.

`shapes` replaces each character by its class, `features` describes a line, `detection` scores lines and paragraphs
and returns the drawings. Start at `detection.find_art`.
"""
