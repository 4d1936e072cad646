"""Record every published address and what it leads to: the files in ``content/ledger/``.

`records` are the values, `files` reads and writes them, `identification` finds the record of a transcript,
`alignment` and `similarity` match its messages, `reconciliation` updates the record, and `resolution` looks an address
up. Start at `records`.
"""
