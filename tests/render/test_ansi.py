"""Colours of terminals in code and in the output of tools."""

import pytest

from sitegen.render import ansi
from sitegen.render.code import highlight_code


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m <b>", '<span class="fg-1">red</span> &lt;b&gt;'),
        ("\x1b[1;32mok\x1b[22m ok\x1b[m", '<span class="fg-2 bold">ok</span><span class="fg-2"> ok</span>'),
        ("\x1b[38;5;9mx\x1b[38;5;208my\x1b[38;5;250mz", '<span class="fg-9">x</span><span class="fg-11">y</span>'
         '<span class="fg-7">z</span>'),
        ("\x1b[48;2;0;0;250mx\x1b[49m\x1b[97my", '<span class="bg-12">x</span><span class="fg-15">y</span>'),
        ("\x1b[7mx\x1b[27m\x1b[2;4my", '<span class="bg-7">x</span><span class="dim underlined">y</span>'),
        ("\x1b[38;5m\x1b[38m\x1b[38;2;1mx", "x"),
        ("\x1b[38;5;999999999mx\x1b[99999999999999999999my", "xy"),
        ("\x1b[31m\x1b[2Kx", '<span class="fg-1"><span class="invisible" title="ESCAPE">␛</span>[2Kx</span>'),
    ],
)  # fmt: skip
def test_colours_become_classes_and_other_codes_stay(text: str, html: str):
    assert ansi.coloured(text) == html


def test_code_with_colours_is_not_highlighted_as_a_language():
    assert highlight_code("\x1b[31mdef\x1b[0m f", "python") == '<span class="fg-1">def</span> f'


def test_text_without_colours_keeps_all_other_characters():
    assert ansi.without_colours("a\x1b[31mb\x1b[0m\x1b[2Kc") == "ab\x1b[2Kc"
    assert [ansi.has_colours(each) for each in ("\x1b[31mb", "\x1b[2K", "[31m")] == [True, False, False]
