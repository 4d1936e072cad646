"""A language → ``table.js``, the module that the scripts of the theme take their words from.

A table holds what the script may say and no more: of all messages those that stand in its modules.
"""

import json
from collections.abc import Mapping

from sitegen.languages import Words
from sitegen.render.complaints import MESSAGES
from sitegen.render.scripts import Module

TABLE = "table.js"


def with_words(modules: Mapping[str, Module], words: Words) -> dict[str, Module]:
    """The modules, and the table of a language for them."""
    text = "".join(each.data.decode("utf-8", "replace") for each in modules.values())
    return {**modules, TABLE: Module(TABLE, table(text, words).encode())}


def table(text: str, words: Words) -> str:
    """The module for scripts whose source is ``text``."""
    forms = words.forms
    said = {
        message: told
        for (context, message), told in sorted(words.catalogue.messages.items())
        if not context and (f'"{message}"' in text or message in MESSAGES)
    }
    values = {
        "tag": words.tag,
        "messages": said,
        "complaints": MESSAGES if "complaints.js" in text else (),
        "days": forms.days,
        "months": forms.months,
        "year": forms.year,
        "group": forms.group,
        "comma": words.pgettext("between two of many", ", "),
    }
    # The catalogue was read by gettext, which knows nothing but numbers and their comparison.
    return (
        f"const values = {json.dumps(values, ensure_ascii=False)};\n"
        f"export const TABLE = {{ ...values, form: (n) => Number({words.catalogue.plural}) }};\n"
    )
