"""Numbers → the lengths of pictures, which the macros of ``charts.html`` write as SVG.

Across, lengths are shares of the column in per cent, so that a picture fits any screen while its words keep
their size; down, they are in em. The triangle alone has units of its own.
"""

from sitegen.render.charts.bars import length_bars, length_range, mean, mean_bars
from sitegen.render.charts.matrix import pairs, triangle
from sitegen.render.charts.timeline import time_picture

__all__ = ["length_bars", "length_range", "mean", "mean_bars", "pairs", "time_picture", "triangle"]
