"""Check that rooms import downwards only: the order of ROOMS is the architecture (docs/architecture.md)."""

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import sitegen

PACKAGE = Path(sitegen.__file__).parent

# A room may import the rooms below it, never those above.
ROOMS = (
    "cli",
    "publish",
    "preview",
    "build",
    "render",
    "search",
    "quotes",
    "archive",
    "readers",
    "blocks",
    "privacy",
    "permalinks",
    "text",
    "model",
)
RANK = {room: rank for rank, room in enumerate(("__main__", *ROOMS))}

# The only rooms that know a library, so that it could be replaced there.
KEEPERS = {
    "click": {"cli"},
    "jinja2": {"render"},
    "markdown_it": {"render", "quotes", "blocks"},
    "mdit_py_plugins": {"render", "quotes"},
    "PIL": {"render", "privacy"},
    "rapidfuzz": {"permalinks", "quotes"},
    "pygments": {"render"},
    "yaml": {"readers", "text"},
    "charset_normalizer": {"text"},
    "anyascii": {"text"},
    "babel": {"render"},
    "wcwidth": {"text", "blocks", "render"},
    "filelock": {"build"},
    "whoosh": {"search"},
    "regex": {"text", "search", "archive", "privacy"},
    "watchfiles": {"preview"},
    "phonenumbers": {"privacy"},
    "snowballstemmer": {"search"},
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@cache
def imports(path: Path) -> set[tuple[str, ...]]:
    """Every imported module as its dotted parts; of ``from sitegen import x`` the module ``x``."""
    found: set[tuple[str, ...]] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {tuple(name.name.split(".")) for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "sitegen":
            found |= {("sitegen", name.name) for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(tuple(node.module.split(".")))
    return found


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_from_the_rooms_below_it(path: Path):
    own = room(path)
    others = {parts[1] for parts in imports(path) if parts[0] == "sitegen" and parts[1:]} - {
        own,
        "__version__",
    }
    assert {other for other in others if RANK[other] < RANK[own]} == set()


@pytest.mark.parametrize("library", KEEPERS)
def test_a_library_is_known_in_its_room_only(library: str):
    users = {room(path) for path in MODULES if any(parts[0] == library for parts in imports(path))}
    assert users <= KEEPERS[library]


def test_every_room_is_listed():
    assert {room(path) for path in MODULES} == set(RANK)


def test_no_two_public_classes_share_a_name():
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(path.relative_to(PACKAGE).as_posix())
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_import_needs_another_name():
    renamed = [
        f"{path.relative_to(PACKAGE).as_posix()}: {alias.name} as {alias.asname}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sitegen")
        for alias in node.names
        if alias.asname
    ]
    assert renamed == []


def test_no_modules_import_each_other_in_a_circle():
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in MODULES}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    graph = {
        name: {
            target
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
            for target in (f"{node.module}.{alias.name}", node.module)
            if target in names and target != name
        }
        for name, path in names.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError
