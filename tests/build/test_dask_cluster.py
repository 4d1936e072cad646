"""A Dask cluster on this machine builds the same site."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generate import write
from sitegen.archive.folder import open_archive
from sitegen.build import dask_cluster
from tests.build.test_output import tree
from tests.building import build
from tests.conftest import Run
from tests.paths import PROJECT
from tests.waiting import TIMEOUT, wait_until

CONVERSATIONS = 48


class Cluster:
    """A scheduler and two workers, in other folders than the archive."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "scheduler.log"
        self.processes = [self._start(folder, self._log, "scheduler", "--host=127.0.0.1", "--port=0")]
        try:
            assert wait_until(self._found_address), self._log.read_text()
            self.address = self._found_address()
            for n in range(2):
                log = folder / f"worker-{n}.log"
                self.processes.append(self._start(folder, log, "worker", self.address, "--nworkers=1", "--nthreads=2"))
            assert wait_until(lambda: self._log.read_text().count("Register worker") == 2), self._log.read_text()
        except BaseException:
            self.stop()
            raise

    def build(self, archive: Path, **options: object) -> Any:
        """Return what `tests.build.dask_build` prints."""
        command = [sys.executable, "-m", "tests.build.dask_build", archive, self.address]
        command += [f"{name}={value}" for name, value in options.items()]
        done = subprocess.run(command, cwd=PROJECT, timeout=2 * TIMEOUT, check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout)

    def stop(self) -> None:
        for each in reversed(self.processes):
            each.kill()
            each.wait(TIMEOUT)

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


def test_a_worker_with_another_program_is_refused(cluster: Cluster, archive: Path):
    write(archive / "content" / "transcripts", 1)
    problem = cluster.build(archive, program="another")["problem"]
    assert "another version of sitegen, Python or a library" in problem
    assert not (archive / "site").exists()


def test_a_problem_of_the_owners_theme_comes_back_from_a_worker(cluster: Cluster, archive: Path):
    write(archive / "content" / "transcripts", 1)
    (archive / "theme" / "templates").mkdir(parents=True)
    (archive / "theme" / "templates" / "conversation.html").write_text("\n{{ nothing }}\n")
    problem = cluster.build(archive)["problem"]
    assert re.match(r"theme/templates/conversation\.html:2: .*nothing", problem)


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


def test_a_cluster_that_loses_a_worker_half_way_builds_the_same_site_and_without_any_ends(
    cluster: Cluster, archive: Path
):
    write(archive / "content" / "transcripts", CONVERSATIONS)
    (archive / "theme" / "templates" / "blocks").mkdir(parents=True)
    (archive / "theme" / "templates" / "blocks" / "prose.html").write_text('<div class="own">{{ html }}</div>\n')
    build(open_archive(archive), archive / "local", workers=1)
    _, first, second = cluster.processes
    outcome = cluster.build(archive, kill=first.pid, kill_at=CONVERSATIONS // 2)
    assert outcome == {
        "conversations": CONVERSATIONS,
        "rebuilt": CONVERSATIONS,
        "progress": list(range(1, CONVERSATIONS + 1)),
    }
    assert tree(archive / "site") == tree(archive / "local")
    assert b'<div class="own">' in (archive / "site" / "c" / "kimi-k2-haiku-4-5.html").read_bytes()
    outcome = cluster.build(archive, kill=second.pid, kill_at=1, without_workers=1)
    assert ": no worker for 1 s. Look at the logs" in outcome["problem"]
    assert tree(archive / "site") == tree(archive / "local")
