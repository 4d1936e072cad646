from pathlib import Path

import pytest

from sitegen.model.problems import Problem, Severity
from sitegen.readers.publish_flag import check_publish_flag
from tests.conftest import Run
from tests.readers.parsed_texts import source
from tests.writing import dialogue


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("publish: false", 2),
        ("title: x\npublish: No", 3),
        ("published: 'off'", 2),
        ("draft: true", 2),
        ("draft: until spring", 2),
        ("private: yes # for now", 2),
        ('"private": true', 2),
        ("Private:true", 2),
        ("  title: x\n  private: true", 3),
        ("# a comment\n\npublish: false", 4),
        ("participants: [A\npublish: false", 3),
        ("publish: flase", 2),
        ("publish: never", 2),
        ('publish: ""', 2),
        ("published: soon", 2),
        ("publsh: false", 2),
        ("pubish: no", 2),
        ("privat: true", 2),
        ("drafts: yes", 2),
        ("visibility: private", 2),
        ("status: draft", 2),
    ],
)
@pytest.mark.parametrize("end", ["---\n\nA: hi\n", "...\nA: hi\n", "\nA: hi\n"])
def test_a_private_transcript_is_detected_even_if_its_front_matter_is_broken(front: str, line: int, end: str):
    text = front.split("\n")[line - 2].strip()
    assert check_publish_flag(source(f"---\n{front}\n{end}")) == Problem(
        "unpublished-by-front-matter"
        if text in ("publish: false", "draft: true", "private: true")
        else "unclear-publish-flag",
        "a.md",
        line,
        text=text,
    )


@pytest.mark.parametrize(
    "text",
    [
        "---\npublish: true\ndraft: false\nprivate: no\n---\nA: hi\n",
        "---\npublished: 2031-02-03\nprivate:\n---\nA: hi\n",
        "---\npublisher: Heron Press\nstatus: final\nvisibility: public\n---\nA: hi\n",
        "---\npublished:\npublishing: true\n---\nA: hi\n",
        "---\nabout: |\n  private: a word\n---\nA: hi\n",
        "---\ntitle: x\n---\nprivate: true\n",
        "---\n\n---\nprivate: true\n",
        "private: true\n",
        "",
    ],
)
def test_other_transcripts_are_not_private(text: str):
    assert check_publish_flag(source(text)) is None


@pytest.mark.parametrize(
    ("text", "severity", "printed"),
    [
        (
            "---\npublish: false\n---\n",
            Severity.NOTE,
            "a.md:2: Not published, because the front matter says 'publish: false'. "
            "Remove this line to publish the transcript.",
        ),
        (
            "---\npublish: flase\n---\n",
            Severity.ERROR,
            "a.md:2: Not published, because 'publish: flase' in the front matter may mean that the transcript is "
            "private. Write `publish: false` to keep it private, or remove the line to publish it.",
        ),
    ],
)
def test_a_clear_flag_is_a_note_and_an_unclear_one_an_error(text: str, severity: Severity, printed: str):
    problem = check_publish_flag(source(text))
    assert problem is not None
    assert (problem.severity, str(problem)) == (severity, printed)


@pytest.mark.parametrize("rule", ["", 'format = "markdown"', 'format = "dialogue"', "publish = true"])
def test_a_private_transcript_is_not_in_the_site_and_is_reported(archive: Path, run: Run, rule: str):
    folder = archive / "content" / "transcripts"
    (folder / "a.md").write_bytes(dialogue("One."))
    (folder / "secret.md").write_bytes(
        b"---\ntitle: canary4711\npublish: false\nparticipants: [Rosa]\n---\n\n" + dialogue("canary4711")
    )
    (archive / "sitegen.toml").write_text(f'[[transcripts]]\nmatch = "secret.md"\n{rule}\n')
    problem = "content/transcripts/secret.md:3: Not published, because the front matter says 'publish: false'."
    built, checked = run("build"), run("check")
    assert (problem in built.output, f"note: {problem}" in checked.output) == (False, True)
    for path in (archive / "site").rglob("*"):
        assert "secret" not in str(path)
        assert path.is_dir() or b"canary4711" not in path.read_bytes()
        assert path.is_dir() or b"secret.md" not in path.read_bytes()
    assert not any(b"canary4711" in path.read_bytes() for path in (archive / ".sitegen").rglob("*.json"))
