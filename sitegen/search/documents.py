"""Invert a conversation: the map step of indexing, done in parallel and cached. Each message is a document.

The Whoosh index and the shards of the page are both built from this form, so that each text is tokenised once. The text
of a message is what its page shows, without the signs of Markdown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitegen.model import SEARCHABLE_KINDS, BlockKind, Conversation, Message, MessageKind, PageContext, Participant
from sitegen.search.dates import day_number
from sitegen.search.ranking import length_level
from sitegen.search.stemming import ENGLISH, LANGUAGES, families, has_forms
from sitegen.text.tokens import FOLDED, terms

_PLACEHOLDER = "\ufffc"
"""Where the program that wrote the transcript showed an image."""
_QUOTING = frozenset(["image", "video", "prompt", "whisper", "failure"])
"""Events that end with words of their participant, after a colon."""


IN_BRANCH = 1 << len(SEARCHABLE_KINDS)
"""Bit of a message of another version, which only ``in:branches`` and ``in:all`` find."""
WITHOUT_TALK = IN_BRANCH << 1
"""Bit of a message that consists of what its page folds."""


@dataclass(frozen=True, slots=True)
class DocumentHeader:
    """Properties of a conversation and of its documents, without their terms."""

    slug: str
    title: str
    started: str
    """ISO 8601; empty where unknown."""
    participants: tuple[Participant, ...]
    speakers: tuple[int, ...]
    """By message: index of the participant."""
    days: tuple[int, ...]
    """By message: day number, negative where unknown."""
    kinds: tuple[int, ...]
    """By message: bits of `SEARCHABLE_KINDS`, `IN_BRANCH` and `WITHOUT_TALK`."""
    length_levels: tuple[int, ...]
    """By message: index of `ranking.LENGTH_LEVELS`."""
    languages: tuple[str, ...] = ()
    """By whose stemmers its words have families, sorted."""


@dataclass(frozen=True, slots=True)
class ConversationDocuments:
    """The inverted form of a conversation."""

    header: DocumentHeader
    postings: bytes
    """Four lines for each term, in order of code points: the term; the messages with it, the first index, then deltas;
    for each message its length level + 46 × (term frequency - 1); for each message the first position, then deltas.
    Numbers are encoded by `varint.encode`."""
    texts: tuple[str, ...]
    """By message: its words, with one blank as white space and newlines between blocks; see `FOLDS_MARK`."""
    anchors: tuple[str, ...]
    families: Mapping[str, Sequence[str]]
    """Families of the words of texts, title and names; see `stemming`."""


def index_conversation(
    conversation: Conversation, context: PageContext, shown: Mapping[str, str]
) -> ConversationDocuments:
    """Return the inverted form of a conversation. ``shown``: what the page shows of each message, by anchor."""
    # numpy takes time to load, which a search does not need.
    from sitegen.search.inversion import invert, number_terms
    from sitegen.search.message_languages import message_languages

    messages = conversation.messages
    participant_indexes = {each: n for n, each in enumerate(conversation.participants)}
    texts = tuple(_text(message, shown.get(message.anchor, "")) for message in messages)
    numbered_terms = number_terms(texts)
    length_levels = tuple(map(length_level, numbered_terms.lengths))
    languages = message_languages(numbered_terms, conversation.language)
    words = _words_by_language(conversation, numbered_terms.words_of_messages(languages))
    header = DocumentHeader(
        context.slug,
        conversation.title,
        conversation.started or "",
        conversation.participants,
        tuple(participant_indexes[message.participant] for message in messages),
        tuple(day_number(message.time or conversation.started or "") for message in messages),
        tuple(_kind_bits(message, is_first=not n) for n, message in enumerate(messages)),
        length_levels,
        tuple(each for each in LANGUAGES if any(has_forms(word, each) for word in words.get(each, ()))),
    )
    anchors = tuple(message.anchor for message in messages)
    return ConversationDocuments(header, invert(numbered_terms, length_levels), texts, anchors, families(words))


def _words_by_language(conversation: Conversation, words: Mapping[str, set[str]]) -> Mapping[str, set[str]]:
    """Return the words of messages, with those of the title and the names in the language of most words.

    Arabic letters tell their language, where nothing else is declared.
    """
    found = {language: {each.removeprefix(FOLDED) for each in all_} for language, all_ in words.items()}
    main = max(found, key=lambda language: len(found[language]), default=ENGLISH)
    names = (conversation.title, *(each.name for each in conversation.participants))
    found.setdefault(main, set()).update(term for name in names for term in terms(name))
    if conversation.language.partition("-")[0] in ("", *LANGUAGES):
        found["ar"] = {each for all_ in found.values() for each in all_ if not each.isascii()}
    return found


def _text(message: Message, shown: str) -> str:
    """Return the text to search; an event reads as a sentence about its participant."""
    if message.withdrawn:
        return ""
    if message.kind is not MessageKind.EVENT or not shown:
        return shown
    sentence = ": ".join(filter(None, (_one_line(each) for each in shown.split("\n"))))
    for each in message.blocks:
        argument = _one_line(each.argument)
        if each.name in _QUOTING and argument and sentence.endswith(f" {argument}"):
            sentence = f"{sentence.removesuffix(argument).rstrip(' :')}: {argument}"
    name = message.participant.name
    # What was written is not repeated, unless the sentence has none of it: the file of an image without a prompt.
    written = [f"({_one_line(each.text)})" for each in message.blocks if each.name and not each.argument]
    return "\n".join((*(() if sentence.startswith(name) else (name,)), sentence, *written))


def _one_line(text: str) -> str:
    return " ".join(text.replace(_PLACEHOLDER, " ").split())


def _kind_bits(message: Message, *, is_first: bool) -> int:
    kinds = {block.kind for block in message.blocks}
    if message.kind is MessageKind.EVENT:
        kinds.add(BlockKind.EVENT)
    # The first message is what a search for the title finds.
    is_folded = bool(kinds) and not is_first and not any(kind.is_spoken for kind in kinds)
    bits = sum(1 << n for n, kind in enumerate(SEARCHABLE_KINDS) if kind in kinds)
    return bits + IN_BRANCH * (message.branch > 0) + WITHOUT_TALK * is_folded
