"""Link the events of a group chat to the messages whose commands caused them.

The program writes a line above a message for each command in it, and another one when the image is there. The page
shows the words of the command once, in the message.
"""

from collections.abc import Mapping, Sequence

from sitegen.model import Block, BlockKind, Message, MessageKind

_CREATED = "_created"
_CUT = "..."
_Command = tuple[str, str, str]
"""Name of the speaker, name of the command, argument."""


def messages_of_commands(messages: Sequence[Message]) -> dict[str, Message]:
    """Return for the anchor of each event the message of the same speaker that holds its command.

    A request is above its message, the result of a request below. Events whose words are in no command are left out.
    """
    found: dict[str, Message] = {}
    given: dict[_Command, Message] = {}
    waiting: dict[str, list[tuple[str, Block]]] = {}
    for message in messages:
        speaker = message.participant.name
        if message.kind is MessageKind.SPEECH:
            commands = {
                (speaker, block.name, block.argument): message
                for block in message.blocks
                if block.kind is BlockKind.COMMAND and block.argument
            }
            for anchor, event in waiting.pop(speaker, ()):
                if any(_is_announced(event, command) for command in commands):
                    found[anchor] = message
            given |= commands
        else:
            for event in message.blocks:
                _add_event(found, given, waiting.setdefault(speaker, []), message, event)
    return found


def _add_event(
    found: dict[str, Message],
    given: Mapping[_Command, Message],
    waiting: list[tuple[str, Block]],
    message: Message,
    event: Block,
) -> None:
    """Record the message of a result; note a request for the next message of its speaker."""
    if not event.argument or event.text.strip() == event.argument:
        return
    if not event.name.endswith(_CREATED):
        waiting.append((message.anchor, event))
    elif command := given.get((message.participant.name, event.name.removesuffix(_CREATED), event.argument)):
        found[message.anchor] = command


def _is_announced(event: Block, command: _Command) -> bool:
    _, name, argument = command
    is_cut = event.argument.endswith(_CUT) and argument.startswith(event.argument.removesuffix(_CUT))
    return event.name == name and (event.argument == argument or is_cut)
