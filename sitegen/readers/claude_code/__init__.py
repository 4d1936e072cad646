"""Read sessions of Claude Code: the JSON Lines that it keeps (`session`), and text pasted from its terminal
(`terminal`).
"""
