"""Split the text of a message into blocks: prose, code, ASCII art, commands and events.

In: the text of one message. Out: `Block` values that cover it. Start at `parser.parse_speech`.
"""
