"""Read an archive: the owner's folder with settings, transcripts and essays.

In: a folder on disk. Out: an `Archive` (`folder`), its `Settings` (`settings`) and its `Essay` values (`essays`).
Symbolic links are never followed. Start at `folder.open_archive`.
"""
