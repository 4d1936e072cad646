"""Report problems of the archive as a whole, which no single transcript shows."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from sitegen.archive.folder import Archive
from sitegen.archive.settings.site import SiteSettings
from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.assignment import Assignment
from sitegen.build.checks.theme import check_theme
from sitegen.build.conversation_reader import date_in_file_name
from sitegen.model import ConversationOutline
from sitegen.model.ai_models import load_models
from sitegen.model.problems import SETTINGS_FILE, Problem
from sitegen.render.i18n.translator import available_languages, load_translator
from sitegen.render.templates import theme_folder

_MAX_NAMED = 8
"""Speakers that one problem names."""


def check_archive(
    archive: Archive, outlines: Sequence[ConversationOutline], assignment: Assignment
) -> tuple[Problem, ...]:
    """Return the problems of settings and essays, and those of all transcripts together."""
    rules = archive.settings.transcripts
    return (
        *archive.problems,
        *archive.with_display_paths(_other_exports(assignment)),
        *(problem for rule in rules for problem in _absent_participants(rule, outlines)),
        *_dates_in_file_names(archive, outlines),
        *_untranslated_interface(archive),
        *_misplaced_robots_txt(archive.settings.site),
        *check_theme(archive.theme_folder),
    )


def _dates_in_file_names(archive: Archive, outlines: Iterable[ConversationOutline]) -> Iterator[Problem]:
    """Offer the dates in the names of files, once for all undated transcripts whose rule does not decide it."""
    undated = (each.path for each in outlines if each.started is None)
    paths = [path for path in undated if archive.settings.rule_for(path).date_from_file_name is None]
    if paths or archive.settings.models:  # these may be wrong
        models = load_models().with_models(archive.settings.models)
        paths = [path for path in paths if date_in_file_name(path, models)]
    if paths:
        yield Problem("dates-in-file-names", SETTINGS_FILE, count=len(paths), example=min(paths))


def _untranslated_interface(archive: Archive) -> Iterator[Problem]:
    language, themes = archive.settings.site.language, (archive.theme_folder, theme_folder())
    if load_translator(language, themes) is None:
        languages = tuple(available_languages(themes))
        yield Problem("untranslated-interface", SETTINGS_FILE, language=language, languages=languages)


def _misplaced_robots_txt(site: SiteSettings) -> Iterator[Problem]:
    path = urlsplit(site.url).path
    if site.disallows_ai_crawlers and path:
        yield Problem("robots-txt-below-root", SETTINGS_FILE, path=path)


def _other_exports(assignment: Assignment) -> Iterator[Problem]:
    """Yield what is to be said about several transcripts of one conversation."""
    if pages := assignment.pages:
        path = min(pages)
        yield Problem("other-exports", path, count=len(pages), page=pages[path])
    copies, found = assignment.copies, assignment.deduplication
    for path, original in sorted(copies.items()):
        yield Problem("copy-of-earlier-version", path, original=original)
    for each in found.versions:
        if {each.path, each.other}.isdisjoint((*copies, *copies.values(), *assignment.withdrawn_copies)):
            code = "several-versions" if each.has_same_id else "similar-transcript"
            yield Problem(code, each.path, other=each.other, count=each.shared)
    for path, other in sorted(found.exposures.items()):
        yield Problem("redacted-in-other-export", path, other=other)
    for path, other in sorted(assignment.private_copies.items()):
        yield Problem("private-copy", path, other=other)


def _absent_participants(rule: TranscriptRule, outlines: Iterable[ConversationOutline]) -> Iterator[Problem]:
    """Yield participants of a rule who speak in none of its transcripts."""
    if not rule.participants:
        return
    speakers = {name: None for each in outlines if rule.matches(each.path) for name in each.speakers}
    for name in rule.participants:
        if speakers and name not in speakers:
            known = tuple(speakers)[:_MAX_NAMED]
            yield Problem("absent-participant", SETTINGS_FILE, rule.line, name=name, pattern=rule.match, speakers=known)
