"""Files of an archive are opened in one place only, which never waits for a pipe and never reads a device."""

import ast

from tests.test_layers import MODULES, PACKAGE

READERS = {"open", "read_bytes", "read_text", "fdopen"}
# Parts of the program itself, which nobody replaces by a pipe; new files and a lock of the output; and the guards.
ALLOWED = {
    "build/output.py": {"open", "fdopen"},
    "preview/live_reload.py": {"read_bytes"},
    "render/social_cards/fonts.py": {"read_text"},
    "text/atomic_files.py": {"open", "fdopen"},
    "text/regular_files.py": {"open", "fdopen"},
}


def direct_reads(tree: ast.AST) -> set[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
    methods = {node.func.attr for node in calls if isinstance(node.func, ast.Attribute) and opens_a_file(node)}
    return (names | methods) & READERS


def opens_a_file(call: ast.Call) -> bool:
    """Return whether this is no method ``open`` of something else, such as an index: those of files take a mode."""
    assert isinstance(call.func, ast.Attribute)
    is_os = isinstance(call.func.value, ast.Name) and call.func.value.id in ("os", "io", "codecs")
    takes_mode = not call.args or (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    return call.func.attr != "open" or is_os or takes_mode


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
    for way in ("open(a)", "a.open()", "a.open('rb')", "os.open(a, 0)", "io.open(a)"):
        assert direct_reads(ast.parse(way)) == {"open"}
    for name in READERS - {"open"}:
        assert direct_reads(ast.parse(f"a.b.{name}(c)")) == {name}
    assert direct_reads(ast.parse("Index(a).open(b); self.pairs.open(a, 1); read_regular_file(a); a.read()")) == set()
