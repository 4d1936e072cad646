"""Messages, links and quotations made by hand."""

import re

from sitegen.quotes.corpus import Corpus, corpus
from sitegen.quotes.message_text import Said
from sitegen.quotes.quotation import Kind, Quotation, Target

LAMPS = "lamps"
RAIN = "rain"


def resolve(url: str) -> Target | None:
    """``c/<slug>.html#m-a..m-b`` and the like; everything else leads elsewhere."""
    path, _, fragment = url.partition("#")
    if not path.startswith("c/"):
        return None
    slug = path.removeprefix("c/").removesuffix(".html")
    if not fragment.startswith("m-"):
        return Target(slug)
    anchor, _, last = fragment.partition("..")
    drawing = re.fullmatch(r"(m-\w+)-a\d+", anchor)
    return Target(slug, drawing[1] if drawing else anchor, last or None, anchor if drawing else None)


def archive() -> Corpus:
    return corpus(
        {
            LAMPS: [
                Said(
                    "m-door",
                    "The **red** door was open. I can't say “why” -- it *never* was before.\n\n- one thing\n- two things",
                    "The red door was open. I can't say “why” -- it never was before.\none thing\ntwo things",
                ),
                Said("m-gull", "Nothing else matters here, said the lighthouse keeper to the gull."),
                Said("m-yes", "yes"),
                Said(
                    "m-log",
                    "They stopped. [AI-1 adjusted their temperature] Then the lamps went out... slowly.",
                ),
                Said("m-echo", "Light, and light, and light again, as light as that."),
                Said("m-art", "Look:\n\n```\n  /\\_/\\\n ( o.o )\n  > ^ <\n```\n\nThat *was* a cat."),
                Said(
                    "m-post",
                    "[Forwarded, and read]\n\n---\n\n**Perpetual** porch",
                    "[Forwarded, and read]\nPerpetual porch",
                ),
            ],
            RAIN: [
                Said("m-tea", "Quite another talk about rain and tea in the mountains above Kyoto."),
                Said("m-ja", "雨は静かに降っていた。猫は屋根の上で眠り続けた。"),
            ],
        }
    )


def quotation(exact: str, anchor: str | None = "m-door", slug: str = LAMPS, **more: object) -> Quotation:
    last = more.pop("last", None)
    kind = more.pop("kind", Kind.LEFT)
    return Quotation(1, 1, None, "", Target(slug, anchor, last), kind, exact, **more)  # type: ignore[arg-type]
