"""Link the commands, events and pictures of a group chat that belong to one deed.

The program writes a line above a message for each command in it, and another one when the image is there. The page
shows the words of the command once: in the message, or below the picture if the program removed them from the message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sitegen.blocks.events import CREATED
from sitegen.model import Block, BlockKind, Message, MessageKind

_CUT = "..."


@dataclass(frozen=True, slots=True)
class CommandLinks:
    """Links of a message: the command that caused an event, and the results of commands and requests."""

    command: Message | None = None
    """The message whose command caused the event."""
    results: Mapping[tuple[str, str], Message] = field(default_factory=dict)
    """By name and argument of a command or request: the event of its result."""


NO_LINKS = CommandLinks()


@dataclass(frozen=True, slots=True)
class _Command:
    """A command in a message, or an event that announces it."""

    message: Message
    name: str
    argument: str

    def is_of(self, name: str, argument: str) -> bool:
        """Return whether a full argument is that of the command, which the program may have cut."""
        is_cut = self.argument.endswith(_CUT) and argument.startswith(self.argument.removesuffix(_CUT))
        return self.name == name and (self.argument == argument or is_cut)


@dataclass(slots=True)
class _Speaker:
    """Commands and requests of one speaker so far."""

    commands: dict[tuple[str, str], Message] = field(default_factory=dict)
    """The last message with each, by name and argument."""
    announced: list[_Command] = field(default_factory=list)
    """Requests since the last message of the speaker."""
    unexplained: list[_Command] = field(default_factory=list)
    """Requests whose words are in no command, and which have no result yet."""


class _CommandLinker:
    def __init__(self) -> None:
        self.commands: dict[str, Message] = {}
        self.results: dict[str, dict[tuple[str, str], Message]] = {}
        self._speakers: dict[str, _Speaker] = {}

    def add(self, message: Message) -> None:
        speaker = self._speakers.setdefault(message.participant.name, _Speaker())
        if message.kind is MessageKind.SPEECH:
            self._add_speech(speaker, message)
            return
        for event in message.blocks:
            if not event.argument or event.text.strip() == event.argument:
                continue
            if event.name.endswith(CREATED):
                self._add_result(speaker, message, event.name.removesuffix(CREATED), event.argument)
            else:
                speaker.announced.append(_Command(message, event.name, event.argument))

    def _add_speech(self, speaker: _Speaker, message: Message) -> None:
        commands = [(each.name, each.argument) for each in _commands(message)]
        for request in speaker.announced:
            if any(request.is_of(*each) for each in commands):
                self.commands[request.message.anchor] = message
            else:
                speaker.unexplained.append(request)
        speaker.announced.clear()
        speaker.commands |= dict.fromkeys(commands, message)

    def _add_result(self, speaker: _Speaker, result: Message, name: str, argument: str) -> None:
        if command := speaker.commands.get((name, argument)):
            self.commands[result.anchor] = command
            self.results.setdefault(command.anchor, {}).setdefault((name, argument), result)
            return
        for requests in (speaker.unexplained, speaker.announced):
            for n, request in enumerate(requests):
                if request.is_of(name, argument):
                    self.results[request.message.anchor] = {(name, request.argument): result}
                    del requests[n]
                    return


def link_commands(messages: Sequence[Message]) -> Mapping[str, CommandLinks]:
    """Return by anchor what belongs to the commands of messages, and to events.

    A request is above the message with its command, the result of a request below. Where the program removed the
    command from the message, the request leads to its result.
    """
    linker = _CommandLinker()
    for message in messages:
        linker.add(message)
    anchors = dict.fromkeys((*linker.commands, *linker.results))
    return {each: CommandLinks(linker.commands.get(each), linker.results.get(each, {})) for each in anchors}


def _commands(message: Message) -> list[Block]:
    return [each for each in message.blocks if each.kind is BlockKind.COMMAND and each.argument]
