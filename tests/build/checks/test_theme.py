"""Problems of the owner's theme: names that override nothing, and broken templates."""

import shutil
from pathlib import Path

import pytest

from sitegen.build.checks.theme import check_theme
from sitegen.render.templates import theme_folder

DID_YOU_MEAN = "Nothing uses this part of the theme. Did you mean"


def problems(theme: Path, **files: str) -> list[str]:
    for name, text in files.items():
        file = theme / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return [str(each) for each in check_theme(theme)]


MISSPELLED = {
    "template/home.html": ("template", "templates"),
    "Templates/home.html": ("Templates", "templates"),
    "tempaltes/home.html": ("tempaltes", "templates"),
    "statics/a.css": ("statics", "static"),
    "language/de.po": ("language", "languages"),
    "templates/hom.html": ("templates/hom.html", "home.html"),
    "templates/converstaion.html": ("templates/converstaion.html", "conversation.html"),
    "templates/Home.html": ("templates/Home.html", "home.html"),
    "templates/base.htm": ("templates/base.htm", "base.html"),
    "templates/blocks/proze.html": ("templates/blocks/proze.html", "blocks/prose.html"),
    "templates/block/art.html": ("templates/block/art.html", "blocks/art.html"),
}


@pytest.mark.parametrize("name", MISSPELLED)
def test_a_name_that_is_almost_one_of_the_built_in_theme_is_reported(tmp_path: Path, name: str):
    path, suggestion = MISSPELLED[name]
    assert problems(tmp_path / "theme", **{name: ""}) == [f"theme/{path}: {DID_YOU_MEAN} {suggestion}?"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"README.md": "", "LICENSE": "", "Makefile": ""},
        {"static/stile.css": "", "static/templates/home.htm": "", "source/art.psd": "", "fonts/a.woff2": ""},
        {"templates/home.html": "", "templates/blocks/art.html": "", "languages/de.po": ""},
        {"templates/my_part.html": "", "templates/partials/portrait.html": ""},
        {"templates/home.html": '{% include "homes.html" %}', "templates/homes.html": ""},
        {"templates/home.html": "", "templates/home2.html": ""},  # a copy that is kept
        {".templates/home.html": "", "templates/.home.html.swp": ""},
    ],
)
def test_other_names_are_the_owners_own(tmp_path: Path, files: dict[str, str]):
    assert problems(tmp_path / "theme", **files) == []


def test_a_template_with_a_fault_is_reported_without_a_build(tmp_path: Path):
    theme = tmp_path / "theme"
    found = problems(
        theme,
        **{
            "templates/home.html": "<p>\n{% if %}",
            "templates/blocks/art.html": "{{ block|shout }}",
            "templates/404.html": "{{ page }}",
            "templates/mine.html": "{% endfor %}",
        },
    )
    correct = "Correct it, or delete the file to use the built-in template."
    assert sorted(found) == [
        f"theme/templates/blocks/art.html:1: Error in the template: No filter named 'shout'. {correct}",
        f"theme/templates/home.html:2: Error in the template: Expected an expression, got 'end of statement block'. {correct}",
        "theme/templates/mine.html:1: Error in the template: Encountered unknown tag 'endfor'. " + correct,
    ]


def test_a_template_that_is_not_utf_8_is_reported(tmp_path: Path):
    theme = tmp_path / "theme"
    (theme / "templates").mkdir(parents=True)
    (theme / "templates" / "home.html").write_bytes(b"caf\xe9")
    assert problems(theme) == ["theme/templates/home.html: The template is not UTF-8. Save it as UTF-8."]


def test_copies_of_all_built_in_templates_are_right(tmp_path: Path):
    shutil.copytree(theme_folder() / "templates", tmp_path / "theme" / "templates")
    assert list(check_theme(tmp_path / "theme")) == []
