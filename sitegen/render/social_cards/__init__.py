"""Draw a picture of a quote, for sites that show a link as a picture.

`fonts` chooses glyphs, `layout` breaks words into lines, `card` paints with Pillow. Start at `card.CardPainter`.
"""
