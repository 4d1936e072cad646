"""Which changes cause a build."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.preview.watcher import Watcher
from tests.waiting import TIMEOUT

QUIET = 0.8
"""Seconds after which a change would have been seen."""


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    (tmp_path / "content" / "transcripts").mkdir(parents=True)
    said: list[str] = []
    watcher = Watcher(tmp_path, None, tmp_path / "site", said.append)
    watcher.start()
    assert not watcher.changed.wait(QUIET)
    yield watcher
    watcher.stop()
    assert said == []


def is_seen(watcher: Watcher, patience: float = TIMEOUT) -> bool:
    seen = watcher.changed.wait(patience)
    while watcher.changed.wait(QUIET):  # what comes in several steps is over
        watcher.changed.clear()
    return seen


def test_transcripts_settings_and_theme_are_seen_to_come_change_and_go(watcher: Watcher):
    root = watcher.root
    for name in ("content/transcripts/a.md", "content/index.md", "sitegen.toml", "theme/static/own.css"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("a")
        assert is_seen(watcher), f"{name} came"
        (root / name).write_text("another")
        assert is_seen(watcher), f"{name} changed"
        (root / "new").write_text("the way of editors")
        (root / "new").rename(root / name)
        assert is_seen(watcher), f"{name} was exchanged"
        (root / name).unlink()
        assert is_seen(watcher), f"{name} went"


def test_a_folder_that_is_exchanged_is_watched_on(watcher: Watcher):
    content = watcher.root / "content"
    content.rename(watcher.root / "former")
    assert is_seen(watcher)
    content.mkdir()
    assert is_seen(watcher)
    (content / "index.md").write_text("a")
    assert is_seen(watcher)


def test_what_the_site_is_not_made_from_is_not_seen(watcher: Watcher):
    for name in (
        "site/index.html",
        ".site.new-1/a",
        ".sitegen/a",
        "notes.md",
        "content/.git/a",
        "content/.a.swp",
    ):
        (watcher.root / name).parent.mkdir(parents=True, exist_ok=True)
        (watcher.root / name).write_text("a")
    assert not is_seen(watcher, QUIET)


def test_a_site_within_the_watched_folder_is_not_seen(tmp_path: Path):
    watcher = Watcher(tmp_path, tmp_path, tmp_path / "site", print)
    seen = ("a.md", "transcripts/a.md", "theme/a")
    unseen = ("site/a.html", ".site.new-1/a", ".sitegen/a", ".a", "transcripts/.b/c", "../a")
    assert [watcher.concerns(str(tmp_path / name)) for name in seen] == [True] * 3
    assert [watcher.concerns(str((tmp_path / name).resolve())) for name in unseen] == [False] * 6
