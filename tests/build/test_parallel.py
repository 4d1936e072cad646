"""Worker processes: order, bounded memory, and their end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import active_children
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from benchmarks.generate import write
from sitegen.archive.folder import open_archive
from sitegen.build.context import BuildContext, build_context
from sitegen.build.parallel import PARALLEL_FROM, map_jobs, parallel_map
from tests.waiting import TIMEOUT, wait_until

JOBS = range(3 * PARALLEL_FROM)


def double(_: BuildContext, job: int) -> int:
    time.sleep(0.01 * (job % 3))
    return 2 * job


def process_id(_: BuildContext, job: int) -> int:
    return os.getpid()


def fail(_: BuildContext, job: int) -> int:
    raise ValueError(job)


def sleep(_: BuildContext, job: int) -> None:
    time.sleep(600)


@pytest.fixture
def context(archive: Path) -> BuildContext:
    return build_context(open_archive(archive))


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_have_the_order_of_the_jobs(workers: int, context: BuildContext):
    assert map_jobs(double, context, JOBS, workers) == [2 * job for job in JOBS]


def test_few_jobs_start_no_process(context: BuildContext):
    assert set(map_jobs(process_id, context, range(PARALLEL_FROM - 1), 2)) == {os.getpid()}
    assert os.getpid() not in map_jobs(process_id, context, range(PARALLEL_FROM), 2)


@dataclass
class LargeJob:
    number: int
    size: int = 1_000_000_000


def number_of(_: BuildContext, job: LargeJob) -> int:
    return job.number


@pytest.mark.parametrize("workers", [1, 2])
def test_large_jobs_are_prepared_one_at_a_time(workers: int, context: BuildContext):
    prepared, most_ahead = 0, 0

    def prepare(number: LargeJob) -> LargeJob:
        nonlocal prepared
        prepared += 1
        return number

    jobs = [LargeJob(n) for n in range(PARALLEL_FROM)]
    with parallel_map(number_of, context, jobs, workers, prepare) as results:
        for done, number in enumerate(results, 1):
            assert number == done - 1
            most_ahead = max(most_ahead, prepared - done)
    assert most_ahead == 0


def test_jobs_are_made_when_they_are_needed(context: BuildContext):
    made = []

    def jobs() -> Iterator[int]:
        for n in range(10_000):
            made.append(n)
            yield n

    with parallel_map(double, context, jobs(), 2) as results:
        assert next(results) == 0
    assert len(made) < 200


def test_an_error_of_a_job_is_raised_and_ends_the_processes(context: BuildContext):
    with pytest.raises(ValueError, match=r"^0$"):
        map_jobs(fail, context, JOBS, 2)


def test_an_interruption_does_not_wait_for_running_jobs(context: BuildContext):
    def build() -> None:
        with parallel_map(sleep, context, JOBS, 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build()


def large(_: BuildContext, job: int) -> bytes:
    return bytes(1_000_000)


def test_a_worker_may_be_stopped_in_the_middle_of_a_result(context: BuildContext, monkeypatch: pytest.MonkeyPatch):
    a_result_comes = threading.Event()
    receive = Connection._recv

    def receive_when_nobody_sends(self: Connection, size: int, *options: object) -> object:
        if size > 1_000_000:
            a_result_comes.set()
            assert wait_until(lambda: not active_children())
        return receive(self, size, *options)

    monkeypatch.setattr(Connection, "_recv", receive_when_nobody_sends)
    ended = threading.Event()

    def wait_for_first(results: Iterator[bytes]) -> None:
        with pytest.raises(BrokenProcessPool):
            next(results)

    def build() -> None:
        with parallel_map(large, context, JOBS, 2) as results:
            threading.Thread(target=wait_for_first, args=(results,), daemon=True).start()
            assert a_result_comes.wait(TIMEOUT)
            raise KeyboardInterrupt

    def stopped_build() -> None:
        with pytest.raises(KeyboardInterrupt):
            build()
        ended.set()

    threading.Thread(target=stopped_build, daemon=True).start()
    assert ended.wait(TIMEOUT)


@pytest.fixture
def running_build(archive: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a build with two workers, and return it when the workers run."""
    write(archive / "content" / "transcripts", 400)
    command = [sys.executable, "-m", "sitegen", "build", "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert wait_until(lambda: len(children(process.pid)) == 2)
    yield process
    process.kill()
    process.wait(TIMEOUT)


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_a_stopped_build(number: int, running_build: subprocess.Popen[bytes]):
    workers = children(running_build.pid)
    running_build.send_signal(number)
    running_build.wait(TIMEOUT)
    assert wait_until(lambda: not any(map(is_running, workers)))


def test_a_terminated_build_leaves_no_unfinished_site(running_build: subprocess.Popen[bytes], archive: Path):
    running_build.terminate()
    assert running_build.wait(TIMEOUT) == 128 + signal.SIGTERM
    assert sorted(each.name for each in archive.iterdir()) == [".sitegen", "content"]
