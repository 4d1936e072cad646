"""Pages of real transcripts are valid and contain every letter in order."""

import re

import pytest

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.model import Conversation, PageContext
from sitegen.model.ai_models import load_models
from tests.render.page_elements import read
from tests.render.samples import renderer
from tests.render.test_markdown import is_subsequence, letters
from tests.render.test_pages import page_faults
from tests.shared import SHARED, needs_shared

SEEDS = sorted((SHARED / "seeds").glob("*")) if SHARED.is_dir() else []


@needs_shared
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_every_letter_of_a_seed_is_on_its_page(path):
    found = read_transcript(path.name, path.read_bytes(), TranscriptRule(), load_models())
    assert isinstance(found, Conversation)
    html = renderer().conversation_pages(found, PageContext("seed"))[0].data.decode()
    assert page_faults(read(html)) == []
    articles = re.split(r"(?=<article )", html)[1:]
    lost = [
        message.anchor
        for message, article in zip(found.messages, articles, strict=True)
        if not is_subsequence(letters(message.text), letters(read(article).with_attributes))
    ]
    assert lost == []
