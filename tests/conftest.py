"""Fixtures for all tests: an archive in a temporary folder, and a function that runs commands."""

import os
from collections.abc import Callable, Collection, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from sitegen.cli import main
from sitegen.render.theme_files import read_theme
from tests import templates
from tests.paths import PROJECT
from tests.sampling import IS_THOROUGH

Run = Callable[..., Result]

# No deadlines, as the machine may be busy. Ordinary runs are deterministic; thorough runs try new examples.
settings.register_profile("calm", deadline=None, derandomize=not IS_THOROUGH)
settings.load_profile("calm")


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("sitegen.render.templates.ThemeEnvironment", templates.environment)
        yield


OWN_FOLDERS = (PROJECT / "sitegen", PROJECT / "theme")


@cache
def own_files(folder: Path, within: str, skip: Collection[str]) -> tuple[tuple[str, bytes], ...]:
    return tuple(read_theme(folder, within, skip))


def read_own_files_once(folder: Path, within: str = "", skip: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Do what `read_theme` does; the files of sitegen itself do not change during the tests."""
    return iter(own_files(folder, within, skip)) if folder in OWN_FOLDERS else read_theme(folder, within, skip)


@pytest.fixture(scope="session", autouse=True)
def _builds_are_light() -> Iterator[None]:
    """Do not read the code of sitegen for every build, nor wait until its files survive a power cut."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("sitegen.build.cache.read_theme", read_own_files_once)
        monkeypatch.setattr("sitegen.build.cache.version", cache(version))
        monkeypatch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty archive, which is also the current folder."""
    (tmp_path / "content" / "transcripts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Return a function that runs a command in this process, and raises its uncaught exceptions."""

    def invoke(*arguments: str) -> Result:
        return CliRunner(catch_exceptions=False).invoke(main, arguments)

    return invoke
