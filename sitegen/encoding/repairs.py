"""How a repair was found out: the words that `Repair.how` uses, in the twin and on the page."""

from enum import StrEnum


class How(StrEnum):
    """The evidence for a repair."""

    LOSSLESS = "lossless"  # the bytes are all there, only misread
    ONLY_CANDIDATE = "only candidate"  # a byte is missing, and one alone makes a character
    VARIATION_SELECTOR = "variation selector"  # between ♥ and ♥️ nothing else makes sense
    BOX_NEIGHBOURS = "box neighbours"  # the lines of a drawing go on
    RUN = "run"  # a long row of one character that must be a rule
    QUOTE_PAIR = "quote pair"  # a quotation that was opened is closed
    ZWJ = "ZWJ"  # two pictures that are joined into one
    PRODUCER = "producer"  # the exporting program prints this picture on such lines
    UNDECIDED = "undecided"  # only proposed: a byte is missing, and several make sense
    MIXED = "mixed text"  # only proposed: nothing is missing, but not all of the file is damaged
    UNDECODABLE = "undecodable byte"  # means nothing in the file's encoding; shown as U+FFFD
    NUL = "NUL"  # no page can show it; shown as U+FFFD
