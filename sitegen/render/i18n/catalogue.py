"""A language's ``.po`` file → its messages, and which form of a word stands beside a number."""

import gettext
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from sitegen.model.problems import ContentError, Problem

ENGLISH_PLURAL = "(n != 1)"
Messages = Mapping[tuple[str, str], tuple[str, ...]]
"""Context (mostly empty) and English words → the words, for each plural form; of others one."""


@dataclass(frozen=True)
class Catalogue:
    """What a language says."""

    messages: Messages = field(default_factory=dict)
    plural: str = ENGLISH_PLURAL
    """An expression of C, from a number ``n`` to that of a form, as ``Plural-Forms`` has it."""

    def find(self, message: str, context: str = "") -> str:
        """The words, or the English ones where the language has none."""
        forms = self.messages.get((context, message), (message,))
        return forms[0] if len(forms) == 1 else forms[min(self.form(1), len(forms) - 1)]

    def pgettext(self, context: str, message: str) -> str:
        """The same for a message that means something else elsewhere."""
        return self.find(message, context)

    def find_for(self, number: int, one: str, many: str) -> str:
        """The words in the form that stands beside ``number``."""
        forms = self.messages.get(("", one))
        if forms is None:
            return one if number == 1 else many
        return forms[min(self.form(number), len(forms) - 1)]

    @cached_property
    def form(self) -> Callable[[int], int]:
        """A number → which form of a message stands beside it."""
        return gettext.c2py(self.plural)


def read_catalogue(path: Path, shown: str) -> Catalogue:
    """The messages of a file; those that are not translated yet, or only perhaps right, are left out.

    ``shown``: where an owner finds the file. Raises `ContentError`.
    """
    try:
        found = read_po(io.BytesIO(path.read_bytes()), abort_invalid=True, charset="utf-8")
        gettext.c2py(found.plural_expr)
    except OSError as error:
        raise _error(shown, None, f"this file cannot be read: {error.strerror}", "let it be read") from None
    except UnicodeDecodeError as error:
        raise _error(shown, None, f"this file is not UTF-8: {error}", "save it as UTF-8") from None
    except PoFileError as error:
        remedy = "open it with Poedit, or see docs/translating.md"
        raise _error(shown, error.lineno, f"this is no .po file: {error}", remedy) from None
    except ValueError as error:
        remedy = "see docs/translating.md for the plural forms of languages"
        raise _error(shown, None, f"its Plural-Forms cannot be understood: {error}", remedy) from None
    messages = {}
    for each in found:
        one = each.id if isinstance(each.id, str) else each.id[0]
        forms = (each.string,) if isinstance(each.string, str) else tuple(each.string or ())
        if one and forms and all(forms) and not each.fuzzy:
            messages[each.context or "", one] = tuple(map(str, forms))
    return Catalogue(messages, found.plural_expr)


def merged(catalogues: Iterable[Catalogue]) -> Catalogue:
    """All messages, where several have one that of the first; plural forms as the last one counts them."""
    messages: dict[tuple[str, str], tuple[str, ...]] = {}
    plural = ENGLISH_PLURAL
    for each in reversed(tuple(catalogues)):
        plural = plural if messages else each.plural
        messages |= each.messages
    return Catalogue(messages, plural)


def _error(path: str, line: int | None, message: str, remedy: str) -> ContentError:
    return ContentError(Problem(path, line, message, remedy))
