"""Compare builds of a generated archive with the rendering of its Markdown alone: ``make bench``.

Wall-clock seconds depend on the machine and its load; CPU seconds and ratios less so.
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.generate import write
from benchmarks.measure import measure

MARKDOWN_ALONE = Path(__file__).with_name("markdown_alone.py")
SITEGEN = (sys.executable, "-m", "sitegen")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        size = write(folder / "content" / "transcripts", count)
        print(f"{count} conversations of 25 messages, {size / 1e6:.1f} MB")
        baseline = measure(sys.executable, str(MARKDOWN_ALONE), folder=folder)
        rows = {"markdown-it-py alone, one process": baseline}
        rows["python -c pass"] = measure(sys.executable, "-c", "pass", folder=folder)
        rows["sitegen --version"] = measure(*SITEGEN, "--version", folder=folder)
        rows["cold build"] = measure(*SITEGEN, "build", folder=folder)
        rows["nothing changed"] = measure(*SITEGEN, "build", folder=folder)
        with (folder / "content" / "transcripts" / "000000.md").open("a") as file:
            file.write("\n### Ada\n\nOne more.\n\n---\n")
        rows["one transcript changed"] = measure(*SITEGEN, "build", folder=folder)
    print(f"{'':36}{'CPU s':>8}{'wall s':>8}{'× Markdown':>12}{'peak MB so far':>15}")
    for name, cost in rows.items():
        print(f"{name:36}{cost.cpu:8.2f}{cost.wall:8.2f}{cost.cpu / baseline.cpu:12.2f}{cost.peak:15.0f}")


main()
