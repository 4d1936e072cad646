"""Build an archive on a Dask cluster in a process of its own: Dask keeps threads, and tests after it fork.

``python -m tests.build.dask_build ARCHIVE ADDRESS [name=value …]`` prints the outcome as JSON.
"""

import json
import os
import signal
import sys
from pathlib import Path

from sitegen.archive.folder import open_archive
from sitegen.build import dask_cluster
from sitegen.build.dask_cluster import DaskCluster
from sitegen.model.problems import ContentError
from tests.building import build


def main(archive: str, address: str, *options: str) -> None:
    values = dict(option.split("=") for option in options)
    if "program" in values:
        dask_cluster._program_key = lambda: values["program"]
    if "without_workers" in values:
        dask_cluster._CHECK_INTERVAL, dask_cluster._LONGEST_WITHOUT_WORKERS = 0.3, float(values["without_workers"])
    progress: list[int] = []

    def advance(done: int, total: int) -> None:
        progress.append(done)
        if "kill" in values and done == int(values["kill_at"]):
            os.kill(int(values["kill"]), signal.SIGKILL)

    root = Path(archive)
    try:
        report = build(open_archive(root), root / "site", workers=DaskCluster(address), on_progress=advance, force=True)
    except ContentError as error:
        outcome = {"problem": str(error)}
    else:
        outcome = {"conversations": report.conversations, "rebuilt": report.rebuilt, "progress": progress}
    print(json.dumps(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
