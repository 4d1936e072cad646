"""Ratios against the libraries alone, measured in one run; never part of the tests."""
