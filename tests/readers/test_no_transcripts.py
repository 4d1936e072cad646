"""Texts that are no transcripts are not read, however much they look like one."""

import pytest

from sitegen.model.problems import Problem
from sitegen.readers.detection import find_reader
from sitegen.text.source import read_source
from tests.paths import PROJECT
from tests.readers.parsed_texts import source

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
