"""Detect page furniture: what chat programs and exporters write around a conversation, such as ``Copy link``."""

import re

from sitegen.model.package_data import load_toml

_MAX_LENGTH = 240  # characters of a line, with the addresses of its links

_PROGRAM = (
    r"(?:AI|ChatGPT|GPT-?\d\w*|Claude(?: is AI and)?|Gemini|Copilot|Bard|Grok|DeepSeek|Le Chat|Mistral|Perplexity|"
    r"Meta AI|Kimi|Qwen|Poe|"
    r"AI(?:-| )generated (?:content|responses?)|AI (?:responses?|answers?|models?)|.{0,20}\bassistant)"
)
_MISTAKES = re.compile(
    rf"(?:O |L'|Le |La |El )?{_PROGRAM}(?: (?:can|may|might|could|sometimes)(?: (?:also|still|occasionally))? "
    r"(?:make|makes|display|be|contain|include)\b.{0,20}(?:mistakes?|errors?|inaccura\w+|wrong|incorrect)"
    r"| kann (?:auch )?Fehler machen| peut (?:faire|commettre) des erreurs| puede (?:cometer errores|equivocarse)"
    r"| pode cometer erros| può commettere errori| kan fouten maken| kan (?:göra|begå|lave) (?:fel|fejl)"
    r"| może popełniać błędy| может (?:допускать ошибки|ошибаться)"
    r"|の回答は必ずしも正しい|は間違え|\s?(?:也)?(?:可能会?|会)(?:犯错|出错)"
    r"|는 실수를 할 수)[^\n]{0,160}",
    re.IGNORECASE,
)
# A name or a date follows, so that no end of a poem is taken for it.
_CREDIT = re.compile(
    r"(?:This (?:conversation|chat|transcript|file|page) was )?"
    r"(?i:archived|exported|powered|converted|printed|downloaded|saved|scraped) "
    r"(?:by|with|from|via|using|through|on|at):? (?:the )?(?:[A-Z0-9@]|[a-z]{2,20}\d)[^\n!?]{0,100}"
)
_LINES = load_toml("sitegen.readers", "furniture.toml")
_SENTENCES = frozenset(_LINES["sentences"].split("\n")) - {""}
_BUTTONS = frozenset(_LINES["buttons"].split("\n")) - {""}
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_TAG = re.compile(r"</?\w[^<>]*>")
_WHITESPACE = " \t\n"
_MARKS = " \t\\*_`~#>|-–—•·«»↑↓←→.…!"


def is_furniture(line: str) -> bool:
    """Return whether a line is written by a program around a conversation."""
    text = _plain(line)
    return bool(text) and (
        text.casefold() in _SENTENCES or _MISTAKES.fullmatch(text) is not None or _CREDIT.fullmatch(text) is not None
    )


def is_button(line: str) -> bool:
    """Return whether a line is the name of a button, such as ``Share``; the end of a message may be equal to it."""
    return _plain(line) in _BUTTONS


def find_footer(text: str, start: int) -> int:
    """Return where page furniture at the end of ``text`` begins, after ``start``; the end of the text without any.

    Buttons, rules and blank lines below its first line are part of it. A last paragraph of nothing but buttons is a
    footer too.
    """
    footer = end = len(text)
    while end > start:
        line_start = max(start, text.rfind("\n", start, end - 1) + 1)
        line = text[line_start:end]
        if is_furniture(line):
            footer = line_start
        elif _plain(line) and not is_button(line):
            break
        end = line_start
    return footer if footer < len(text) else _last_buttons(text, start)


def _last_buttons(text: str, start: int) -> int:
    """Return where the last paragraph begins if it is only buttons below other text, else the end of the text."""
    end = start + len(text[start:].rstrip(_WHITESPACE))
    blank = text.rfind("\n\n", start, end)
    lines = text[blank + 2 : end].split("\n") if blank >= 0 and end - blank < _MAX_LENGTH else []
    is_footer = all(line.strip() in _BUTTONS for line in lines) and bool(lines) and bool(text[start:blank].strip())
    return blank + 2 if is_footer else len(text)


def _plain(line: str) -> str:
    """Return a line without links, tags and emphasis."""
    if len(line) > _MAX_LENGTH:
        return line.strip()  # never furniture, and never blank
    return " ".join(_TAG.sub("", _LINK.sub(r"\1", line)).split()).strip(_MARKS)
