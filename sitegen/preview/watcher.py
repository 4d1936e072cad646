"""Says when something changed that the site is made from.

Every folder is watched by itself: the library's own way down follows links, which an archive never does, and a
link to a big place would have all of that watched.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from watchfiles import Change, watch

from sitegen.build.cache import FOLDER
from sitegen.model.problems import SETTINGS_FILE

_LOOK = 500  # milliseconds between looks at what no watcher of folders sees
_PAUSE = 0.5  # seconds, where there is no folder to watch
_MOST_FAULTS = 3

_Places = tuple[tuple[int, ...] | None, ...]


@dataclass(slots=True)
class Watcher:
    """Watches one archive in a thread of its own. ``changed`` is set at each change; who waits clears it."""

    root: Path
    content: Path | None
    output: Path
    say: Callable[[str], None]
    changed: Event = field(default_factory=Event)
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _is_again: bool = False
    """Was anything watched before?"""

    def start(self) -> None:
        """Begins to watch."""
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread, or leaves it to the end of the program."""
        self._stop.set()
        if self._thread:
            self._thread.join(2)

    def folders(self) -> tuple[Path, ...]:
        """What is watched with all that is below; it need not exist yet."""
        content = self.root / "content" if self.content is None else self.content
        return content.resolve(), (self.root / "theme").resolve()

    def concerns(self, path: str) -> bool:
        """Is the site made from this file? Not from itself, nor from hidden files."""
        output = self.output.resolve()
        if Path(path).is_relative_to(output) or Path(path).is_relative_to(self.root.resolve() / FOLDER):
            return False
        below = [folder for folder in self.folders() if Path(path).is_relative_to(folder)]
        # A build stands beside the output under a hidden name until it takes its place.
        return any(
            not any(part.startswith(".") for part in Path(path).relative_to(folder).parts) for folder in below
        )

    def _run(self) -> None:
        faults = 0
        places = self._places()
        while not self._stop.is_set():
            try:
                self._watch(places, is_polling=faults > 0)
            except FileNotFoundError:  # it went away before it was watched
                self._stop.wait(_PAUSE)
            except (OSError, RuntimeError) as error:  # such as too many files for the system's own way
                faults += 1
                if faults == _MOST_FAULTS:
                    self.say(f"changes are no longer seen: {error}; start again to see them")
                    return
                self._stop.wait(_PAUSE)
            now = self._places()
            if now != places:
                places = now
                self.changed.set()

    def _watch(self, places: _Places, *, is_polling: bool) -> None:
        """Returns where a folder came or went, or the settings changed, since ``places`` was seen."""
        folders = self._below()
        if not folders:
            self._stop.wait(_PAUSE)
            return
        is_first = True
        for changes in watch(
            *sorted(folders),
            watch_filter=self._is_ours,
            stop_event=self._stop,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
            ignore_permission_denied=True,
            force_polling=is_polling or None,
        ):
            # What changed in a new folder before it was watched was not seen.
            if changes or (is_first and self._is_again):
                self.changed.set()
            is_first = False
            self._is_again = True
            # A folder that came, or went and came again, has to be watched anew.
            if self._places() != places or any(_is_of(path, folders) for _, path in changes):
                return

    def _below(self) -> frozenset[str]:
        """All folders to be watched. Those in a link's place are none."""
        output, found = self.output.resolve(), set()
        for folder in self.folders():
            for parent, names, _ in os.walk(folder, followlinks=False):
                found.add(parent)
                names[:] = [
                    each for each in names if not each.startswith(".") and Path(parent, each) != output
                ]
        return frozenset(found)

    def _is_ours(self, change: Change, path: str) -> bool:
        del change
        return self.concerns(path)

    def _places(self) -> _Places:
        """The settings, which editors write anew under the same name, the folders, which may be others."""
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


def _is_of(path: str, folders: frozenset[str]) -> bool:
    return path in folders or (Path(path).is_dir() and not Path(path).is_symlink())
