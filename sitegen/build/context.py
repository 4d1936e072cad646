"""An archive's settings, as far as each of its pages depends on them."""

from sitegen.archive.folder import Archive
from sitegen.build.transcript import Kit
from sitegen.render.templates import SiteInfo, theme_folder


def kit_of(archive: Archive) -> Kit:
    """What all of the archive's transcripts are published with."""
    about = archive.settings.site
    has_essays = bool(archive.published_essays)
    info = SiteInfo(
        about.title,
        about.description,
        about.language,
        about.url,
        has_essays,
        about.author,
        about.license,
        about.is_indexed,
        about.refuses_ai,
    )
    return Kit(info, (archive.theme, theme_folder()), archive.settings.models)
