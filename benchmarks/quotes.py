"""Measure the CPU time of verifying quotations: ``python -m benchmarks.quotes [MESSAGES]``.

Cold: index all conversations. Warm: deserialize the indexes, as from a cache. Then verify quotations that are correct,
altered, attributed to another message, or invented. Normalizing all messages is measured too, for comparison.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from statistics import mean, quantiles

from benchmarks.vocabulary import CORE, talks, word
from sitegen.quotes.corpus import Corpus, deserialize_index, index_messages, serialize_index
from sitegen.quotes.message_text import MessageText
from sitegen.quotes.quotation import Quotation, QuotationKind, QuoteTarget
from sitegen.quotes.verify import verify
from sitegen.text import offset_map
from sitegen.text.typography import typographic_map

EACH = 40
"""Quotations of each kind."""


def print_cpu_time(name: str, work: Callable[[], object]) -> None:
    start_time = time.process_time()
    work()
    print(f"{name:44}{time.process_time() - start_time:8.2f} s")


def quotations(messages_by_slug: dict[str, list[MessageText]], kind: str) -> list[Quotation]:
    dice = random.Random(kind)
    result = []
    for _ in range(EACH):
        slug = dice.choice(list(messages_by_slug))
        messages = messages_by_slug[slug]
        message = dice.choice(messages)
        words = message.text.split()
        size = min(len(words), dice.randrange(5, 40))
        start = dice.randrange(len(words) - size + 1)
        words = words[start : start + size]
        target = QuoteTarget(slug, message.anchor)
        if kind == "altered":
            words[size // 2] = "otherwise"
        elif kind == "marks":
            words[size // 2] = "…"
        elif kind == "moved":
            target = QuoteTarget(dice.choice(list(messages_by_slug)), message.anchor)
        elif kind == "dead":
            target = QuoteTarget(slug, "m-gone")
        elif kind == "missing":
            words = [word(min(CORE - 1, int(dice.paretovariate(0.5)))) for _ in words]
        elif kind == "one word, missing":
            words = [word(dice.randrange(200))]
        result.append(Quotation(1, 1, None, "", target, QuotationKind.BEFORE_LINK, " ".join(words)))
    return result


def main(count: int) -> None:
    messages_by_slug = {
        f"talk-{n}": [MessageText(f"m-{k}", text) for k, text in enumerate(talk.texts)]
        for n, talk in enumerate(talks(count))
    }
    texts = [each.text for messages in messages_by_slug.values() for each in messages]
    print(f"{len(texts):,} messages, {sum(map(len, texts)) / 1e6:.1f} MB")
    print_cpu_time("verbatim form of all, with offsets", lambda: [offset_map.verbatim_map(each) for each in texts])
    print_cpu_time("typographic form of all, with offsets", lambda: [typographic_map(each) for each in texts])
    cached: list[bytes] = []
    print_cpu_time(
        "cold: index of all",
        lambda: cached.extend(
            serialize_index(index_messages(slug, messages)) for slug, messages in messages_by_slug.items()
        ),
    )
    print(f"{'':44}{sum(map(len, cached)) / 1e6:8.1f} MB")
    opened: list[Corpus] = []
    print_cpu_time(
        "warm: index of all from bytes",
        lambda: opened.append(Corpus(map(deserialize_index, cached), messages_by_slug.__getitem__)),
    )
    print(f"{'verdict on a quotation that is':44}{'mean':>8}{'p95':>8}{'max':>8} ms")
    for kind in ("right", "marks", "altered", "moved", "dead", "missing", "one word, missing"):
        times, findings = [], set()
        for each in quotations(messages_by_slug, kind):
            start_time = time.process_time()
            findings.add(verify(each, opened[0]).finding.value)
            times.append(1000 * (time.process_time() - start_time))
        tail = quantiles(times, n=20)[-1]
        print(f"  {kind:42}{mean(times):8.1f}{tail:8.1f}{max(times):8.1f}  {', '.join(sorted(findings))}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000)
