"""Parse what a line says that starts a turn: ``Turn 1 — User``, ``Assistant (gpt-4o)``, ``[10:00] You said``."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from sitegen.readers.speaker_names import is_known_model, role_from_name

MAX_LENGTH = 100  # characters of a label

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日"
    rf"|(?:[A-Z][a-z]{{2,8}}, ?)?(?:{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}}\.? {_MONTH},? \d{{4}}))"
)
_CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?(?:[ ]?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?"
TIME = rf"(?:{_DAY}(?:(?:T|,?[ ]|,?[ ]at[ ]|[ ]@[ ])[ ]?{_CLOCK})?|{_CLOCK}(?:,?[ ]{_DAY})?)"
"""Pattern of a time as people and programs write it."""

_DASH = r"(?:[-–—·•|,@:]|at|on)"
_TIME_AFTER = re.compile(
    rf"(?:[ \t]*[\[(](?P<bracketed>{TIME})[\])]|[ \t]+(?:{_DASH}[ \t]*)?(?P<bare>{TIME})|,[ ]?(?P<comma>{TIME}))$"
)
_TIME_BEFORE = re.compile(
    rf"(?:[\[(](?P<bracketed>{TIME})[\])]|(?P<bare>{TIME})(?=[ \t]+))(?:[ \t]*{_DASH}[ \t]+|[ \t]+)"
)
_COUNT = (
    r"(?i:Turn|Message|Msg|Exchange|Round|Reply|Part|Tour|Échange|Nachricht|Runde|Turno|Mensaje|Mensagem|Сообщение|Ход)"
    r"[ ]?#?\d{1,6}(?:/\d{1,6})?"
)
_COUNT_BEFORE = re.compile(rf"{_COUNT}[ \t]*[-–—:.·•|/)\]][ \t]*")
_COUNT_AROUND = re.compile(rf"{_COUNT}[ \t]*\((?P<name>[^()]+)\)")
_COUNT_AFTER = re.compile(rf"[ \t]*(?:\({_COUNT}\)|[-–—·•|][ \t]*{_COUNT}|[\[(]?#\d{{1,6}}[\])]?)$")
_NUMBER_BEFORE = re.compile(r"(?:[\[(]?#?\d{1,4}[\]).:]?|#\d{1,4})[ \t]*[-–—:·•|]?[ \t]+(?=\S)")
_MODEL_AFTER = re.compile(
    r"[ \t]*(?:[\[(](?:model:[ ]?)?(?P<bracketed>[^\[\]()]{2,60})[\])]|[ \t][-–—·•|/@][ \t]+(?P<bare>[^\[\]()]{2,60}))$"
)
_CHAT_SLOT = re.compile(r"AI-\d")  # of group chats, where the model belongs to the name
_MODEL_ID = re.compile(r"(?=[^\n]*\d)[\w./:+-]+|[a-z0-9-]+/[\w.:+-]+")
VERB = (
    r"(?:said|says|asked|replied|responded|answered|hat gesagt|hast gesagt|haben gesagt|a dit|avez dit|as dit"
    r"|dijo|has dicho|disse|ha detto|hai detto|zei|сказал|сказала|сказали)"
)
"""Pattern of what stands between name and colon when a page is copied: ``You said:``."""
_FROM = re.compile(
    r"(?:Message From|Message from|Nachricht von|Mensaje de|Message de)[ ](?P<name>\S.*)"
    r"|来自[ ]?(?P<chinese>\S.*?)[ ]?的消息"
)
_VERB = re.compile(rf"[ \t]{VERB}$")


@dataclass(frozen=True, slots=True)
class TurnLabel:
    """The words of a marker."""

    name: str
    time: str = ""
    """As written."""
    model: str = ""
    shape: str = ""
    """What is around the name, such as ``time model``; equal in markers of one form."""


def parse_label(text: str, names: Collection[str] = ()) -> TurnLabel:
    """Return the name in a label without the count, time, model and verb around it.

    A model belongs to the name, as in ``Ida (Kimi K2)``, unless that is one of ``names`` (in lower case) without it, or
    a word such as ``Assistant``.
    """
    name, written_time, model = text.strip(), "", ""
    shape: set[str] = set()
    if len(name) > MAX_LENGTH:
        return TurnLabel(name)
    if (before := _TIME_BEFORE.match(name)) and any(map(str.isalpha, name[before.end() :])):
        name, written_time = name[before.end() :], before["bracketed"] or before["bare"]
        shape.add("time-before")
    name, count = _without_count(name)
    shape |= count
    for _ in range(3):
        if (after := _TIME_AFTER.search(name)) and any(map(str.isalpha, name[: after.start()])):
            name, written_time = name[: after.start()], after["bracketed"] or after["bare"] or after["comma"]
            shape.add("time")
        elif (
            (after := _MODEL_AFTER.search(name))
            and after.start() > 0
            and _is_model(name[: after.start()], after, names)
        ):
            name, model = name[: after.start()], after["bracketed"] or after["bare"]
        else:
            break
    if (verb := _VERB.search(name)) and verb.start() > 0:
        name = name[: verb.start()]
        shape.add("verb")
    if written_from := _FROM.fullmatch(name.strip()):
        name = written_from["name"] or written_from["chinese"]
        shape.add("from")
    name = name.strip()
    if name and not name[0].isalnum() and ord(name[0]) >= 0x2000:
        shape.add("sign")
    return TurnLabel(name, written_time, model.strip(), " ".join(sorted(shape)))


def _without_count(name: str) -> tuple[str, set[str]]:
    """Return the name without a count such as ``Turn 1 —``, and ``{"count"}`` if it had one."""
    if (around := _COUNT_AROUND.fullmatch(name)) and (role_from_name(around["name"]) or is_known_model(around["name"])):
        return around["name"], {"count"}
    if (before := _COUNT_BEFORE.match(name)) and before.end() < len(name):
        return name[before.end() :], {"count"}
    if (before := _NUMBER_BEFORE.match(name)) and role_from_name(name[before.end() :]):
        return name[before.end() :], {"count"}
    if (after := _COUNT_AFTER.search(name)) and after.start() > 0:
        return name[: after.start()], {"count"}
    return name, set()


def _is_model(name: str, match: re.Match[str], names: Collection[str]) -> bool:
    """Return whether words after a name are a model: a known one, or something like an id."""
    model = (match["bracketed"] or match["bare"]).strip()
    if _CHAT_SLOT.match(name) or (role_from_name(name) is None and name.strip().casefold() not in names):
        return False
    return is_known_model(model) or _MODEL_ID.fullmatch(model) is not None
