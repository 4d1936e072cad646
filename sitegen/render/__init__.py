"""Values of the model → HTML. The only room that knows Jinja, Markdown and Pygments.

`Renderer` is all that the build needs; `visible`, `markdown`, `code` and `art` each turn one kind of hostile
text into markup, and nothing else in the program makes any.
"""

from sitegen.render.draft import Draft, draft_of
from sitegen.render.environment import SiteInfo, theme_folder
from sitegen.render.owners import local_links
from sitegen.render.renderer import Renderer

__all__ = ["Draft", "Renderer", "SiteInfo", "draft_of", "local_links", "theme_folder"]
