"""Publish the site on a branch of a git repository, for GitHub Pages.

In: an archive. Out: one commit on a branch, pushed in one step, or nothing. Start at `publisher.publish`.
"""
