"""``make bench``: builds of a generated archive, beside Markdown rendering of the same messages alone.

Wall seconds depend on the machine and its neighbours; CPU seconds and the ratios depend on them less.
"""

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from benchmarks.generate import write

SITEGEN = (sys.executable, "-m", "sitegen")


@dataclass(frozen=True)
class Cost:
    cpu: float
    wall: float
    peak: float
    """Megabytes of the largest process."""


def measure(*command: str, folder: Path) -> Cost:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, after.ru_maxrss / 1024)


def markdown_alone(texts: list[str]) -> Cost:
    parser = MarkdownIt("commonmark")
    messages = [part for text in texts for part in text.split("\n### ")[1:]]
    before, start = time.process_time(), time.perf_counter()
    for message in messages:
        parser.render(message)
    return Cost(time.process_time() - before, time.perf_counter() - start, 0)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        texts = write(folder / "content" / "transcripts", count)
        size = sum(len(text.encode()) for text in texts) / 1e6
        print(f"{count} conversations of 25 messages, {size:.1f} MB")
        floor = markdown_alone(texts)
        rows = {"markdown-it-py alone, one process": floor}
        rows["python -c pass"] = measure(sys.executable, "-c", "pass", folder=folder)
        rows["sitegen --version"] = measure(*SITEGEN, "--version", folder=folder)
        rows["cold build"] = measure(*SITEGEN, "build", folder=folder)
        rows["nothing changed"] = measure(*SITEGEN, "build", folder=folder)
        with (folder / "content" / "transcripts" / "000000.md").open("a") as file:
            file.write("\n### Ada\n\nOne more.\n\n---\n")
        rows["one transcript changed"] = measure(*SITEGEN, "build", folder=folder)
    print(f"{'':36}{'CPU s':>8}{'wall s':>8}{'× Markdown':>12}{'peak MB':>9}")
    for name, cost in rows.items():
        print(f"{name:36}{cost.cpu:8.2f}{cost.wall:8.2f}{cost.cpu / floor.cpu:12.2f}{cost.peak:9.0f}")


main()
