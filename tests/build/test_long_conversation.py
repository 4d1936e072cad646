"""A long conversation in a built site: its parts, quotes and addresses."""

import json
from pathlib import Path

from sitegen.archive.folder import open_archive
from tests.building import build
from tests.writing import dialogue


def test_a_quoted_message_in_a_later_part_is_highlighted_and_found(archive: Path):
    words = [f"The gauge showed {n} metres at noon. " + "salt " * 400 for n in range(1000)]
    (archive / "content" / "transcripts" / "a.md").write_bytes(dialogue(*words))
    build(open_archive(archive), archive / "site")
    export = json.loads((archive / "site" / "c" / "ada-bob.json").read_text("utf-8"))
    anchor = export["messages"][900]["anchor"]
    (archive / "content" / "essays").mkdir(exist_ok=True)
    (archive / "content" / "essays" / "gauge.md").write_text(
        f"# The gauge\n\n> The gauge showed 900 metres at noon.\n>\n> — [Ada](../transcripts/a.md#{anchor})\n", "utf-8"
    )
    report = build(open_archive(archive), archive / "site")
    assert [each.code for each in report.problems if "quot" in each.code] == []
    essay = (archive / "site" / "essays" / "gauge.html").read_text("utf-8")
    assert f"../c/ada-bob.html#{anchor}" in essay
    first, *others = (
        path.read_text("utf-8")
        for path in sorted((archive / "site" / "c").glob("ada-bob*.html"), key=lambda p: len(p.name))
    )
    (part,) = (each for each in others if f'<article class="message" id="{anchor}"' in each)
    quote = part.partition('<mark class="q" id="')[2].partition('"')[0]
    assert quote.startswith("q-")
    assert f'<i id="{quote}"></i>' in first
    assert f'<i id="{anchor}"></i>' in first
    assert "The gauge showed 900 metres at noon." in part
