"""Compare builds of a generated archive with the libraries alone: ``make bench``, or ``python -m benchmarks [COUNT]``.

Wall-clock seconds depend on the machine and its load; CPU seconds and ratios less so.
"""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import conversations, write
from benchmarks.measure import Cost, measure
from sitegen.render.templates import theme_folder

FLOOR = Path(__file__).with_name("floor.py")
PROJECT = FLOOR.parents[1]
SITEGEN = (sys.executable, "-m", "sitegen")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        size = write(folder / "content" / "transcripts", count)
        print(f"{count:,} conversations of 25 messages, {size / 1e6:.1f} MB")
        rows = dict(_measured(folder))
        print(f"{'':32}{'CPU s':>8}{'wall s':>8}{'× floor':>9}{'peak MB so far':>15}")
        for name, cost in rows.items():
            ratio = cost.cpu / rows["libraries alone (floor)"].cpu
            print(f"{name:32}{cost.cpu:8.2f}{cost.wall:8.2f}{ratio:9.2f}{cost.peak:15.0f}")
        files = [each for each in (folder / "site").rglob("*") if each.is_file()]
        site = sum(each.stat().st_size for each in files)
        print(f"site: {len(files):,} files, {site / 1e6:.1f} MB, {site / size:.2f} × the transcripts")


def _measured(folder: Path) -> list[tuple[str, Cost]]:
    """Run the commands in order; each changes the archive for the next."""
    os.environ["PYTHONPATH"] = str(PROJECT)
    transcripts, search = folder / "content" / "transcripts", (*SITEGEN, "search")
    build, check = (*SITEGEN, "build"), (*SITEGEN, "check")
    rows = []

    def run(name: str, *command: str) -> None:
        rows.append((name, measure(*command, folder=folder)))

    run("libraries alone (floor)", sys.executable, str(FLOOR), "floor")
    run("rendering alone", sys.executable, "-m", "benchmarks.rendering", "rendered")
    run("python -c pass", sys.executable, "-c", "pass")
    run("sitegen --version", *SITEGEN, "--version")
    run("cold build", *build)
    run("nothing changed", *build)
    run("check, nothing changed", *check)
    with (transcripts / "000000.md").open("a") as file:
        file.write("\n### Ada\n\nOne more.\n\n---\n")
    run("one transcript changed", *build)
    name, text = next(conversations(1, seed=2))
    (transcripts / f"added-{name}").write_text(text.replace("2025-01-01", "2025-02-01"))
    run("one transcript added", *build)
    style = folder / "theme" / "static" / "style.css"
    style.parent.mkdir(parents=True)
    style.write_bytes((theme_folder() / "static" / "style.css").read_bytes())
    run("style sheet of an own theme", *build)
    style.write_text(style.read_text() + "/* a comment */\n")
    run("comment in the style sheet", *build)
    run("first search: Whoosh index", *search, "tide")
    run("search: word", *search, "tide")
    run("search: phrase", *search, '"of the"')
    run("search: filter", *search, "tide", "has:art")
    run("search: prefix", *search, "le*")
    return rows


main()
