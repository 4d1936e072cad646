"""Files of the owner's theme under names that no site can have."""

import os
from pathlib import Path

import pytest

from sitegen.build.checks import site_files
from sitegen.model.problems import ContentError
from sitegen.render.static_files import static_files
from tests.conftest import Run
from tests.writing import dialogue

NAMES = {
    b"a\nb.txt": "theme/static/a\\nb.txt: this name holds the end of a line; rename it",
    b"a\rb.txt": "theme/static/a\\rb.txt: this name holds the end of a line; rename it",
    b"\xff.txt": "theme/static/\\xff.txt: this name is not UTF-8; rename it",
    b"\xff/a.txt": "theme/static/\\xff/a.txt: this name is not UTF-8; rename it",
}


def put(theme: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(theme), b"static", name)  # noqa: PTH118 -- bytes
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 -- bytes
    with open(path, "wb") as file:  # noqa: PTH123 -- bytes
        file.write(b"mine")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_the_sites_marker_cannot_list_is_refused(tmp_path: Path, name: bytes):
    put(tmp_path, name)
    with pytest.raises(ContentError) as raised:
        list(static_files([tmp_path]))
    assert str(raised.value.problem) == NAMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_build_refuses_it_in_one_line_and_goes_on_when_it_is_gone(archive: Path, run: Run, name: bytes):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    run("build")
    put(archive / "theme", name)
    result = run("build")
    assert (result.exit_code, result.stderr.splitlines()) == (1, [NAMES[name]])
    os.remove(os.path.join(os.fsencode(archive / "theme"), b"static", name))  # noqa: PTH107, PTH118 -- bytes
    assert run("build").exit_code == 0


@pytest.mark.parametrize("char", "\x0b\x0c\x1c\x85\u2028\u2029")
def test_what_only_python_takes_for_the_end_of_a_line_does_not_come_between_two_builds(
    archive: Path, run: Run, char: str
):
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue("One."))
    put(archive / "theme", f"a{char}b.txt".encode())
    for title in ("One", "Two"):
        (archive / "sitegen.toml").write_text(f'[site]\ntitle = "{title}"\n')
        assert run("build").exit_code == 0
        site = archive / "site"
        assert [each.path for each in site_files.of_site(site)] == [f"{site.as_posix()}/static/a{char}b.txt"]
