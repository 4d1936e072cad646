"""The commands; the only module that prints or exits.

Exit status: 0 fine, 1 problems in content, 2 wrong usage.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import IO, Any

import click
from click._termui_impl import ProgressBar

from sitegen import __version__, as_json
from sitegen.archive import open_archive
from sitegen.build import Advance, Report, build, kit_of
from sitegen.cache import Cache
from sitegen.check import check
from sitegen.citations import Style, cite
from sitegen.citing import Citer
from sitegen.errors import ContentError, Problem, Severity
from sitegen.finder import Finder
from sitegen.init import create
from sitegen.ledger.folder import Ledger, today
from sitegen.mending import mend
from sitegen.publication import models
from sitegen.roll import address_line, forget, resolved, told
from sitegen.search.results import search, to_json
from sitegen.serve import DEFAULT_PORT, serve
from sitegen.serve.archive_answers import ArchiveAnswers
from sitegen.terminal import one_line, problem_lines, result_lines

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def main() -> None:
    """Turn folders of AI conversation transcripts into a static site."""


def _content_errors_end_quietly(command: Callable[..., None]) -> Callable[..., None]:
    """A fault in content or settings is one line and exit status 1; a bug of ours keeps its traceback."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except ContentError as error:
            _print_problems([error.problem])
            sys.exit(1)

    return guarded


def _archive_options(command: Callable[..., None]) -> Callable[..., None]:
    content = click.option(
        "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
    )
    workers = click.option("--workers", type=click.IntRange(1), help="Processes.  [default: one a core]")
    return content(workers(command))


@main.command("build")
@click.option("--output", "-o", type=FOLDER, default=Path("site"), show_default=True, help="Where to.")
@click.option("--force", is_flag=True, help="Make every page anew, whatever the cache says.")
@click.option("--strict", is_flag=True, help="With any problem, leave the old site and exit with 1.")
@_archive_options
@_content_errors_end_quietly
def build_command(output: Path, force: bool, strict: bool, content: Path | None, workers: int | None) -> None:
    """Build the site: content/ → site/.

    Reads the archive in the current folder. Work is in proportion to what changed; the new site takes the
    old one's place whole, or not at all.
    """
    archive = open_archive(Path(), content)
    with _progress() as advance:
        report = build(
            archive, output, day=today(), force=force, strict=strict, workers=workers, advance=advance
        )
    _print_problems(each for each in report.problems if each.severity is Severity.PROBLEM)
    click.echo(_summary_line(report, output))
    if not report.written:
        sys.exit(1)


@main.command("check")
@click.option("--json", "form_json", is_flag=True, help="A JSON array instead of lines.")
@click.option(
    "--fix", is_flag=True, help="Write links of essays anew whose words stand elsewhere now; never words."
)
@_archive_options
@_content_errors_end_quietly
def check_command(form_json: bool, fix: bool, content: Path | None, workers: int | None) -> None:
    """List everything wrong with the archive, as `path:line: problem`.

    Also what the next build would do to published addresses: which are lost, which lead to other words, which are
    new. Notes say what could not be known, such as a model without an identity; they do not count as problems.
    """
    archive = open_archive(Path(), content)
    checked = check(archive, kit_of(archive), day=today(), workers=workers)
    if fix and (mended := list(mend(archive, checked.misquotes))):
        for line in mended:
            click.echo(_encodable(one_line(line), sys.stderr), err=True)
        archive = open_archive(Path(), content)
        checked = check(archive, kit_of(archive), day=today(), workers=workers)
    problems = checked.problems
    if form_json:
        listed = [{"path": each.path, **as_json.problem(each)} for each in problems]
        click.echo(as_json.dump(listed), nl=False)
    else:
        _print_problems(problems, sys.stdout)
        if not problems and sys.stderr.isatty():
            click.echo("nothing is wrong", err=True)
    sys.exit(1 if _has_problems(problems) else 0)


@main.command("serve")
@click.option("--output", "-o", type=FOLDER, default=Path("site"), show_default=True, help="Where to.")
@click.option(
    "--port", "-p", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="0: any."
)
@click.option("--open", "opens", is_flag=True, help="Open it in a browser.")
@_archive_options
@_content_errors_end_quietly
def serve_command(output: Path, port: int, opens: bool, content: Path | None, workers: int | None) -> None:
    """Build, and show the site on this machine.

    When a transcript, a setting or the theme changes, the site is built anew and open pages show it. The search
    page is answered by the full index, also without JavaScript; search.json?q=… gives the hits to programs.
    """

    def say(line: str) -> None:
        click.echo(_encodable(one_line(line), sys.stderr), err=True)

    def answers() -> ArchiveAnswers:
        return ArchiveAnswers(Path(), content)

    serve(Path(), content, output, port=port, open_browser=opens, workers=workers, answers=answers, say=say)


@main.command("search")
@click.argument("query")
@click.option(
    "--limit", "-n", type=click.IntRange(1, 10_000), default=10, show_default=True, help="Hits at most."
)
@click.option("--json", "form_json", is_flag=True, help="The hits as a JSON object instead of lines.")
@_content_errors_end_quietly
def search_command(query: str, limit: int, form_json: bool) -> None:
    """Search all messages, best first.

    QUERY is made of words, "phrases", AND, OR, NOT or -, parentheses, begin*, and filters: speaker:, model:,
    in:, has:art|code|image|command|event, before:, after:, on:, sort:date. It looks into what the last `sitegen
    build` read in the current folder, and gives what the search page gives. Exit status 1: nothing matches.
    """
    archive = open_archive(Path())
    with Finder(archive.root).open(models(kit_of(archive)).by_identity) as index:
        result = to_json(search(index, query, limit))
    if form_json:
        click.echo(as_json.dump(result), nl=False)
    else:
        for line in problem_lines(result):
            click.echo(line, err=True)
        for line in result_lines(result):
            click.echo(_encodable(line, sys.stdout))
    sys.exit(0 if result["total"] else 1)


@main.command("addresses")
@click.option("--resolve", "url", metavar="URL", help="Only where this address leads, of whatever age it is.")
@click.option("--json", "form_json", is_flag=True, help="A JSON array instead of lines.")
@click.option(
    "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
)
@_content_errors_end_quietly
def addresses_command(url: str | None, form_json: bool, content: Path | None) -> None:
    """List every address that was ever published, and what became of it.

    That is what the ledger says, content/ledger/, which `sitegen build` writes and which belongs into git. With
    --resolve, URL may be a whole one, c/talk.html#m-kwfjsn7, or an anchor alone; exit status 1: it leads nowhere.
    """
    archive = open_archive(Path(), content)
    ledger = Ledger(archive.ledger, archive.shown(archive.ledger))
    listed = told(ledger) if url is None else resolved(ledger, url)
    if form_json:
        click.echo(as_json.dump(listed), nl=False)
    else:
        for each in listed:
            click.echo(_encodable(one_line(address_line(each)), sys.stdout))
    sys.exit(1 if url is not None and not any(each["address"] for each in listed) else 0)


@main.command("cite")
@click.argument("what", metavar="ADDRESS|WORDS")
@click.option(
    "--style",
    type=click.Choice([each.value for each in Style]),
    default="markdown",
    show_default=True,
    help="Form.",
)
@click.option(
    "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
)
@_content_errors_end_quietly
def cite_command(what: str, style: str, content: Path | None) -> None:
    """Print a citation of a message, a drawing, or of words that somebody said.

    ADDRESS may be a whole one, c/talk.html#m-kwfjsn7, or an anchor alone. WORDS are looked for in what the last
    `sitegen build` read; the link that is printed leads to exactly these. Exit status 1: nobody said them, or several
    did.
    """
    archive = open_archive(Path(), content)
    passage = Citer(archive, kit_of(archive), today()).passage(what)
    click.echo(_encodable(cite(passage, Style(style)), sys.stdout))


@main.command("forget")
@click.argument("address")
@click.option("--why", required=True, help="What the tombstone says; everybody can read it.")
@click.option(
    "--content", type=FOLDER, help="Folder with transcripts/, or of transcripts.  [default: content]"
)
@_content_errors_end_quietly
def forget_command(address: str, why: str, content: Path | None) -> None:
    """Withdraw a message or a conversation for good.

    From the next `sitegen build` on its words are in no page, twin, source copy or index, and not in the ledger;
    a tombstone stays at ADDRESS, and says why. An export that brings the words back does not bring them back here.
    The transcript itself and the history of git are yours to clean.
    """
    archive = open_archive(Path(), content)
    with Cache(archive.root, Path("site")).lock():
        for line in forget(archive, address, why, today()):
            click.echo(_encodable(one_line(line), sys.stdout))


@main.command("init")
@click.argument("folder", type=FOLDER, default=Path())
@_content_errors_end_quietly
def init_command(folder: Path) -> None:
    """Make a new archive in FOLDER: settings, a first transcript, a place for a theme."""
    for path in create(folder):
        click.echo(f"wrote {path}")
    click.echo("Next: put transcripts into content/transcripts, then run `sitegen build` there.")


@contextmanager
def _progress() -> Iterator[Advance]:
    """A progress bar while pages are made, on a terminal; nothing elsewhere."""
    bar: ProgressBar[int] | None = None

    def advance(done: int, total: int) -> None:
        nonlocal bar
        if not sys.stderr.isatty():
            return
        if bar is None:
            bar = click.progressbar(length=total, label="pages", file=sys.stderr)
            bar.__enter__()
        bar.update(1)
        if done == total:
            bar.__exit__(None, None, None)

    yield advance


def _print_problems(problems: Iterable[Problem], file: IO[str] | None = None) -> None:
    for problem in problems:
        label = "note: " if problem.severity is Severity.NOTE else ""
        stream = file or sys.stderr
        click.echo(_encodable(one_line(f"{label}{problem}"), stream), file=stream)


def _encodable(text: str, stream: IO[str]) -> str:
    """``text`` without a character that the stream cannot carry."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _summary_line(report: Report, output: Path) -> str:
    found = f"{_count(report.conversations, 'conversation')}, {_count(report.messages, 'message')}"
    problems = _count(sum(each.severity is Severity.PROBLEM for each in report.problems), "problem")
    if not report.written:
        return f"{found}; {output} was left as it was: {problems}"
    kept = report.conversations - report.published
    return f"{found} in {output}: {report.published} made, {kept} kept, {problems}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _has_problems(problems: Iterable[Problem]) -> bool:
    return any(each.severity is Severity.PROBLEM for each in problems)
