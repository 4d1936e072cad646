"""Summarise conversations: counts, drawings and an excerpt, and ``archive.json``.

The excerpt follows H. P. Luhn, "The Automatic Creation of Literature Abstracts" (1958): words that a text repeats
are its topic, so the paragraph with the highest density of them represents it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from sitegen.model import (
    BlockKind,
    Conversation,
    Drawing,
    Excerpt,
    Message,
    MessageKind,
    PageContext,
    Participant,
    Share,
    Summary,
    serialization,
)
from sitegen.permalinks import urls
from sitegen.text.normalization import count_ideograms, count_words

MAX_EXCERPT = 280
_WORDS_PER_MINUTE = 230
_IDEOGRAMS_PER_MINUTE = 500
_MAX_BEGINNING = 80
_MAX_OPENING = 140
_MIN_EXCERPT = 60
"""Characters; a shorter paragraph is chosen only if there is no longer one."""
_MAX_PARAGRAPHS = 40  # the topic is clear from the beginning, and long conversations stay cheap
_MAX_PARAGRAPH = 2 * MAX_EXCERPT  # characters read of each

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MARKDOWN_SIGNS = re.compile(r"[*`]+|~~|(?<!\w)_+|_+(?!\w)|(?m:^[ \t]*(?:#{1,6} |> ?|[-*_]{3,}$))")
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n")
_RARE_SIGNS = re.compile(r"_|~~|--|-\*|\*-|\]\(")
_FREQUENT_SIGNS = dict.fromkeys(map(ord, "*`"))
_LINE_NOT_PROSE = r"[ \t]*(?:#|>|[-+*•|–—] |\d+[.)] )"
"""A line of a heading, a quote, a list or a table."""
_STARTS_NOT_PROSE = re.compile(_LINE_NOT_PROSE)
_CONTAINS_NOT_PROSE = re.compile(f"\n{_LINE_NOT_PROSE}")
_MIN_KEYWORD = 5
_KEYWORD = re.compile(rf"[^\W\d_]{{{_MIN_KEYWORD},}}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{2}}")
"""Words of five or more letters: most function words are shorter. CJK in pairs of characters."""
_SPACE_FOR_OTHERS = {code: " " for code in range(128) if not chr(code).isalpha()}
_LAST_SENTENCE = re.compile(r".*[.!?…。！？](?=[\s”\"'’)」』]|$)", re.DOTALL)


class _Paragraph(NamedTuple):
    text: str
    message: Message


def excerpt(messages: Sequence[Message]) -> Excerpt:
    """Return the paragraph with the best score among the first 40, shortened to 280 characters."""
    paragraphs = list(islice(_paragraphs(messages), _MAX_PARAGRAPHS))
    if not paragraphs:
        return Excerpt("")
    keywords = [_keywords(each.text) for each in paragraphs]
    frequencies = Counter(chain.from_iterable(keywords))
    scores = [
        _score(paragraph.text, set(words), frequencies) for paragraph, words in zip(paragraphs, keywords, strict=True)
    ]
    best = paragraphs[max(range(len(scores)), key=lambda n: (scores[n], -n))]
    return Excerpt(_shorten(best.text), best.message.participant.name, best.message.anchor)


def beginning(message: Message) -> str:
    """Return the first words of a message as plain text of at most 80 characters; may be empty."""
    first = next(_paragraphs([message]), None)
    return shorten_beginning(first.text if first else "")


def shorten_beginning(text: str) -> str:
    """Return at most 80 characters, cut after a word."""
    return text if len(text) <= _MAX_BEGINNING else text[:_MAX_BEGINNING].rsplit(" ", 1)[0] + "…"


def openings(messages: Sequence[Message]) -> Iterator[Excerpt]:
    """Yield the first paragraphs that are not very short, each cut to 140 characters; else the first of all."""
    paragraphs = list(islice(_paragraphs(messages), _MAX_PARAGRAPHS))
    for each in [each for each in paragraphs if len(each.text) >= _MIN_EXCERPT] or paragraphs[:1]:
        yield Excerpt(_shorten(each.text, _MAX_OPENING), each.message.participant.name, each.message.anchor)


def _paragraphs(messages: Sequence[Message]) -> Iterator[_Paragraph]:
    for message in messages:
        if message.kind is MessageKind.SPEECH:
            for block in message.blocks:
                if block.kind is BlockKind.PROSE:
                    for part in _PARAGRAPH_BREAK.split(block.text[: 8 * _MAX_PARAGRAPH]):
                        if text := _plain_text(part[:_MAX_PARAGRAPH]):
                            yield _Paragraph(text, message)


def _plain_text(paragraph: str) -> str:
    """Return a paragraph without Markdown on one line; empty for headings, lists, quotes and introductions of them."""
    if (
        _STARTS_NOT_PROSE.match(paragraph)
        or _CONTAINS_NOT_PROSE.search(paragraph)
        or paragraph.rstrip().rstrip("*").endswith(":")
    ):
        return ""
    if _RARE_SIGNS.search(paragraph):
        paragraph = _MARKDOWN_SIGNS.sub("", _LINK.sub(r"\1", paragraph))
    else:  # the same result, four times as fast
        paragraph = paragraph.translate(_FREQUENT_SIGNS)
    return " ".join(paragraph.split())


def _keywords(text: str) -> list[str]:
    if text.isascii():  # the same words, four times as fast
        return [word for word in text.lower().translate(_SPACE_FOR_OTHERS).split() if len(word) >= _MIN_KEYWORD]
    return _KEYWORD.findall(text.casefold())


def _score(text: str, keywords: set[str], frequencies: Counter[str]) -> float:
    """Return the repetitions of the paragraph's keywords relative to its length; lowest for short paragraphs."""
    length = min(len(text), MAX_EXCERPT)
    weight = sum(frequencies[word] - 1 for word in keywords)
    return (weight + 1) / (MAX_EXCERPT + length) if length >= _MIN_EXCERPT else length / 1e6


def _shorten(text: str, length: int = MAX_EXCERPT) -> str:
    """Cut after a sentence that ends in the second half, else after a word."""
    if len(text) <= length:
        return text
    cut = text[:length]
    sentence = _LAST_SENTENCE.match(cut)
    if sentence and sentence.end() > length // 2:
        return sentence[0]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


def summarise(conversation: Conversation, context: PageContext) -> Summary:
    """Return the summary of a conversation."""
    path = conversation.path
    speech = [each for each in path if each.kind is MessageKind.SPEECH]
    blocks = Counter(block.kind for each in path for block in each.blocks)
    messages = Counter(each.participant for each in speech)
    words: Counter[Participant] = Counter()
    ideograms = 0
    for each in speech:
        text = _spoken(each)
        words[each.participant] += count_words(text)
        ideograms += count_ideograms(text)
    return Summary(
        slug=context.slug,
        title=conversation.title,
        format=conversation.format,
        started=conversation.started,
        ended=conversation.ended,
        series=context.series,
        source=conversation.source,
        shares=tuple(Share(each, messages[each], words[each]) for each in conversation.participants),
        messages=len(speech),
        events=len(path) - len(speech),
        drawings=blocks[BlockKind.ART],
        images=blocks[BlockKind.IMAGE],
        excerpt=excerpt(path),
        problems=conversation.problems,
        language=conversation.language,
        branches=len(conversation.branch_points),
        usage=conversation.whole_usage,
        minutes=_reading_time(words.total(), ideograms),
    )


def _reading_time(words: int, ideograms: int) -> int:
    """Return whole minutes, at least one; 0 if there is nothing to read."""
    return max(1, round(words / _WORDS_PER_MINUTE + ideograms / _IDEOGRAMS_PER_MINUTE)) if words else 0


def _spoken(message: Message) -> str:
    """Return the text without thinking, tools and files."""
    if all(each.kind.is_spoken for each in message.blocks):
        return message.text
    return "\n".join(each.text for each in message.blocks if each.kind.is_spoken)


def drawings(conversation: Conversation) -> tuple[Drawing, ...]:
    """Return all drawings of a conversation, in order, with their ids in its page; without other versions."""
    return tuple(
        Drawing(urls.drawing_id(message.anchor, number), block.text, message.participant, message.time)
        for message in conversation.path
        for number, block in enumerate((block for block in message.blocks if block.kind is BlockKind.ART), start=1)
    )


def to_json(summary: Summary) -> dict[str, Any]:
    """Serialise a summary for ``archive.json``."""
    return {
        "slug": summary.slug,
        "title": summary.title,
        "format": summary.format,
        "language": summary.language or None,
        "started": summary.started,
        "ended": summary.ended,
        "series": summary.series,
        "source": serialization.source_to_json(summary.source),
        "participants": [
            {
                **serialization.participant_to_json(share.participant),
                "messages": share.messages,
                "words": share.words,
            }
            for share in summary.shares
        ],
        "messages": summary.messages,
        "events": summary.events,
        "drawings": summary.drawings,
        "images": summary.images,
        **({"branches": summary.branches} if summary.branches else {}),
        **serialization.usage_to_json(summary.usage),
        "excerpt": summary.excerpt.text,
        "excerpt_speaker": summary.excerpt.speaker,
        "excerpt_anchor": summary.excerpt.anchor,
        "problems": [serialization.problem_to_json(problem) for problem in summary.problems],
    }


def archive_json(title: str, summaries: Iterable[Summary]) -> bytes:
    """Return ``archive.json``: all summaries, in the given order."""
    conversations = [to_json(summary) for summary in summaries]
    return serialization.dump({"schema": 1, "title": title, "conversations": conversations})
