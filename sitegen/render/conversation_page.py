"""Render the page of a conversation, ``c/<slug>.html``; a long one in parts, ``c/<slug>.2.html`` and so on.

A cut depends only on the messages near it: a new message at the end moves no other to another part, and an edit few.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from zlib import crc32

from jinja2 import Environment
from markupsafe import Markup

from sitegen.model import (
    BlockKind,
    Conversation,
    Mention,
    Message,
    MessageKind,
    OutputFile,
    PageContext,
    Participant,
    Summary,
    Tombstone,
    is_same_name,
)
from sitegen.permalinks import urls
from sitegen.render.backlinks import mentions_by_anchor, quoting_essays
from sitegen.render.blocks import BlockRenderer, MessageBody, MessagePictures, WrittenBody
from sitegen.render.command_links import NO_LINKS, link_commands
from sitegen.render.event_lines import EventLines, consecutive_events
from sitegen.render.i18n.translator import ENGLISH, Translator
from sitegen.render.levels import FOLD_LEVELS, VISIBLE_AT, Level, message_level
from sitegen.render.markdown import Budget
from sitegen.render.outline import OUTLINE_THRESHOLD, Heading, MessageGroup, message_group, outline
from sitegen.render.transcript_notes import redaction_notes, repair_notes
from sitegen.text.languages import detect_language_within, is_right_to_left
from sitegen.text.slugs import slugify

SPEAKER_STYLES = 6
"""Hues and shapes in the theme, assigned in order of appearance."""
MAX_PART_BYTES = 1_000_000
"""Size of the HTML of a part, without what is not a message. A longer message is a part of its own."""
_MIN_PART_BYTES = MAX_PART_BYTES // 2
_MEAN_BYTES_TO_CUT = MAX_PART_BYTES // 4
"""Mean size of what follows the first half of a part."""
_MARKUP_BYTES = 600
"""Size of a message without its text."""
_MAX_VERSION_DEPTH = 6
"""Levels of folds of versions in versions."""
_HIGHLIGHT_TAG = re.compile("</?mark[^>]*>")


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """A participant, as templates show it."""

    name: str
    model: str
    """Model identity; empty if unknown."""
    tag: str
    """Model label shown after the name; empty if there is none or it equals the name."""
    legend_tag: str
    """The same without an identity that repeats the name."""
    speaker_link: str
    model_link: str
    """Empty if the model is unknown."""
    hue: int
    shape: int
    role: str
    is_inferred: bool = False
    """The model is that of the conversation, not stated for each message."""
    byline: str = ""
    """Name and tag as HTML; rendered once per participant because every message repeats it."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message or an event, as templates show it."""

    anchor: str
    number: int
    is_event: bool
    speaker: SpeakerView
    time: str | None
    body: Markup
    is_continuation: bool
    """The previous message has the same speaker and kind."""
    language: str
    """BCP 47 tag if it differs from the page's language; else empty."""
    is_rtl: bool
    aliases: tuple[str, ...]
    """Former ids of the message and its drawings."""
    edited: str
    """ISO date since when the text differs from what was published first; empty if unchanged."""
    withdrawn: Tombstone | None
    mentions: tuple[Mention, ...] = ()
    """Essays that quote the message."""
    level: Level = Level.TALK
    """What a reader must choose to see it."""
    branch: int = 0
    """0 on the current path; the number of another version."""
    versions: "tuple[Version, ...]" = ()
    """Other versions of what follows."""
    first_at: tuple[Level, ...] = ()
    """The levels at which it shows the name of its speaker, although it is a continuation: another message is between
    it and the hidden ones.
    """
    headings: Sequence[Heading] = ()

    @property
    def id(self) -> str:
        """Return the anchor as readers see it."""
        return urls.anchor_label(self.anchor)


@dataclass(frozen=True, slots=True)
class Version:
    """A branch: another version of the messages after the one under which it is shown."""

    branch: int
    messages: Sequence[MessageView]


@dataclass(frozen=True, slots=True)
class MessageRun:
    """A message or an event, or consecutive events."""

    messages: Sequence[MessageView]
    line: str = ""
    """One line about the events; empty if they are not folded."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a conversation."""

    address: str
    messages: Sequence[MessageView]
    outline: Sequence[MessageGroup]
    is_long: bool
    """Messages out of sight are not laid out."""
    group: MessageGroup | None
    """All messages of the part; None if the conversation has no other part."""
    ids: Sequence[str]
    """Ids that lead to its messages, drawings and quotes."""
    legend: Sequence[tuple[SpeakerView, str]]
    """Speakers and the first message of each in the part; in the first part all speakers, some without."""
    versions: Sequence[Version] = ()
    """Other versions of the whole conversation; only in the first part."""


class ConversationPages:
    """Renderer of conversation pages."""

    def __init__(
        self, environment: Environment, block_renderer: BlockRenderer, translator: Translator = ENGLISH
    ) -> None:
        self._template = environment.get_template("conversation.html")
        self._byline: Callable[[SpeakerView], str] = vars(environment.get_template("speaker_name.html").module)[
            "byline"
        ]
        self._block_renderer = block_renderer
        self._event_lines = EventLines(translator)

    def bodies(self, conversation: Conversation) -> Iterator[MessageBody]:
        """Yield the bodies of all messages."""
        links, budget = link_commands(conversation.messages), Budget()
        pictures = MessagePictures(conversation.pictures)
        for each in conversation.messages:
            yield self._block_renderer.parse(each, budget, links.get(each.anchor, NO_LINKS), pictures)

    def render(
        self,
        conversation: Conversation,
        context: PageContext,
        summary: Summary,
        bodies: Iterable[WrittenBody],
        picture: str = "",
    ) -> tuple[OutputFile, ...]:
        """Return the pages of a conversation with the bodies of its messages: one, or its parts in order.

        ``picture``: the address of its preview picture; if empty, that of a quote is used.
        """
        address = urls.conversation(context.slug)
        quote = next((each.quote for each in context.backlinks if each.quote), "")
        speakers = {
            each: self._with_byline(speaker_view(each, n, address)) for n, each in enumerate(conversation.participants)
        }
        views = _message_views(conversation, bodies, speakers, mentions_by_anchor(context.backlinks))
        path, whole_versions = arrange(list(views), conversation.branch_points)
        parts = tuple(_parts(conversation, context, list(_cut(path)), speakers, whole_versions))
        common = {
            "conversation": conversation,
            "page_context": context,
            "menu": context.menu,
            "parts": parts,
            "own_anchors": own_anchors(conversation) if context.anchor_redirects else frozenset(),
            "speakers": speakers.values(),
            "title_language": detect_language_within(conversation.title, conversation.language),
            "picture": picture or (urls.quote_picture(quote) if quote else ""),
            "quoted_by": quoting_essays(context.backlinks),
            "path": conversation.path,
            "first_message": next((each for each in path if not each.is_event), path[0] if path else None),
            "folded": partial(self._folded, conversation),
            "summary": summary,
            "has_levels": any(block.kind in FOLD_LEVELS for each in conversation.messages for block in each.blocks),
            "repairs": tuple(repair_notes(conversation.repairs, conversation.messages)),
            "redactions": tuple(redaction_notes(conversation.redactions, conversation.messages)),
        }
        return tuple(
            OutputFile(part.address, self._template.render(common, page=part.address, part=part).encode())
            for part in parts
        )

    def _folded(self, conversation: Conversation, views: Sequence[MessageView]) -> Iterator[MessageRun]:
        """Yield messages and events, those events together that follow one another. Pictures stay in sight."""
        pictures = MessagePictures(conversation.pictures)

        def message_of(view: MessageView) -> Message:
            return conversation.messages[view.number - 1]

        def is_foldable(view: MessageView) -> bool:
            if not view.is_event or view.withdrawn or view.versions:
                return False
            return not any(map(pictures.of, message_of(view).blocks))

        for is_fold, group in consecutive_events(views, is_foldable):
            yield MessageRun(group, self._event_lines.line(map(message_of, group)) if is_fold else "")

    def _with_byline(self, speaker: SpeakerView) -> SpeakerView:
        return replace(speaker, byline=Markup(self._byline(speaker)))  # noqa: S704  # the template escapes


def _message_views(
    conversation: Conversation,
    bodies: Iterable[WrittenBody],
    speakers: Mapping[Participant, SpeakerView],
    mentions: Mapping[str, tuple[Mention, ...]],
) -> Iterator[MessageView]:
    previous_turn: tuple[Participant, MessageKind] | None = None
    previous_turns: dict[Level, tuple[Participant, MessageKind]] = {}
    after_versions = {point + 1 for point in conversation.branch_points}
    branch = 0
    for n, (each, body) in enumerate(zip(conversation.messages, bodies, strict=True)):
        if n in after_versions or each.branch != branch:  # the message above it is another
            previous_turn, branch = None, each.branch
            previous_turns.clear()
        turn = (each.participant, each.kind)
        level = message_level(each)
        visible_at = VISIBLE_AT[level]
        language = detect_language_within(each.text, conversation.language)
        yield MessageView(
            each.anchor,
            each.number,
            each.kind is MessageKind.EVENT,
            speakers[each.participant],
            each.time,
            body.html,
            turn == previous_turn,
            language,
            is_right_to_left(language),
            tuple(_ids(each, each.former_anchors, with_folds=True)),
            each.edited,
            each.withdrawn,
            mentions.get(each.anchor, ()),
            level,
            each.branch,
            (),
            tuple(lower for lower in visible_at if turn == previous_turn and previous_turns.get(lower) != turn),
            body.headings,
        )
        previous_turn = turn
        previous_turns |= dict.fromkeys(visible_at, turn)


def arrange(
    views: Sequence[MessageView], branch_points: Sequence[int]
) -> tuple[Sequence[MessageView], tuple[Version, ...]]:
    """Return the messages of the current path, each with the versions below it, and those of the whole conversation.

    A version that is nested too deeply is shown beside the one that it belongs to.
    """
    arranged = list(views)
    starts: dict[int, int] = {}
    for n, view in enumerate(views):
        starts.setdefault(view.branch, n)
    ends = dict(zip(starts, (*list(starts.values())[1:], len(views)), strict=True))
    points, depths = [-1], [0]
    for point in branch_points:
        parent = views[point].branch if point >= 0 else 0
        is_deep = depths[parent] >= _MAX_VERSION_DEPTH
        points.append(points[parent] if is_deep else point)
        depths.append(depths[parent] + (not is_deep))
    versions: dict[int, list[Version]] = {}
    for branch in range(len(branch_points), 0, -1):  # what is nested in a version has a greater number
        if branch in starts:
            own = range(starts[branch], ends[branch])
            for n in own:
                if n in versions:
                    arranged[n] = replace(arranged[n], versions=tuple(reversed(versions.pop(n))))
            version = Version(branch, [arranged[n] for n in own])
            versions.setdefault(points[branch], []).append(version)
    whole = tuple(reversed(versions.pop(-1, [])))
    for n, below in versions.items():
        arranged[n] = replace(arranged[n], versions=tuple(reversed(below)))
    return arranged[: ends.get(0, 0)], whole


def _size(view: MessageView) -> int:
    """Return the size of the HTML of a message and of the versions below it."""
    # Without highlights: a new quotation must not move messages to other parts.
    size = len(_HIGHLIGHT_TAG.sub("", view.body).encode("utf-8", "surrogatepass")) + _MARKUP_BYTES
    return size + sum(_size(each) for version in view.versions for each in version.messages)


def _cut(views: Iterable[MessageView]) -> Iterator[list[MessageView]]:
    """Yield the messages of each part; at least one part."""
    part: list[MessageView] = []
    part_size = 0
    for each in views:
        size = _size(each)
        if part and (part_size + size > MAX_PART_BYTES or (part_size > _MIN_PART_BYTES and _begins_part(each, size))):
            yield part
            part, part_size = [], 0
        part.append(each if part else replace(each, is_continuation=False))
        part_size += size
    yield part


def _begins_part(view: MessageView, size: int) -> bool:
    """Decide by the message alone, more often for a long one, so that cuts after an edit are where they were."""
    return crc32(view.anchor.encode()) / 2**32 < size / _MEAN_BYTES_TO_CUT


def _parts(
    conversation: Conversation,
    context: PageContext,
    views: Sequence[list[MessageView]],
    speakers: Mapping[Participant, SpeakerView],
    whole_versions: tuple[Version, ...],
) -> Iterator[Part]:
    start = 0
    for number, part in enumerate(views, start=1):
        messages = conversation.messages[start : start + len(part)]
        versions = [version for each in part for version in each.versions]
        shown = [*messages, *(conversation.messages[each.number - 1] for each in _messages_of(versions))]
        anchors = {each.anchor for each in shown}
        quotes = (each.quote for each in context.backlinks if each.quote and each.anchor in anchors)
        own_ids = (id_ for each in shown for id_ in _ids(each, (each.anchor, *each.former_anchors)))
        ids = dict.fromkeys((*own_ids, *quotes))
        is_only = len(views) == 1
        yield Part(
            urls.conversation(context.slug, number),
            part,
            outline(messages, {each.anchor: each.headings for each in part}),
            len(messages) > OUTLINE_THRESHOLD,
            None if is_only else message_group(messages),
            () if is_only or number == 1 else tuple(ids),
            tuple(_legend(messages, speakers, is_whole=number == 1)),
            whole_versions if number == 1 else (),
        )
        start += len(part)


def _legend(
    messages: Sequence[Message], speakers: Mapping[Participant, SpeakerView], *, is_whole: bool
) -> Iterator[tuple[SpeakerView, str]]:
    first: dict[Participant, str] = {}
    for each in sorted(messages, key=lambda each: each.kind is MessageKind.EVENT):
        first.setdefault(each.participant, each.anchor)
    for participant, speaker in speakers.items():
        if is_whole or participant in first:
            yield speaker, first.get(participant, "")


def _messages_of(versions: Iterable[Version]) -> Iterator[MessageView]:
    """Yield the messages of versions, and of those nested in them."""
    for version in versions:
        for each in version.messages:
            yield each
            yield from _messages_of(each.versions)


def own_anchors(conversation: Conversation) -> frozenset[str]:
    """Return all present and former anchors of the messages and tombstones of a conversation."""
    sources: tuple[Message | Tombstone, ...] = (*conversation.messages, *conversation.tombstones)
    return frozenset(anchor for each in sources for anchor in (each.anchor, *each.former_anchors))


def _ids(message: Message, anchors: Iterable[str], *, with_folds: bool = False) -> Iterator[str]:
    """Yield these anchors of the message, and the ids of its drawings, and of its folds, that follow from each."""
    drawings = sum(block.kind is BlockKind.ART for block in message.blocks)
    folds = sum(not block.kind.is_spoken for block in message.blocks) if with_folds else 0
    for anchor in anchors:
        yield anchor
        yield from (urls.drawing_id(anchor, number) for number in range(1, drawings + 1))
        yield from (urls.fold_id(anchor, number) for number in range(1, folds + 1))


def speaker_view(participant: Participant, index: int, page: str) -> SpeakerView:
    """Return the view of participant number ``index`` (from 0), with links relative to ``page``."""
    is_own_name = participant.label in ("", participant.name)
    identity = participant.model or ""
    is_repeated = is_own_name and is_same_name(identity.rpartition("/")[2], participant.name)
    tag = identity if is_own_name else participant.label
    return SpeakerView(
        name=participant.name,
        model=identity,
        tag=tag,
        legend_tag="" if is_repeated else tag,
        speaker_link=urls.relative(page, urls.speaker(slugify(participant.name))),
        model_link=urls.relative(page, urls.model(identity)) if identity else "",
        hue=index % SPEAKER_STYLES,
        shape=(index + index // SPEAKER_STYLES) % SPEAKER_STYLES,
        role=participant.role or "",
        is_inferred=participant.is_inferred,
    )
