"""The benchmarks run with the present program."""

import subprocess
import sys

from tests.paths import PROJECT


def test_the_life_of_an_archive_is_measured():
    command = [sys.executable, "-m", "benchmarks", "2"]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    names = [line[:32].strip() for line in result.stdout.splitlines()[2:]]
    assert names == [
        "libraries alone (floor)",
        "rendering alone",
        "python -c pass",
        "sitegen --version",
        "cold build",
        "nothing changed",
        "check, nothing changed",
        "one transcript changed",
        "one transcript added",
        "style sheet of an own theme",
        "comment in the style sheet",
        "first search: Whoosh index",
        "search: word",
        "search: phrase",
        "search: filter",
        "search: prefix",
        result.stdout.splitlines()[-1][:32].strip(),
    ]
