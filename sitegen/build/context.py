"""The settings of an archive as far as every page depends on them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sitegen.archive.folder import Archive
from sitegen.model.ai_models import Model, Models, load_models
from sitegen.render.renderer import Renderer
from sitegen.render.templates import SiteInfo, theme_folder


@dataclass(frozen=True, slots=True)
class BuildContext:
    """Site information, themes and models; small, picklable, and its own cache key."""

    site: SiteInfo
    themes: tuple[Path, ...]
    """The owner's theme, then the built-in one."""
    models: tuple[Model, ...]
    """The owner's additions to the registry of models."""


def build_context(archive: Archive) -> BuildContext:
    """Return the context of all transcripts and pages of an archive."""
    settings = archive.settings.site
    site = SiteInfo(
        settings.title,
        settings.description,
        settings.language,
        settings.url,
        settings.author,
        settings.license,
        settings.is_indexed,
        settings.disallows_ai_crawlers,
        settings.has_json_export,
        settings.has_source_text,
    )
    return BuildContext(site, (archive.theme_folder, theme_folder()), archive.settings.models)


@cache
def model_registry(context: BuildContext) -> Models:
    """Return the registry of models with the owner's additions; cached in each process."""
    return load_models().with_models(context.models)


@cache
def site_renderer(context: BuildContext) -> Renderer:
    """Return the renderer for an archive's theme; cached in each process."""
    return Renderer(context.site, context.themes)
