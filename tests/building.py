"""Builds as tests need them: on a day that never changes, and one at a time where the project itself is built."""

import tempfile
from pathlib import Path
from typing import Any

from filelock import FileLock

from sitegen.archive.folder import Archive
from sitegen.build.pipeline import Report
from sitegen.build.pipeline import build as build_on_a_day
from tests.paths import PROJECT

DAY = "2026-01-31"


def build(archive: Archive, output: Path, *, day: str = DAY, **options: Any) -> Report:
    """The program's `build`. Tests in several processes share the project's own archive."""
    if archive.root.resolve() != PROJECT.resolve():
        return build_on_a_day(archive, output, day=day, **options)
    with FileLock(Path(tempfile.gettempdir()) / "sitegen-tests.lock"):
        return build_on_a_day(archive, output, day=day, **options)
