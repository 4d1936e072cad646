"""`sitegen search`, and what a build keeps for it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.writing import dialogue

SEARCH = Path(".sitegen") / "search"


def put(archive: Path, name: str, *texts: str) -> None:
    (archive / "content" / "transcripts" / name).write_bytes(dialogue(*texts))


def found(run: Run, query: str) -> list[str]:
    result = json.loads(run("search", query, "--json", "--limit", "100").output)
    return [f"{hit['conversation']} {hit['number']}" for hit in result["hits"]]


def test_hits_are_shown_with_their_conversation_speaker_words_and_address(archive: Path, run: Run):
    put(archive, "a.md", "The harbour was dark.", "One light on the water.")
    run("build")
    result = run("search", "lights")
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[1:2] == ["  One light on the water."]
    assert lines[2].startswith("  c/")
    assert "#m-" in lines[2]
    assert lines[-1] == "1 message"


def test_nothing_found_is_exit_status_1(archive: Path, run: Run):
    put(archive, "a.md", "The harbour was dark.")
    run("build")
    result = run("search", "lighthouse")
    assert (result.exit_code, result.output) == (1, "0 messages\n")


def test_without_a_build_the_remedy_is_named(archive: Path, run: Run):
    result = run("search", "light")
    assert result.exit_code == 1
    assert "there is no search index here that can be read; make it with `sitegen build`" in result.output


def test_no_escape_code_of_a_transcript_reaches_the_terminal(archive: Path, run: Run):
    put(archive, "a.md", "A \x1b[31mred\x1b[0m light \x07 and \u202ebackwards\u202c.")
    run("build")
    output = run("search", "light").output
    assert {char for char in output if not char.isprintable()} == {"\n"}
    assert "\\x1b[31mred" in output


def test_a_broken_query_says_where_and_is_searched_all_the_same(archive: Path, run: Run):
    put(archive, "a.md", "One light on the water.")
    run("build")
    result = run("search", 'light ("on the')
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "query:7: this parenthesis is not closed",
        "query:8: this quotation is not closed",
    ]


def test_the_limit_holds_and_the_rest_is_counted(archive: Path, run: Run):
    put(archive, "a.md", *(f"Light number {n}." for n in range(12)))
    run("build")
    assert (
        run("search", "light", "--limit", "3").output.splitlines()[-1]
        == "3 of 12 messages; more with --limit"
    )


def test_only_what_the_archive_holds_now_is_found(archive: Path, run: Run):
    put(archive, "a.md", "One light.", "Two lights.")
    put(archive, "b.md", "A harbour light.")
    run("build")
    before = found(run, "light")
    put(archive, "a.md", "Nothing.", "Two lights.")
    (archive / "content" / "transcripts" / "b.md").unlink()
    run("build")
    assert len(before) == 3
    assert [each.partition(" ")[2] for each in found(run, "light")] == ["2"]


def test_after_many_changes_the_answers_are_those_of_a_fresh_build(archive: Path, run: Run):
    for n in range(14):
        put(archive, f"{n % 5}.md", *(f"Word{k} light {'tide ' * (n % 3)}" for k in range(n + 1)))
        run("build")
    after = run("search", "light tide OR word1", "--json", "--limit", "100").output
    assert len(list((archive / SEARCH / "index").glob("*.seg"))) <= 8
    shutil.rmtree(archive / ".sitegen")
    run("build")
    assert run("search", "light tide OR word1", "--json", "--limit", "100").output == after


def test_the_search_page_and_its_shards_are_those_of_a_fresh_build(archive: Path, run: Run):
    for n in range(4):
        put(archive, f"{n % 3}.md", *(f"Word{k} light {'tide ' * (n % 3)}" for k in range(n + 1)))
        run("build")
    before = {path.name: path.read_bytes() for path in (archive / "site" / "search").iterdir()}
    shutil.rmtree(archive / ".sitegen")
    shutil.rmtree(archive / "site")
    run("build")
    assert {path.name: path.read_bytes() for path in (archive / "site" / "search").iterdir()} == before


def files_of_the_index(archive: Path) -> list[Path]:
    return sorted(path for path in (archive / SEARCH).rglob("*") if path.is_file() and path.stat().st_size)


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone"])
def test_a_damaged_index_is_made_anew(archive: Path, run: Run, damage: str):
    put(archive, "a.md", "One light.", "Two lights.")
    run("build")
    expected = found(run, "light")
    for n in range(len(files_of_the_index(archive))):
        path = files_of_the_index(archive)[n]  # those of a segment have other names when it is made anew
        stat = path.stat()
        data = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(data[: len(data) // 2] if damage == "cut" else b"\xff" * len(data))
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
        run("build")
        assert found(run, "light") == expected, path


def test_two_archives_do_not_see_each_other(archive: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    put(archive, "a.md", "One light.")
    run("build")
    other = archive / "other"
    (other / "content" / "transcripts").mkdir(parents=True)
    put(other, "b.md", "One harbour.")
    monkeypatch.chdir(other)
    run("build")
    assert found(run, "light") == []
    assert len(found(run, "harbour")) == 1
