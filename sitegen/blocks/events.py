"""Parse the event lines of a group chat: an image was created, a model was invited.

Supports the forms that liminal_backrooms and its forks write.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """An event and the AI that caused it."""

    name: str
    """A request: ``image``, ``video``, ``add_ai``, ``remove_ai``, ``prompt``, ``temperature``, ``search``, ``mute``,
    ``vote``, ``list``, ``whisper``; a result: ``image_created``, ``video_created``, ``failure``; else ``notice``.
    """
    actor: str = ""
    """Slot (``AI-2``) of the AI that caused it; empty if unknown."""
    model: str = ""
    """Model of that AI as written; empty if unknown."""
    argument: str = ""
    """Prompt of an image, model and persona of an invitation, …; text of failures and notices."""
    truncated: bool = False
    """True if the program shortened the argument; its dots are not included."""


CREATED = "_created"
"""End of the name of a result; the name of its request is before it."""
CUT_LENGTH = 50
"""Characters of the shortened prompt in the line that announces an image or a video."""

_NAMES = {"mute_self": "mute", "list_models": "list"}
_COMMANDS = "image|video|search|prompt|temperature|add_ai|remove_ai|list_models|mute_self|whisper|vote"
_ICON = "(?:[🎨🎬✨💭🌡🔍🔇🗳📋🤫🔊✅]\ufe0f?[ \t]+)"
_SLOT = r"(?P<actor>AI-\d{1,4})"
_AI = rf"{_SLOT}(?:[ \t]+\((?P<model>[^\n]{{1,200}}?)\))?"
_IMAGE_PLACEHOLDER = "(?:\ufffc[^\\S\n]*\n?)?"  # Qt's placeholder for an image, lost in copied text

_COMMAND = rf"{_ICON}?\[{_AI}\]:[ \t]*!(?P<name>{_COMMANDS})(?!\w)(?P<argument>.*)"
_CREATED = rf"{_IMAGE_PLACEHOLDER}🎨[ \t]+{_AI} created an? (?P<created>image|video)[ \t]*\ufffc?(?P<command>\s.*)?"

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

# Pattern → name of the event, if the pattern does not contain it.
_PATTERNS = tuple(
    (re.compile(pattern, re.DOTALL), name)
    for pattern, name in (
        (_COMMAND, ""),
        (_CREATED, ""),
        (rf"❌\ufe0f?[ \t]+\[{_AI}\]:[ \t]*(?P<argument>.*)", "failure"),
        (rf"{_IMAGE_PLACEHOLDER}(?:🎨[ \t]+)?Generated image(?:: [^\n]*)?(?P<argument>)", "image_created"),
        (r"\[Sora\] Video created: (?P<argument>[^\n]*)", "video_created"),
        (r"\[Sora\] (?P<argument>Video generation failed.*)", "failure"),
        (r"✨[ \t]{1,4}(?P<argument>[^\n]{1,200} is already in the conversation as AI-\d{1,4})", "add_ai"),
        (r"✨[ \t]{1,4}(?P<argument>[^\n]{1,200} was already invited[^\n]{0,80})", "add_ai"),
        (rf"🗳\ufe0f?[ \t]+{_SLOT} voted (?P<argument>to [^\n]*)", "vote"),
        (r"📋[ \t]+Available models:(?P<argument>.*)", "list"),
        (rf"\[{_SLOT} (?P<argument>modified their system prompt|adjusted their temperature)\]", "notice"),
        (r"\[System: (?P<argument>[^\n]*)\]", "notice"),
        (rf"(?P<argument>{_FAILURES})", "failure"),
    )
)

_COMMAND_PATTERN = _PATTERNS[0][0]
# What failed → how the program says so; the groups are the argument and the reason.
_FAILED = tuple(
    (name, re.compile(pattern, re.DOTALL))
    for name, pattern in (
        ("image", "Image prompt (?P<reason>too short)"),
        ("video", "Video prompt (?P<reason>too short)"),
        ("video", r"Video generation failed(?::[ \t]*(?P<reason>.*))?"),
        ("prompt", "Prompt text (?P<reason>too short)"),
        ("search", "Search query (?P<reason>too short)"),
        ("search", r"(?P<reason>No results) found for:[ \t]*(?P<argument>.*)"),
        ("search", r"Search failed:[ \t]*(?P<reason>.*)"),
        ("list", "(?P<reason>Models list not found|Error reading models: .*)"),
        ("add_ai", r"(?P<reason>Maximum of \d{1,3} AIs already reached)"),
        ("add_ai", r"(?P<argument>[^\n]{1,200}) (?P<reason>is already in the conversation) as AI-\d{1,4}"),
        ("add_ai", r"(?P<argument>[^\n]{1,200}) was (?P<reason>already invited[^\n]{0,80})"),
        ("temperature", r"(?P<reason>Temperature must be between [^\n]*|Invalid temperature value: [^\n]*)"),
    )
)
_MEMBERSHIP = re.compile(
    r"(?:(?P<news>Joins|Parts|Quits):[ \t]+)?(?P<actor>[^\s,:()]{1,64})(?(news)(?:[ \t(].*)?|"
    r"(?:, (?P<doing>joining|leaving|quitting)\.[ \t].*"
    r"|[ \t]+(?:[(\[][^)\]\n]{0,200}[)\]][ \t]+)?(?:has (?P<done>joined|left|quit)\b.*"
    r"|(?P<plain>joined|left)(?:[ \t]+(?:#\S+|the (?:room|channel|chat|server|conversation))[^\n]{0,80})?[.!]?)))"
)
_RESULTS = "**Search Results:**"
_ATTACHED = "<image attached>"
_STATE = re.compile(r"\((?:generating\.\.\.|found \d{1,6} results?)\)$")


def parse_event_line(line: str) -> Event | None:
    """Parse an event line; return None if it has no known form.

    Multi-line events (an image with its prompt, a prompt with newlines, search results) are parsed whole. A failure
    such as ``Image prompt too short`` and a model that quotes ``[AI-2 (Model)]: !image "…"`` look like events
    everywhere: the caller must check their position.
    """
    line = line.strip()
    for pattern, name in _PATTERNS:
        if match := pattern.fullmatch(line):
            return _event(match, name)
    return None


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed attempt of an AI, with its reason."""

    name: str
    """The request, as in `Event`; empty if the program does not say."""
    argument: str
    reason: str
    """In the words of the program."""


def parse_failure(text: str) -> Failure:
    """Return what the text of a failure, or of an invitation that changed nothing, says."""
    for name, pattern in _FAILED:
        if match := pattern.fullmatch(text):
            groups = match.groupdict(default="")
            return Failure(name, groups.get("argument", ""), groups["reason"])
    return Failure("", "", text)


def parse_membership(line: str) -> Event | None:
    """Parse the line of a chat program in which somebody comes or goes, as the event ``join`` or ``leave``."""
    match = _MEMBERSHIP.fullmatch(line.strip())
    if match is None:
        return None
    has_come = any(match[group] in ("Joins", "joining", "joined") for group in ("news", "doing", "done", "plain"))
    return Event("join" if has_come else "leave", match["actor"])


def _event(match: re.Match[str], name: str) -> Event:
    groups = match.groupdict(default="")
    actor, model = groups.get("actor", ""), groups.get("model", "")
    if name:
        return Event(name, actor, model, groups["argument"].strip())
    if created := groups.get("created"):
        return Event(created + CREATED, actor, model, _prompt_of(groups["command"]))
    command = groups["name"]
    argument, truncated = _argument(command, groups["argument"])
    if command == "image" and match.string.endswith(_ATTACHED):
        return Event("image_created", actor, model, argument)
    return Event(_NAMES.get(command, command), actor, model, argument, truncated)


def _prompt_of(line: str) -> str:
    """Return the prompt in the command after ``created an image``."""
    # Only the pattern of commands: others could nest without limit.
    match = _COMMAND_PATTERN.fullmatch(line.strip())
    return _event(match, "").argument if match else line.strip()


def _argument(command: str, rest: str) -> tuple[str, bool]:
    """Return the argument of a command, and whether the program shortened it."""
    text = rest.partition(_RESULTS)[0].strip().removesuffix(_ATTACHED).rstrip()
    without_state = _STATE.sub("", text).rstrip()
    argument = _unquoted(command, without_state)
    if without_state != text and argument.endswith("...") and len(argument) > CUT_LENGTH:
        return argument.removesuffix("..."), True
    return argument, False


def _unquoted(command: str, argument: str) -> str:
    """Remove the quotation marks around an argument if they belong together."""
    is_quoted = len(argument) > 1 and argument[0] == argument[-1] == '"'
    has_several = command in ("add_ai", "whisper", "vote") and '" "' in argument
    return argument[1:-1] if is_quoted and not has_several else argument
