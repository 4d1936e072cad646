"""Builds as tests need them: on a day that never changes."""

from functools import partial

from sitegen.build import build as build_on_a_day

DAY = "2026-01-31"

build = partial(build_on_a_day, day=DAY)
