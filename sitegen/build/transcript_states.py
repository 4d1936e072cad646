"""Update the state of each transcript: from the last build where nothing changed, else from new results."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from sitegen.archive.folder import Archive
from sitegen.build import transcript
from sitegen.build.context import BuildContext
from sitegen.build.parallel import Workers, parallel_map
from sitegen.build.state import BuildState, LedgerSnapshot, TranscriptState, cache_key
from sitegen.build.transcript_job import TranscriptJob, TranscriptOutput, with_data
from sitegen.build.transcript_spool import TranscriptSpool
from sitegen.model import PageContext, PageRef
from sitegen.model.problems import Problem
from sitegen.quotes.backlinks import QuoteResult


def outline_transcripts(
    archive: Archive, context: BuildContext, build_state: BuildState, spool: TranscriptSpool, workers: Workers
) -> dict[str, TranscriptState]:
    """Return a state for each transcript, by path; reads only files whose bytes or settings changed.

    What they contain is added to the spool.
    """
    states = {
        file.path: state
        for file in archive.files
        if (state := build_state.transcripts.get(file.path)) and state.rule_key == cache_key(file.rule)
    }
    touched = [file for file in archive.files if file.path not in states or states[file.path].stamp != file.stamp]
    known = {path: state.sha256 for path, state in states.items()}
    jobs = [
        TranscriptJob(each.path, each.file, each.rule, sha256=known.get(each.path, ""), part=each.part)
        for each in touched
    ]
    with parallel_map(transcript.read_outline, context, jobs, workers, with_data) as results:
        for file, result in zip(touched, results, strict=True):
            state = states.get(file.path)
            if state and state.sha256 == result.sha256:
                states[file.path] = replace(state, stamp=file.stamp)
                continue
            states[file.path] = TranscriptState(
                file.stamp,
                result.sha256,
                cache_key(file.rule),
                result.problems,
                result.outline,
                is_unpublished=result.is_unpublished,
                used_rules=tuple(map(cache_key, result.used_rules)),
                references=result.references,
            )
            spool.add(file.path, result.parsed)
    return {file.path: states[file.path] for file in archive.files}


def unpublished_paths(
    archive: Archive, states: Mapping[str, TranscriptState], recorded: Iterable[str]
) -> frozenset[str]:
    """Return the paths of transcripts with ``publish = false``, in sitegen.toml or in their own front matter.

    Also paths that no file has any more, if a rule keeps them private: those in ``recorded`` (of the ledger), and the
    patterns of the rules themselves. Otherwise a new name of a file would publish what is in it.
    """
    settings = archive.settings
    patterns = (rule.match for rule in settings.transcripts if rule.publish is False)
    missing = {*recorded, *patterns} - states.keys() - archive.private_paths
    return (
        archive.private_paths
        | {path for path, state in states.items() if state.is_unpublished}
        | {path for path in missing if settings.rule_for(path).publish is False}
    )


def reset_unassigned(
    states: Mapping[str, TranscriptState], page_contexts: Mapping[str, PageContext]
) -> dict[str, TranscriptState]:
    """Return the states, without the results of earlier builds for transcripts that have no page any more."""
    return {
        path: state
        if path in page_contexts
        else TranscriptState(
            state.stamp,
            state.sha256,
            state.rule_key,
            state.problems,
            state.outline,
            is_unpublished=state.is_unpublished,
            used_rules=state.used_rules,
            references=state.references,
        )
        for path, state in states.items()
    }


def outdated_jobs(
    jobs: Mapping[str, TranscriptJob],
    states: Mapping[str, TranscriptState],
    *,
    update_ledger: bool,
    is_written: Callable[[TranscriptState], bool] = lambda _: True,
) -> list[TranscriptJob]:
    """Return the jobs whose results or ledger lines are missing or out of date, or not ``is_written``."""

    def is_current(job: TranscriptJob) -> bool:
        state = states[job.path]
        assert job.ledger_state is not None
        return bool(
            state.page_context == job.page_context
            and state.assets == job.asset_keys
            and state.ledger_snapshot.matches(job.ledger_state)
            and not (update_ledger and state.ledger_snapshot.is_pending)
            and is_written(state)
        )

    return [job for job in jobs.values() if not is_current(job)]


def with_rendered_titles(
    jobs: Mapping[str, TranscriptJob], states: Mapping[str, TranscriptState]
) -> dict[str, TranscriptJob]:
    """Return the jobs with links that show other conversations by the titles that these were rendered with.

    A title can differ from that of the outline if it is made from words that turn out to be withdrawn.
    """
    titles = {each.summary.slug: each.summary.title for each in states.values() if each.summary}

    def is_outdated(page: PageRef | None) -> bool:
        return page is not None and titles.get(page.slug, page.title) != page.title

    def corrected(page: PageRef | None) -> PageRef | None:
        return replace(page, title=titles[page.slug]) if page and is_outdated(page) else page

    def with_titles(job: TranscriptJob) -> TranscriptJob:
        context = job.page_context
        assert context is not None
        neighbours = (context.earlier, context.later, context.earlier_by_date, context.later_by_date)
        if not any(map(is_outdated, (*neighbours, *(each.other for each in context.overlaps)))):
            return job
        earlier, later, earlier_by_date, later_by_date = map(corrected, neighbours)
        overlaps = (replace(each, other=corrected(each.other) or each.other) for each in context.overlaps)
        return replace(
            job,
            page_context=replace(
                context,
                earlier=earlier,
                later=later,
                overlaps=tuple(overlaps),
                earlier_by_date=earlier_by_date,
                later_by_date=later_by_date,
            ),
        )

    return {slug: with_titles(job) for slug, job in jobs.items()}


def new_transcript_state(state: TranscriptState, job: TranscriptJob, output: TranscriptOutput) -> TranscriptState:
    """Return the state of a transcript with the output of its job, without the files that are written of it."""
    assert job.ledger_state is not None
    header, hashes = job.ledger_state.header, job.ledger_state.hashes
    return replace(
        state,
        summary=output.summary,
        page_context=job.page_context,
        drawings=output.drawings,
        quote_results=output.quote_results,
        ledger_snapshot=LedgerSnapshot(header, hashes, is_pending=bool(output.ledger_lines)),
        secrets=output.secrets,
        withdrawn=output.withdrawn,
        doubts=output.doubts,
        assets=job.asset_keys,
        picture_problems=output.picture_problems,
    )


def became_private(old: Mapping[str, TranscriptState], new: Mapping[str, TranscriptState]) -> bool:
    """Return whether a conversation, a message or words became private since the last build."""
    return any(_hides_content(before, new.get(path)) for path, before in old.items())


def _hides_content(before: TranscriptState, after: TranscriptState | None) -> bool:
    if before.page_context and not (after and after.page_context):
        return True
    return after is not None and not (
        set(after.used_rules) <= set(before.used_rules) and set(after.withdrawn) <= set(before.withdrawn)
    )


def quote_results_by_slug(states: Mapping[str, TranscriptState]) -> dict[str, tuple[QuoteResult, ...]]:
    """Return the results of the quotations of each conversation, by its slug."""
    return {each.page_context.slug: each.quote_results for each in states.values() if each.page_context}


def transcript_problems(states: Mapping[str, TranscriptState]) -> Iterator[Problem]:
    """Yield the problems of all transcripts."""
    for state in states.values():
        yield from state.summary.problems if state.summary else state.problems
        yield from state.doubts
