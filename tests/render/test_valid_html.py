"""The W3C's HTML checker accepts the sample archive and hostile pages."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sitegen.archive.folder import open_archive
from tests.browser.hostile import hostile_conversation, hostile_page_context, hostile_site_data
from tests.browser.test_accessible import quote_pages
from tests.browser.vectors import VECTORS
from tests.building import build
from tests.paths import PROJECT
from tests.render.page_elements import html_of
from tests.render.samples import renderer

VNU = os.environ.get("SITEGEN_VNU", "")
pytestmark = pytest.mark.skipif(
    not (shutil.which("java") and Path(VNU).is_file()),
    reason="SITEGEN_VNU names no vnu.jar, or there is no java",
)


def faults(folder: Path) -> list[str]:
    """Return errors in all pages below ``folder``."""
    pages = sorted(map(str, folder.rglob("*.html")))
    command = ["java", "-jar", VNU, "--errors-only", "--exit-zero-always", "--format", "json", *pages]
    done = subprocess.run(command, capture_output=True, check=True)
    found = json.loads(done.stderr or done.stdout)["messages"]
    return [f"{each.get('url', '').rpartition('/')[2]}: {each['message']}" for each in found]


def test_the_sample_archive_is_valid_html(tmp_path: Path):
    build(open_archive(PROJECT), tmp_path / "site", force=True, workers=1, update_ledger=False)
    assert faults(tmp_path) == []


def test_hostile_text_leaves_html_valid(tmp_path: Path):
    files = [
        renderer().conversation_pages(hostile_conversation(*VECTORS[n : n + 20]), hostile_page_context(VECTORS[n]))[0]
        for n in range(0, 280, 70)
    ]
    for n, file in enumerate([*files, *html_of(renderer().site_pages(hostile_site_data(VECTORS[::20])))]):
        (tmp_path / f"{n}.html").write_bytes(file.data)
    # Readers never return such invalid times.
    found = [each for each in faults(tmp_path) if "datetime" not in each]
    assert found == []


def test_pages_about_quotes_are_valid_html(tmp_path: Path):
    for path, data in quote_pages().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert faults(tmp_path) == []


def test_the_checker_finds_faults(tmp_path: Path):
    (tmp_path / "a.html").write_text("<!doctype html><title>x</title><p><div></p>")
    assert len(faults(tmp_path)) > 0
