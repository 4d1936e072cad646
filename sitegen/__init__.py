"""sitegen turns folders of AI conversation transcripts into an honest static site.

    content/transcripts/*        one at a time: pure, in parallel, cached by content
      redaction (bytes ─▶ bytes, without what the owner takes out)
      source ─▶ readers ─▶ transcript (with blocks, models, permalinks) ─▶ Conversation
                                             │
            content/ledger/  ◀─▶  addresses, settled                       addresses.py, ledger/
                                             │
        render (page) · twin (JSON) · source text · summary · search documents   publication.py
        exposure (what should perhaps not be said; secrets/)                 │
                                             │
      all summaries together ─▶ home, lists, drawings, numbers, archive.json   overview.py
                                feed, sitemap, robots.txt                      discovery/
      all search documents   ─▶ shards of the search page, Whoosh index        finder.py
                                             │
                                   write (whole or not at all) ─▶ site/
                                             │
                              gate ─▶ publish (a branch of a remote repository)

Start with `build.build`; the words are in `model`.
"""

__version__ = "0.1.0"
