"""Locate the folder of real transcripts next to the project, which is not part of it and may be missing."""

import pytest

from tests.paths import PROJECT

SHARED = PROJECT.parent / "shared"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the real transcripts are not here")
