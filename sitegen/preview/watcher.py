"""Watch the files that the site is made from.

Every folder is watched separately: recursive watching would follow symbolic links, which an archive never does.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from watchfiles import Change, watch

from sitegen.archive.location import STATE_FOLDER
from sitegen.model.problems import SETTINGS_FILE
from sitegen.text.regular_files import real_path

_POLL_MILLISECONDS = 500  # milliseconds between checks for changes that watching folders does not report
_RETRY_SECONDS = 0.5  # seconds, if there is no folder to watch
_MAX_ERRORS = 3

_Stamps = tuple[tuple[int, ...] | None, ...]


@dataclass(slots=True)
class Watcher:
    """A thread that watches one archive. It sets ``changed`` at each change; the caller clears it."""

    root: Path
    content: Path | None
    output: Path
    print_line: Callable[[str], None]
    changed: Event = field(default_factory=Event)
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _has_watched: bool = False

    def start(self) -> None:
        """Start watching."""
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread; wait at most two seconds."""
        self._stop.set()
        if self._thread:
            self._thread.join(2)

    def folders(self) -> tuple[Path, ...]:
        """Return the folders that are watched with their subfolders; they may not exist yet."""
        content = self.root / "content" if self.content is None else self.content
        return real_path(content), real_path(self.root / "theme"), real_path(self.root / "readers")

    def concerns(self, path: str) -> bool:
        """Return whether the site is made from this file: not from the output, nor from hidden files."""
        output = real_path(self.output)
        if Path(path).is_relative_to(output) or Path(path).is_relative_to(real_path(self.root) / STATE_FOLDER):
            return False
        below = [folder for folder in self.folders() if Path(path).is_relative_to(folder)]
        # A build writes to a hidden folder next to the output until it is complete.
        return any(not any(part.startswith(".") for part in Path(path).relative_to(folder).parts) for folder in below)

    def _run(self) -> None:
        errors = 0
        stamps = self._current_stamps()
        while not self._stop.is_set():
            try:
                self._watch(stamps, is_polling=errors > 0)
            except FileNotFoundError:  # it was deleted before it was watched
                self._stop.wait(_RETRY_SECONDS)
            except (OSError, RuntimeError) as error:  # for example too many files for inotify
                errors += 1
                if errors == _MAX_ERRORS:
                    self.print_line(f"Cannot watch for changes any longer: {error}. Restart `sitegen serve`.")
                    return
                self._stop.wait(_RETRY_SECONDS)
            now = self._current_stamps()
            if now != stamps:
                stamps = now
                self.changed.set()

    def _watch(self, stamps: _Stamps, *, is_polling: bool) -> None:
        """Watch until a folder is added or removed, or the settings differ from ``stamps``."""
        folders = self._watched_folders()
        if not folders:
            self._stop.wait(_RETRY_SECONDS)
            return
        is_first = True
        for changes in watch(
            *sorted(folders),
            watch_filter=self._filter,
            stop_event=self._stop,
            rust_timeout=_POLL_MILLISECONDS,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
            ignore_permission_denied=True,
            force_polling=is_polling or None,
        ):
            # Changes in a new folder before it was watched were missed.
            if changes or (is_first and self._has_watched):
                self.changed.set()
            is_first = False
            self._has_watched = True
            # A new folder, or one that was replaced, needs a new watch.
            if self._current_stamps() != stamps or any(_is_folder_change(path, folders) for _, path in changes):
                return

    def _watched_folders(self) -> frozenset[str]:
        """Return all folders to watch, without symbolic links."""
        output, found = real_path(self.output), set()
        for folder in self.folders():
            for parent, names, _ in os.walk(folder, followlinks=False):
                found.add(parent)
                names[:] = [each for each in names if not each.startswith(".") and Path(parent, each) != output]
        return frozenset(found)

    def _filter(self, change: Change, path: str) -> bool:
        del change
        return self.concerns(path)

    def _current_stamps(self) -> _Stamps:
        """Return stamps of the settings file and of the watched folders, which editors may replace."""
        stamps: list[tuple[int, ...] | None] = []
        for path in (self.root / SETTINGS_FILE, *self.folders()):
            try:
                stat = path.stat()
            except OSError:
                stamps.append(None)
                continue
            is_file = path.name == SETTINGS_FILE
            times = (stat.st_mtime_ns, stat.st_size) if is_file else ()
            stamps.append((stat.st_dev, stat.st_ino, *times))
        return tuple(stamps)


def _is_folder_change(path: str, folders: frozenset[str]) -> bool:
    return path in folders or (Path(path).is_dir() and not Path(path).is_symlink())
