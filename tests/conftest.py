"""Fixtures for all tests: an archive in a temporary folder, and a function that runs commands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from sitegen.cli import main
from tests import templates
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
