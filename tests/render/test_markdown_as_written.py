"""Markdown keeps the signs, numbers, columns and line breaks of the source."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sitegen.archive.settings.transcripts import TranscriptRule
from sitegen.build.conversation_reader import read_transcript
from sitegen.model import BlockKind, Conversation
from sitegen.model.ai_models import load_models
from sitegen.text.invisible import spell_out_invisible
from tests.render.page_elements import Read
from tests.render.test_markdown import html
from tests.shared import SHARED, needs_shared


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\*loud\* \_ \# \"a\" \\ C:\_home \q", r"<p>\*loud\* \_ \# \&quot;a\&quot; \\ C:\_home \q</p>"),
        (r"¯\_(ツ)_/¯", r"<p>¯\_(ツ)_/¯</p>"),
        ("a\\\nb\\", "<p>a\\<br>b\\</p>"),
        (r"[a\]b](https://x.org)", None),
        (r"\`a\`", r"<p>\`a\`</p>"),
    ],
)
def test_a_backslash_is_shown_and_still_escapes(text: str, expected: str | None):
    rel = 'rel="noopener noreferrer nofollow ugc"'
    assert html(text) == (expected or f'<p><a href="https://x.org" {rel}>a\\]b</a></p>')


@pytest.mark.parametrize(
    "text",
    [
        r"\(\unknown * y * z\) and \[a_{i} *b* [c](https://x.org)\]",
        r"$$a_b_c * d * e$$",
        r"a price of $5_and_ a `",
        r"unclosed \( and \[ and $$",
        r"\(^_^)/ hello \(^_^)/ ^_^ -_- ._.",
    ],
)
def test_formulas_are_unchanged(text: str):
    assert html(text) == f"<p>{text}</p>"


def test_emphasis_may_contain_formulas():
    assert html(r"**so \(an*b*c\)**") == r"<p><strong>so \(an*b*c\)</strong></p>"


def test_lines_of_a_formula_start_no_lists():
    assert html("\\[\na\n+ b\n- c\n\\]\nso") == "<p>\\[<br>a<br>+ b<br>- c<br>\\]<br>so</p>"
    assert html("$$\n1. x\n$$") == "<p>$$<br>1. x<br>$$</p>"
    assert html("$$\n\n- x\n$$") == "<p>$$</p>\n<ul><li>x<br>$$</li></ul>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("    far\n        farther\n  near", "<p>    far<br>        farther<br>  near</p>"),
        ("\ta\n\t\tb", "<p>\ta<br>\t\tb</p>"),
        ("    - a\n    # b", "<p>    - a<br>    # b</p>"),
        ("- a\n\n    b\n      c", "<ul><li><p>a</p><p>  b<br>    c</p></li></ul>"),
        ("- a\n\nb\n\n      c", "<ul><li>a</li></ul>\n<p>b</p>\n<p>      c</p>"),
        (">   a\n> b", "<blockquote><p>  a<br>b</p></blockquote>"),
    ],
)
def test_indented_text_keeps_its_columns(text: str, expected: str):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">_< no", "<p>&gt;_&lt; no</p>"),
        (">be me", "<p>&gt;be me</p>"),
        (">>> x = 1", "<p>&gt;&gt;&gt; x = 1</p>"),
        (">", "<p>&gt;</p>"),
        (">\n> ", "<p>&gt;<br>&gt;</p>"),
        (
            "> a\n>\n> b\nc",
            "<blockquote><p>a</p><p>b</p></blockquote>\n<p>c</p>",
        ),
        (
            "> a\n> > b",
            "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>",
        ),
        ("> a\n>_<", "<blockquote><p>a</p></blockquote>\n<p>&gt;_&lt;</p>"),
        ("a\n> b", "<p>a</p>\n<blockquote><p>b</p></blockquote>"),
        ("- a\n> b", "<ul><li>a</li></ul>\n<blockquote><p>b</p></blockquote>"),
        ("- > a\n  > b", "<ul><li><blockquote><p>a<br>b</p></blockquote></li></ul>"),
    ],
)
def test_a_quote_needs_a_space_after_its_sign(text: str, expected: str):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7. a\n9. b", '<ol><li value="7">a</li><li value="9">b</li></ol>'),
        ("1. a\n\nb\n\n2. c", '<ol><li value="1">a</li></ol>\n<p>b</p>\n<ol><li value="2">c</li></ol>'),
        ("1) a", '<ol class="bracket"><li value="1">a</li></ol>'),
        ("+ a\n+ b", '<ul class="plus"><li>a</li><li>b</li></ul>'),
        ("2026. was", "<p>2026. was</p>"),
        ("007. agent", "<p>007. agent</p>"),
        ("-", "<p>-</p>"),
        ("1.\n", "<p>1.</p>"),
        ("- a\n-\n- b", "<ul><li>a<br>-</li><li>b</li></ul>"),
        ("- a\n  1. b\n- c", '<ul><li>a<ol><li value="1">b</li></ol></li><li>c</li></ul>'),
        ("- a\n\n- b\n", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    ],
)
def test_a_list_keeps_its_markers(text: str, expected: str):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#tag", "<p>#tag</p>"),
        ("#\n# #", "<p>#<br># #</p>"),
        ("# C#", "<h3>C#</h3>"),
        ("a\n---", "<p>a</p>\n<hr>"),
        ("a\n===", "<p>a<br>===</p>"),
        ("***", "<hr>"),
        ("* * *", "<hr>"),
    ],
)
def test_only_signs_before_words_are_headings(text: str, expected: str):
    assert html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "- - - -",
        " - - - - -\n- - - - -\n - - - - -",
        "* * * *\n * * *\n* * * *",
        "*   *   *",
        "_ _ _ _ _",
        "---\n---\n---",
        "***\n***",
        "___\n---",
        "- - ~ - - ~",
        "+   .   +\n +  .  +",
        "*  .  *  .\n  .  *  .",
        "- +",
        "# # . # #",
        "# .. #\n# @. #",
        "# # T # # #",
        "> ^ <",
        "> > > >\n> > >",
        "> ~ ~\n> ~~~",
        "` ` ` `\n ` ` `\n` ` ` `",
        "`  '  `  '  `",
        "   `  `\n ``` `",
        "`,  `.\n  `  ,`",
        "a `b\n    c` d",
        "`  snow  `",
        "_/\\_ and _|_",
    ],
)
def test_drawn_lines_keep_their_signs(text: str):
    page = html(text)
    assert page is not None
    assert "<p>" in page
    assert [line.rstrip() for line in written(page).strip("\n").split("\n") if line.strip()] == [
        line.rstrip() for line in text.split("\n")
    ]
    assert re.findall(r"<(?!p>|/p>|br>)[^>]*>", page) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n---\n\nb\n\n- - -", "<p>a</p>\n<hr>\n<p>b</p>\n<hr>"),
        ("a\n***\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("__________", "<hr>"),
        ("- ...\n- ???\n- -> b", "<ul><li>...</li><li>???</li><li>-&gt; b</li></ul>"),
        ("- - a", "<ul><li><ul><li>a</li></ul></li></ul>"),
        ("> ...", "<blockquote><p>...</p></blockquote>"),
        ("> - a\n>\n> b", "<blockquote><ul><li>a</li></ul><p>b</p></blockquote>"),
        ("## a ##", "<h3>a</h3>"),
        ("# C # Minor", "<h3>C # Minor</h3>"),
        ("`|`, `->` and `a  b`", "<p><code>|</code>, <code>-&gt;</code> and <code>a  b</code></p>"),
        ("`a b\nc` d", "<p><code>a b\nc</code> d</p>"),
        ("_(a)_ and _a_/_b_", "<p><em>(a)</em> and <em>a</em>/<em>b</em></p>"),
    ],
)
def test_rules_lists_quotes_headings_and_code_keep_their_meaning(text: str, expected: str):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("__init__ __main__.py _SOME_TABLE_ __END_OF__", None),
        ("2*3*4, 2**3**4, a*u + b*v", None),
        ("https://x.org/_a_/*b*/c_d_", "<p>https://x.org/_a_/*b*/c_d_</p>"),
        ("**https://x.org/a_b**", "<p><strong>https://x.org/a_b</strong></p>"),
        ("_a_ __B__ *c*s ***d***", None),
        ("_a_b c_", "<p><em>a_b c</em></p>"),
        ("`a\n b`", "<p><code>a\n b</code></p>"),
        ("`` ` ``", "<p><code>`</code></p>"),
        ("<puts@plt>", "<p>&lt;puts@plt&gt;</p>"),
    ],
)
def test_names_products_and_urls_are_not_emphasis(text: str, expected: str | None):
    emphatic = "<p><em>a</em> <strong>B</strong> <em>c</em>s <em><strong>d</strong></em></p>"
    assert html(text) == (expected or (emphatic if text.startswith("_a_") else f"<p>{text}</p>"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**灯りは消えた。**そして朝。", "<strong>灯りは消えた。</strong>そして朝。"),
        ("海は**「静か」**だった。", "海は<strong>「静か」</strong>だった。"),
        ("这是**“重要”**的，2*3*4等于24。", "这是<strong>“重要”</strong>的，2*3*4等于24。"),
        ("**结论：**灯塔还亮着。", "<strong>结论：</strong>灯塔还亮着。"),
        ("等式**(a)**成立，*注意！*请看。", "等式<strong>(a)</strong>成立，<em>注意！</em>请看。"),
        ("**등대(lighthouse)**를 보았다.", "<strong>등대(lighthouse)</strong>를 보았다."),
        ("***すべて！***終わり", "<em><strong>すべて！</strong></em>終わり"),
        ("~~古い。~~新しい", "<s>古い。</s>新しい"),
        ("**`灯台`**を見て**[海](https://x.org)**へ", None),
        ("一つ**二つ**三つ、**四つ。**五つ**「六つ」**", "一つ<strong>二つ</strong>三つ、<strong>四つ。</strong>五つ<strong>「六つ」</strong>"),
        ("ｱｲｳ**ｴｵ｡**ｶｷ", "ｱｲｳ<strong>ｴｵ｡</strong>ｶｷ"),
        ("葛\U000e0100**（城）**で", "葛\U000e0100<strong>（城）</strong>で"),
    ],
)  # fmt: skip
def test_emphasis_beside_chinese_japanese_and_korean_needs_no_spaces(text: str, expected: str | None):
    link = '<a href="https://x.org" rel="noopener noreferrer nofollow ugc">海</a>'
    known = expected or f"<strong><code>灯台</code></strong>を見て<strong>{link}</strong>へ"
    assert html(text) == f"<p>{known}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "海**は 静か ** だった",
        "** 灯台。**朝",
        "価格は3*4*5円、2**3**4も",
        "a.**b. c",
        "_灯台。_朝",
    ],
)
def test_asterisks_beside_spaces_and_numbers_stay_text(text: str):
    assert html(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|a|b|\n|-|-|\n|c|☼|d|", "<p>|a|b|<br>|-|-|<br>|c|☼|d|</p>"),
        ("|a|b|\n|-|-|\n|c|d|☼|", "<p>|a|b|<br>|-|-|<br>|c|d|☼|</p>"),
        ("|a|\n|-|\n|b\\|c|", "<p>|a|<br>|-|<br>|b\\|c|</p>"),
        ("- a\n  |b|\n  |-|\n  |c|d|", "<ul><li>a<br>|b|<br>|-|<br>|c|d|</li></ul>"),
        (
            "- |a|\n  |-|\n  |b|",
            '<ul><li><table tabindex="0"><thead><tr><th>a</th></tr></thead>'
            "<tbody><tr><td>b</td></tr></tbody></table></li></ul>",
        ),
    ],
)
def test_a_table_that_would_lose_text_stays_text(text: str, expected: str):
    assert html(text) == expected


@dataclass
class Written(Read):
    """A page with the markers of list items, and the source of formulas, restored."""

    lists: list[str] = field(default_factory=list)

    def handle_data(self, data: str) -> None:
        if "math" not in self.open:
            super().handle_data(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        values = dict(attrs)
        if tag == "math":
            self.text += values["alttext"] or ""
        if tag in ("ol", "ul"):
            marks = {("ol", "bracket"): ")", ("ol", None): ".", ("ul", "plus"): "+", ("ul", None): "-"}
            self.lists.append(marks[tag, values.get("class")])
        if tag == "li":
            self.text += f"{values.get('value') or ''}{self.lists[-1]} "

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        if tag in ("ol", "ul"):
            self.lists.pop()


def written(page: str) -> str:
    found = Written()
    found.feed(page)
    found.close()
    assert found.faults == []
    return found.text


MARKERS = "*_`~#>|:+-"
"""Signs that Markdown may consume."""


def signs(text: str) -> str:
    """Return the text without white space, markers and leading zeros."""
    kept = re.sub(rf"[\s{re.escape(MARKERS)}]", "", text)
    return re.sub(r"(?<!\d)0+(?=\d)", "", kept)


WORDS = st.sampled_from(
    ["word", "zwei", "ça", "5", "1.", "7)", "12.", "-", "+", "*", "**", "_", "__", "`", "``", "~~", "# ",
     "#", "> ", ">", ">_<", "\\", "\\(", "\\)", "\\[", "\\]", "$", "$$", "^", "=", "===", "---", "***", "[",
     "]", "(", ")", "!", "<", "&amp;", '"', "'", ";", "|", "\n|a|b|\n|-|-|\n", "\\|", ":", " ", "  ", "    ",
     "\t", "\n", "\n\n", "\n- ", "\n1. ", "\n> ", "\n    ", "{", "}", "%", "\x1b", "☼", "😀"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=50).map("".join))
@example("> 1) a\n>\n> \\[b\n> + c\\]\n|a|\n|-|\n|b|!|")
@example("- `a\n- b` \\\n\n      (c)\\")
def test_only_markers_are_lost_and_nothing_is_added(text: str):
    assume("](" not in text)  # the signs of links go into attributes
    page = html(text)
    assert page is not None
    assert signs(written(page)) == signs(spell_out_invisible(text))


LINES = st.text("ab ,.;\\$^=()[]{}\"'&%@!?/\té☼", max_size=30)


@given(st.lists(LINES, max_size=8).map("\n".join))
@example("  a\n\tb\n      \\[ c\n \\]\\")
def test_lines_without_markers_keep_their_columns(text: str):
    assume("](" not in text)
    page = html(text)
    assert page is not None
    paragraphs = written(page).split("\n")
    assert [line.rstrip() for line in paragraphs if line.strip()] == [
        line.rstrip() for line in text.split("\n") if line.strip()
    ]


def sample() -> list[Path]:
    if not SHARED.is_dir():
        return []
    corpus = sorted(path for path in (SHARED / "corpus").rglob("*") if path.suffix in (".md", ".txt"))
    return [*sorted((SHARED / "seeds").glob("*")), *corpus[::90]]


@needs_shared
@pytest.mark.parametrize("path", sample(), ids=lambda path: path.name[:3])
def test_real_prose_loses_nothing_but_markers(path: Path):
    found = read_transcript(path.name, path.read_bytes(), TranscriptRule(), load_models())
    if not isinstance(found, Conversation):
        return
    prose = [b.text for m in found.messages for b in m.blocks if b.kind is BlockKind.PROSE]
    plain = [text for text in prose if "](" not in text and "<http" not in text and "```" not in text]
    lost = [text for text in plain if signs(written(html(text) or "")) != signs(spell_out_invisible(text))]
    assert lost == []
