"""ES modules → one classic script: Chromium loads no modules from a folder, and one file is one request.

The modules are written in a narrow form, so that joining them needs no parser of JavaScript: imports are
``import { a, b } from "./x.js";``, each on a line of its own, exports stand before a declaration. No text in
backquotes has a line that begins as a comment does: comments are left out, a fifth of what is sent.
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
_HEAD = """\
// Made of modules of the theme, where their comments are.
"use strict";
(() => {
const $modules = {};
"""
_TAIL = "})();\n"


@dataclass(frozen=True, slots=True)
class Module:
    """One ES module."""

    path: str
    """Where an owner finds it, for problems."""
    data: bytes

    @property
    def lines(self) -> list[str]:
        """Its text. Raises `ContentError` where it is not UTF-8."""
        try:
            return self.data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
        except UnicodeDecodeError:
            raise _error(self, None, "this is not UTF-8") from None


def joined(modules: Mapping[str, Module], entry: str) -> str:
    """The module ``entry`` and all that it needs, in that order, as one strict script that leaves no global.

    ``modules`` by file name. Each keeps a scope of its own, so that one from an owner's theme may use any
    names. Raises `ContentError` on an import that leads nowhere or goes in a circle, and on other forms of
    import and export.
    """
    joint = _Joint(modules)
    joint.add(entry, ())
    return _HEAD + "".join(joint.texts) + _TAIL


@dataclass
class _Joint:
    modules: Mapping[str, Module]
    texts: list[str] = field(default_factory=list)
    exports: dict[str, list[str]] = field(default_factory=dict)
    """By file name, of the modules that are in already."""

    def add(self, name: str, importers: tuple[str, ...]) -> None:
        module = self.modules[name]
        exports: list[str] = []
        body = [f'\n$modules["{name}"] = (() => {{']
        for number, line in enumerate(module.lines, 1):
            if found := _IMPORT.fullmatch(line.rstrip()):
                body.append(self._bound(found, module, number, (*importers, name)))
            elif _ANY_IMPORT.match(line):
                remedy = 'write it as import { a, b } from "./x.js"; on one line'
                raise _error(module, number, "this import cannot be followed", remedy)
            elif export := _EXPORT.match(line):
                exports.append(export[1])
                body.append(line[export.end() :])
            elif _ANY_EXPORT.match(line):
                remedy = "write export before function, class, const or async function"
                raise _error(module, number, "this export cannot be followed", remedy)
            else:
                body.append(line)
        self.exports[name] = exports
        if exports:
            body.append(f"return {{ {', '.join(exports)} }};")
        self.texts.append(_COMMENT.sub("", "\n".join([*body, "})();", ""])))

    def _bound(self, found: re.Match[str], module: Module, number: int, path: tuple[str, ...]) -> str:
        """The line that takes the names of an import from a module that went before."""
        target = found[2]
        if target not in self.modules:
            raise _error(module, number, f"{target!r} is not among the modules", "put it beside this file")
        if target in path:
            circle = " → ".join((*path[path.index(target) :], target))
            raise _error(module, number, f"modules import each other in a circle: {circle}")
        if target not in self.exports:
            self.add(target, path)
        for name in re.findall(r"(?:^|, )(\w+)", found[1]):
            if name not in self.exports[target]:
                raise _error(module, number, f"{target!r} exports no {name!r}")
        return f'const {{ {found[1].replace(" as ", ": ")} }} = $modules["{target}"];'


def _error(module: Module, number: int | None, message: str, remedy: str = "") -> ContentError:
    return ContentError(Problem(module.path, number, message, remedy))
