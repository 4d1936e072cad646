"""Compute the geometry of charts, which the macros of ``charts.html`` write as SVG.

Horizontal lengths are percentages, so that a chart fits any screen while its text keeps its size; vertical ones are in
em. Only the matrix has its own units.
"""

from sitegen.render.charts.bars import format_length_range, format_mean, length_bars, mean_bars
from sitegen.render.charts.matrix import matrix_chart, model_pairs
from sitegen.render.charts.timeline import timeline_chart

__all__ = [
    "format_length_range",
    "format_mean",
    "length_bars",
    "matrix_chart",
    "mean_bars",
    "model_pairs",
    "timeline_chart",
]
