"""Turn folders of AI conversation transcripts into a static site.

    content/transcripts/*        one at a time: pure, in parallel, cached by content
      redaction ─▶ source ─▶ readers ─▶ blocks ─▶ Conversation
                                             │
      content/ledger/  ◀─▶  assignment: slug, series and anchors of each conversation
                                             │
      page · JSON export · source text · summary · search documents · scan for secrets
                                             │
      all summaries together ─▶ home, lists, gallery, statistics, feed, sitemap
      all search documents   ─▶ shards of the search page, Whoosh index
                                             │
                               site/, only what changed ─▶ publish

The fourteen packages import downwards only: cli, publish, preview, build, render, search, quotes, archive, readers,
blocks, privacy, permalinks, text, model. Start with `build.pipeline`; docs/architecture.md has the map.
"""

__version__ = "0.1.0"
