"""Files of an archive are opened in one place only, which never waits for a pipe and never reads a device."""

import ast

from tests.test_layers import MODULES, PACKAGE

READERS = {"open", "read_bytes", "read_text", "fdopen"}
# Parts of the program itself, which nobody replaces by a pipe; and the guards.
ALLOWED = {
    "preview/live_reload.py": {"read_bytes"},
    "render/social_cards/fonts.py": {"read_text"},
    "text/atomic_files.py": {"open", "fdopen"},
    "text/regular_files.py": {"open", "fdopen"},
}
OTHER_OPENERS = {"SearchIndex", "tildes", "webbrowser", "Image"}


def direct_reads(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS:
            found.add(node.func.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
            owner = node.func.value.func if isinstance(node.func.value, ast.Call) else node.func.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if name.strip("_") not in OTHER_OPENERS:
                found.add(node.func.attr)
    return found


def reads_its_package(tree: ast.AST) -> bool:
    """Return whether the module reads data of the package, which `importlib.resources` finds."""
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("importlib") for node in ast.walk(tree)
    )


def test_no_module_reads_a_file_past_the_guard():
    reads = {
        path.relative_to(PACKAGE).as_posix(): found
        for path in MODULES
        if (found := direct_reads(tree := ast.parse(path.read_text("utf-8"))))
        if not (found <= {"read_text", "read_bytes"} and reads_its_package(tree))
    }
    assert reads == ALLOWED


def test_every_way_to_read_a_file_is_seen():
    ways = "open(a); a.open(); a.read_bytes(); a.read_text(); os.open(a, 0); os.fdopen(3)"
    assert direct_reads(ast.parse(ways)) == READERS
    assert direct_reads(ast.parse("SearchIndex(a).open(b); read_regular_file(a); opened.read()")) == set()
