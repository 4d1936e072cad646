"""Serve an archive with a search that echoes the query: ``program.py folder port``."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import escape

from sitegen.model.problems import ContentError
from sitegen.preview.preview import serve


class Echo:
    base = ""

    def __init__(self, output: Path) -> None:
        self.pages = len(list(output.glob("c/*.html"))) - 1

    def result(self, text: str, limit: int) -> dict[str, Any]:
        return {"query": text, "pages": self.pages}

    def page(self, result: Mapping[str, Any], published: bytes) -> bytes:
        found = f"found {escape(result['query'])} in {result['pages']}"
        head = '<meta charset="utf-8"><title>Search</title>'
        return f"<!DOCTYPE html><html>{head}<body><p id=found>{found}</p></body></html>".encode()


def main(root: Path, port: int) -> None:
    output = root / "site"

    def print_line(line: str) -> None:
        print(line, flush=True)

    try:
        serve(
            root,
            None,
            output,
            port=port,
            open_browser=False,
            workers=1,
            open_search=lambda: Echo(output),
            print_line=print_line,
        )
    except ContentError as error:
        print_line(str(error.problem))
        sys.exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
