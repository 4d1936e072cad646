from pathlib import Path

import pytest

from tests.conftest import Run

TALK = b"**Rosa:** hi\n\n**Lantern:** yes\n\n**Rosa:** one\n\n**Lantern:** two\n"


@pytest.mark.parametrize(
    ("rules", "note"),
    [
        ("", "note: sitegen.toml: 2 transcripts have a date only in the file name, such as a_20310203_040506.txt."),
        (
            '[[transcripts]]\nmatch = "a_*"\ndate_from_file_name = false\n',
            "note: sitegen.toml: 1 transcript has a date only in the file name, such as b 2031-02-04.md.",
        ),
        ('[[transcripts]]\nmatch = "*"\ndate_from_file_name = true\n', None),
    ],
)
def test_the_dates_in_file_names_are_offered_once(archive: Path, run: Run, rules: str, note: str | None):
    folder = archive / "content" / "transcripts"
    for name, head in {
        "a_20310203_040506.txt": b"",
        "b 2031-02-04.md": b"One\n===\n",
        "c_20310205.md": b"Date: 2031-02-01\n\n",
        "gpt-4o-2024-08-06.md": b"",
    }.items():
        (folder / name).write_bytes(head.replace(b"One\n===\n", b"# One\n\n") + TALK.replace(b"hi", name.encode()))
    (archive / "sitegen.toml").write_text(rules)
    output = run("check").output
    assert (note in output) if note else ("file name" not in output)
    assert output.count("only in the file name") == (note is not None)
