"""Measure speed as ratios to other programs, in one run; not part of the tests."""
