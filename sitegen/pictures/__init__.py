"""Pictures of quotes, for places that show a link as a picture. The only room that knows Pillow.

`faces` is what can be set, `setting` breaks words into lines, `card` paints. The same quote gives the same bytes
with the same Pillow.
"""

from sitegen.pictures.card import HEIGHT, WIDTH, CardPainter

__all__ = ["HEIGHT", "WIDTH", "CardPainter"]
