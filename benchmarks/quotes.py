"""``python -m benchmarks.quotes [MESSAGES]``: what a check of quotations costs, in CPU time of one process.

Cold: every conversation is indexed. Warm: the indexes come back from bytes, as from a cache. Then verdicts on
quotations that are right, altered, ascribed to another message, or invented. The normal forms of all messages,
which no verdict needs, are made once to show what they would cost.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from statistics import mean, quantiles

from benchmarks.vocabulary import CORE, talks, word
from sitegen.quotes.corpus import Corpus, dumped, loaded, shingles
from sitegen.quotes.message_text import Said
from sitegen.quotes.quotation import Kind, Quotation, Target
from sitegen.quotes.verify import judge
from sitegen.text import offset_map
from sitegen.text.typography import typographic

EACH = 40
"""Verdicts of every kind."""


def measured(name: str, work: Callable[[], object]) -> None:
    begun = time.process_time()
    work()
    print(f"{name:44}{time.process_time() - begun:8.2f} s")


def quotations(said: dict[str, list[Said]], kind: str) -> list[Quotation]:
    dice = random.Random(kind)
    found = []
    for _ in range(EACH):
        slug = dice.choice(list(said))
        messages = said[slug]
        message = dice.choice(messages)
        words = message.text.split()
        size = min(len(words), dice.randrange(5, 40))
        start = dice.randrange(len(words) - size + 1)
        words = words[start : start + size]
        target = Target(slug, message.anchor)
        if kind == "altered":
            words[size // 2] = "otherwise"
        elif kind == "marks":
            words[size // 2] = "…"
        elif kind == "moved":
            target = Target(dice.choice(list(said)), message.anchor)
        elif kind == "dead":
            target = Target(slug, "m-gone")
        elif kind == "missing":
            words = [word(min(CORE - 1, int(dice.paretovariate(0.5)))) for _ in words]
        elif kind == "one word, missing":
            words = [word(dice.randrange(200))]
        found.append(Quotation(1, 1, None, "", target, Kind.LEFT, " ".join(words)))
    return found


def main(count: int) -> None:
    said = {
        f"talk-{n}": [Said(f"m-{k}", text) for k, text in enumerate(talk.texts)]
        for n, talk in enumerate(talks(count))
    }
    texts = [each.text for messages in said.values() for each in messages]
    print(f"{len(texts):,} messages, {sum(map(len, texts)) / 1e6:.1f} MB")
    measured("N1 of all, with the way back", lambda: [offset_map.verbatim(each) for each in texts])
    measured("N2 of all, with the way back", lambda: [typographic(each) for each in texts])
    cached: list[bytes] = []
    measured(
        "cold: index of all",
        lambda: cached.extend(dumped(shingles(slug, messages)) for slug, messages in said.items()),
    )
    print(f"{'':44}{sum(map(len, cached)) / 1e6:8.1f} MB")
    opened: list[Corpus] = []
    measured(
        "warm: index of all from bytes", lambda: opened.append(Corpus(map(loaded, cached), said.__getitem__))
    )
    print(f"{'a verdict on a quotation that is':44}{'mean':>8}{'p95':>8}{'max':>8} ms")
    for kind in ("right", "marks", "altered", "moved", "dead", "missing", "one word, missing"):
        times, findings = [], set()
        for each in quotations(said, kind):
            begun = time.process_time()
            findings.add(judge(each, opened[0]).finding.value)
            times.append(1000 * (time.process_time() - begun))
        tail = quantiles(times, n=20)[-1]
        print(f"  {kind:42}{mean(times):8.1f}{tail:8.1f}{max(times):8.1f}  {', '.join(sorted(findings))}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000)
