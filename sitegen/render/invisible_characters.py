"""Mark control characters, escape codes, bidi overrides and invisible characters in HTML.

`spell_out_invisible` returns plain text and is safe everywhere, also in attributes; `visible` is for text nodes.
"""

import re
import unicodedata
from collections.abc import Callable

from markupsafe import Markup, escape

from sitegen.quotes import shown_text
from sitegen.text.invisible import CONTROL_PICTURES, INVISIBLE, is_visible, spell_out_invisible

Mark = Callable[[str], str]
"""Adds signs to a run of text, as `quotes.highlights.Marker.mark`; `str` adds none."""

_NOTE = re.compile(f"⟦U\\+([0-9A-F]{{4,5}})⟧|[{''.join(CONTROL_PICTURES.values())}]")
_TAG = re.compile(r"(<[^>]*>)")


def visible(text: str, mark: Mark = str) -> Markup:
    """Return ``text`` escaped, with invisible characters spelled out and marked; markup as it is."""
    if isinstance(text, Markup):
        return text
    if is_visible(text):
        return escape(mark(text))
    return mark_invisible(str(escape(mark(spell_out_invisible(text)))))


def mark_invisible(html: str) -> Markup:
    """Wrap spelled-out characters in the text of ``html`` in a ``span`` with their Unicode name.

    Attributes of ``html`` must not contain ``>``.
    """
    parts = _TAG.split(html)
    parts[::2] = [_NOTE.sub(_note_html, part) for part in parts[::2]]
    return Markup("".join(parts))  # noqa: S704  # escaped before


def shown(text: str) -> str:
    """Return ``text``, in which invisible characters are spelled out, as `shown_text`: their names are labels."""
    return _NOTE.sub(lambda note: shown_text.label(note[0]) if _is_name(note) else note[0], text)


def _is_name(note: re.Match[str]) -> bool:
    """Return whether the note is the code point of an invisible character, not written like this in the source."""
    return note[1] is not None and INVISIBLE.match(chr(int(note[1], 16))) is not None


def _note_html(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16)) if match[1] else match[0]
    if match[1] and INVISIBLE.match(char) is None:
        return match[0]  # written like this in the source
    name = unicodedata.name(char, f"U+{match[1]}").removeprefix("SYMBOL FOR ")
    return f'<span class="invisible" title="{name}">{match[0]}</span>'
