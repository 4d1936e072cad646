"""Test quotations of essays in whole builds and checks."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sitegen.archive.folder import open_archive
from sitegen.model.problems import Severity
from sitegen.quotes.backlinks import verify_requests
from sitegen.render.blocks import MessageBody
from sitegen.render.conversation_page import ConversationPages
from sitegen.render.markdown import MarkdownRenderer
from tests.building import TODAY, build
from tests.conftest import Run
from tests.permalinks.ledger.test_addresses import TALK, anchors, build_site, errors, page, write_transcript
from tests.writing import dialogue

HEAD = "---\ntitle: On gulls\n---\n\n"
DRAWING = "```\n+----+  /\\\n| ab |  \\/\n+----+\n```"


@pytest.fixture
def talk(archive: Path) -> dict[str, str]:
    """Build an archive with one conversation; return its anchors by text."""
    write_transcript(
        archive,
        "a.md",
        *TALK,
        f"Look:\n\n{DRAWING}",
        "The **last** of it: *three* gulls & a «crab».\n\n- one\n- two",
    )
    build_site(archive)
    return {text: anchor for anchor, text in anchors(archive).items()}


def essay(archive: Path, text: str, name: str = "gulls.md") -> Path:
    file = archive / "content" / "essays" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD + text, "utf-8")
    return file


def essay_problems(archive: Path) -> list[str]:
    return [str(each) for each in build_site(archive).problems if each.path.startswith("content/essays")]


def test_a_valid_quote_is_highlighted_in_its_page_and_linked_back(archive: Path, talk: dict[str, str]):
    anchor = talk[TALK[0]]
    essay(
        archive,
        f"First.\n\nShe said “I counted the gulls on the breakwater” ([here](c/ada-bob.html#{anchor})).\n",
    )
    assert essay_problems(archive) == []
    (mark,) = re.findall(r'<mark class="q" id="(q-[a-z2-7]{7})">([^<]*)</mark>', page(archive))
    assert mark[1] == "I counted the gulls on the breakwater"
    assert re.search(
        r'<footer class="quoted">.*Quoted in: <a href="../essays/gulls.html#p-2"><bdi>On gulls</bdi></a> \(paragraph 2\)',
        page(archive),
        re.DOTALL,
    )
    assert "Quoted in 1 essay" in page(archive)
    card = (archive / "site" / "q" / f"{mark[0]}.html").read_text("utf-8")
    assert "I counted the gulls on the breakwater" in card
    assert f'href="../c/ada-bob.html#{mark[0]}"' in card
    assert (archive / "site" / "q" / f"{mark[0]}.png").read_bytes().startswith(b"\x89PNG")
    assert mark[0] in (archive / "site" / "quoted.html").read_text("utf-8")
    backlinks = json.loads((archive / "site" / "backlinks.json").read_bytes())
    assert backlinks["pages"]["c/ada-bob.html"] == [
        {
            "address": f"c/ada-bob.html#{anchor}",
            "essays": [{"address": "essays/gulls.html#p-2", "title": "On gulls", "paragraph": 2, "quote": mark[0]}],
        }
    ]


def test_cards_and_the_list_show_the_emphasis_of_the_message(archive: Path, talk: dict[str, str]):
    (anchor,) = (anchor for text, anchor in talk.items() if "crab" in text)
    link = f"([here](c/ada-bob.html#{anchor}))"
    essay(archive, f"“last of it: three gulls” {link}\n\n“of it: *three* gulls & a” {link}\n\n“one two” {link}\n")
    assert essay_problems(archive) == []
    site = archive / "site"
    shown = [
        "<p><strong>last</strong> of it: <em>three</em> gulls</p>",
        "<p>of it: <em>three</em> gulls &amp; a</p>",
        "<ul><li>one</li><li>two</li></ul>",
    ]
    listed = (site / "quoted.html").read_text("utf-8")
    cards = "".join(each.read_text("utf-8") for each in (site / "q").glob("q-*.html"))
    assert [(each, listed.count(each), cards.count(each)) for each in shown] == [(each, 1, 1) for each in shown]
    assert "*" not in cards


def test_a_page_differs_only_in_highlights(archive: Path, talk: dict[str, str]):
    before = page(archive)
    essay(archive, f"“The last of it: three gulls & a «crab».” [x](c/ada-bob.html#{list(talk.values())[-1]})\n")
    assert essay_problems(archive) == []
    after = page(archive)
    assert after.count("<mark") == 5  # emphasis and entities divide the text
    plain = re.sub(r"</?mark[^>]*>|<footer class=\"quoted\">.*?</footer>\n?", "", after, flags=re.DOTALL)
    plain = re.sub(r"<details class=\"notes\">\s*<summary>Quoted in.*?</details>\n?", "", plain, flags=re.DOTALL)
    assert plain.partition("<main")[2].split() == before.partition("<main")[2].split()


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("“I counted the crabs on the breakwater”", "“I counted the crabs on the breakwater” is not in {address}. Difference: “"),
        ("“Eleven is what you said yesterday, and yesterday there was fog”", "” is in c/ada-bob.html#{other}, not in {address}. Run `sitegen check --fix` to update the link."),
        ("“Nobody has ever uttered this particular sentence here”", "“Nobody has ever uttered this particular sentence here” is not in {address}. "),
        ("“I did not count the gulls on the breakwater”", "” is not in {address}. Difference: “"),
    ],
    ids=["altered", "moved", "missing", "not"],
)  # fmt: skip
def test_a_misquote_is_a_problem_and_has_no_highlight(
    archive: Path, talk: dict[str, str], run: Run, written: str, problem: str
):
    anchor = talk[TALK[0]]
    address = f"c/ada-bob.html#{anchor}"
    essay(archive, f"One.\n\nShe said {written} ([here]({address})).\n")
    (found,) = essay_problems(archive)
    assert found.startswith("content/essays/gulls.md:7: ")
    assert problem.format(address=address, other=talk[TALK[1]]) in found
    assert "<mark" not in page(archive)
    assert "Quoted in" not in page(archive)
    assert [*(archive / "site" / "q").glob("q-*")] == []
    assert essay_problems(archive) == [found]  # reported again by a build without changes
    assert run("build", "--strict").exit_code == 1
    checked = run("check")
    assert checked.exit_code == 1
    assert found in checked.stdout
    (entry,) = [each for each in json.loads(run("check", "--json").stdout) if each["severity"] == "error"]
    assert (entry["path"], entry["line"]) == ("content/essays/gulls.md", 7)


def test_changed_words_in_the_transcript_fail_the_quote(archive: Path, talk: dict[str, str]):
    essay(archive, f"“I counted the gulls on the breakwater” [x](c/ada-bob.html#{talk[TALK[0]]})\n")
    assert essay_problems(archive) == []
    write_transcript(archive, "a.md", TALK[0].replace("gulls", "terns"), *TALK[1:])
    (found,) = essay_problems(archive)
    assert "is not in c/ada-bob.html" in found


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("c/ada-bob.html#{0}", "Good morning. I counted […] on the breakwater"),
        ("../c/ada-bob.html#{0}", "[g]ood morning. I counted the gulls"),
        ("../transcripts/a.md#{0}", "I counted the [grey] gulls on the breakwater"),
        ("https://me.example/archive/c/ada-bob.html#{0}", "I counted the gulls … there are eleven."),
        ("c/ada-bob.html#{2}", "ack"),
        ("c/ada-bob.html#{0}..{1}", "there are eleven. Eleven is what you said yesterday"),
        ("c/ada-bob.html#{0}:~:text=gulls", "I counted the gulls"),
    ],
)
def test_all_forms_of_links_and_editorial_marks_are_valid(archive: Path, talk: dict[str, str], link: str, words: str):
    (archive / "sitegen.toml").write_text('[site]\nurl = "https://me.example/archive"\n')
    places = list(anchors(archive))
    essay(archive, f"> {words}\n>\n> — [Ada]({link.format(*places)})\n")
    assert [each for each in essay_problems(archive) if "note" not in each] == []
    assert '<mark class="q" id="q-' in page(archive)


def test_a_drawing_is_quoted_by_its_id(archive: Path, talk: dict[str, str]):
    anchor = next(anchor for text, anchor in talk.items() if text.startswith("Look"))
    essay(archive, f"{DRAWING}\n\n— [a house](c/ada-bob.html#{anchor}-a1)\n")
    assert essay_problems(archive) == []


def test_former_slugs_and_anchors_are_resolved(archive: Path, talk: dict[str, str]):
    essay(archive, f"“I counted the gulls on the breakwater” [x](c/ada-bob.html#{talk[TALK[0]]})\n")
    (archive / "sitegen.toml").write_text('[[transcripts]]\nmatch = "a.md"\nslug = "gulls"\n')
    assert essay_problems(archive) == []
    assert '<mark class="q"' in page(archive, "gulls")


def test_a_quote_of_withdrawn_words_is_a_problem(archive: Path, talk: dict[str, str], run: Run):
    anchor = talk[TALK[0]]
    essay(archive, f"“I counted the gulls on the breakwater” [x](c/ada-bob.html#{anchor})\n")
    build_site(archive)
    assert run("forget", f"c/ada-bob.html#{anchor}", "--reason", "asked to").exit_code == 0
    (found,) = essay_problems(archive)
    assert "counted the gulls" not in page(archive)
    assert [*(archive / "site" / "q").glob("q-*")] == []
    assert found.startswith(f"content/essays/gulls.md:5: Dead link: c/ada-bob.html#{anchor} was withdrawn. Remove")


def test_check_fix_updates_only_links(archive: Path, talk: dict[str, str], run: Run):
    one, two = talk[TALK[0]], talk[TALK[1]]
    file = essay(archive, "")
    text = (
        (
            f"{HEAD}Straße — “Eleven is what you said yesterday, and yesterday there was fog” [x](../c/ada-bob.html#{one}).\r\n\r\n"
            f"> Then let us count the fog. I make it one,\r\n>\r\n> — [Ada](c/ada-bob.html#{one})\r\n\r\n"
            "“Nobody ever said this at all, did they?” [y](c/ada-bob.html#" + one + ")\r\n"
        )
        .replace("\n", "\r\n")
        .replace("\r\r", "\r")
    )
    file.write_bytes(text.encode("cp1252"))
    result = run("check", "--fix")
    assert result.stderr.splitlines()[0] == "content/essays/gulls.md: 2 links updated"
    assert "“Nobody ever said this at all, did they?” is not in" in result.stdout
    assert "--fix` to update" not in result.stdout
    expected = text.replace(f"../c/ada-bob.html#{one}", f"../c/ada-bob.html#{two}")
    expected = expected.replace(f"[Ada](c/ada-bob.html#{one})", f"[Ada](c/ada-bob.html#{talk[TALK[3]]})")
    assert file.read_bytes() == expected.encode("cp1252")
    assert run("check", "--fix").stderr == ""


def test_external_essays_are_checked_and_counted_but_not_published(archive: Path, talk: dict[str, str]):
    blog = archive / "blog"
    blog.mkdir()
    url = f"https://me.example/archive/c/ada-bob.html#{talk[TALK[0]]}"
    (blog / "good.html").write_text(
        f'<html><script>"<a href=\\"{url}\\">no</a>"</script><p>“I counted the gulls on the breakwater” <a href="{url}">x</a></p>'
    )
    (blog / "bad.md").write_text(f"# A blog\n\n“I counted the crabs on the breakwater” [x]({url})\n")
    (archive / "sitegen.toml").write_text(
        '[site]\nurl = "https://me.example/archive"\n\n[[external_essays]]\nmatch = "blog/*"\nurl = "https://blog.example/"\n'
    )
    report = build_site(archive)
    (found,) = [fault for fault in errors(report) if fault.startswith("blog/")]
    assert found.startswith("blog/bad.md:3: “I counted the crabs")
    assert '<a href="https://blog.example/good" rel="noopener noreferrer"><bdi>good</bdi></a>' in page(archive)
    assert not (archive / "site" / "essays").exists()


def test_a_pattern_of_essays_without_matches_is_a_problem(archive: Path):
    write_transcript(archive, "a.md", *TALK)
    (archive / "sitegen.toml").write_text('[[external_essays]]\nmatch = "../nowhere/*.md"\n')
    assert errors(build_site(archive)) == [
        "sitegen.toml:2: No essay matches '../nowhere/*.md'. "
        "Write the path relative to sitegen.toml, with * and ** as in a shell."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "> > > nested\n> > and broken\n> [x](c/ada-bob.html#{0}\n",
        "“" + "gulls " * 5000 + "” [x](c/ada-bob.html#{0})\n",
        "“g” [x](c/ada-bob.html#{0})\n",
        "“I counted” [x](c/ada-bob.html#%ZZ%m-{0})\n",
        "[x](c/ada-bob.html#{0}%)\n" * 300,
        "“" * 2000 + "[x](c/ada-bob.html#{0})",
        "<blockquote cite='c/ada-bob.html#{0}'><script>alert(1)</script>I counted the gulls</blockquote>\n",
    ],
    ids=["nested", "5000 words", "one character", "escapes", "many links", "many marks", "script"],
)
def test_hostile_essays_cause_no_tracebacks(archive: Path, talk: dict[str, str], text: str):
    essay(archive, text.format(talk[TALK[0]]))
    build(open_archive(archive), archive / "site", day=TODAY)
    assert "<script>alert" not in (archive / "site" / "essays" / "gulls.html").read_text("utf-8")


def test_drafts_are_checked_but_neither_published_nor_linked_back(archive: Path, talk: dict[str, str]):
    file = essay(archive, "")
    file.write_text(
        f"---\ndraft: true\n---\n\n“I counted the crabs on the breakwater” [x](c/ada-bob.html#{talk[TALK[0]]})\n"
    )
    (found,) = essay_problems(archive)
    assert "gulls.md:5" in found
    assert not (archive / "site" / "essays").exists()
    assert "Quoted in" not in page(archive)


def test_a_build_without_changes_renders_no_page(archive: Path, talk: dict[str, str]):
    essay(archive, f"“I counted the gulls on the breakwater” [x](c/ada-bob.html#{talk[TALK[0]]})\n")
    build_site(archive)
    assert build_site(archive).rebuilt == 0
    essay(archive, "Nothing is quoted any more.\n")
    assert build_site(archive).rebuilt == 1
    assert "<mark" not in page(archive)


@pytest.mark.parametrize("style", ["markdown", "html", "plain", "apa", "mla", "chicago", "bibtex", "csl-json"])
def test_cite_by_address_and_by_words(archive: Path, talk: dict[str, str], run: Run, style: str):
    address = f"c/ada-bob.html#{talk[TALK[0]]}"
    by_address = run("cite", address, "--style", style)
    assert by_address.exit_code == 0
    assert talk[TALK[0]].removeprefix("m-") in by_address.stdout
    by_words = run("cite", "counted the gulls on the breakwater", "--style", style)
    assert by_words.exit_code == 0
    assert talk[TALK[0]].removeprefix("m-") in by_words.stdout
    if style in ("markdown", "html", "plain"):
        assert "counted the gulls on the breakwater" in by_words.stdout


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ("m-aaaaaaa", "m-aaaaaaa: The ledger has no such address. Run `sitegen addresses` to list all; a new message"),
        ("c/nope.html", "c/nope.html: The ledger has no such address."),
        ("ack", "cite: 2 messages say this: c/ada-bob.html#m-"),
        (
            "nobody has said this",
            "cite: No message says “nobody has said this”. Copy the exact words from the page",
        ),
        ("…", "cite: There are no words to cite."),
        ("\x1b]52;c;x\x07", "cite: No message says “"),
    ],
)
def test_cite_reports_what_it_cannot_cite(archive: Path, talk: dict[str, str], run: Run, what: str, problem: str):
    result = run("cite", what)
    assert result.exit_code == 1
    assert problem in result.stderr
    assert "\x1b" not in result.stderr


def test_conversations_with_the_same_title_are_distinguished(archive: Path, talk: dict[str, str], run: Run):
    (archive / "content" / "transcripts" / "b.md").write_bytes(
        dialogue("A word of its own.", started="2026-01-01 10:00:00")
    )
    build_site(archive)
    assert "c/ada-bob-2026-01-01.html#" in run("cite", "a word of its own").stdout


def test_notes_are_not_faults(archive: Path, talk: dict[str, str]):
    write_transcript(archive, "a.md", *TALK, "The gull is a gull, and a gull it stays.")
    build_site(archive)
    anchor = list(anchors(archive))[-1]
    essay(archive, f"“a gull” [x](c/ada-bob.html#{anchor})\n")
    (note,) = [each for each in build_site(archive).problems if each.path.startswith("content/essays")]
    assert (note.severity, "occurs 2 times" in note.message) == (Severity.NOTE, True)


def test_each_message_is_rendered_once_and_no_page_is_read(archive: Path, monkeypatch: pytest.MonkeyPatch):
    for n in range(3):
        write_transcript(archive, f"{n}.md", *(f"{each} Take {n}." for each in TALK), a=f"Ada{n}")
    build_site(archive)
    anchor = next(iter(anchors(archive, "ada0-bob")))
    essay(
        archive,
        f"“I counted the gulls on the breakwater” [x](c/ada0-bob.html#{anchor})\n\n"
        f"“I counted the crabs on the breakwater” [x](c/ada0-bob.html#{anchor})\n",
    )
    counts = Counter[str]()

    def count(target: type, name: str) -> None:
        original = getattr(target, name)

        def counting(*args: Any, **options: Any) -> Any:
            counts[name] += 1
            return original(*args, **options)

        monkeypatch.setattr(target, name, counting)

    count(ConversationPages, "render")
    count(MarkdownRenderer, "parse")
    count(MessageBody, "html")
    waiting: list[int] = []

    def verify(*args: Any) -> Any:
        waiting.append(counts["parse"] - counts["html"])
        return verify_requests(*args)

    monkeypatch.setattr("sitegen.build.transcript.verify_requests", verify)
    monkeypatch.setattr("sitegen.quotes.text_fragments.page_text.tokenize_html", None)
    report = build_site(archive, force=True, workers=1)
    assert len(errors(report)) == 1
    assert page(archive, "ada0-bob").count("<mark") == 1
    assert counts == {"render": 3, "parse": 3 * len(TALK), "html": 3 * len(TALK)}
    assert waiting == [1]  # one message is quoted


def test_a_quotation_of_several_messages_is_highlighted_in_each(archive: Path, talk: dict[str, str]):
    first, last = talk[TALK[0]], talk[TALK[1]]
    words = "there are eleven. Eleven is what you said"
    for range_ in (f"{first}..{last}", f"{last}..{first}"):
        essay(archive, f"> {words}\n>\n> — [Ada](c/ada-bob.html#{range_})\n")
        assert essay_problems(archive) == []
        assert re.findall(r"<mark[^>]*>([^<]*)</mark>", page(archive)) == [
            "there are eleven.",
            "Eleven is what you said",
        ]
