"""Bundling of JavaScript modules."""

from pathlib import Path

import pytest

from sitegen.model.problems import ContentError
from sitegen.render.script_bundle import Module, bundle
from sitegen.render.templates import theme_folder
from sitegen.render.theme_assets import static_files


def modules(**texts: str) -> dict[str, Module]:
    return {f"{name}.js": Module(f"theme/{name}.js", text.encode()) for name, text in texts.items()}


def problem(**texts: str) -> str:
    with pytest.raises(ContentError) as caught:
        bundle(modules(**texts), "page.js")
    return str(caught.value.problem)


def test_imported_modules_come_first_and_once_and_others_are_omitted():
    found = bundle(
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
// Bundled from the modules of the theme; comments removed.
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


def test_line_endings_and_byte_order_marks_change_nothing():
    plain = modules(page='import { a } from "./a.js";\na;\n', a="export const a = `\u2028`;\n")
    other = {
        name: Module(each.path, b"\xef\xbb\xbf" + each.data.replace(b"\n", b"\r\n")) for name, each in plain.items()
    }
    assert bundle(other, "page.js") == bundle(plain, "page.js")


UNSUPPORTED_IMPORT = 'This form of import is not supported. Write import { a, b } from "./x.js"; on one line.'
UNSUPPORTED_EXPORT = (
    "This form of export is not supported. Write export before function, class, const or async function."
)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('import { a } from "./b.js";', "There is no module 'b.js'. Put it in the folder of this file."),
        (
            'import { b } from "./a.js";',
            "'a.js' does not export 'b'. Export the name there, or correct it here.",
        ),
        (
            'import { own } from "./a.js";',
            "'a.js' does not export 'own'. Export the name there, or correct it here.",
        ),
        (
            'import { b as a } from "./a.js";',
            "'a.js' does not export 'b'. Export the name there, or correct it here.",
        ),
        ('import * as a from "./a.js";', UNSUPPORTED_IMPORT),
        ('import a from "./a.js";', UNSUPPORTED_IMPORT),
        ('import "./a.js";', UNSUPPORTED_IMPORT),
        ('import { a } from "../a.js";', UNSUPPORTED_IMPORT),
        ('import { a } from "https://example.org/a.js";', UNSUPPORTED_IMPORT),
        ("import {", UNSUPPORTED_IMPORT),
        ("const own = 2; // of this module", ""),
        ("export default 1;", UNSUPPORTED_EXPORT),
        ("export { b };", UNSUPPORTED_EXPORT),
        ('export * from "./a.js";', UNSUPPORTED_EXPORT),
        ("export let b = 1;", UNSUPPORTED_EXPORT),
    ],
)
def test_unsupported_modules_are_problems_with_their_lines(line: str, message: str):
    texts = {"page": f'import {{ a }} from "./a.js";\n{line}\n', "a": "export const a = 1;\nconst own = 1;\n"}
    if message:
        assert problem(**texts) == f"theme/page.js:2: {message}"
    else:
        bundle(modules(**texts), "page.js")


def test_a_circular_import_is_a_problem():
    found = problem(
        page='import { a } from "./a.js";',
        a='import { b } from "./b.js";\nexport const a = 1;',
        b='import { a } from "./a.js";\nexport const b = 1;',
    )
    assert found == (
        "theme/b.js:1: Modules import each other in a circle: a.js → b.js → a.js. "
        "Move what both need to a third module."
    )


def test_a_script_must_be_utf_8():
    with pytest.raises(ContentError, match=r"theme/page\.js: The script is not UTF-8\. Save it as UTF-8\."):
        bundle({"page.js": Module("theme/page.js", b"\xff")}, "page.js")


def test_the_modules_of_a_theme_become_one_file(tmp_path: Path):
    files = {each.path: each.data.decode("utf-8", "replace") for each in static_files([theme_folder()])}
    assert [path for path in files if path.startswith("static/search/")] == []
    assert "\nimport " not in files["static/search.js"]
    assert "\nexport " not in files["static/search.js"]


def test_a_theme_overrides_one_module(tmp_path: Path):
    (tmp_path / "static" / "search").mkdir(parents=True)
    (tmp_path / "static" / "search" / "invisible_characters.js").write_text(
        "export const spellOutInvisible = String;\nexport function visibleNodes(text) {\n  return [text]; // mine\n}\n"
    )
    own = {each.path: each.data.decode("utf-8", "replace") for each in static_files([tmp_path, theme_folder()])}
    built_in = {each.path: each.data for each in static_files([theme_folder()])}
    assert own.keys() == built_in.keys()
    assert "return [text]; // mine" in own["static/search.js"]
    assert "CONTROL_NAMES" not in own["static/search.js"]


def test_a_theme_overrides_the_whole_script(tmp_path: Path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "search.js").write_text("// mine\n")
    files = {each.path: each.data for each in static_files([tmp_path, theme_folder()])}
    assert files["static/search.js"] == b"// mine\n"


def test_a_faulty_module_of_a_theme_is_a_problem(tmp_path: Path):
    (tmp_path / "static" / "search").mkdir(parents=True)
    (tmp_path / "static" / "search" / "invisible_characters.js").write_text(
        "export const spellOutInvisible = String;\n"
    )
    with pytest.raises(
        ContentError,
        match=r"theme/static/search/hit_markup\.js:6: 'invisible_characters\.js' does not export",
    ):
        list(static_files([tmp_path, theme_folder()]))
