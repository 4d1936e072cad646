"""Copy exports into an archive: ``sitegen import`` and ``sitegen collect``.

In: files, folders and zips. Out: files below ``content/transcripts/``, in a folder for each format, and what they are.
Start at `importer.Importer.add`; `source_files` finds the files, `recognition` says what they are, `tool_folders` knows
where tools keep their sessions. Nothing is ever deleted, and a file is only replaced by one that has all of its words.
"""
