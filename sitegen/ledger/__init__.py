"""The ledger: every address that was ever published, and what stood there.

    entries     the words: an account is one conversation's part, an entry one message's
    lines       an account ↔ the lines of its file
    folder      the files, ``content/ledger/*.jsonl``; the only module of these that touches the disk
    identity    transcripts and accounts → which transcript continues which account
    similarity  which of the messages that were left over are an old one in new words
    alignment   the entries of an account and the messages of a transcript → which is which
    settlement  a conversation and its account → the conversation at its old addresses, the account as it is now
    forgetting  takes words out of an account for good
    resolving   an address of any age → where it leads now

What it promises stands in ``docs/addresses.md``.
"""
