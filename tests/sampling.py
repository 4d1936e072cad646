"""Test only a sample of similar cases, unless ``SITEGEN_THOROUGH=1``, which takes twice as long."""

import os
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")

IS_THOROUGH = bool(os.environ.get("SITEGEN_THOROUGH"))


def sample(items: Sequence[Item], one_in: int) -> Sequence[Item]:
    """Return one item in ``one_in``; all items in a thorough run."""
    return items if IS_THOROUGH else items[::one_in]
