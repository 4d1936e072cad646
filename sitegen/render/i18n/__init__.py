"""Translate the interface: gettext catalogues, plural forms, dates and numbers.

English is in the templates and the code; each other language is a ``.po`` file in ``theme/languages``. Transcripts
are never translated. Start at `translator`.
"""
