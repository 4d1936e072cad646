"""Modules of JavaScript become one classic script."""

from pathlib import Path

import pytest

from sitegen.model.problems import ContentError
from sitegen.render.script_bundle import Module, joined
from sitegen.render.static_files import static_files
from sitegen.render.templates import theme_folder


def modules(**texts: str) -> dict[str, Module]:
    return {f"{name}.js": Module(f"theme/{name}.js", text.encode()) for name, text in texts.items()}


def problem(**texts: str) -> str:
    with pytest.raises(ContentError) as caught:
        joined(modules(**texts), "page.js")
    return str(caught.value.problem)


def test_what_is_needed_comes_first_and_once_and_nothing_else_comes():
    found = joined(
        modules(
            page='import { b, C } from "./b.js";\nimport { a as first } from "./a.js";\n\nb(first, C);\n',
            b='// b\n\nimport { a } from "./a.js";\n\n/**\n * Of *b*.\n */\nexport function b() {\n'
            "  // dropped\n  a; // kept\n}\nexport class C {}\n",
            a='export const a = 1;\nexport async function d() {}\nconst e = "/** no comment */ // 2";\n',
            other="export const f = 1;\n",
        ),
        "page.js",
    )
    assert (
        found
        == """\
// Made of modules of the theme, where their comments are.
"use strict";
(() => {
const $modules = {};

$modules["a.js"] = (() => {
const a = 1;
async function d() {}
const e = "/** no comment */ // 2";

return { a, d };
})();

$modules["b.js"] = (() => {

const { a } = $modules["a.js"];

function b() {
  a; // kept
}
class C {}

return { b, C };
})();

$modules["page.js"] = (() => {
const { b, C } = $modules["b.js"];
const { a: first } = $modules["a.js"];

b(first, C);

})();
})();
"""
    )


def test_line_ends_and_marks_of_other_systems_change_nothing():
    plain = modules(page='import { a } from "./a.js";\na;\n', a="export const a = `\u2028`;\n")
    other = {
        name: Module(each.path, b"\xef\xbb\xbf" + each.data.replace(b"\n", b"\r\n"))
        for name, each in plain.items()
    }
    assert joined(other, "page.js") == joined(plain, "page.js")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('import { a } from "./b.js";', "'b.js' is not among the modules; put it beside this file"),
        ('import { b } from "./a.js";', "'a.js' exports no 'b'"),
        ('import { own } from "./a.js";', "'a.js' exports no 'own'"),
        ('import { b as a } from "./a.js";', "'a.js' exports no 'b'"),
        ('import * as a from "./a.js";', "this import cannot be followed"),
        ('import a from "./a.js";', "this import cannot be followed"),
        ('import "./a.js";', "this import cannot be followed"),
        ('import { a } from "../a.js";', "this import cannot be followed"),
        ('import { a } from "https://example.org/a.js";', "this import cannot be followed"),
        ("import {", "this import cannot be followed"),
        ("const own = 2; // of this module", ""),
        ("export default 1;", "this export cannot be followed"),
        ("export { b };", "this export cannot be followed"),
        ('export * from "./a.js";', "this export cannot be followed"),
        ("export let b = 1;", "this export cannot be followed"),
    ],
)
def test_what_cannot_be_joined_is_named_with_its_line(line: str, message: str):
    texts = {"page": f'import {{ a }} from "./a.js";\n{line}\n', "a": "export const a = 1;\nconst own = 1;\n"}
    if message:
        assert problem(**texts).startswith(f"theme/page.js:2: {message}")
    else:
        joined(modules(**texts), "page.js")


def test_a_circle_is_named():
    found = problem(
        page='import { a } from "./a.js";',
        a='import { b } from "./b.js";\nexport const a = 1;',
        b='import { a } from "./a.js";\nexport const b = 1;',
    )
    assert found == "theme/b.js:1: modules import each other in a circle: a.js → b.js → a.js"


def test_what_is_not_utf_8_is_named():
    with pytest.raises(ContentError, match=r"theme/page\.js: this is not UTF-8"):
        joined({"page.js": Module("theme/page.js", b"\xff")}, "page.js")


def test_the_themes_modules_become_one_file(tmp_path: Path):
    files = {each.path: each.data.decode("utf-8", "replace") for each in static_files([theme_folder()])}
    assert [path for path in files if path.startswith("static/search/")] == []
    assert "\nimport " not in files["static/search.js"]
    assert "\nexport " not in files["static/search.js"]


def test_a_theme_overrides_one_module(tmp_path: Path):
    (tmp_path / "static" / "search").mkdir(parents=True)
    (tmp_path / "static" / "search" / "invisible_characters.js").write_text(
        "export const shown = String;\nexport function visibleNodes(text) {\n  return [text]; // mine\n}\n"
    )
    own = {
        each.path: each.data.decode("utf-8", "replace") for each in static_files([tmp_path, theme_folder()])
    }
    built_in = {each.path: each.data for each in static_files([theme_folder()])}
    assert own.keys() == built_in.keys()
    assert "return [text]; // mine" in own["static/search.js"]
    assert "CONTROL_NAMES" not in own["static/search.js"]


def test_a_theme_overrides_the_whole_script(tmp_path: Path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "search.js").write_text("// mine\n")
    files = {each.path: each.data for each in static_files([tmp_path, theme_folder()])}
    assert files["static/search.js"] == b"// mine\n"


def test_a_faulty_module_of_a_theme_is_named(tmp_path: Path):
    (tmp_path / "static" / "search").mkdir(parents=True)
    (tmp_path / "static" / "search" / "invisible_characters.js").write_text("export const shown = String;\n")
    with pytest.raises(
        ContentError, match=r"theme/static/search/hit_markup\.js:5: 'invisible_characters\.js' exports no"
    ):
        list(static_files([tmp_path, theme_folder()]))
