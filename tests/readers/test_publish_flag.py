import time
from pathlib import Path

import pytest

from sitegen.model.problems import Severity
from sitegen.readers.publish_flag import check_publish_flag
from sitegen.text.source import read_source
from tests.conftest import Run
from tests.readers.parsed_texts import source
from tests.writing import dialogue

CERTAIN, UNCLEAR = "unpublished-by-front-matter", "unclear-publish-flag"
TALK = "\n\n**Rosa:** hi\n\n**Lantern:** hello\n"


def flag_of(text: str) -> tuple[str, int | None, object] | None:
    problem = check_publish_flag(source(text))
    return problem and (problem.code, problem.line, problem.parameters["text"])


@pytest.mark.parametrize(
    ("front", "line", "code"),
    [
        ("publish: false", 2, CERTAIN),
        ("title: x\npublish: No", 3, CERTAIN),
        ("published: 'off'", 2, CERTAIN),
        ("draft: true", 2, CERTAIN),
        ("draft: until spring", 2, UNCLEAR),
        ("private: yes # for now", 2, CERTAIN),
        ('"private": true', 2, CERTAIN),
        ("Private:true", 2, CERTAIN),
        ("  title: x\n  private: true", 3, CERTAIN),
        ("# a comment\n\npublish: false", 4, CERTAIN),
        ("participants: [A\npublish: false", 3, CERTAIN),
        ("status: draft\npublish: false", 3, CERTAIN),
        ("publish: flase", 2, UNCLEAR),
        ("publish: never", 2, UNCLEAR),
        ('publish: ""', 2, UNCLEAR),
        ("published: soon", 2, UNCLEAR),
        ("publsh: false", 2, UNCLEAR),
        ("pubish: no", 2, UNCLEAR),
        ("privat: true", 2, UNCLEAR),
        ("drafts: yes", 2, UNCLEAR),
        ("visibility: private", 2, UNCLEAR),
        ("status: draft", 2, UNCLEAR),
    ],
)
@pytest.mark.parametrize("end", ["---\n\nA: hi\n", "...\nA: hi\n", "\nA: hi\n"])
def test_a_private_transcript_is_detected_even_if_its_front_matter_is_broken(
    front: str, line: int, code: str, end: str
):
    assert flag_of(f"---\n{front}\n{end}") == (code, line, front.split("\n")[line - 2].strip())


@pytest.mark.parametrize(
    ("head", "line", "shown"),
    [
        ("+++\ntitle = 'x'\ndraft = true\n+++", 3, "draft = true"),
        ("+++ draft = true +++", 1, "+++ draft = true +++"),
        ("+++\npublish=false\n+++", 2, "publish=false"),
        ('{ "draft": true }', 1, '"draft": true'),
        ('{"dr\\u0061ft": "yes", "title": "x', 1, '"dr\\u0061ft": "yes"'),
        ('{\n  "title": "x",\n  "draft": true\n}', 3, '"draft": true'),
        (';;;\n{"draft": true}\n;;;', 2, '"draft": true'),
        ("--- draft: true ---", 1, "--- draft: true ---"),
        ("%YAML 1.2\n---\nprivate: true\n---", 3, "private: true"),
        ("--- # front matter\nprivate: true\n---", 2, "private: true"),
        ("---\n{title: x, private: true}\n---", 2, "private: true"),
        ("\ufeff\ufeff---\nprivate: true\n---", 2, "private: true"),
        ("ï»¿---\nprivate: true\n---", 2, "private: true"),
        ("\n\n# a comment\n---\nprivate: true\n---", 5, "private: true"),
        ("<!-- exported -->\n---\nprivate: true\n---", 3, "private: true"),
        ("---\u00a0\nprivate: true\n---\u3000", 2, "private: true"),
        ("---\u200b\t\nprivate: true\n---", 2, "private: true"),
        ("-----\nprivate: true\n-----", 2, "private: true"),
        ("---\nprivate：true\n---", 2, "private：true"),
        ("---\nprivate\u00a0:\u00a0ｔｒｕｅ\n---", 2, "private : ｔｒｕｅ"),
        ("---\n\ufeffprivate: true\n---", 2, "private: true"),
        ("---\nprivate: “true”\n---", 2, "private: “true”"),
        ("---\nprivate: !!bool &p true\n---", 2, "private: !!bool &p true"),
        ("---\nPRIVATE: True\n---", 2, "PRIVATE: True"),
        ("---\ndraft: on\n---", 2, "draft: on"),
        ("---\rprivate: 1\r---", 1, "private: 1"),
        ("---\r\ntitle: x\r\n\r\nprivate: y\r\n---", 4, "private: y"),
        ("---\n" + "k: v\n" * 40_000 + "private: true\n---", 40_002, "private: true"),
    ],
)
def test_front_matter_in_another_dialect_is_as_certain(head: str, line: int, shown: str):
    assert flag_of(head + TALK) == (CERTAIN, line, shown)


@pytest.mark.parametrize(
    ("head", "line", "shown"),
    [
        ("—\nprivate: true\n—", 2, "private: true"),
        ("***\nprivate: true\n***", 2, "private: true"),
        ("```yaml\nprivate: true\n```", 2, "private: true"),
        ("private: true", 1, "private: true"),
        ("Title: x\nPrivate: yes", 2, "Private: yes"),
        ("---\ntitle: x\n---\nprivate: true", 4, "private: true"),
        ("---\ntitle: x\n  private: true\n---", 3, "private: true"),
        ("---\nmeta:\n  private: true\n---", 3, "private: true"),
        ("---\ndraft:\n  true\n---", 3, "draft: true"),
        ("---\nprivate\n---", 2, "private"),
        ("---\nprivate true\n---", 2, "private true"),
        ("---\nprivat: ja\n---", 2, "privat: ja"),
        ("---\nprivé: bientôt\n---", 2, "privé: bientôt"),
        ("---\nbrouillon: oui\n---", 2, "brouillon: oui"),
        ("---\nborrador: SÍ\n---", 2, "borrador: SÍ"),
        ("---\nveröffentlichen: nein\n---", 2, "veröffentlichen: nein"),
        ("---\nчерновик: да\n---", 2, "черновик: да"),
        ("---\n公開：いいえ\n---", 2, "公開：いいえ"),
        ("---\n下書き: はい\n---", 2, "下書き: はい"),
        ("---\ndraft: はい\n---", 2, "draft: はい"),
        ("---\ndraft: oui\n---", 2, "draft: oui"),
        ("---\nconfidential: true\n---", 2, "confidential: true"),
        ("---\nisPrivate: true\n---", 2, "isPrivate: true"),
        ("---\npublic: false\n---", 2, "public: false"),
        ("---\nhidden: yes\n---", 2, "hidden: yes"),
        ("---\nsite_visibility: internal\n---", 2, "site_visibility: internal"),
        ("---\nprivаte: true\n---", 2, "privаte: true"),  # with a Cyrillic letter
        ("---\ntags: [tide, private]\n---", 2, "tags: [tide, private]"),
        ('{"title": "x", "tags": ["tide", "private"]}', 1, '"private"'),
        ("---\n{title: x, meta: {private: true}}\n---", 2, "private: true"),
        ("---\ntags:\n  - tide\n  - '#private'\n---", 4, "- '#private'"),
        ("---\ntitle: '[draft] The tide'\n---", 2, "title: '[draft] The tide'"),
        ("---\ntitle: The tide (private)\n---", 2, "title: The tide (private)"),
        ("# The tide (private)", 1, "# The tide (private)"),
        ("# The tide #sea #private", 1, "# The tide #sea #private"),
        ("---\nvisibility: only me\n---", 2, "visibility: only me"),
        ("Sichtbarkeit: nur ich", 1, "Sichtbarkeit: nur ich"),
        ("---\nvisible: nope\n---", 2, "visible: nope"),
        ("---\nnoindex: true\n---", 2, "noindex: true"),
        ("---\nсекретно: да\n---", 2, "секретно: да"),
        ("#+PRIVATE: t", 1, "#+PRIVATE: t"),
        (":PROPERTIES:\n:PRIVATE: t\n:END:", 2, ":PRIVATE: t"),
        ("Please do not publish this.", 1, "Please do not publish this."),
        ("Bitte nicht veröffentlichen!", 1, "Bitte nicht veröffentlichen!"),
        ("Do not share this conversation", 1, "Do not share this conversation"),
        ("---\ndo_not_publish: true\n---", 2, "do_not_publish: true"),
        ("---\nnicht-öffentlich: ja\n---", 2, "nicht-öffentlich: ja"),
        ("---\nveroeffentlichen: nein\n---", 2, "veroeffentlichen: nein"),
        ("---\nGİZLİ: EVET\n---", 2, "GİZLİ: EVET"),
        ("#+TITLE: The tide\n#+PRIVATE: true", 2, "#+PRIVATE: true"),
        ("#+FILETAGS: :tide:private:", 1, "#+FILETAGS: :tide:private:"),
        (":private: true", 1, ":private: true"),
        (":private:", 1, ":private:"),
        ("private:: true", 1, "private:: true"),
        ("// private: true", 1, "// private: true"),
        ("[private: true]", 1, "[private: true]"),
        ("# A ↔ B\n\n**Started:** 2031-02-03\n**Messages:** 2\n**Private:** yes", 5, "**Private:** yes"),
        ("# Voice Conversation: a/b\n*2031-02-03 04:05:06*\n\nprivate: true\n\n---", 4, "private: true"),
        ("# The tide\n\n**Status:** Draft", 3, "**Status:** Draft"),
        ("# [private] The tide", 1, "# [private] The tide"),
        ("# The tide #private", 1, "# The tide #private"),
        ("#tide #private", 1, "#tide #private"),
        ("[private]", 1, "[private]"),
        ("【非公開】", 1, "【非公開】"),
        ("- [x] private", 1, "- [x] private"),
        ("| private | yes |", 1, "| private | yes |"),
        ("**PRIVATE**", 1, "**PRIVATE**"),
        ("🔒 Private – do not publish!", 1, "🔒 Private – do not publish!"),
        ("Bitte nicht veröffentlichen", 1, "Bitte nicht veröffentlichen"),
        ("<!-- private -->", 1, "<!-- private -->"),
        ("<!--\nprivate: true\n-->", 2, "private: true"),
        ("[//]: # (private)", 1, "[//]: # (private)"),
        ("%% draft %%", 1, "%% draft %%"),
        (
            "<!doctype html>\n<html><head>\n<meta name='visibility' content='private'>\n</head><body>",
            3,
            "<meta name='visibility' content='private'>",
        ),
    ],
)
def test_whatever_may_mean_private_keeps_the_file_out_until_its_owner_decides(head: str, line: int, shown: str):
    written = head if head.startswith("<") else head + TALK
    text = shown.removeprefix("<!-- ").removesuffix(" -->") if head.startswith("<!-- ") else shown
    assert flag_of(written) == (UNCLEAR, line, text)
    if not head.startswith(("---", "+++", "{", "<!doctype")):
        assert flag_of(f"---\npublish: true\n---\n{written}") is None
        assert flag_of(f"---\nprivate: false\n---\n{written}") is None
        # Hugo writes it into every file.
        assert flag_of(f"---\ndraft: false\n---\n{written}") == (UNCLEAR, line + 3, text)


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_a_flag_is_found_in_any_encoding(name: str):
    text = "\ufeff---\nprivate: true\n---\n\n**Rosa:** hi\n"
    problem = check_publish_flag(read_source("a.md", text.encode(name)))
    assert (problem.code, problem.line) == (CERTAIN, 2) if problem else None


@pytest.mark.parametrize(
    "text",
    [
        "---\npublish: true\ndraft: false\nprivate: no\n---\nA: hi\n",
        "---\npublish: true\nprivat: ja\ntags: [private]\n---\nA: hi\n",
        "---\npublished: 2031-02-03\nprivate:\n---\nA: hi\n",
        "---\npublisher: Heron Press\nstatus: final\nvisibility: public\n---\nA: hi\n",
        "---\npublished:\npublishing: true\n---\nA: hi\n",
        "---\nabout: |\n  private: a word\n---\nA: hi\n",
        "---\ntitle: A private matter\n---\nA: hi\n",
        "---\ntitle: Private\ndescription: draft\n---\nA: hi\n",
        "---\ntags: [draft beer, privateer]\n---\nA: hi\n",
        "---\nprivacy: we care\nprivate_key: x\ndrafted_by: Rosa\npublic: yes\n---\nA: hi\n",
        "---\nprivacy: true\n---\nA: hi\n",
        "---\n# private: true\ntitle: x\n---\nA: hi\n",
        "---\nprivte: no\npublsh: yes\nunpublished: false\nnot_public: no\nveröffentlichen: ja\n---\nA: hi\n",
        "Topic: draft\n**Prompt:** draft a letter\nLocation: private\nA: hi\n",
        "---\nparticipants: [Private, Rosa]\n---\nPrivate: Here, Sergeant.\n",
        "---\nparticipants:\n  - Private\n  - Rosa\n---\nPrivate: Here, Sergeant.\n",
        "---\nparticipants:\n  Private: {role: user}\n---\nPrivate: Here, Sergeant.\n",
        "+++\ndraft = false\n+++\nA: hi\n",
        '{"draft": false, "messages": [{"private": true}]}',
        "---\n\n**Rosa:**\n\nprivate\n\n---\n",
        "---\nRosa: private\nLantern: draft\n---\n",
        "Rosa: private\nPrivate: yes\nRosa: draft\n",
        "Date: 2031-02-03\nRosa: hi\nPrivate: yes\n",
        "**Rosa:** here is my front matter\n\n---\ndraft: true\n---\n",
        "**Rosa:**\nprivate: true\n",
        "### Rosa\n\nprivate\n",
        "### Private\n\nYes, Sergeant.\n",
        "# A private matter\n\nA draft is private, and private means private.\n",
        "# Draft beer\n\nRosa: hi\n",
        "Drafting tides: a talk\n",
        "**Model:** private\n**Status:** Complete\n",
        "- [ ] private\n- [ ] draft\n",
        "<!-- written by a private program -->\nRosa: hi\n",
        "{ waves }\n",
        "",
        "# How #private fields work" + TALK,
        "# A private (but open) question (in Python)" + TALK,
        "Just me again" + TALK,
        "Lister: No\n\nRimmer: Yes" + TALK,
        "Please publish this." + TALK,
        "Status: draft 2 of my novel" + TALK,
        "Visibility: 10 km" + TALK,
    ],
)
def test_other_transcripts_are_not_private(text: str):
    assert flag_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "k: v\n" * 50_000,
        "---\n" * 50_000,
        "{" * 125_000,
        '{"' + '\\"' * 125_000,
        "<!--\n" * 50_000,
        "<html>" + "<!--" * 50_000,
        "##\n" * 75_000,
        "#tag\n" * 50_000,
        "".join(f"{' ' * (n % 300)}---\n{' ' * (n % 300)}k: v\n\n" for n in range(3_000)),
        "---\ntitle: " + "\u0301" * 125_000 + "\n---\n",
    ],
)
def test_a_hostile_head_takes_linear_time(text: str):
    hostile = source(text)
    started = time.process_time()
    assert check_publish_flag(hostile) is None
    assert time.process_time() - started < 5


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
            "a.md:2: Not published, because 'publish: flase' at the top of the file may mean that it is private. "
            "Write `publish: false` in front matter to keep it private; to publish it, write `publish: true` there, "
            "or delete these words.",
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
    assert not any(path.is_file() and b"canary4711" in path.read_bytes() for path in (archive / ".sitegen").rglob("*"))


def test_files_that_are_private_in_any_dialect_are_not_in_the_site(archive: Path, run: Run):
    folder = archive / "content" / "transcripts"
    (folder / "a.md").write_bytes(dialogue("One."))
    heads = (
        b"+++\ndraft = true\n+++\n",
        b"\xef\xbb\xbf\xef\xbb\xbf---\nprivate: true\n---\n",
        b"---\xc2\xa0\nprivate: true\n---\n",
        "---\nprivate：true\n---\n".encode(),
        b"---\nprivat: ja\n---\n",
        b"<!-- private -->\n",
        "---\nprivate: true\n---\n".encode("utf-16"),
    )
    for number, head in enumerate(heads):
        talk = "\n**Rosa:** canary4711\n\n**Lantern:** hello\n\n**Rosa:** yes\n\n**Lantern:** no\n"
        (folder / f"secret{number}.md").write_bytes(head + talk.encode("utf-16-le" if number == 6 else "utf-8"))
    run("build")
    checked = run("check").output
    assert [checked.count(f"secret{number}.md:") for number in range(len(heads))] == [1] * len(heads)
    assert {file.name for file in (archive / "site" / "c").glob("*.html")} == {"ada-bob.html", "index.html"}
    for path in (archive / "site").rglob("*"):
        assert path.is_dir() or b"canary4711" not in path.read_bytes()
