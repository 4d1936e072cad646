"""A Dask cluster on this machine builds the same site."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.generate import write
from sitegen.archive.folder import open_archive
from sitegen.build import dask_cluster
from sitegen.build.dask_cluster import DaskCluster
from sitegen.model.problems import ContentError
from tests.build.test_output import tree
from tests.building import build
from tests.conftest import Run
from tests.waiting import wait_until

CONVERSATIONS = 48


class Cluster:
    """A scheduler and two workers, in other folders than the archive."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "scheduler.log"
        self.processes = [self._start(folder, self._log, "scheduler", "--host=127.0.0.1", "--port=0")]
        assert wait_until(self._found_address), self._log.read_text()
        self.address = self._found_address()
        for n in range(2):
            self.processes.append(
                self._start(folder, folder / f"worker-{n}.log", "worker", self.address, "--nworkers=1", "--nthreads=2")
            )
        assert wait_until(lambda: self._log.read_text().count("Register worker") == 2), self._log.read_text()

    def kill_a_worker(self) -> None:
        worker = self.processes.pop()
        worker.kill()
        worker.wait()

    def stop(self) -> None:
        for each in reversed(self.processes):
            each.kill()
            each.wait()

    def _found_address(self) -> str:
        found = re.search(r"Scheduler at:\s+(tcp://\S+)", self._log.read_text() if self._log.exists() else "")
        return found[1] if found else ""

    @staticmethod
    def _start(folder: Path, log: Path, kind: str, *options: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "distributed.cli." + f"dask_{kind}", *options, "--no-dashboard"]
        with log.open("wb") as file:
            return subprocess.Popen(command, cwd=folder, stdout=file, stderr=subprocess.STDOUT)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.stop()


def test_a_worker_with_another_program_is_refused(cluster: Cluster, archive: Path, monkeypatch: pytest.MonkeyPatch):
    write(archive / "content" / "transcripts", 1)
    monkeypatch.setattr(dask_cluster, "_program_key", lambda: "another")
    with pytest.raises(ContentError, match="another version of sitegen, Python or a library"):
        build(open_archive(archive), archive / "site", workers=DaskCluster(cluster.address))
    assert not (archive / "site").exists()


def test_a_problem_of_the_owners_theme_comes_back_from_a_worker(cluster: Cluster, archive: Path):
    write(archive / "content" / "transcripts", 1)
    (archive / "theme" / "templates").mkdir(parents=True)
    (archive / "theme" / "templates" / "conversation.html").write_text("\n{{ nothing }}\n")
    with pytest.raises(ContentError, match=r"theme/templates/conversation\.html:2: .*nothing"):
        build(open_archive(archive), archive / "site", workers=DaskCluster(cluster.address))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere://", ":"])
def test_a_scheduler_that_does_not_answer_is_a_problem(address: str, archive: Path, run: Run, monkeypatch):
    monkeypatch.setattr(dask_cluster, "_TIMEOUT", 0.5)
    result = run("build", "--engine", "dask", "--scheduler", address)
    assert result.exit_code == 1
    assert f"{address}: There is no Dask cluster with workers at this address: " in result.output


@pytest.mark.parametrize(
    "options",
    [
        ["--engine", "dask"],
        ["--engine", "dask", "--scheduler", ""],
        ["--scheduler", "tcp://127.0.0.1:1"],
        ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"],
    ],
)
def test_options_that_contradict_each_other_are_wrong_usage(options: list[str], archive: Path, run: Run):
    assert run("build", *options).exit_code == 2


def test_a_cluster_that_loses_a_worker_half_way_builds_the_same_site(cluster: Cluster, archive: Path):
    write(archive / "content" / "transcripts", CONVERSATIONS)
    (archive / "theme" / "templates" / "blocks").mkdir(parents=True)
    (archive / "theme" / "templates" / "blocks" / "prose.html").write_text('<div class="own">{{ html }}</div>\n')
    build(open_archive(archive), archive / "local", workers=1)
    progress = []

    def advance(done: int, total: int) -> None:
        progress.append(done)
        if done == total // 2:
            cluster.kill_a_worker()

    report = build(
        open_archive(archive), archive / "site", workers=DaskCluster(cluster.address), on_progress=advance, force=True
    )
    assert (report.conversations, report.rebuilt) == (CONVERSATIONS, CONVERSATIONS)
    assert progress == list(range(1, CONVERSATIONS + 1))
    assert tree(archive / "site") == tree(archive / "local")
    assert b'<div class="own">' in (archive / "site" / "c" / "kimi-k2-haiku-4-5.html").read_bytes()


def test_a_cluster_that_loses_all_workers_is_a_problem(
    cluster: Cluster, archive: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(dask_cluster, "_CHECK_INTERVAL", 0.3)
    monkeypatch.setattr(dask_cluster, "_LONGEST_WITHOUT_WORKERS", 1.0)
    write(archive / "content" / "transcripts", CONVERSATIONS)
    with pytest.raises(ContentError, match=r"The Dask cluster was lost, .*: no worker for 1 s\."):
        build(
            open_archive(archive),
            archive / "site",
            workers=DaskCluster(cluster.address),
            on_progress=lambda done, _: cluster.kill_a_worker() if done == 1 else None,
        )
    assert not (archive / "site").exists()
