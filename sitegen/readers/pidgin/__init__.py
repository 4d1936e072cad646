"""Read what pidgin writes, which lets two models talk: `events` reads JSON, `reports` the reports in Markdown."""
