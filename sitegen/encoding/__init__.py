"""Bytes ⇄ text: code pages, broken bytes, and the repair of text that was read in a wrong encoding.

In the order of use: `decoding` (with `legacy` and `dos`), `edits`, `mojibake` (with `codepages` and
`inference`, which asks `grid`, `boxfit`, `boxdrawing`, `emoji` and `producers`), `remarks`. Only `source`
needs any of this.
"""
