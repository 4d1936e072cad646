"""What the program says, as the script beside the ``.po`` files finds it."""

import importlib.util
from functools import cache
from types import ModuleType

from babel.messages import Catalog

from sitegen.render.templates import theme_folder

LANGUAGES = theme_folder() / "languages"
TAGS = sorted(path.stem for path in LANGUAGES.glob("*.po"))


@cache
def maker() -> ModuleType:
    """``make_languages.py``, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("make_languages", LANGUAGES / "make_languages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def said() -> Catalog:
    """Every message of templates, code and scripts."""
    found: Catalog = maker().said()
    return found


def wrapped() -> bytes:
    """A ``.po`` file that says every message in brackets: what stands outside of them was never asked for."""
    catalog = Catalog(locale="en", charset="utf-8", fuzzy=False)
    for each in said():
        if each.id and not (each.context or "").startswith("date"):
            forms = tuple(f"⟪{form}⟫" for form in each.id) if each.pluralizable else f"⟪{each.id}⟫"
            catalog.add(each.id, forms, context=each.context)
    made: bytes = maker().written(catalog)
    return made
