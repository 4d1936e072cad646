"""How much of what is much alike a run looks at. ``SITEGEN_THOROUGH=1`` looks at all of it, and takes twice as long."""

import os
from collections.abc import Sequence
from typing import TypeVar

Each = TypeVar("Each")

IS_THOROUGH = bool(os.environ.get("SITEGEN_THOROUGH"))


def some(all_: Sequence[Each], one_in: int) -> Sequence[Each]:
    """One in so many; all of them in a thorough run."""
    return all_ if IS_THOROUGH else all_[::one_in]
