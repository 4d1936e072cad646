"""Read chats with characters: of SillyTavern, and of the programs whose chats it imports.

In: a file of one chat. Out: its messages, with other versions of an answer as branches. `versions` is what the readers
share.
"""
