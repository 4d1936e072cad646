"""Read transcripts and render their pages as a build does, and nothing else: ``python -m benchmarks.rendering OUTPUT``.

Without addresses of other conversations, search, JSON, scan for secrets, or overview pages. In one process.
"""

import sys
from pathlib import Path

from sitegen.archive.folder import open_archive
from sitegen.build.context import build_context, model_registry, site_renderer
from sitegen.build.conversation_reader import read_transcript
from sitegen.model import Conversation, PageContext


def main() -> None:
    output = Path(sys.argv[1])
    output.mkdir()
    archive = open_archive(Path())
    context = build_context(archive)
    models, renderer = model_registry(context), site_renderer(context)
    for file in archive.files:
        conversation = read_transcript(file.path, file.file.read_bytes(), file.rule, models)
        assert isinstance(conversation, Conversation)
        slug = Path(file.path).stem
        for page in renderer.conversation_pages(conversation, PageContext(slug)):
            (output / Path(page.path).name).write_bytes(page.data)


main()
