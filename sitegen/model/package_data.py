"""Read the data files that are part of the package."""

import tomllib
from importlib import resources
from typing import Any


def load_toml(package: str, name: str) -> dict[str, Any]:
    """Return the content of a TOML file in a package."""
    return tomllib.loads((resources.files(package) / name).read_text("utf-8"))
