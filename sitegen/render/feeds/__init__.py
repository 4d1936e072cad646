"""Write the files that programs read: feeds, the sitemap and robots.txt.

Start at `feed_pages.feed_pages` and `discovery.discovery_files`.
"""
