"""The filters and globals of templates, including those of an owner's theme."""

from pathlib import Path

import pytest

from sitegen.model.problems import ContentError
from sitegen.render.templates import create_environment


def rendered(tmp_path: Path, template: str, **values: object) -> str:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "x.html").write_text(template)
    return create_environment([tmp_path]).get_template("x.html").render(**values)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ text }}", "&lt;⟦U+202E⟧&#34;"),
        ('<p title="{{ text }}">', '<p title="&lt;⟦U+202E⟧&#34;">'),
        (
            "{{ text|visible }}",
            '&lt;<span class="invisible" title="RIGHT-TO-LEFT OVERRIDE">⟦U+202E⟧</span>&#34;',
        ),
        ("{{ 'x' ~ text }}", "x&lt;⟦U+202E⟧&#34;"),
        ("{{ 1|count('message') }}, {{ 1204|count('message') }}", "1 message, 1,204 messages"),
        ("{{ '2026-01-04T21:13:46'|day }}", "4 Jan 2026"),
        (
            "{{ '2026-01'|month }} {{ '2026'|month }} {{ '2026-12-p3'|month }}",
            "January 2026 2026 December 2026, part 3",
        ),
        ("{{ 'undated'|month }}; {{ 'undated-p2'|month }}", "Undated; Undated, part 2"),
        ("{{ '2026-01-04T21:13:46'|date_time }}", "2026-01-04 21:13:46"),
        ("{{ permalinks.relative('c/x.html', permalinks.HOME) }}", "../index.html"),
    ],
)
def test_templates_escape_and_format_values(tmp_path: Path, template: str, expected: str):
    assert rendered(tmp_path, template, text='<\u202e"') == expected


def test_an_unknown_name_is_an_error(tmp_path: Path):
    with pytest.raises(ContentError, match=r"/templates/x\.html:1: Error in the template: 'lamp' is undefined\."):
        rendered(tmp_path, "{{ lamp }}")
