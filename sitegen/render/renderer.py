"""All pages of a site from values: what the build calls."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sitegen.model import Conversation, OutputFile, Place, Summary
from sitegen.render.conversation import ConversationPages
from sitegen.render.environment import SiteInfo, environment
from sitegen.render.overview import OverviewPages
from sitegen.render.static import static_files


class Renderer:
    """Renders with the first theme that has a file, of ``themes`` from the owner's to the built-in one.

    Takes some 50 ms to make, so make one per process. What it returns depends on its arguments only.
    """

    def __init__(self, site: SiteInfo, themes: Sequence[Path]) -> None:
        self._themes = tuple(themes)
        templates = environment(self._themes)
        templates.globals["site"] = site
        self._conversations = ConversationPages(templates)
        self._overview = OverviewPages(templates)

    def conversation(self, conversation: Conversation, place: Place) -> OutputFile:
        """The page of one conversation."""
        return self._conversations.page(conversation, place)

    def overview(self, summaries: Sequence[Summary], model_names: Mapping[str, str]) -> Iterator[OutputFile]:
        """Home, the lists, a page for each speaker and each model, 404. ``model_names`` are by identity."""
        return self._overview.pages(summaries, model_names)

    def static(self) -> Iterator[OutputFile]:
        """Style sheets and fonts."""
        return static_files(self._themes)
