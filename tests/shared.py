"""The real transcripts beside the project, where they exist. Never part of it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real transcripts are not here")
