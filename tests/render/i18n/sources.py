"""Messages of the interface, as `make_languages.py` extracts them."""

import importlib.util
from functools import cache
from types import ModuleType

from babel.messages import Catalog

from sitegen.render.templates import theme_folder

LANGUAGES = theme_folder() / "languages"
TAGS = sorted(path.stem for path in LANGUAGES.glob("*.po"))


@cache
def make_languages() -> ModuleType:
    """Import ``make_languages.py``, which is not part of the package."""
    spec = importlib.util.spec_from_file_location("make_languages", LANGUAGES / "make_languages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def interface_messages() -> Catalog:
    """Return all messages of templates, code and scripts."""
    catalog: Catalog = make_languages().extract_messages()
    return catalog


def bracketed_catalogue() -> bytes:
    """Return a ``.po`` file that puts every message into brackets, to find text that is not translated."""
    catalog = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for each in interface_messages():
        if each.id and not (each.context or "").startswith("date"):
            forms = tuple(f"⟪{form}⟫" for form in each.id) if each.pluralizable else f"⟪{each.id}⟫"
            catalog.add(each.id, forms, context=each.context)
    data: bytes = make_languages().serialize(catalog)
    return data
