"""The real transcripts beside the project, where they exist. Never part of it."""

import pytest

from tests.paths import PROJECT

SHARED = PROJECT.parent / "shared"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real transcripts are not here")
