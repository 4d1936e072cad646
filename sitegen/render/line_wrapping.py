"""Decide which blocks of code are prose, whose lines wrap, and which have a switch to wrap them.

Code never wraps, since its lines mean something. Prose in a code fence, such as a prompt or a letter, would be
unreadable otherwise. The rule is conservative. Measured with blocks of real transcripts, labelled by hand: of 78 for
which it was made, 39 are prose; it wraps 35 of these and nothing else. Of 74 others, 38 are prose; it wraps 34 of these
and a diagram of two lines. (It wrapped a terminal too, until the prompt of zsh was added.)
"""

import re
from enum import StrEnum

from sitegen.render.ascii_art import columns

MAX_COLUMNS = 80
"""A block with a longer line has a switch."""
_PROSE_LANGUAGES = ("", "markdown", "md", "none", "plain", "plaintext", "text", "txt")
_MARKDOWN = ("markdown", "md")
_MAX_CHARACTERS = 1_000
"""Characters that are read of each line."""

_MIN_WORDS = 8
_MIN_WORD_SHARE = 0.75
_WORD = re.compile(r"[^\w\s]*(?:[^\W\d_]|['’—–…/-])+[^\w\s]*")
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LAYOUT = re.compile(
    r"[\u2500-\u259f\u2800-\u28ff]|\S {3,}\S|\t[^\t]*\t|[^\s\d]\t+\S|\|[^|]*\||^ {12}|(?:[^\W_]  (?=\S).*){3}"
)
"""Pattern of columns: boxes, tables, words far apart, deep indentation."""
_RULE = re.compile(r"\s*(\S)\1{3,}\s*")
_CODE = re.compile(
    r"""
    [{};]\s*$ | ^\s*[}\])] | \w\([^()]*\)\s*[:{;]?\s*$ | \S\ =\ \S | => | == | \w_\w+ | ^\s*["'][^"']*["']\s*:
    | ^\s*(?:import|from|def|class|function|const|let|var|return|if|for|while|elif|export|public|async|@\w+)\b.*[:;({=]
    | ^\s*(?://|/\*|\#include|\#!|<[/!?\w]|\+|@@|\((?:def\w*|lambda|let|ns|setq)\s)
    | ^\s*(?:\$|\S+[%$]\s|[\w.+-]+@[^$%#]*[$%#]|[\w.+-]+@[\w.-]+\s\S+>|(?:PS\s)?[A-Z]:\\)
    | ^(?:SELECT|INSERT\ INTO|UPDATE|DELETE\ FROM|CREATE|ALTER|FROM|WHERE)\s.*[a-z]
    | ^\s*[\[<(]?(?i:error|fatal|warn|warning|info|debug|trace)\b | ^\s*at\s\S+[.(]
    | ^\s*(?:Traceback\b|File\ "|[\w.]+(?:Error|Exception)\b)
    | \d\d:\d\d:\d\d | \w/[\w.-]+\.[a-z]{1,4}\b
    | \s--?[a-z][\w-]*[=\s].*\s--?[a-z] | \\[A-Za-z]+[{\[] | [^\W\d_]"?,"?\w.*\w"?,"?\w
    """,
    re.VERBOSE,
)
"""Pattern of a line of a program, of data, of a terminal or of a log."""
_PROMPT = re.compile(r"[\w.+-]+@[\w.-]+ \S+ %(?: |$)")
"""That of zsh, in a copied terminal; stories in terminals have those of other shells."""


class Wrapping(StrEnum):
    """Display of the lines of a block."""

    NONE = "none"
    """All lines are short."""
    OFF = "off"
    """A reader can wrap them."""
    ON = "on"
    """They are wrapped; a reader can undo it."""


def wrapping(text: str, language: str) -> Wrapping:
    """Return whether the lines of a block of code wrap."""
    lines = [each[:_MAX_CHARACTERS].rstrip() for each in text.split("\n")]
    long_lines = [each for each in lines if len(each) > MAX_COLUMNS // 2 and columns(each) > MAX_COLUMNS]
    if not long_lines:
        return Wrapping.NONE
    language = language.lower()
    is_prose = language in _PROSE_LANGUAGES and _is_prose([each for each in lines if each], long_lines, language)
    return Wrapping.ON if is_prose else Wrapping.OFF


def _is_prose(lines: list[str], long_lines: list[str], language: str) -> bool:
    """Return whether most of the long lines are sentences, and few lines are code or stand in columns."""
    layout = sum(_LAYOUT.search(each) is not None and not _RULE.fullmatch(each) for each in lines)
    code = sum(_CODE.search(each) is not None for each in lines)
    sentences = sum(columns(each) for each in long_lines if _is_sentence(each))
    min_sentences, max_code = (0.4, 0.5) if language in _MARKDOWN else (0.6, 0.25)
    return (
        sentences >= min_sentences * sum(map(columns, long_lines))
        and layout <= 0.05 * len(lines)
        and code <= max_code * len(lines)
        and not any(map(_PROMPT.match, lines))
    )


def _is_sentence(line: str) -> bool:
    if _LAYOUT.search(line) or _CODE.search(line):
        return False
    if 2 * len(_WITHOUT_SPACES.findall(line)) >= len(line):
        return True
    tokens = [each for each in line.split() if any(map(str.isalnum, each))]
    words = sum(len(each) > 1 and _WORD.fullmatch(each) is not None for each in tokens)
    letters = sum(len(each) == 1 and each.isalpha() for each in tokens)
    return len(tokens) >= _MIN_WORDS and words > letters and words + letters >= _MIN_WORD_SHARE * len(tokens)
