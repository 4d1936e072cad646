"""Conversations with the same hostile text in every place."""

from collections.abc import Sequence
from dataclasses import replace

from sitegen.model import (
    Backlink,
    Block,
    BlockKind,
    Conversation,
    Drawing,
    Essay,
    Excerpt,
    Mention,
    Overlap,
    PageContext,
    PageRef,
    Participant,
    Repair,
    Summary,
)
from sitegen.model.ai_models import Model
from sitegen.model.problems import Problem
from sitegen.quotes.passages import KnownQuote, Passage
from sitegen.render.site_data import SiteData
from tests.render.samples import block, conversation, message, summary_of

MARKDOWN_PLACES = {
    "prose": "{}",
    "a sentence": "The tide {} comes.",
    "emphasis": "**{}** _{}_",
    "heading": "## {}",
    "list": "- {}\n- b\n  - {}",
    "quote": "> {}",
    "table": "| a | b |\n|---|---|\n| {} | {} |",
    "code span": "`{}`",
    "fence": "- x\n\n  ```js\n  {}\n  ```",
    "info string": "> ```{}\n> x\n> ```",
    "indented code": "    {}",
    "link text": "[{}](https://example.org/)",
    "link address": "[tide]({})",
    "link address in pointed brackets": "[tide](<{}>)",
    "link title": '[tide](https://example.org/ "{}")',
    "image text": "![{}](https://example.org/x.png)",
    "image address": "![tide]({})",
    "image title": "![tide](https://example.org/x.png '{}')",
    "image in a link": "[![{}](https://example.org/{})](https://example.org/)",
    "autolink": "<https://example.org/{}>",
    "scheme": "<javascript:{}>",
    "link definition": "[{}]: {}",
    "too long for Markdown": "[" * 2001 + " {}",
}
BLOCK_PLACES = {
    "code": lambda text: block(BlockKind.CODE, text, language="html"),
    "code in no language": lambda text: block(BlockKind.CODE, text),
    "language": lambda text: block(BlockKind.CODE, "x", language=text),
    "art": lambda text: block(BlockKind.ART, f"┌─🌊┐\n{text}"),
    "command": lambda text: block(BlockKind.COMMAND, f"!{text}", name=text, argument=text),
    "thinking": lambda text: block(BlockKind.THINKING, text),
    "tool call": lambda text: block(BlockKind.TOOL_CALL, text, name=text),
    "tool result": lambda text: block(BlockKind.TOOL_RESULT, text, name=text, argument="error"),
    "attachment": lambda text: block(BlockKind.ATTACHMENT, text, name=text, argument=text),
    "attachment without content": lambda text: block(BlockKind.ATTACHMENT, "", name=text, argument=text),
}
EVENT_PLACES = {
    "event": lambda text: block(BlockKind.EVENT, text),
    "named event": lambda text: block(BlockKind.EVENT, f"! {text}", name=text, argument=text),
    "image": lambda text: block(BlockKind.IMAGE, f"! {text}", name="image_created", argument=text),
}
CONVERSATION_PLACES = (
    "title", "format", "started", "ended", "time", "path", "speaker", "model", "label", "series", "earlier",
    "later", "overlap", "repair before", "repair after", "repair how", "repair candidate", "problem",
    "hint",
)  # fmt: skip
SUMMARY_PLACES = (
    "title", "started", "speaker", "model", "label", "excerpt", "excerpt speaker", "series", "format",
    "model name", "model vendor", "drawing", "drawing time", "introduction",
)  # fmt: skip
PLACES = len(MARKDOWN_PLACES) + len(BLOCK_PLACES) + len(EVENT_PLACES) + len(CONVERSATION_PLACES)


def hostile_conversation(*texts: str) -> Conversation:
    """Return a conversation with each text in every place; places that occur once have all of them."""
    blocks: list[tuple[Participant, Block, bool]] = []
    for text in texts:
        who = Participant(text, None, text, text)
        blocks += [(who, block(BlockKind.PROSE, form.replace("{}", text)), False) for form in MARKDOWN_PLACES.values()]
        blocks += [(who, make(text), False) for make in BLOCK_PLACES.values()]
        blocks += [(who, make(text), True) for make in EVENT_PLACES.values()]
    joined = " ".join(texts)
    messages = [message(n, who, each, event=event, time=who.name) for n, (who, each, event) in enumerate(blocks, 1)]
    result = conversation(
        *messages,
        title=joined,
        format=joined,
        started=joined,
        ended=joined,
        repairs=(
            Repair(101, joined, joined, joined, True),
            Repair(201, joined, joined, joined, False, (joined, "x")),
        ),
        problems=(Problem("cited-words-unknown", joined, 7, words=joined),),
    )
    return replace(result, source=replace(result.source, path=joined, encoding=joined))


def hostile_page_context(*texts: str) -> PageContext:
    joined = " ".join(texts)
    overlap = Overlap(PageRef("elsewhere", joined), 3)
    mention = Mention(PageRef("essay", joined), 3)
    links = tuple(Backlink(each.anchor, mention, "q-hostile") for each in hostile_conversation(*texts).messages[:3])
    return PageContext("hostile", joined, PageRef("earlier", joined), PageRef("later", joined), (overlap,), links)


def hostile_site_data(vectors: Sequence[str]) -> SiteData:
    """Return site data with every vector in all places of the overview pages, including owner content."""
    summaries = tuple(hostile_summary(vector, n) for n, vector in enumerate(vectors))
    drawn = {
        each.slug: (Drawing("m-hostile-a1", f"┌─🌊┐\n{vector}", Participant(vector, None, vector, vector), vector),)
        for each, vector in zip(summaries, vectors, strict=True)
    }
    models = {vector: Model(vector, vector, vector, f"{vector} by name") for vector in vectors}
    return SiteData(
        summaries,
        drawn,
        models,
        "\n\n".join(vectors),
        tuple(each.slug for each in summaries),
        tuple(hostile_essay(vector, n) for n, vector in enumerate(vectors)),
        tuple(hostile_quote(vector, n) for n, vector in enumerate(vectors)),
        {"hostile-0": (Backlink("m-hostile", Mention(PageRef("hostile-0", vectors[0]), 1), "q-hostile0"),)},
        nowhere,
        record_keys={each.slug: each.slug for each in summaries},
    )


def nowhere(path: str, url: str) -> str | None:
    """Resolve no link."""
    del path, url
    return None


ESSAY_PLACES = {
    "local image": "![{}](static/{})",
    "source": "> said\n>\n> — {}",
    "drawing": "```art\n┌─🌊┐\n{}\n```",
    "footnote": "Here.[^{}]\n\n[^{}]: {}",
    "note": "There.[^1]\n\n[^1]: {}",
}


def hostile_essay(text: str, number: int) -> Essay:
    """Return an essay with ``text`` in every place of Markdown."""
    words = "\n\n".join(form.replace("{}", text) for form in (*MARKDOWN_PLACES.values(), *ESSAY_PLACES.values()))
    # The one that is too long for Markdown would make the whole essay plain text.
    return Essay(text, f"hostile-{number}", text, text, text, text, words.replace("[" * 2001, "["), 1)


def hostile_quote(text: str, number: int) -> KnownQuote:
    mention = Mention(PageRef(f"hostile-{number}", text), 2)
    passage = Passage(f"hostile-{number}", text, "m-hostile", text, f"{text} 2", text, text, text, number % 2 == 0)
    return KnownQuote(f"q-hostile{number}", passage, (mention,))


def hostile_summary(text: str, number: int) -> Summary:
    return replace(
        summary_of(hostile_conversation(text), f"hostile-{number}"),
        excerpt=Excerpt(text, text, "m-hostile"),
        series=text,
    )
