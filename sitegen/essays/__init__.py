"""Essays: what somebody writes about the archive, in Markdown with front matter.

`folder` finds the files, `reading` makes an `Essay` of one, `arrange` gives each its address, `links` says
where their links lead. Rendering is `render.essays`; whether their quotes are true is not looked at here.
"""

from sitegen.essays.arranging import arrange, by_date
from sitegen.essays.reading import read_essay

__all__ = ["arrange", "by_date", "read_essay"]
