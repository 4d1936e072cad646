"""What the owner of an archive may have overlooked: what is wrong with it as a whole."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from sitegen.archive.folder import Archive
from sitegen.archive.settings.site import SiteSettings
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.model import Outline
from sitegen.model.problems import SETTINGS_FILE, Problem, Severity
from sitegen.render.i18n.translator import languages_of, words_for
from sitegen.render.templates import theme_folder


def oversights(archive: Archive, outlines: Sequence[Outline]) -> tuple[Problem, ...]:
    """What is wrong with the archive as a whole, and can be seen in no single transcript."""
    rules = archive.settings.transcripts
    return (
        *archive.problems,
        *archive.placed(_duplicates(outlines)),
        *(problem for rule in rules for problem in _nobody(rule, outlines)),
        *_unspoken(archive),
        *_unread(archive.settings.site),
    )


def _unspoken(archive: Archive) -> Iterator[Problem]:
    """A language of the site that no theme has words in."""
    tag, themes = archive.settings.site.language, (archive.theme, theme_folder())
    if words_for(tag, themes) is None:
        remedy = (
            f"the languages are {', '.join(languages_of(themes))}; docs/translating.md tells how to add one"
        )
        message = f"the interface has no words in {tag!r}, so they are English"
        yield Problem(SETTINGS_FILE, None, message, remedy, Severity.NOTE)


def _unread(site: SiteSettings) -> Iterator[Problem]:
    """A choice that hardly anybody can hear of."""
    path = urlsplit(site.url).path
    if site.refuses_ai and path:
        message = f"crawlers read robots.txt at the root of a host only, and this site stands below {path}"
        remedy = "give the site a host name of its own, or write the same lines into the robots.txt there"
        yield Problem(SETTINGS_FILE, None, message, remedy, Severity.NOTE)


def _duplicates(outlines: Iterable[Outline]) -> Iterator[Problem]:
    """Transcripts that are byte for byte the same: both are published, but one is surely a slip."""
    first: dict[str, str] = {}
    for each in outlines:
        same = first.setdefault(each.sha256, each.path)
        if same != each.path:
            remedy = "delete one, or say publish = false in sitegen.toml"
            yield Problem(each.path, None, f"byte for byte the same as {same}", remedy)


def _nobody(rule: TranscriptRule, outlines: Iterable[Outline]) -> Iterator[Problem]:
    """Participants of a rule who speak in none of its transcripts."""
    if not rule.participants:
        return
    speakers = {name: None for each in outlines if rule.fits(each.path) for name in each.speakers}
    for name in rule.participants:
        if speakers and name not in speakers:
            remedy = f"those who do are {', '.join(list(speakers)[:8])}"
            message = f"no {name!r} speaks in {rule.match!r}"
            yield Problem(SETTINGS_FILE, rule.line, message, remedy, Severity.NOTE)
