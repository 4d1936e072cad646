"""Paths of the project."""

from pathlib import Path

PROJECT = Path(__file__).parents[1]
"""The root of the repository."""
