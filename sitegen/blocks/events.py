"""The lines of a group chat that tell what happened: an image was made, someone was invited.

The forms are those that liminal_backrooms and its forks write.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, and who caused it."""

    name: str
    """What was asked for: ``image``, ``video``, ``add_ai``, ``remove_ai``, ``prompt``, ``temperature``,
    ``search``, ``mute``, ``vote``, ``list``, ``whisper``; what came of it: ``image_created``,
    ``video_created``, ``failure``; ``notice`` for what else the program tells.
    """
    actor: str = ""
    """The slot (``AI-2``) of the AI that caused it; empty where the line does not say."""
    model: str = ""
    """That AI's model as written; empty where the line does not say."""
    argument: str = ""
    """Of an image the prompt, of an invitation model and persona, …; of failures and notices their words."""
    truncated: bool = False
    """Whether the program cut the argument short; the dots that it put there are not part of it."""


CUT = 50
"""Characters that are left of a prompt in the line that announces an image or a video."""

_NAMES = {"mute_self": "mute", "list_models": "list"}
_COMMANDS = "image|video|search|prompt|temperature|add_ai|remove_ai|list_models|mute_self|whisper|vote"
_ICON = "(?:[🎨🎬✨💭🌡🔍🔇🗳📋🤫🔊✅]\ufe0f?[ \t]+)"
_SLOT = r"(?P<actor>AI-\d{1,4})"
_AI = rf"{_SLOT}(?:[ \t]+\((?P<model>[^\n]{{1,200}}?)\))?"
_IMAGE_PLACE = "(?:\ufffc[^\\S\n]*\n?)?"  # Qt's stand-in for a picture, which copied text loses

_COMMAND = rf"{_ICON}?\[{_AI}\]:[ \t]*!(?P<name>{_COMMANDS})(?!\w)(?P<argument>.*)"
_CREATED = rf"{_IMAGE_PLACE}🎨[ \t]+{_AI} created an? (?P<created>image|video)[ \t]*\ufffc?(?P<command>\s.*)?"

_FAILURES = "|".join(
    (
        "(?:Image|Video) prompt too short",
        "Prompt text too short",
        "Search query too short",
        "Models list not found",
        r"Maximum of \d{1,3} AIs already reached",
        r"Temperature must be between [^\n]{1,60}",
        r"Invalid temperature value: [^\n]*",
        r"No results found for: [^\n]*",
        r"Search failed: [^\n]*",
        r"Error reading models: [^\n]*",
    )
)

# Form → the name of the event, where the form does not hold it.
_FORMS = tuple(
    (re.compile(form, re.DOTALL), name)
    for form, name in (
        (_COMMAND, ""),
        (_CREATED, ""),
        (rf"❌\ufe0f?[ \t]+\[{_AI}\]:[ \t]*(?P<argument>.*)", "failure"),
        (rf"{_IMAGE_PLACE}(?:🎨[ \t]+)?Generated image(?:: [^\n]*)?(?P<argument>)", "image_created"),
        (r"\[Sora\] Video created: (?P<argument>[^\n]*)", "video_created"),
        (r"\[Sora\] (?P<argument>Video generation failed.*)", "failure"),
        (r"✨[ \t]{1,4}(?P<argument>[^\n]{1,200} is already in the conversation as AI-\d{1,4})", "add_ai"),
        (r"✨[ \t]{1,4}(?P<argument>[^\n]{1,200} was already invited[^\n]{0,80})", "add_ai"),
        (rf"🗳\ufe0f?[ \t]+{_SLOT} (?P<argument>voted to [^\n]*)", "vote"),
        (r"📋[ \t]+Available models:(?P<argument>.*)", "list"),
        (rf"\[{_SLOT} (?P<argument>modified their system prompt|adjusted their temperature)\]", "notice"),
        (r"\[System: (?P<argument>[^\n]*)\]", "notice"),
        (rf"(?P<argument>{_FAILURES})", "failure"),
    )
)

_COMMAND_FORM = _FORMS[0][0]
_RESULTS = "**Search Results:**"
_ATTACHED = "<image attached>"
_STATE = re.compile(r"\((?:generating\.\.\.|found \d{1,6} results?)\)$")


def read_event(line: str) -> Event | None:
    """What a line tells, or None where it is not of a known form.

    Events that the program writes on several lines (an image with its prompt, a prompt with newlines, search
    results) are read whole. A bare failure such as ``Image prompt too short`` and a model that quotes the
    form ``[AI-2 (Model)]: !image "…"`` look like events anywhere: only their place tells whether they are.
    """
    line = line.strip()
    for form, name in _FORMS:
        if found := form.fullmatch(line):
            return _event(found, name)
    return None


def _event(found: re.Match[str], name: str) -> Event:
    groups = found.groupdict(default="")
    actor, model = groups.get("actor", ""), groups.get("model", "")
    if name:
        return Event(name, actor, model, groups["argument"].strip())
    if created := groups.get("created"):
        return Event(f"{created}_created", actor, model, _prompt_of(groups["command"]))
    command = groups["name"]
    argument, truncated = _argument(command, groups["argument"])
    if command == "image" and found.string.endswith(_ATTACHED):
        return Event("image_created", actor, model, argument)
    return Event(_NAMES.get(command, command), actor, model, argument, truncated)


def _prompt_of(line: str) -> str:
    """The prompt in the command that follows ``created an image``."""
    found = _COMMAND_FORM.fullmatch(
        line.strip()
    )  # no other form, or a line could hold itself a thousand times
    return _event(found, "").argument if found else line.strip()


def _argument(command: str, rest: str) -> tuple[str, bool]:
    """What a command was given, and whether the program cut it."""
    given = rest.partition(_RESULTS)[0].strip().removesuffix(_ATTACHED).rstrip()
    announced = _STATE.sub("", given).rstrip()
    argument = _unquoted(command, announced)
    if announced != given and argument.endswith("...") and len(argument) > CUT:
        return argument.removesuffix("..."), True
    return argument, False


def _unquoted(command: str, argument: str) -> str:
    """The words between the first and the last quotation mark, where these belong together."""
    quoted = len(argument) > 1 and argument[0] == argument[-1] == '"'
    several = command in ("add_ai", "whisper", "vote") and '" "' in argument
    return argument[1:-1] if quoted and not several else argument
