"""What cannot be seen, shown: escape codes, controls, bidi overrides and invisible characters.

`shown` is plain text to plain text and so safe anywhere, also in attributes; `visible` is for text nodes.
"""

import re
import unicodedata

from markupsafe import Markup, escape

from sitegen.text.invisible import CONTROLS, ODD, is_shown, shown

__all__ = ["is_shown", "marked", "shown", "visible"]

_NOTE = re.compile(f"⟦U\\+([0-9A-F]{{4,5}})⟧|[{''.join(CONTROLS.values())}]")
_TAG = re.compile(r"(<[^>]*>)")


def visible(text: str) -> Markup:
    """``text`` escaped, what was invisible in it marked as such."""
    if ODD.search(text) is None:
        return escape(text)
    return marked(str(escape(shown(text))))


def marked(html: str) -> Markup:
    """``html`` with the notes and pictures of `shown` in its text, never in its tags, set apart and named.

    Expects what our escaping makes: no ``>`` inside an attribute.
    """
    parts = _TAG.split(html)
    parts[::2] = [_NOTE.sub(_set_apart, part) for part in parts[::2]]
    return Markup("".join(parts))  # noqa: S704  # it was escaped before


def _set_apart(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16)) if found[1] else found[0]
    if found[1] and ODD.match(char) is None:
        return found[0]  # somebody wrote it so: `shown` never spells what can be seen
    name = unicodedata.name(char, f"U+{found[1]}").removeprefix("SYMBOL FOR ")
    return f'<span class="invisible" title="{name}">{found[0]}</span>'
