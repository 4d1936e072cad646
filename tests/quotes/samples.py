"""Sample messages, links and quotations."""

import re

from sitegen.quotes.corpus import Corpus, build_corpus
from sitegen.quotes.message_text import MessageText
from sitegen.quotes.quotation import Quotation, QuotationKind, QuoteTarget

LAMPS = "lamps"
RAIN = "rain"


def resolve(url: str) -> QuoteTarget | None:
    """Resolve ``c/<slug>.html#m-a..m-b`` and similar URLs; None for others."""
    path, _, fragment = url.partition("#")
    if not path.startswith("c/"):
        return None
    slug = path.removeprefix("c/").removesuffix(".html")
    if not fragment.startswith("m-"):
        return QuoteTarget(slug)
    anchor, _, last = fragment.partition("..")
    drawing = re.fullmatch(r"(m-\w+)-a\d+", anchor)
    return QuoteTarget(slug, drawing[1] if drawing else anchor, last or None, anchor if drawing else None)


def sample_corpus() -> Corpus:
    return build_corpus(
        {
            LAMPS: [
                MessageText(
                    "m-door",
                    "The **red** door was open. I can't say “why” -- it *never* was before.\n\n- one thing\n- two things",
                    "The red door was open. I can't say “why” -- it never was before.\none thing\ntwo things",
                ),
                MessageText("m-gull", "Nothing else matters here, said the lighthouse keeper to the gull."),
                MessageText("m-yes", "yes"),
                MessageText(
                    "m-log",
                    "They stopped. [AI-1 adjusted their temperature] Then the lamps went out... slowly.",
                ),
                MessageText("m-echo", "Light, and light, and light again, as light as that."),
                MessageText("m-art", "Look:\n\n```\n  /\\_/\\\n ( o.o )\n  > ^ <\n```\n\nThat *was* a cat."),
                MessageText(
                    "m-post",
                    "[Forwarded, and read]\n\n---\n\n**Perpetual** porch",
                    "[Forwarded, and read]\nPerpetual porch",
                ),
            ],
            RAIN: [
                MessageText("m-tea", "Quite another talk about rain and tea in the mountains above Kyoto."),
                MessageText("m-ja", "雨は静かに降っていた。猫は屋根の上で眠り続けた。"),
            ],
        }
    )


def quotation(exact: str, anchor: str | None = "m-door", slug: str = LAMPS, **fields: object) -> Quotation:
    last_anchor = fields.pop("last_anchor", None)
    kind = fields.pop("kind", QuotationKind.BEFORE_LINK)
    return Quotation(1, 1, None, "", QuoteTarget(slug, anchor, last_anchor), kind, exact, **fields)  # type: ignore[arg-type]
