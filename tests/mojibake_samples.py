"""Sample texts, and the mojibake that they become when their UTF-8 is decoded with a code page."""


def make_mojibake(text: str, code_page: str) -> str:
    """Decode the UTF-8 of ``text`` with a code page, dropping undefined bytes.

    Independent of `text.encoding.code_pages`, so that each tests the other.
    """
    return "".join(
        char
        if char.isascii()
        else "".join(bytes([byte]).decode(code_page, "ignore") for byte in char.encode()).replace("\u00ad", "")
        for char in text
    )


def make_lossless_mojibake(text: str, code_page: str) -> str:
    """Decode the UTF-8 of ``text`` with a code page as browsers do, keeping undefined bytes as C1 controls."""
    return "".join(bytes([byte]).decode(code_page, "ignore") or chr(byte) for byte in text.encode())


LIGHT_BOXES = """\
The lighthouse keeper drew it for me:

    ┌──────────┬─────────┐
    │ lamp     │ ticking │
    ├──────────┼─────────┤
    │ stairs   │ 212     │
    └──────────┴─────────┘
         │
         ├─→ sea
         └─→ more sea

And on a napkin, one column off:

    ┌─────────┐
    │ gull     │
    └─────────┘
"""

DOUBLE_BOXES = """\
    ╔══════════════╗
    ║  ORCHARD     ║
    ╠══════╦═══════╣
    ║ pear ║ quince║
    ╚══════╩═══════╝

════════════════════════
The rule above is not a box.
"""

HEAVY_BOXES = """\
    ┏━━━━━━━━┳━━━━━━┓
    ┃ kettle ┃ warm ┃
    ┣━━━━━━━━╋━━━━━━┫
    ┃ cup    ┃ cold ┃
    ┗━━━━━━━━┻━━━━━━┛

    ━━━━━━━━━━
"""

ROUND_BOXES = """\
    ╭───────────╮
    │ soft edge │
    ╰─────┬─────╯
          │
    ╭─────┴─────╮
    │ and again │
    ╰───────────╯
"""

SHADES = """\
    ██████████ whole
    ▓▓▓▓▓▓ most
    ▒▒▒ some
    ░ hardly any
"""

QUOTES = """\
“Is it raining?” she asked. “It’s only the gutters,” he said — “they talk.”

He wrote “nothing” twice, then “something else” once… and left.
"""

FRENCH = """\
Le garçon à la fenêtre rêvait déjà de Noël : « Où est passé l’été ? »
Une tempête, là-bas, a cassé le mât ; ça n’a gêné personne. L’âne a brouté la forêt entière.
"""

ARROWS = "north ↑ south ↓ east → west ←\nboth ↔ and thus ⇒ so that ⇔ holds; x ≠ y, x ≤ z, ∫ f = √2, ∞ times\n"

EMOJI = """\
The kite 🪁 went up, the sun ☀️ came out ✨ and everybody cheered 🎉🎉.
A heart ❤️, a thermometer 🌡️, a snail 🐌, a palette 🎨 and a lens 🔍.
Keys: 1️⃣ 2️⃣ and #️⃣. The family of gardeners: 👩‍🌾 👨‍🌾 and a rainbow flag 🏳️‍🌈.
"""

STARS = """\
Her marks for the week:
⭕⭕⭕⭕⭕
➕➕➕ and ❔❔❔ — but “fine” all the same, don’t worry.
───➔ next week
"""

CHINESE = "她说：“灯塔里没有人，只有一只会数数的猫。”于是我们坐下来听海。\n猫数到二百一十二，然后睡着了。\n"

POLISH = "Żółw pożyczył łódź i odpłynął w noc; świerszcze ćwiczyły gamę. „Zażółć gęślą jaźń” — powiedział.\n"

GROUP_CHAT = """\
🎨 [AI-2 (Pebble 3)]: !image "a moth reading its own wings by candlelight, in..." (generating...)
🌡️ [AI-1]: !temperature 1.1
💭 [AI-3 (Pebble 3)]: !prompt "You count in moths — slowly."
🔍 [AI-3]: !search "how many moths" (found 5 results)
✨ [AI-1]: !add_ai "Gravel 2" "be the candle"
❌ [AI-1 (Pebble 3)]: !image — prompt too short
AI-2 (Pebble 3)\x20
It’s a small light — but it’s ours.
🎨 AI-2 (Pebble 3) created an image￼
"""

DAMAGED = {
    "light boxes": LIGHT_BOXES,
    "double boxes": DOUBLE_BOXES,
    "heavy boxes": HEAVY_BOXES,
    "round boxes": ROUND_BOXES,
    "shades": SHADES,
    "quotes": QUOTES,
    "French": FRENCH,
    "arrows": ARROWS,
    "emoji": EMOJI,
    "stars": STARS,
    "Chinese": CHINESE,
    "Polish": POLISH,
    "group chat": GROUP_CHAT,
}

CLEAN = {
    "Turkish": "Şişli'de ışıklar söndü; öğretmen «çok güzel bir gün» dedi, İğdeli köyünde ağaçlar uğuldadı.\n" * 3,
    "French": FRENCH * 3,
    "French in capitals": "LÉGISLATION… « ÉTÉ » — À BIENTÔT ! « NOËL », DIT-IL… L’ÎLE. ÇÀ ET LÀ.\n" * 3,
    "Vietnamese": "Con mèo ngồi đếm sóng biển suốt đêm, rồi ngủ quên trên ngọn hải đăng cũ kỹ ở Đà Nẵng.\n" * 3,
    "Polish": POLISH * 3,
    "one Polish word": "więżą, więżą, więżą, więżą",
    "Chinese": CHINESE * 3,
    "Japanese": "灯台の猫は「二百十二」まで数えて、眠ってしまった。ー…—“海”\n" * 3,
    "Korean": "등대의 고양이는 이백열둘까지 세고 잠이 들었다. “바다” — 끝…\n" * 3,
    "Greek": "Η γάτα του φάρου μετρούσε «διακόσια δώδεκα» κύματα. Ό,τι θέλει· Άνοιξη, Έλα, Ώρα.\n" * 3,
    "Cyrillic": "Кошка маяка считала до «двухсот двенадцати» — и уснула… Её ёж, №5. Її їжак.\n" * 3,
    "boxes": LIGHT_BOXES + DOUBLE_BOXES + HEAVY_BOXES + ROUND_BOXES + SHADES,
    "corners alone": "─┐ ─┐ ─┤ ═╗ ═╝ █▓ ▌▒",
    "letters that chance pairs on a Mac": "l'un—étrange—école—élan, d’été",
    "a slashed O, squared": "Ø² and Ø² and again Ø², then Ø±",
    "emoji": EMOJI * 3,
    "an essay about such damage": (
        "When UTF-8 is read as Windows-1252, ’ becomes â€™ and é becomes Ã©; “ becomes â€œ.\n"
        "The cure — read it back — works as long as nothing was lost: â€” is — again, and ğŸ¨ is not.\n"
        "“Garbage,” she said. “Très joli, déjà vu, naïve façade — all of it…” — and it’s over: “fin”.\n"
    ),
}
