"""Serve the built site on this machine, rebuild it on changes, and answer searches.

In: an archive and an output folder. Out: HTTP on the loopback interface. Start at `preview.serve`.
"""
