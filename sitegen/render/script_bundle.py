"""Bundle ES modules into one classic script: Chromium loads no modules from ``file:``, and it saves requests.

The modules use a subset of JavaScript that needs no parser: each import is one line
``import { a, b } from "./x.js";``, and each export precedes a declaration. Comments are removed, a fifth of the size,
so no line inside a template literal may look like a comment.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.model.problems import ContentError, Problem

_IMPORT = re.compile(r'import \{ ?(\w+(?: as \w+)?(?:, \w+(?: as \w+)?)*) ?\} from "\./([\w.-]+\.js)";')
_ANY_IMPORT = re.compile(r"\s*import\b(?!\.)")
_EXPORT = re.compile(r"export (?=(?:(?:async )?function\*?|class|const) (\w+))")
_ANY_EXPORT = re.compile(r"\s*export\b")
_COMMENT = re.compile(r"^[ \t]*//.*\n|^[ \t]*/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*\n", re.MULTILINE)
_HEADER = """\
// Bundled from the modules of the theme; comments removed.
"use strict";
(() => {
const $modules = {};
"""
_FOOTER = "})();\n"


@dataclass(frozen=True, slots=True)
class Module:
    """One ES module."""

    path: str
    """Path in the archive or the theme, for problems."""
    data: bytes

    @property
    def lines(self) -> list[str]:
        """Return the lines. Raises `ContentError` if the file is not UTF-8."""
        try:
            return self.data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
        except UnicodeDecodeError:
            raise ContentError(Problem("script-not-utf-8", self.path)) from None


def bundle(modules: Mapping[str, Module], entry: str) -> str:
    """Return the module ``entry`` and its imports as one strict script that defines no globals.

    ``modules`` are keyed by file name. Each has its own scope, so a module of an owner's theme may use any names.
    Raises `ContentError` on missing and circular imports, and on unsupported forms of import and export.
    """
    result = _Bundle(modules)
    result.add(entry, ())
    return _HEADER + "".join(result.scripts) + _FOOTER


@dataclass
class _Bundle:
    modules: Mapping[str, Module]
    scripts: list[str] = field(default_factory=list)
    exports: dict[str, list[str]] = field(default_factory=dict)
    """Exported names of the modules added so far, by file name."""

    def add(self, name: str, importers: tuple[str, ...]) -> None:
        module = self.modules[name]
        exports: list[str] = []
        body = [f'\n$modules["{name}"] = (() => {{']
        for number, line in enumerate(module.lines, 1):
            if import_ := _IMPORT.fullmatch(line.rstrip()):
                body.append(self._import_line(import_, module, number, (*importers, name)))
            elif _ANY_IMPORT.match(line):
                raise ContentError(Problem("unsupported-import", module.path, number))
            elif export := _EXPORT.match(line):
                exports.append(export[1])
                body.append(line[export.end() :])
            elif _ANY_EXPORT.match(line):
                raise ContentError(Problem("unsupported-export", module.path, number))
            else:
                body.append(line)
        self.exports[name] = exports
        if exports:
            body.append(f"return {{ {', '.join(exports)} }};")
        self.scripts.append(_COMMENT.sub("", "\n".join([*body, "})();", ""])))

    def _import_line(self, import_: re.Match[str], module: Module, number: int, path: tuple[str, ...]) -> str:
        """Return a declaration that replaces an import; adds the imported module first if it is new."""
        target = import_[2]
        if target not in self.modules:
            raise ContentError(Problem("missing-module", module.path, number, module=target))
        if target in path:
            circle = " → ".join((*path[path.index(target) :], target))
            raise ContentError(Problem("circular-import", module.path, number, modules=circle))
        if target not in self.exports:
            self.add(target, path)
        for name in re.findall(r"(?:^|, )(\w+)", import_[1]):
            if name not in self.exports[target]:
                raise ContentError(Problem("missing-export", module.path, number, module=target, name=name))
        return f'const {{ {import_[1].replace(" as ", ": ")} }} = $modules["{target}"];'
