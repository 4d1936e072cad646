"""Build a site from an archive: read, assign addresses, render, write.

In: an `Archive` and the state of the last build. Out: the files of the site, the ledger, the search index, and the
problems found. Each changed transcript is processed on its own and in parallel (`transcript`); the pages about all
conversations are rendered from small summaries (`site_pages`). Start at `pipeline.build`.
"""
