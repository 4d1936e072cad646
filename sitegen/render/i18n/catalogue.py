"""Read the gettext catalogue (``.po`` file) of a language."""

import gettext
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from sitegen.model.problems import ContentError, Problem
from sitegen.text.regular_files import file_problem, read_regular_file

ENGLISH_PLURAL = "(n != 1)"
Messages = Mapping[tuple[str, str], tuple[str, ...]]
"""Translations by context (mostly empty) and English message: one, or one per plural form."""


@dataclass(frozen=True)
class Catalogue:
    """The messages of a language."""

    messages: Messages = field(default_factory=dict)
    plural_expression: str = ENGLISH_PLURAL
    """C expression of ``Plural-Forms``: from a number ``n`` to the index of a form."""

    def translate(self, message: str, context: str = "") -> str:
        """Return the translation, or the English message if there is none."""
        forms = self.messages.get((context, message), (message,))
        return forms[0] if len(forms) == 1 else forms[min(self.plural_form(1), len(forms) - 1)]

    def pgettext(self, context: str, message: str) -> str:
        """Translate a message that is ambiguous without context."""
        return self.translate(message, context)

    def translate_plural(self, number: int, one: str, many: str) -> str:
        """Return the translation in the plural form for ``number``."""
        forms = self.messages.get(("", one))
        if forms is None:
            return one if number == 1 else many
        return forms[min(self.plural_form(number), len(forms) - 1)]

    @cached_property
    def plural_form(self) -> Callable[[int], int]:
        """Return the function from a number to the index of its plural form."""
        return gettext.c2py(self.plural_expression)


def read_catalogue(path: Path, display_path: str) -> Catalogue:
    """Read a ``.po`` file without untranslated and fuzzy messages.

    ``display_path`` is the path for problems. Raises `ContentError`.
    """
    try:
        po_file = read_po(io.BytesIO(read_regular_file(path)), abort_invalid=True, charset="utf-8")
        gettext.c2py(po_file.plural_expr)
    except OSError as error:
        raise ContentError(file_problem(display_path, error)) from None
    except UnicodeDecodeError as error:
        raise ContentError(Problem("catalogue-not-utf-8", display_path, reason=str(error))) from None
    except PoFileError as error:
        raise ContentError(Problem("invalid-catalogue", display_path, error.lineno, reason=str(error))) from None
    except ValueError as error:
        raise ContentError(Problem("invalid-plural-forms", display_path, reason=str(error))) from None
    messages = {}
    for each in po_file:
        one = each.id if isinstance(each.id, str) else each.id[0]
        forms = (each.string,) if isinstance(each.string, str) else tuple(each.string or ())
        if one and forms and all(forms) and not each.fuzzy:
            messages[each.context or "", one] = tuple(map(str, forms))
    return Catalogue(messages, po_file.plural_expr)


def merge_catalogues(catalogues: Iterable[Catalogue]) -> Catalogue:
    """Merge catalogues: earlier ones override messages, the last one defines the plural forms."""
    messages: dict[tuple[str, str], tuple[str, ...]] = {}
    plural_expression = ENGLISH_PLURAL
    for each in reversed(tuple(catalogues)):
        plural_expression = plural_expression if messages else each.plural_expression
        messages |= each.messages
    return Catalogue(messages, plural_expression)
