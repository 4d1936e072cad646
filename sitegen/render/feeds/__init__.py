"""Write the files that programs read: the Atom feed, the sitemap and robots.txt.

Start at `discovery.discovery_files`.
"""
