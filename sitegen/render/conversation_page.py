"""A conversation and its place → its page."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jinja2 import Environment
from markupsafe import Markup

from sitegen.model import (
    BlockKind,
    Conversation,
    Mention,
    Message,
    MessageKind,
    OutputFile,
    Participant,
    Place,
    Redaction,
    Repair,
    Tombstone,
)
from sitegen.permalinks import urls
from sitegen.render.backlinks import essays_of, mentions_by_anchor
from sitegen.render.message_blocks import Blocks
from sitegen.render.summaries import beginning
from sitegen.text.languages import is_right_to_left, language_within
from sitegen.text.slugs import slugify

VOICES = 6
"""Hues and shapes of the theme, in order of appearance; neither is the only sign of who speaks."""
LONG = 40
"""Messages from which on a page has an outline."""
_MOST_STRETCHES = 40


@dataclass(frozen=True, slots=True)
class Voice:
    """A participant as every message of theirs names them."""

    name: str
    model: str
    """Identity; empty where unknown."""
    tag: str
    """The model's own tag; empty where the transcript names no model, or only as the speaker."""
    speaker_link: str
    model_link: str
    """Empty where the model is unknown."""
    hue: int
    shape: int
    role: str
    byline: str = ""
    """Name and tag as HTML."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message or an event as the template sees it."""

    anchor: str
    number: int
    is_event: bool
    voice: Voice
    time: str | None
    body: Markup
    follows: bool
    """The one before is by the same speaker and of the same kind: both are one turn."""
    language: str
    """BCP 47, where the script or the owner tells it; else empty."""
    is_rtl: bool
    aliases: tuple[str, ...]
    """Other ids that lead here."""
    edited: str
    """ISO day; empty where it was not."""
    withdrawn: Tombstone | None
    mentions: tuple[Mention, ...] = ()
    """The essays that quote it."""

    @property
    def id(self) -> str:
        """What readers see of the anchor."""
        return urls.visible(self.anchor)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some messages in a row, as the outline tells them by the first."""

    first: int
    last: int
    anchor: str
    speaker: str
    words: str
    drawings: int


@dataclass(frozen=True, slots=True)
class RepairNote:
    """Repairs of one kind: the same damage, mended in the same way."""

    repair: Repair
    places: tuple[tuple[int, str], ...]
    """Offset, and the anchor of the message that holds it (empty: none does)."""

    @property
    def count(self) -> int:
        """How many repairs these are."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class RedactionNote:
    """Words of one kind that were taken out."""

    label: str
    """What they were; empty where their owner does not tell."""
    places: tuple[tuple[int, str], ...]
    """Offset, and the anchor of the message that held them (empty: none did)."""

    @property
    def count(self) -> int:
        """How many places these are."""
        return len(self.places)


class ConversationPages:
    """Renders ``c/<slug>.html``."""

    def __init__(self, environment: Environment, blocks: Blocks) -> None:
        self._template = environment.get_template("conversation.html")
        self._byline: Callable[[Voice], str] = vars(environment.get_template("voice.html").module)["byline"]
        self._blocks = blocks

    def page(self, conversation: Conversation, place: Place) -> OutputFile:
        """The page of ``conversation`` at ``place``."""
        address = urls.conversation(place.slug)
        voices = {
            each: self._with_byline(voice(each, n, address))
            for n, each in enumerate(conversation.participants)
        }
        html = self._template.render(
            page=address,
            conversation=conversation,
            place=place,
            own_anchors=own_anchors(conversation) if place.guests else frozenset(),
            voices=voices.values(),
            title_language=language_within(conversation.title, conversation.language),
            picture=next((each.quote for each in place.backlinks if each.quote), None),
            utterances=self._utterances(conversation, voices, mentions_by_anchor(place.backlinks)),
            quoted_by=essays_of(place.backlinks),
            drawings=sum(
                block.kind is BlockKind.ART for each in conversation.messages for block in each.blocks
            ),
            speeches=sum(each.kind is MessageKind.SPEECH for each in conversation.messages),
            events=sum(each.kind is MessageKind.EVENT for each in conversation.messages),
            outline=tuple(outline(conversation.messages)),
            repairs=tuple(repair_notes(conversation.repairs, conversation.messages)),
            redactions=tuple(redaction_notes(conversation.redactions, conversation.messages)),
        )
        return OutputFile(address, html.encode())

    def _with_byline(self, plain: Voice) -> Voice:
        return replace(plain, byline=Markup(self._byline(plain)))  # noqa: S704  # the template escapes

    def _utterances(
        self,
        conversation: Conversation,
        voices: Mapping[Participant, Voice],
        mentions: Mapping[str, tuple[Mention, ...]],
    ) -> Iterator[Utterance]:
        before: tuple[Participant, MessageKind] | None = None
        for each in conversation.messages:
            turn = (each.participant, each.kind)
            language = language_within(each.text, conversation.language)
            yield Utterance(
                each.anchor,
                each.number,
                each.kind is MessageKind.EVENT,
                voices[each.participant],
                each.time,
                self._blocks.render(each),
                turn == before,
                language,
                is_right_to_left(language),
                tuple(_aliases(each)),
                each.edited,
                each.withdrawn,
                mentions.get(each.anchor, ()),
            )
            before = turn


def own_anchors(conversation: Conversation) -> frozenset[str]:
    """All anchors that the page of a conversation answers to."""
    held: tuple[Message | Tombstone, ...] = (*conversation.messages, *conversation.tombstones)
    return frozenset(anchor for each in held for anchor in (each.anchor, *each.former))


def _aliases(message: Message) -> Iterator[str]:
    """The former anchors, and the ids that drawings had by them."""
    drawings = sum(block.kind is BlockKind.ART for block in message.blocks)
    for former in message.former:
        yield former
        yield from (urls.drawing(former, number) for number in range(1, drawings + 1))


def voice(participant: Participant, number: int, page: str) -> Voice:
    """How ``page`` names its ``number``-th participant (from 0), with links relative to it."""
    is_own_name = participant.label in ("", participant.name)
    identity = participant.model or ""
    return Voice(
        name=participant.name,
        model=identity,
        tag=identity if is_own_name else participant.label,
        speaker_link=urls.relative(page, urls.speaker(slugify(participant.name))),
        model_link=urls.relative(page, urls.model(identity)) if identity else "",
        hue=number % VOICES,
        shape=(number + number // VOICES) % VOICES,
        role=participant.role or "",
    )


def outline(messages: Sequence[Message]) -> Iterator[Stretch]:
    """At most 40 stretches of equal length, that of a short conversation none."""
    if len(messages) <= LONG:
        return
    step = next(n for n in _steps() if n * _MOST_STRETCHES >= len(messages))
    for start in range(0, len(messages), step):
        stretch = messages[start : start + step]
        first = next((each for each in stretch if each.kind is MessageKind.SPEECH), stretch[0])
        yield Stretch(
            stretch[0].number,
            stretch[-1].number,
            first.anchor,
            first.participant.name,
            beginning(first),
            sum(block.kind is BlockKind.ART for each in stretch for block in each.blocks),
        )


def _steps() -> Iterator[int]:
    """5, 10, 20, 50, 100 …: lengths that people count in."""
    scale = 1
    while True:
        yield from (5 * scale, 10 * scale, 20 * scale)
        scale *= 10


def repair_notes(repairs: Sequence[Repair], messages: Sequence[Message]) -> Iterator[RepairNote]:
    """All repairs, those of one kind together, in order of first appearance; the proposed ones last."""
    starts = [each.span.start for each in messages]
    kinds: dict[tuple[object, ...], list[Repair]] = {}
    for each in repairs:
        kinds.setdefault((each.before, each.after, each.how, each.confident, each.candidates), []).append(
            each
        )
    for group in sorted(kinds.values(), key=lambda group: not group[0].confident):
        places = tuple((each.offset, _anchor_at(each.offset, starts, messages)) for each in group)
        yield RepairNote(group[0], places)


def redaction_notes(redactions: Sequence[Redaction], messages: Sequence[Message]) -> Iterator[RedactionNote]:
    """All redactions, those of one label together, in order of first appearance."""
    starts = [each.span.start for each in messages]
    labels: dict[str, list[Redaction]] = {}
    for each in redactions:
        labels.setdefault(each.label, []).append(each)
    for label, group in labels.items():
        places = tuple((each.offset, _anchor_at(each.offset, starts, messages)) for each in group)
        yield RedactionNote(label, places)


def _anchor_at(offset: int, starts: Sequence[int], messages: Sequence[Message]) -> str:
    at = bisect_right(starts, offset) - 1
    return messages[at].anchor if at >= 0 and offset < messages[at].span.end else ""
