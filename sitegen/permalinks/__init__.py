"""Assign an address to every page, message and passage, and keep it stable.

`urls` builds all addresses and file names of a site, `anchors` derives a message's anchor from its text, and
`ledger` records every address ever published. Start at `urls`.
"""
