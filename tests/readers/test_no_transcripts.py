"""Texts that are no transcripts are not read, however much they look like one."""

import itertools
from importlib import metadata
from pathlib import Path

import pytest

from sitegen.model.problems import Problem
from sitegen.readers.detection import find_reader
from sitegen.text.source import read_source
from tests.paths import PROJECT
from tests.readers.parsed_texts import source

NAMES = ("METADATA", "LICENSE", "COPYING", "AUTHORS", "NOTICE", "RECORD")
MAX_PACKAGE_FILES = 200
MAX_PACKAGE_FILE_BYTES = 50_000
DOCUMENTS = {
    "release notes": "# Release notes\n\n## 2.1\n\n### Features\n\n- Lamps\n\n### Bug Fixes\n\n- Tides\n\n## 2.0\n\n"
    "### Features\n\n- Boats\n\n### Bug Fixes\n\n- Ropes\n",
    "release notes with headings of their own": "## v3\n\n### Sails\n\nNew sails.\n\n### Ropes\n\nOld ropes.\n\n"
    "## v2\n\n### Sails\n\nx y.\n\n### Ropes\n\nz y.\n",
    "changelog": "# Changelog\n\n## [1.1.0]\n\n### Added\n\n- a\n\n### Fixed\n\n- b\n\n## [1.0.0]\n\n### Added\n\n- c\n\n"
    "### Fixed\n\n- d\n",
    "chapters": "# Harbours\n\n## North\n\n### People\n\nMany.\n\n### Trade\n\nFish.\n\n## South\n\n### People\n\nFew.\n\n"
    "### Trade\n\nSalt.\n",
    "readme": "# Lamp\n\n### Features\n\n- one\n\n### Usage\n\nrun\n\n### Features\n\n- two\n\n### Usage\n\nrun\n",
    "description of roles": "# API\n\n## User\n\nA person.\n\n## Agent\n\nA program.\n\n## Tool\n\nA function.\n",
    "reference by chapter": "# API\n\n## Create\n\n### User\n\nA person.\n\n### Agent\n\nA program.\n\n## Delete\n\n"
    "### User\n\nA person.\n\n### Agent\n\nx\n",
    "review form": "# Peer review\n\n**Paper:** Tides\n**Reviewer:** Rosa\n\n**Clarity:** good\n**Score:** 3\n\n"
    "**Paper:** Lamps\n**Reviewer:** Ben\n\n**Clarity:** bad\n**Score:** 2\n",
    "reviews": "### Reviewer 1\n\nI like it.\n\n### Reviewer 2\n\nNo.\n\n### Reviewer 1\n\nStill.\n\n### Reviewer 2\n\nWell.\n",
    "code review": "### src/lamp.py\n\nFine.\n\n### src/tide.py\n\nRename.\n\n### src/lamp.py\n\nAgain.\n\n### src/tide.py\n\nOk.\n",
    "mail": "From: Rosa\nTo: Ben\nSubject: Tides\n\nWhen?\n\nFrom: Ben\nTo: Rosa\nSubject: Re: Tides\n\nAt noon.\n",
    "German mail": "Von: Rosa\nAn: Ben\nBetreff: Tide\n\nWann?\n\nVon: Ben\nAn: Rosa\nBetreff: Re: Tide\n\nMittags.\n",
    "mail in bold": "**From:** Rosa\n**Sent:** Monday\n**To:** Ben\n\nhi\n\n**From:** Ben\n**Sent:** Tuesday\n**To:** Rosa\n\nyes\n",
    "quoted mail": "Ben wrote:\n> hi\n\nRosa wrote:\n> yes\n\nBen wrote:\nok\n\nRosa wrote:\nfine\n",
    "interview": "# Interview with a keeper\n\n**Rosa:** How long?\n\n**Ben:** Ten years.\n\n**Rosa:** Alone?\n\n**Ben:** Yes.\n",
    "interviewer": "**Interviewer:** How long?\n\n**Ben:** Ten years.\n\n**Interviewer:** Alone?\n\n**Ben:** Yes.\n",
    "FAQ": "# FAQ\n\nQ: How?\nA: So.\n\nQ: Why?\nA: Thus.\n",
    "FAQ in bold": "## Frequently asked questions\n\n**Q:** How?\n\n**A:** So.\n\n**Q:** Why?\n\n**A:** Thus.\n",
    "FAQ in sections": "# Help\n\n## Start\n\nQ: How?\nA: So.\n\n## End\n\nQ: Why?\nA: Thus.\n",
    "examples for a model": "Answer the question.\n\nQ: 2+2?\nA: 4\n\nQ: 3+3?\nA: 6\n",
    "examples without the last answer": "Q: 2+2?\nA: 4\n\nQ: 3+3?\nA:",
    "prompts without times": "## Prompt\n\nDo it.\n\n## Response\n\nDone.\n\n## Prompt\n\nMore.\n\n## Response\n\nOk.\n",
    "numbered questions": "## Question 1\n\nx\n\n## Answer 1\n\ny\n\n## Question 2\n\nz\n\n## Answer 2\n\nw\n",
    "minutes": "# Minutes of the board\n\nRosa: one thing\nBen: two things\nRosa: three\nBen: four\n",
    "minutes of one": "# Meeting\n\nAttendees: a, b\n\nRosa: one\nRosa: two\nRosa: three\n",
    "recipes": "# Soup\n\n### Ingredients\n\n- salt\n\n### Method\n\n1. boil\n\n# Bread\n\n### Ingredients\n\n- flour\n\n### Method\n\n1. bake\n",
    "lists": "## Dough\n\n- flour\n- water\n\n## Topping\n\n- salt\n- oil\n\n## Dough\n\n- rye\n- milk\n\n## Topping\n\n- fish\n- dill\n",
    "play": "# The Lamp\n\nACT I\n\nROSA: Who is there?\n\nBEN: Only me.\n\nROSA: Come in.\n\nBEN: Thanks.\n",
    "screenplay": "INT. LIGHTHOUSE - NIGHT\n\nROSA: Who?\nBEN: Only me.\nROSA: Come in.\nBEN: Thanks.\n\nFADE OUT.\n",
    "play by its title": "# The Lamp: a play\n\n**ROSA:** Who?\n\n**BEN:** Me.\n\n**ROSA:** Come.\n\n**BEN:** Thanks.\n",
    "diary": "## Monday\n\nI woke.\n\n## Tuesday\n\nI slept.\n\n## Monday\n\nAgain.\n\n## Tuesday\n\nMore.\n",
    "court": "THE COURT: Sit.\n\nMR. HALE: Yes.\n\nTHE COURT: Go on.\n\nMR. HALE: Well.\n",
    "settings": "name: lamp\nimage: lamp.png\nname: tide\nimage: tide.png\n",
    "addresses": "host: a.example\nport: 80\nhost: b.example\nport: 81\n",
    "log": "INFO: started\nWARN: slow\nINFO: done\nWARN: slower\n",
    "records": "Boat: Gull\nTown: Kiel\nCaptain: Rosa\n\nBoat: Tern\nTown: Hull\nCaptain: Ben\n",
    "comparison": "**Claude:** good at prose\n\n**Gemini:** good at sums\n\n**ChatGPT:** fine\n",
    "issue": "**Describe the bug:** it breaks\n**Expected behavior:** works\n**Actual behavior:** breaks\n",
    "essay": "# On machines\n\n"
    + "Some words about it. " * 30
    + "\n\n**Me:** When?\n\n**AI:** At noon.\n\n"
    + "More words. " * 50,
    "status by day": "## Monday\n\n**Sails:** sewn today\n\n**Ropes:** none left\n\n## Tuesday\n\n**Sails:** ok by now\n\n"
    "**Ropes:** came at last\n",
    "table of roles": "**User:** can read\n**Assistant:** can write\n**System:** can delete\n",
    "personas": "# Personas\n\n## User\n\nRosa is 30.\n\n## Assistant\n\nLantern is 3.\n",
    "comparison of makers": "**Claude (Anthropic):** good at prose\n\n**Gemini (Google):** good at sums\n",
    "description of a format": "# Prompts\n\nThe format is as follows.\n\nUser: the question\nAssistant: the answer\n",
    "tests": "Given: a lamp\nWhen: it is dark\nThen: it shines\n\nGiven: a tide\nWhen: it is noon\nThen: it ebbs\n",
    "podcast": "# Podcast, episode 3\n\n[00:01] Rosa: welcome\n[00:05] Ben: thanks\n[00:09] Rosa: so\n[00:12] Ben: well\n",
    "many names": "Ann: 1\nBob: 2\nCid: 3\nDan: 4\nEve: 5\nFay: 6\n" * 3,
}


OTHER_FILES = {
    "few-shot": "Translate to French.\n\nHuman: sea\nAssistant: mer\n\nHuman: lamp\nAssistant: lampe\n\nHuman: tide\nAssistant:",
    "few-shot user": "You are a helpful assistant.\n\nUser: {{question}}\nAssistant:",
    "template with a system prompt": "## System\n\nYou are a lamp.\n\n## User\n\n{{input}}\n\n## Assistant\n\n{{output}}\n",
    "template": "{{system}}\n\nUser: {{input}}\nAssistant: {{output}}\nUser: {{input2}}\nAssistant: {{output2}}\n",
    "env": "USER: rosa\nHOME: /home/rosa\nSHELL: /bin/sh\nUSER: ben\nHOME: /home/ben\nSHELL: /bin/sh\n",
    "env eq": "USER=rosa\nHOME=/home/rosa\n",
    "vocab": "sea: mer\nlamp: lampe\ntide: marée\nsea: mer\nlamp: lampe\n",
    "yaml roles": "roles:\n  user: can read\n  assistant: can write\nname: x\n",
    "yaml list": "- role: user\n  content: hi\n- role: assistant\n  content: yes\n",
    "play md": "# The Lamp\n\n## Act One\n\n**ROSA:** Who?\n\n**BEN:** Me.\n\n**ROSA:** Come.\n\n**BEN:** Thanks.\n\n## Act Two\n\n**ROSA:** Who?\n\n**BEN:** Me.\n",
    "dialogue essay": "# Why machines talk\n\nI asked it a thing.\n\n> **Me:** When?\n> **ChatGPT:** At noon.\n\nThat was odd. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. More words about it. ",
    "bullets cast": "- **User:** the person\n- **Assistant:** the program\n- **User:** again the person\n",
    "permissions table": "## User\n\n- read\n- write\n\n## Assistant\n\n- read\n\n## Admin\n\n- all\n",
    "minutes en": "Minutes, 3 May\n\nRosa: opens the meeting.\nBen: reads the report.\nRosa: asks for votes.\nBen: votes yes.\nRosa: closes.\n",
    "interview zeit": "ZEIT: Wann?\n\nRosa: Mittags.\n\nZEIT: Warum?\n\nRosa: Darum.\n",
    "bible": "Genesis 1:1 In the beginning\nGenesis 1:2 And the earth\nGenesis 1:3 And God said\n",
    "json config": '{"name": "x", "user": "rosa", "message": "hi"}',
    "json i18n": '{"user": {"name": "Name", "message": "Message"}, "assistant": {"name": "Helper"}}',
    "json people": '[{"name": "Rosa", "email": "r@example.org"}, {"name": "Ben", "email": "b@example.org"}]',
    "json posts": '[{"author": "Rosa", "title": "Tides", "text": "About tides."}, {"author": "Ben", "title": "Lamps", "text": "About lamps."}]',
    "json commits": '[{"author": "Rosa", "message": "Fix lamp", "sha": "a1"}, {"author": "Ben", "message": "Add tide", "sha": "b2"}]',
    "json lint": '[{"type": "error", "message": "x", "line": 1}, {"type": "warn", "message": "y", "line": 2}]',
    "json logs": '{"level":"info","msg":"up","time":"2025-01-01"}\n{"level":"warn","msg":"slow","time":"2025-01-01"}\n',
    "json reviews": '[{"user": "Rosa", "rating": 5, "text": "good"}, {"user": "Ben", "rating": 1, "text": "bad"}]',
    "json geo": '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Kiel"}}]}',
    "json qa": '[{"question": "When?", "answer": "Noon."}, {"question": "Who?", "answer": "Rosa."}]',
    "json train": '{"instruction": "a", "input": "", "output": "b"}\n{"instruction": "c", "input": "", "output": "d"}\n',
    "json events": '[{"actor": "rosa", "event": "push", "payload": {}}, {"actor": "ben", "event": "pull", "payload": {}}]',
    "json mail": '[{"from": "a@example.org", "to": "b@example.org", "subject": "Tides", "body": "When?"}, {"from": "b@example.org", "to": "a@example.org", "subject": "Re: Tides", "body": "Noon."}]',
    "json tweets": '[{"user": "rosa", "text": "hello sea"}, {"user": "ben", "text": "hello lamp"}]',
    "json tests": '[{"name": "test a", "message": "ok"}, {"name": "test b", "message": "failed"}]',
    "json prompts": '[{"role": "Poet", "prompt": "Write as a poet"}, {"role": "Chef", "prompt": "Cook"}]',
    "json roles": '[{"role": "admin", "description": "all"}, {"role": "user", "description": "some"}]',
    "json roles content": '[{"role": "admin", "content": "can do all"}, {"role": "editor", "content": "can write"}]',
    "csv contacts": "name,email,message\nRosa,r@example.org,hi\nBen,b@example.org,yes\n",
    "csv reviews": "user,rating,text\nrosa,5,good\nben,1,bad\n",
    "csv sales": "date,amount\n2025-01-01,3\n2025-01-02,4\n",
    "csv commits": "author,message\nRosa,Fix lamp\nBen,Add tide\nRosa,Fix tide\n",
    "syslog": "Jan  2 10:00:00 host sshd[1]: accepted\nJan  2 10:00:01 host cron[2]: started\n",
    "log pipe": "2025-01-02 10:00:00 | INFO | started\n2025-01-02 10:00:01 | WARN | slow\n",
    "log bracket": "[10:00:00] INFO: started\n[10:00:01] WARN: slow\n[10:00:02] INFO: done\n",
    "gcc": "a.c:1: error: x\na.c:2: warning: y\nb.c:1: error: z\n",
    "traceback": 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: x\n',
    "shell": "$ ls\na b\n$ cat a\nhello\n",
    "prompt shell": "> ls\na b\n> cat a\nhello\n",
    "pycon": ">>> 1 + 1\n2\n>>> 'a'\n'a'\n",
    "sql": "-- user\nSELECT 1;\n-- assistant\nSELECT 2;\n",
    "ini": "[user]\nname = rosa\n\n[assistant]\nname = lamp\n\n[user]\nname = ben\n",
    "gitconfig": "[user]\n\tname = Rosa\n\temail = r@example.org\n[core]\n\teditor = vi\n",
    "toml": '[user]\nname = "rosa"\n\n[assistant]\nmodel = "gpt-4o"\n',
    "ini roles": "[System]\nlevel = 1\n\n[User]\nlevel = 2\n\n[Tool]\nlevel = 3\n",
    "rst": "User\n====\n\nThe person.\n\nAssistant\n=========\n\nThe program.\n",
    "glossary md": "# Glossary\n\n**User:** the person\n\n**Assistant:** the program\n",
    "card": "# Model card\n\n**Model:** x\n**User:** research\n\n## Intended use\n\nTalk.\n",
    "scores": "Rosa: 3\nBen: 4\nRosa: 5\nBen: 6\n",
    "times": "Rosa: 10:00\nBen: 10:05\nRosa: 10:10\nBen: 10:15\n",
    "pros": "**Pros:** fast\n\n**Cons:** loud\n\n**Pros:** small\n\n**Cons:** old\n",
    "chess": "White: e4\nBlack: e5\nWhite: Nf3\nBlack: Nc6\n",
    "comic": "Panel 1\nRosa: Who?\nBen: Me.\nPanel 2\nRosa: Oh.\nBen: Ha.\n",
    "subtitle names": "1\n00:00:01,000 --> 00:00:02,000\nROSA: Who?\n\n2\n00:00:03,000 --> 00:00:04,000\nBEN: Me.\n",
    "forum quote": "[quote=Rosa]hi[/quote]\nyes\n[quote=Ben]no[/quote]\nwhy\n",
    "slack digest": "# Digest\n\n*Rosa*: posted a file\n*Ben*: liked it\n*Rosa*: left\n",
    "contributors": "- **Rosa:** code\n- **Ben:** docs\n- **Rosa:** tests\n- **Ben:** art\n",
    "todo": "- [ ] user: log in\n- [ ] assistant: answer\n",
    "how to": "# How to prompt\n\n**You:** write a clear question.\n\n**ChatGPT:** answers better then.\n",
    "benchmarks": "## GPT-4o\n\n72.1\n\n## Claude Opus 4\n\n74.0\n\n## GPT-4o\n\n70.2\n\n## Claude Opus 4\n\n71.0\n",
    "hamlet": "HAMLET\nTo be, or not to be.\n\nOPHELIA\nGood my lord.\n\nHAMLET\nI humbly thank you.\n",
    "hamlet dot": "HAMLET. To be.\n\nOPHELIA. Good.\n\nHAMLET. Thanks.\n",
    "letter": "Dear Rosa,\n\nwhen is noon?\n\nYours: Ben\n",
    "keyboard": "Edit\nCopy\nRetry\nShare\n",
    "form": "R\nRosa\n\nEdit\nDelete\n",
    "changelog": "## 1.2.0\n\n- Assistant: faster\n- User: new login\n\n## 1.1.0\n\n- Assistant: slower\n- User: old login\n",
    "rdf": "<user> <knows> <assistant> .\n<assistant> <knows> <user> .\n",
    "irc like": "<b>bold</b>\n<i>it</i>\n<b>more</b>\n",
    "html email": "<div>Rosa: hi</div>\n<div>Ben: yes</div>\n",
    "xml": "<?xml version='1.0'?><chat><user>a</user></chat>",
    "srt": "WEBVTT\n\n00:01.000 --> 00:02.000\nRosa: hi\n",
    "patch": "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-User: a\n+User: b\n",
    "latex": "\\textbf{User:} hi \\\\ \\textbf{Assistant:} yes\n",
    "bib": "@article{rosa,\n author = {Rosa},\n title = {Tides}\n}\n",
    "headings q": "## When is noon?\n\nAt noon.\n\n## Who is Rosa?\n\nA keeper.\n",
    "prompt lib": "## Act as a Linux Terminal\n\nI want you to act as a terminal.\n\n## Act as a Poet\n\nI want you to act as a poet.\n",
    "system prompt": "# System prompt\n\nYou are Claude. The user says hi.\n\nHuman: hi\n\nAssistant: hello\n",
    "eval": "Input: a\nOutput: b\nExpected: c\n\nInput: d\nOutput: e\nExpected: f\n",
}


@pytest.mark.parametrize("text", OTHER_FILES.values(), ids=OTHER_FILES)
def test_prompts_settings_data_and_logs_are_no_transcripts(text: str):
    assert isinstance(find_reader(source(text)), Problem)


def test_no_text_of_an_installed_package_is_a_transcript():
    accepted, count = [], 0
    for file in itertools.chain.from_iterable(each.files or () for each in metadata.distributions()):
        path = Path(str(file.locate()))
        is_text = path.suffix in (".md", ".rst", ".txt", ".csv", ".json", ".yaml", ".html") or path.name in NAMES
        if count < MAX_PACKAGE_FILES and is_text and path.is_file() and path.stat().st_size < MAX_PACKAGE_FILE_BYTES:
            count += 1
            if not isinstance(find_reader(read_source(path.name, path.read_bytes())), Problem):
                accepted.append(path.name)
    assert accepted == []
    assert count > 100


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_no_transcript(text: str):
    outcome = find_reader(source(text))
    assert isinstance(outcome, Problem)
    assert outcome.code == "unknown-format"
    assert "publish = false" in outcome.hint
    assert "participants = [" in outcome.hint


OWN_DOCUMENTS = [
    path.relative_to(PROJECT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "content/essays/**/*.md")
    for path in sorted(PROJECT.glob(pattern))
]


@pytest.mark.parametrize("path", OWN_DOCUMENTS)
def test_no_document_of_this_project_is_a_transcript(path: str):
    assert isinstance(find_reader(read_source(path, (PROJECT / path).read_bytes())), Problem)


def test_there_are_documents_of_this_project():
    assert {"README.md", "CHANGELOG.md", "docs/formats.md"} <= set(OWN_DOCUMENTS)


def test_a_document_is_read_once_its_speakers_are_listed():
    outcome = find_reader(source(DOCUMENTS["interview"]), None, {"Rosa": None, "Ben": None})
    assert not isinstance(outcome, Problem)
    assert [each.speaker for each in outcome.read(source(DOCUMENTS["interview"])).messages] == ["Rosa", "Ben"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Night: a lamp\nDay: a tide\nNight: a bell\nDay: a gull\n",
        "**sea**: mer\n\n**lamp**: lampe\n\n**sea**: mer (again)\n\n**lamp**: lampe\n",
        "**Dough:** flour\n\n**Filling:** salt\n\n**Dough:** rye\n\n**Filling:** fish\n",
        "Student: explains\nTeacher: grades\nStudent: corrects\nTeacher: signs\n",
    ],
)
def test_what_may_be_a_list_is_read_with_an_error(text: str):
    outcome = find_reader(source(text))
    assert not isinstance(outcome, Problem)
    (problem,) = outcome.read(source(text)).problems
    assert (problem.code, problem.is_note) == ("uncertain-participants", False)


def test_a_list_whose_speakers_are_listed_is_no_error():
    text = "Night: a lamp\nDay: a tide\nNight: a bell\nDay: a gull\n"
    outcome = find_reader(source(text), None, {"Night": None, "Day": None})
    assert not isinstance(outcome, Problem)
    assert outcome.read(source(text)).problems == ()
