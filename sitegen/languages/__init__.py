"""The words of the interface in the language that an archive asks for: one ``.po`` file for each, by gettext's rules.

English stands in the templates and in the code, and needs no file. The words of transcripts are never translated.
"""

from sitegen.languages.folder import languages_of, words_for
from sitegen.languages.words import ENGLISH, Words, filled

__all__ = ["ENGLISH", "Words", "filled", "languages_of", "words_for"]
