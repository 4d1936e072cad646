"""Who may import whom: the rooms stand in the order of the data flow, and nobody reaches forward."""

import ast
from functools import cache
from pathlib import Path

import pytest

import sitegen

PACKAGE = Path(sitegen.__file__).parent

# A room may import the rooms above it, never its neighbours in the same line or anything below.
FLOW = (
    ("errors",),
    ("model",),
    ("normal", "invisible", "language", "fences", "as_json", "toml", "yaml_head", "models", "secrets", "art"),
    ("hashes", "atomic", "tildes"),
    ("slugs", "sketches", "folded", "languages", "tilde_rules"),
    ("permalinks",),
    ("anchors",),
    ("settings", "typography", "passages"),
    ("citations", "pictures"),
    ("encoding", "fragments"),
    ("source",),
    ("commands", "events"),
    ("readers", "blocks"),
    ("essays",),
    ("transcript",),
    ("excerpt", "overlaps"),
    ("ledger",),
    ("redaction",),
    ("summary", "twin", "places", "search", "withdrawal", "exposure"),
    ("addresses",),
    ("fates",),
    ("topics", "listing", "quotes"),
    ("collection", "periods"),
    ("statistics",),
    ("render",),
    ("discovery",),
    ("verdict_lines",),
    ("quoting",),
    ("publication", "workers", "archive", "theme_words"),
    ("inventory", "kit"),
    ("gate",),
    ("write",),
    ("memory",),
    ("memory_json",),
    ("cache",),
    ("finder",),
    ("records", "quote_shelf", "asking", "refusals"),
    ("own_words",),
    ("misquotes", "disclosures"),
    ("oversights",),
    ("check", "mending", "citing"),
    ("overview",),
    ("build", "init"),
    ("serve", "publish", "terminal"),
    ("roll", "accepting"),
    ("cli",),
    ("__main__",),
)
RANK = {room: rank for rank, line in enumerate(FLOW) for room in line}

# The only rooms that know a library, so that it could be replaced there.
KEEPERS = {
    "click": {"cli", "terminal"},
    "jinja2": {"render"},
    "markdown_it": {"render", "quotes", "tilde_rules"},
    "mdit_py_plugins": {"render", "quotes"},
    "PIL": {"pictures"},
    "rapidfuzz": {"ledger", "quotes"},
    "pygments": {"render"},
    "yaml": {"readers", "yaml_head"},
    "charset_normalizer": {"encoding"},
    "anyascii": {"slugs"},
    "babel": {"languages"},
    "wcwidth": {"encoding", "art", "render"},
    "filelock": {"cache"},
    "whoosh": {"search"},
    "lxml": {"fragments"},
    "regex": {"search", "settings", "redaction"},
    "watchfiles": {"serve"},
    "detect_secrets": {"secrets"},
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


MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_from_the_rooms_before_it(path: Path):
    own = room(path)
    others = {parts[1] for parts in imports(path) if parts[0] == "sitegen" and parts[1:]} - {
        own,
        "__version__",
    }
    assert {other for other in others if RANK[other] >= RANK[own]} == set()


@pytest.mark.parametrize("library", KEEPERS)
def test_a_library_is_known_in_its_room_only(library: str):
    users = {room(path) for path in MODULES if any(parts[0] == library for parts in imports(path))}
    assert users <= KEEPERS[library]


def test_every_room_has_its_place_in_the_flow():
    assert {room(path) for path in MODULES} == set(RANK)
