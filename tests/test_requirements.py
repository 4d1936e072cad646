"""The lock files are those of pyproject.toml."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.paths import PROJECT

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
RUN = [*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["build"]]
TEST = [*RUN, *PYPROJECT["dependency-groups"]["dev"]]


def locked(name: str) -> dict[str, str]:
    text = (PROJECT / "requirements" / f"{name}.txt").read_text("utf-8")
    return {
        canonicalize_name(found[1]): found[2] for found in re.finditer(r"(?m)^([\w.-]+)(?:\[.*?\])?==([^\s;]+)", text)
    }


@pytest.mark.parametrize(("name", "ranges"), [("site", RUN), ("test", TEST)])
def test_every_dependency_is_locked_within_its_range(name: str, ranges: list[str]):
    versions = locked(name)
    requirements = [Requirement(each) for each in ranges]
    assert [
        str(each)
        for each in requirements
        if not each.specifier.contains(versions.get(canonicalize_name(each.name), "0"))
    ] == []


@pytest.mark.parametrize("name", ["site", "test"])
def test_every_locked_package_has_hashes_and_no_address(name: str):
    entries = re.split(r"\n(?=\S)", (PROJECT / "requirements" / f"{name}.txt").read_text("utf-8").strip())
    assert [each for each in entries if "--hash=sha256:" not in each or "://" in each] == []


@pytest.mark.parametrize("requirement", TEST)
def test_every_range_has_an_upper_bound(requirement: str):
    assert any(each.operator in ("<", "~=", "==") for each in Requirement(requirement).specifier)


def test_what_runs_the_program_has_the_same_versions_in_both_files():
    assert locked("site").items() <= locked("test").items()
