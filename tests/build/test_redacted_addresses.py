"""A rule that comes after the first build also acts on what is named by the words: addresses, files, the ledger."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from tests.building import build

NAMES = ("site", "content/ledger", ".sitegen")


def talk(title: str, *texts: str, participants: str = "[Ada, Bob]") -> str:
    head = f"---\ntitle: {title}\nparticipants: {participants}\n---\n\n"
    turns = texts or ("The harbour was calm tonight.", "And the boats were home.")
    names = participants.strip("[]").split(", ")
    return head + "".join(f"### {names[n % 2]}\n\n{text}\n\n" for n, text in enumerate(turns))


def write(root: Path, files: dict[str, str], settings: str = "") -> None:
    for name, text in files.items():
        path = root / "content/transcripts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (root / "sitegen.toml").write_text(settings, "utf-8")


def built(root: Path) -> list[str]:
    """Build; return the codes of the problems about the rules."""
    problems = build(open_archive(root), root / "site").problems
    return [each.code for each in problems if "redacted" in each.code]


def said(root: Path, words: str) -> list[str]:
    """Return the files whose name or content says the words, whatever is between them, in any case."""
    between = r"[^a-z0-9]{0,4}|%[0-9a-f]{2}|\\u[0-9a-f]{4}"
    wanted = re.compile(f"(?:{between})".join(map(re.escape, words.lower().split())).encode())

    def found() -> Iterator[str]:
        for folder in NAMES:
            for path in sorted((root / folder).rglob("*")):
                name = path.relative_to(root).as_posix()
                data = name.encode() + (b"\n" + path.read_bytes() if path.is_file() else b"")
                if wanted.search(data.lower()):
                    yield name

    return list(found())


def slugs(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "site/c").glob("*.html") if path.stem != "index")


RULES = [
    ("email", "Write to kim.keller@keller-post.de", 'kind = "email"', "kim keller", "write-to-redacted-e-mail-address"),
    ("phone", "Call +49 30 9017 3482 at night", 'kind = "phone"', "9017 3482", "call-redacted-phone-number-at-night"),
    ("group", "Call +49 30 9017 3482 at night", 'kind = "personal"', "9017 3482", "call-redacted-phone-number-at-night"),
    ("words", "A talk with Rosa Keller", 'words = "Rosa Keller"', "rosa keller", "a-talk-with-redacted"),
    ("hyphen", "A talk with Rosa Keller", 'words = "rosa-keller"', "rosa keller", "a-talk-with-redacted"),
    ("joined", "RosaKeller says", 'words = "Rosa Keller"', "rosa keller", "redacted-says"),
    ("sharp s", "Frau Weiß am Abend", 'words = "WEISS"', "weiss", "frau-redacted-am-abend"),
    ("circled", "Ⓡⓞⓢⓐ Keller", 'words = "Rosa Keller"', "rosa keller", "redacted"),
    ("Han", "田中さんの夜", 'words = "田中"', "tian zhong", "redacted-sannoye"),
    ("pattern", "Case T-4711 again", "pattern = 'T-\\d+'", "t 4711", "case-redacted-again"),
    ("capitals", "The QUVOX talk", "pattern = '[A-Z]{3,}'", "quvox", "the-redacted-talk"),
    ("part", "Xerxesville by day", "pattern = 'Xerxes'", "xerxes", "redacted-ville-by-day"),
    ("cut off after a word", "The long and winding road to a little village by Quzx Vorn-Lichtenstein",
     'words = "Quzx Vorn-Lichtenstein"', "quzx vorn", "the-long-and-winding-road-to-a-little-village-by-redacted"),
    ("cut off", "A long title of words that tells about Rosalind Anna Kellermann", 'words = "Rosalind Anna Kellermann"',
     "rosalind anna", "a-long-title-of-words-that-tells-about-redacted"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "rule", "words", "slug"), [each[1:] for each in RULES], ids=[each[0] for each in RULES]
)
def test_an_address_that_says_the_words_is_replaced(tmp_path: Path, title: str, rule: str, words: str, slug: str):
    quoted = f'"{title}"'
    write(tmp_path, {"a.md": talk(quoted), "b.md": talk("Something else", "Other words, really.", "Yes, all of them.")})
    built(tmp_path)
    assert said(tmp_path, words)
    write(tmp_path, {}, f'[site]\nurl = "https://talks.example.org"\n[[redact]]\n{rule}\n')
    codes = built(tmp_path)
    assert "redacted-address" in codes
    assert said(tmp_path, words) == []
    assert set(slugs(tmp_path)) == {slug, "something-else"}
    assert [code for code in built(tmp_path) if code == "redacted-address"] == []


def test_a_slug_that_says_the_words_although_the_title_does_not_is_not_used(tmp_path: Path):
    files = {"a.md": talk("We met Rosa. Keller came"), "b.md": talk("Con", "One thing.", "Another.")}
    write(tmp_path, files, '[[redact]]\nwords = "Rosa Keller"\n[[redact]]\nwords = "Con"\n')
    built(tmp_path)
    assert slugs(tmp_path) == ["redacted", "redacted-" + slugs(tmp_path)[1][-7:]]
    assert said(tmp_path, "rosa-keller") == []


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("Prosa Kellers Abend", 'words = "Rosa Keller"'),
        ("Another evening", 'words = "Ann Other"'),
        ("The secretary of the harbour", 'words = "secret"'),
        ("Chapter 12 of the harbour", "pattern = 'chapter T-12'"),
        ("Lighthouse", 'words = "李"'),
        ("A long title of nine words that tells us all about one Rosa", 'words = "Rosalind Keller"'),
        ("Kim at the keller post", 'kind = "email"'),
    ],
)
def test_an_address_without_the_words_stays(tmp_path: Path, title: str, rule: str):
    texts = ("Ask 李, Rosa Keller, Rosalind Keller or kim@keller-post.de: secret.", "Chapter T-12, by Ann Other.")
    write(tmp_path, {"a.md": talk(title, *texts)})
    built(tmp_path)
    before = slugs(tmp_path)
    write(tmp_path, {}, f"[[redact]]\n{rule}\n")
    assert "redacted-address" not in built(tmp_path)
    assert slugs(tmp_path) == before


LONG = "The words of this message are long enough to be recognised wherever they go, today and tomorrow."


def test_former_addresses_tombstones_and_links_between_pages_do_not_say_the_words(tmp_path: Path):
    rule = '[[redact]]\nkind = "email"\n[[redact]]\nwords = "Rosa Keller"\n'
    first = talk("Talk one", LONG, "A second sentence about the harbour.", "A third one about the mill.")
    write(tmp_path, {"a.md": first, "gone.md": talk("rosa@keller-post.de", "Nothing to see here.", "Really not.")})
    write(tmp_path, {"old.md": talk("Of Rosa Keller", "This was the first title.", "And it was good.")})
    built(tmp_path)
    # The message moves to a page with the name in its address; another page gets a new address; one is removed.
    write(tmp_path, {"a.md": first.replace(LONG, "Hm."), "b.md": talk("Rosa Keller speaks", "And now: yes.", LONG)})
    (tmp_path / "content/transcripts/gone.md").unlink()
    write(tmp_path, {}, '[[transcripts]]\nmatch = "old.md"\nslug = "plain"\ntitle = "Plain"\n')
    built(tmp_path)
    assert said(tmp_path, "rosa keller")
    assert "rosa-keller-speaks.html#m-" in (tmp_path / "site/c/talk-one.html").read_text("utf-8")
    assert (tmp_path / "site/c/of-rosa-keller.html").exists()
    write(tmp_path, {}, rule + '[[transcripts]]\nmatch = "old.md"\nslug = "plain"\ntitle = "Plain"\n')
    assert built(tmp_path).count("redacted-address") == 3
    assert said(tmp_path, "rosa keller") == []
    (removed,) = [slug for slug in slugs(tmp_path) if re.fullmatch("redacted-[a-z2-7]{7}", slug)]
    assert set(slugs(tmp_path)) == {"talk-one", "redacted-speaks", "plain", removed}
    assert "redacted-speaks.html#m-" in (tmp_path / "site/c/talk-one.html").read_text("utf-8")
    assert "Nothing to see here." in (tmp_path / f"site/c/{removed}.html").read_text("utf-8")
    assert "redacted-address" not in built(tmp_path)


def test_settings_do_not_bring_the_words_back(tmp_path: Path):
    settings = (
        '[[redact]]\nwords = "Rosa Keller"\n[[transcripts]]\nmatch = "a.md"\nslug = "with-rosa-keller"\n'
        'series = "Rosa Keller, evenings"\ntitle = "Rosa Keller at home"\n'
    )
    write(tmp_path, {"a.md": talk("One"), "b.md": talk("Two", "Other words.", "Yes.")}, settings)
    assert "redacted-words-in-slug" in built(tmp_path)
    assert said(tmp_path, "rosa keller") == []
    assert "redacted-at-home" in slugs(tmp_path)
    write(tmp_path, {}, settings.replace('[[redact]]\nwords = "Rosa Keller"\n', ""))
    built(tmp_path)
    assert said(tmp_path, "rosa keller")
    write(tmp_path, {}, settings)
    built(tmp_path)
    assert said(tmp_path, "rosa keller") == []
    assert "[redacted], evenings" in (tmp_path / "site/series/index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["rosa-keller_talk.md", "RosaKeller.md", "Rosa%20Keller.md", "ROSA_KELLER/a.md"])
def test_a_file_name_with_the_words_is_a_blocker_and_not_in_the_site(tmp_path: Path, name: str):
    write(tmp_path, {name: talk("One"), "b.md": talk("Two", "Other words.", "Yes.")})
    built(tmp_path)
    assert said(tmp_path, "rosa keller")
    write(tmp_path, {}, '[[redact]]\nwords = "Rosa Keller"\n')
    for _ in range(2):
        assert "redacted-words-in-file-name" in built(tmp_path)
        assert [file for file in said(tmp_path, "rosa keller") if not file.startswith(".sitegen/")] == []
    sources = [
        each["source"]["path"] for each in json.loads((tmp_path / "site/archive.json").read_text())["conversations"]
    ]
    assert "b.md" in sources
    assert any("[redacted]" in each for each in sources)
    rules = [each for each in build(open_archive(tmp_path), tmp_path / "site").problems if each.path == "sitegen.toml"]
    assert [each.code for each in rules] == ["redaction-in-plain-words"]  # and not that it removes nothing


def test_an_essay_with_an_address_that_a_rule_takes_out_is_an_error_and_another_address_is_not(tmp_path: Path):
    write(tmp_path, {"a.md": talk("One", "Write to kim.keller@keller-post.de tonight.", "Yes.")})
    (tmp_path / "content/essays").mkdir()
    (tmp_path / "content/essays/e.md").write_text("# E\n\nBy own@own-post.de.\n\nAsk Kim.Keller@keller-post.de.\n")
    write(tmp_path, {}, '[[redact]]\nkind = "email"\n')
    problems = build(open_archive(tmp_path), tmp_path / "site").problems
    assert [(each.code, each.line) for each in problems if each.path == "content/essays/e.md"] == [
        ("personal-data-in-owner-content", 3),
        ("personal-data-in-owner-content", 5),
        ("redacted-words-in-owner-content", 5),
    ]
