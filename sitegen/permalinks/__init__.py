"""Give every page, message and passage an address, and keep it.

`urls` spells all addresses and file names of a site, `anchors` derives a message's address from its words, and
`ledger` records every address ever published. Start at `urls`.
"""
