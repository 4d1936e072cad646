"""A sample page of a conversation."""

from collections.abc import Sequence

from sitegen.quotes.text_fragments import PageModel, PageRange, find_words

SAMPLE_MESSAGES = (
    ("lamp001", "<p>The lamp is lit. The lamp is out.</p><p>ack</p>"),
    ("ack0002", "<p>ack</p>"),
    ("ack0003", "<p>ack</p>"),
    (
        "verse04",
        "<p>The tide comes<br>  the tide goes<br>the tide comes</p><p>(Nobody <em>keeps</em> it.)</p>",
    ),
    (
        "tea0005",
        "<p>茶と雨。雨と茶。茶と雨。</p><p>Ёлки — “зима”, l’été &amp; naïve, co-operate, 50% of it</p>",
    ),
    (
        "code006",
        "<figure class='code'><pre tabindex='0'><code>if lamp:\n    lit = 1\n    out = 2</code></pre></figure>",
    ),
    (
        "draw007",
        "<p>Before</p><figure class='art'><figcaption><span id='c'>Drawing 7.1</span></figcaption><div class='scroll'>"
        "<pre class='art c9' id='m-draw007-a1'>\n┌──┐ tide\n│<span class='w2'>茶</span>│</pre></div></figure><p>After</p>",
    ),
    (
        "long008",
        f"<p>{'a very long evening, ' * 20}and one end.</p><p>Not the end.</p><ul><li>one</li><li>two</li></ul>",
    ),
    ("back009", "<p>I am back. Ack, said the duck.</p><p>.</p><p>The tide comes</p>"),
)


def render_page(messages: Sequence[tuple[str, str]], kind: str = "message") -> bytes:
    """Render messages as conversation.html does; ids without ``m-``, bodies in HTML."""
    articles = "".join(
        f'<article class="{kind}" id="m-{id_}"><header><h2 class="name"><bdi>Lyra</bdi></h2><p class="address">'
        f'<span class="number" id="n{n}">{n}</span> <a class="permalink" href="#m-{id_}">{id_}</a></p>\n</header>\n'
        f'<div class="body" dir="auto">\n{body}\n</div></article>'
        for n, (id_, body) in enumerate(messages, 1)
    )
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The lamp is lit.</title></head>'
    main = (
        f'<main id="main"><header class="page"><h1>Lamps</h1></header><div class="conversation">{articles}</div></main>'
    )
    return f"{head}<body>{main}</body></html>".encode()


def find_range(model: PageModel, anchor: str, words: str) -> PageRange:
    """Find words in a message. With ``⏎`` for block boundaries, the words must be literal."""
    if "⏎" not in words:
        found = find_words(model, anchor, words)
        assert found is not None, words
        return found
    literal = words.replace("⏎", "\n")
    first = next(start for start, each in zip(model.starts, model.blocks, strict=True) if each.anchor == anchor)
    start = model.text.index(literal, first)
    passage = model.trimmed_range(start, start + len(literal))
    assert passage is not None
    return passage
