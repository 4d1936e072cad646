"""Build archives in tests: on a fixed date, and with a lock around builds of the project's own archive."""

import tempfile
from pathlib import Path
from typing import Any

from filelock import FileLock

from sitegen.archive.folder import Archive
from sitegen.build import pipeline
from sitegen.build.snapshot import BuildReport
from tests.paths import PROJECT

TODAY = "2026-01-31"


def build(archive: Archive, output: Path, *, day: str = TODAY, **options: Any) -> BuildReport:
    """Run `pipeline.build`; one process at a time for the project's own archive, which all test processes share."""
    if archive.root.resolve() != PROJECT.resolve():
        return pipeline.build(archive, output, today=day, **options)
    with FileLock(Path(tempfile.gettempdir()) / "sitegen-tests.lock"):
        return pipeline.build(archive, output, today=day, **options)
