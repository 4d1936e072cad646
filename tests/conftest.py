"""What several tests need: an archive in a temporary folder, and a command line to run on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from sitegen.cli import main
from tests import templates
from tests.thorough import IS_THOROUGH

Run = Callable[..., Result]

# No test is timed: the machine may be busy. An ordinary run says the same each time; a thorough one looks further.
settings.register_profile("calm", deadline=None, derandomize=not IS_THOROUGH)
settings.load_profile("calm")


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("sitegen.render.templates.Environment", templates.environment)
        yield


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty archive, which is also the current folder."""
    (tmp_path / "content" / "transcripts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run() -> Run:
    """Runs a command as a shell would, in this process; what it did not catch is raised."""

    def invoke(*arguments: str) -> Result:
        return CliRunner(catch_exceptions=False).invoke(main, arguments)

    return invoke
