"""`sitegen search` and its index."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.build.search_index import SearchIndex
from tests.conftest import Run
from tests.waiting import TIMEOUT
from tests.writing import dialogue

SEARCH = Path(".sitegen") / "search"


def write_transcript(archive: Path, name: str, *texts: str) -> None:
    (archive / "content" / "transcripts" / name).write_bytes(dialogue(*texts))


def set_title(archive: Path) -> None:
    """Give all transcripts a title that is not made from their words, which a search finds as well."""
    with (archive / "sitegen.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[transcripts]]\nmatch = "*"\ntitle = "Ada and Kimi"\n')


def hits_of(run: Run, query: str) -> list[str]:
    result = json.loads(run("search", query, "--json", "--limit", "100").output)
    return [f"{hit['conversation']} {hit['number']}" for hit in result["hits"]]


def test_hits_are_shown_with_their_conversation_speaker_words_and_address(archive: Path, run: Run):
    write_transcript(archive, "a.md", "The harbour was dark.", "One light on the water.")
    run("build")
    result = run("search", "lights")
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[1:2] == ["  One light on the water."]
    assert lines[2].startswith("  c/")
    assert "#m-" in lines[2]
    assert lines[-1] == "1 message"


def test_nothing_found_is_exit_status_1(archive: Path, run: Run):
    write_transcript(archive, "a.md", "The harbour was dark.")
    run("build")
    result = run("search", "lighthouse")
    assert (result.exit_code, result.output) == (1, "0 messages\n")


def test_where_no_message_has_all_words_the_closest_and_another_spelling_are_shown(archive: Path, run: Run):
    write_transcript(archive, "a.md", "The harbour was dark.", "One light on the water.")
    run("build")
    result = run("search", "one", "ligth")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[1:3] + lines[5:] == [
        "  One light on the water.",
        "  missing: ligth",
        "No message has all of these words. These come closest.",
        "Did you mean: one light",
        "1 message",
    ]


def test_without_a_build_there_is_a_hint(archive: Path, run: Run):
    result = run("search", "light")
    assert result.exit_code == 1
    assert "There is no readable search index. Run `sitegen build`." in result.output


def test_no_escape_code_of_a_transcript_reaches_the_terminal(archive: Path, run: Run):
    write_transcript(archive, "a.md", "A \x1b[31mred\x1b[0m light \x07 and \u202ebackwards\u202c.")
    run("build")
    output = run("search", "light").output
    assert {char for char in output if not char.isprintable()} == {"\n"}
    assert "␛[31mred" in output


@pytest.mark.parametrize(
    ("source", "query", "snippet"),
    [
        ("A **S**pecific lamp.", '"specific lamp"', "A Specific lamp."),
        ("A [wo](https://example.org/x)rd of it.", "word", "A word of it."),
        ("Call `get`_`lamp` now.", '"call get lamp"', "Call get_lamp now."),
        ("It was ~~un~~likely.", "unlikely", "It was unlikely."),
        ("### Storm **gl**ass\n\nIt fell.", '"storm glass it fell"', "Storm glass It fell."),
        ("| lamp | oil |\n|---|---|\n| one | two |", '"lamp oil one two"', "lamp oil one two"),
        ("one two  \nthree", '"two three"', "one two three"),
        ("a <b>bold</b> claim", '"b bold b claim"', "a <b>bold</b> claim"),
        ("![a **lamp** at sea](https://example.org/l.png)", '"a lamp at sea"', "[image: a lamp at sea]"),
        ("see <https://example.org/tide>", '"example org tide"', "see https://example.org/tide"),
        ("> quoted *wa*ter", "water", "quoted water"),
        ("1. first\n2. sec**ond**", "second", "first second"),
        ("```\nlet *a* = 1\n```", '"let a 1"', "let *a* = 1"),
    ],
)
def test_words_are_found_as_the_page_shows_them(archive: Path, run: Run, source: str, query: str, snippet: str):
    write_transcript(archive, "a.md", source, "Nothing.")
    run("build")
    result = json.loads(run("search", query, "--json").output)
    assert ["".join(part["text"] for part in hit["snippet"]) for hit in result["hits"]] == [snippet]


@pytest.mark.parametrize("query", ["example", "strong", "pecific", "rd"])
def test_signs_and_addresses_that_the_page_does_not_show_are_not_found(archive: Path, run: Run, query: str):
    write_transcript(archive, "a.md", "A **S**pecific [wo](https://example.org/x)rd.")
    run("build")
    assert run("search", query).exit_code == 1


def test_a_broken_query_reports_problems_and_is_searched(archive: Path, run: Run):
    write_transcript(archive, "a.md", "One light on the water.")
    run("build")
    result = run("search", 'light ("on the')
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "query:7: This parenthesis is not closed.",
        "query:8: This quotation is not closed.",
    ]


def test_the_limit_is_kept_and_the_rest_is_counted(archive: Path, run: Run):
    write_transcript(archive, "a.md", *(f"Light number {n}." for n in range(12)))
    run("build")
    assert run("search", "light", "--limit", "3").output.splitlines()[-1] == "3 of 12 messages; use --limit for more"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["light", "tide"], ["1"]),
        (["light", "-tide"], ["2"]),
        (["-tide", "light"], ["2"]),
        (["-tide"], ["2", "3"]),
        (["-night"], ["1", "2"]),
        (["--", "-tide"], ["2", "3"]),
        (["light", "--limit", "1"], ["2"]),
        (["-n1", "light"], ["2"]),
        (["-n", "1", "light"], ["2"]),
        (['"a light"', "tide"], ["1"]),
        (["light", "OR", "night"], ["1", "2", "3"]),
        (["--", "--", "tide"], ["1"]),
    ],
)
def test_words_need_no_quotation_marks_and_may_begin_with_a_hyphen(
    archive: Path, run: Run, arguments: list[str], expected: list[str]
):
    write_transcript(archive, "a.md", "A light, a tide.", "A light.", "A night.")
    set_title(archive)
    run("build")
    result = run("search", "--json", *arguments)
    assert [
        str(hit["number"]) for hit in sorted(json.loads(result.output)["hits"], key=lambda hit: hit["number"])
    ] == expected


def test_a_wrong_option_is_no_word(archive: Path, run: Run):
    write_transcript(archive, "a.md", "A light.")
    run("build")
    result = run("search", "light", "--jsn")
    assert (result.exit_code, "No such option" in result.stderr) == (2, True)
    assert run("search").exit_code == 2


def test_only_current_messages_are_found(archive: Path, run: Run):
    write_transcript(archive, "a.md", "One light.", "Two lights.")
    write_transcript(archive, "b.md", "A harbour light.")
    set_title(archive)
    run("build")
    before = hits_of(run, "light")
    write_transcript(archive, "a.md", "Nothing.", "Two lights.")
    (archive / "content" / "transcripts" / "b.md").unlink()
    run("build")
    assert len(before) == 3
    assert [each.partition(" ")[2] for each in hits_of(run, "light")] == ["2"]


def test_after_many_changes_the_results_are_those_of_a_fresh_build(archive: Path, run: Run):
    for n in range(14):
        write_transcript(archive, f"{n % 5}.md", *(f"Word{k} light {'tide ' * (n % 3)}" for k in range(n + 1)))
        run("build")
    after = run("search", "light tide OR word1", "--json", "--limit", "100").output
    assert len(list((archive / SEARCH / "index").glob("*.seg"))) <= 8
    shutil.rmtree(archive / ".sitegen")
    run("build")
    assert run("search", "light tide OR word1", "--json", "--limit", "100").output == after


def test_the_search_page_and_its_shards_are_those_of_a_fresh_build(archive: Path, run: Run):
    for n in range(4):
        write_transcript(archive, f"{n % 3}.md", *(f"Word{k} light {'tide ' * (n % 3)}" for k in range(n + 1)))
        run("build")
    before = {path.name: path.read_bytes() for path in (archive / "site" / "search").iterdir()}
    shutil.rmtree(archive / ".sitegen")
    shutil.rmtree(archive / "site")
    run("build")
    assert {path.name: path.read_bytes() for path in (archive / "site" / "search").iterdir()} == before


def index_files(archive: Path) -> list[Path]:
    files = (path for path in (archive / SEARCH).rglob("*") if path.is_file() and path.stat().st_size)
    return sorted(path for path in files if path.parent.name != "shards")  # these are of the page


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone"])
def test_a_damaged_index_is_rebuilt(archive: Path, run: Run, damage: str):
    write_transcript(archive, "a.md", "One light.", "Two lights.")
    run("build")
    expected = hits_of(run, "light")
    for n in range(len(index_files(archive))):
        path = index_files(archive)[n]  # a rebuilt segment has other file names
        stat = path.stat()
        data = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(data[: len(data) // 2] if damage == "cut" else b"\xff" * len(data))
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
        run("build")
        assert hits_of(run, "light") == expected, path


@pytest.mark.parametrize("file", ["manifest", "*.trm", "*.pst", "*.toc"])
def test_a_search_repairs_its_index_without_a_build(archive: Path, run: Run, file: str):
    write_transcript(archive, "a.md", "One light.", "Two lights.")
    run("build")
    expected = hits_of(run, "light")
    (path,) = (archive / SEARCH / "index").glob(file)
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert hits_of(run, "light") == expected != []


def test_a_search_indexes_only_conversations_that_changed(archive: Path, run: Run):
    def indexed() -> list[int]:
        counts: list[int] = []
        SearchIndex(archive / ".sitegen").open(counts.append).close()
        return counts

    for n in range(12):
        write_transcript(archive, f"{n}.md", f"Light {n}.", *(["The tide."] * 9))
    run("build")
    assert [indexed(), indexed()] == [[12], []]
    write_transcript(archive, "3.md", "Another light.")
    run("build")
    assert [indexed(), indexed()] == [[1], []]


def test_searches_at_the_same_time_build_the_index_once(archive: Path, run: Run):
    write_transcript(archive, "a.md", "One light.")
    run("build")
    command = [sys.executable, "-m", "sitegen", "search", "light"]
    searches = [subprocess.Popen(command, cwd=archive, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = {search.communicate(timeout=TIMEOUT)[0] for search in searches}
    assert [search.returncode for search in searches] == [0, 0, 0]
    assert len(outputs) == 1
    assert len(list((archive / SEARCH / "index").glob("*.trm"))) == 1


def test_the_index_keeps_no_words_that_became_private(archive: Path, run: Run):
    write_transcript(archive, "a.md", "One light.")
    write_transcript(archive, "b.md", "Some quicksilver.")
    run("build")
    assert len(hits_of(run, "quicksilver")) == 1
    assert any(b"quicksilver" in file.read_bytes() for file in index_files(archive))
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "b.md"\npublish = false\n')
    run("build")
    assert not (archive / SEARCH / "index").exists()
    assert not any(b"quicksilver" in file.read_bytes() for file in index_files(archive))
    assert hits_of(run, "quicksilver") == []
    assert not any(b"quicksilver" in file.read_bytes() for file in index_files(archive))


def test_two_archives_do_not_see_each_other(archive: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    write_transcript(archive, "a.md", "One light.")
    run("build")
    other = archive / "other"
    (other / "content" / "transcripts").mkdir(parents=True)
    write_transcript(other, "b.md", "One harbour.")
    monkeypatch.chdir(other)
    run("build")
    assert hits_of(run, "light") == []
    assert len(hits_of(run, "harbour")) == 1
