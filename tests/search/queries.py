"""Valid and broken queries of every kind, which Python and JavaScript must treat the same."""

from itertools import product

_WORDS = """
light lights lighting harbour harbor tide tides ledger ledgers lantern window orchard signal weather copper thread
morning letter letters engine silence needle garden gardens number river question questions mirror paper winter
archive measure salt corner music bridge the a of and to in that is was for it xylophonically kettle sea door doors
library catalogue claude opus user assistant
""".split()

WORDS = [
    *_WORDS,
    "LIGHT",
    "Lantern",
    "MORNING",
    "lIgHtS",
    "ﬁnd",
    "ＬＩＧＨＴ",
    "lamplighter",
    "Häuser",
    "haus",
    "haeuser",
    "cancion",
    "المدرسة",
    "كتاب",
    "happy",
    "hoping",
]

SEVERAL = [
    "light tide",
    "tide light",
    "harbour light morning",
    "the tide",
    "the of a to",
    "lantern window orchard signal",
    "tide tide tide",
    "  light \t tide \n ledger  ",
    "light　tide",
    "light\u00a0tide",
    " ".join(_WORDS[:50]),
    " ".join(f"word{n}" for n in range(50)),
    "light " * 70,
]

PHRASES = [
    '"the tide"',
    '"tide the"',
    '"the light"',
    '"of the"',
    '"in the morning"',
    '"light"',
    '"lights"',
    '"letter"',
    '"a letter"',
    '"tide tide"',
    '"ledger window"',
    '"no such phrase at all"',
    "“the tide”",
    "„the tide“",
    "«the tide»",
    "»the tide«",
    '"the tide" "the light"',
    '"the" "tide"',
    '"The  TIDE!"',
    '"the, tide"',
    '""',
    '" "',
    '"..."',
    'light"the tide"',
    '"light"tide',
    "don't",
    "it's",
    "4.5",
    "snake_case",
    "2.0",
    "ledger-window",
    "math.sin",
    '"math sin"',
    "a/b",
    "e-mail",
]

OPERATORS = [
    *(
        f"{one} {sign} {other}"
        for one, sign, other in product(("light", '"the tide"'), ("AND", "OR", "NOT"), ("ledger", "t*"))
    ),
    "light OR tide OR ledger",
    "light AND tide AND ledger",
    "light tide OR ledger window",
    "light OR tide ledger OR window",
    "(light OR tide) ledger",
    "light (tide OR ledger)",
    "((light))",
    "(light) (tide)",
    "((light OR tide) (ledger OR window)) OR mirror",
    "-light",
    "NOT light",
    "-light -tide",
    "light -tide",
    'light -"the tide"',
    "light -(tide OR ledger)",
    "light NOT tide NOT ledger",
    "NOT NOT light",
    "NOT NOT NOT light",
    "-(-light)",
    "light OR -tide",
    "-light OR -tide",
    "light AND NOT tide",
    "light and tide",
    "light or tide",
    "not light",
    "And OR oR",
    "light AND -tide",
    "light -the",
    "-the",
]

PREFIXES = [
    "li*", "lig*", "ligh*", "light*", "lights*", "ti*", "th*", "zz*", "le* wi*", "le* OR wi*", "-li*", '"li*"', "l*",
    "li**", "li*ght", "*light", "l*t", "don't*", "le*-wi*", "LI*", "lé*", "ha* -harbour", "so*", "in*",
]  # fmt: skip

FIELDS = [
    "speaker:ada", "speaker:Ada", "speaker:USER", "speaker:user", "speaker:claude", 'speaker:"Kimi K2"', "speaker:kimi",
    "speaker:haiku-4.5", "speaker:GPT-4o", "speaker:nobody", "speaker:???", "speaker:AI-1", "speaker:ai",
    "-speaker:ada", "speaker:ada light", "light speaker:ada", "speaker:ada OR speaker:kimi", "SPEAKER:ada",
    "model:claude", "model:opus", "model:haiku-4.5", "model:anthropic", "model:Anthropic", 'model:"Claude Haiku 4.5"',
    "model:anthropic/claude-haiku-4.5", "model:gpt-4o", "model:GPT", "model:openai", "model:kimi", "model:moonshotai",
    "model:glm", "model:4.5", "model:none-such", "model:!!!", "-model:claude", "model:claude light", "model:deepseek",
    'model:"Claude Opus"', "model:sonnet", "model:4.5-haiku",
    "in:tide", "in:light", "in:the", "in:kettle", "in:ada-glm-4-7", 'in:"the sea"', "in:none-such-conversation",
    "-in:the", "in:!!!", "in:x light",
    "has:art", "has:code", "has:image", "has:command", "has:event", "has:ART", "-has:art", "has:art has:code",
    "has:art OR has:code", "has:art light", "has:nothing", "has:prose",
    "on:2025", "on:2026", "on:2025-01", "on:2026-01-04", "on:2025-02-28", "on:2024-02-29", "before:2025-06",
    "after:2025-06", "before:2025", "after:2025", "before:2026-01-04 after:2025-03", "on:2025 light", "-on:2025",
    "after:2025-01-05 before:2025-01-09 tide", "on:0999",
    "on:2025-13", "on:2025-02-30", "on:20250101", "on:yesterday", "before:", "after:x", "on:0000", "on:٢٠٢٥",
    "sort:date", "light sort:date", "sort:date light", "the sort:date", "sort:rank", "sort:", "light sort:up",
    "speaker:", "model: light", 'speaker:""', 'speaker:" "', "in:", "has:",
    "author:ada", 'author:"Ada Quill" light', "note:this", "http://example.org/light", "12:30", "std::vector",
    "C:\\light", "a:b", "light:tide:ledger", "speaker:ada:b", "ﬁeld:x",
]  # fmt: skip

UNICODE = [
    "café", "cafe", "CAFÉ", "cafe\u0301", "naïve", "Straße", "strasse", "STRASSE", "ΟΔΟΣ", "οδος", "Σίσυφος", "İstanbul",
    "ıstanbul", "Пароход", "ёлка", "елка", "й", "猫", "灯", "灯台", "東京都", "東京 都", '"東京"', "東京*", "猫*", "海の灯台",
    "あと", "かな", "カナ", "ｶﾅ", "ガ", "カ\u3099", "한국어", "한", "ภาษาไทย", "ภ", "ລາວ", "ខ្មែរ", "မြန်မာ", "tower猫", "猫tower",
    "שלום", "שָׁלוֹם", "سلام", "سَلَام", "كتـاب", "हिन्दी", "தமிழ்", "\u202eabc", "a\u200bb", "a\u200cb", "li\u00adght",
    "🌀", "🜁", "❤️", "❤", "👩‍🚀", "1️⃣", "½", "①", "ǅ", "ﬃ", "ℌ", "𝔏𝔦𝔤𝔥𝔱", "𠮷", "𠮷野家", "×", "─│┌", "→", "…", "—",
    "\ufeff", "ꭰ", "Ꭰ", "smorrebrod", "ŁÓDŹ", "aegir", "thing", "⼀⼈", "⻓城", "㍿", "kg", "5㎏", "ⓐⓑ", "wo\u2060rd", "wo\ufeffrd", "\ufeffspeaker:ada", "light\ufeff -\ufefftide",
    "gpt4", "gpt-4", "GPT-4o", "gpt4o", "v4.5.1", "4.5.1", "claude3.5", "r1", "gpt4*", '"gpt 4"', "-gpt4", "a1b2c3d4",
]  # fmt: skip

BROKEN = [
    "", " ", "\t\n", '"', '"light', 'light"', '"light tide', "(", ")", "()", "(light", "light)", "((light)", "(light))",
    ")(", ")light(", "(()", "AND", "OR", "NOT", "-", "--", "AND OR NOT", "AND light", "light AND", "OR light", "light OR",
    "light AND AND tide", "light OR OR tide", "light AND OR tide", "NOT", "light NOT", "light -", "- light", "--light",
    "-", "-)", "(-)", "- - -", "*", "**", "* *", "light *", "* light", "-*", '"*"', "()()()", "(AND)", "(OR)", "(NOT)",
    "light ( ) tide", "light -() tide", "NOT (", "-(", '-"', '("light)', 'speaker:"ada', "speaker:(ada)", "speaker:-ada",
    "-speaker:", "\\", "\\\"light\\\"", "light\\", "light\u0000tide", "\u0000", "\u001b[31mlight\u001b[0m", "\x07",
    "<script>alert(1)</script>", "<b>light</b>", "&lt;light&gt;", "' OR 1=1 --", "light; DROP TABLE", "${light}",
    "{{light}}", "%3Cscript%3E", "javascript:alert(1)", "../../etc/passwd", "(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$",
    "[light", "light]", "{light}", "light|tide", "light&tide", "light && tide", "light || tide", "!light", "+light",
    "~light", "light~2", "light^2", "light?", "l?ght", "[a TO z]", "text:light", "\ud800",
    "a" * 10_000, "light " * 2_000, "(" * 2_000, ")" * 2_000, "(" * 60 + "light" + ")" * 60, '"' * 999, "-" * 3_000,
    "NOT " * 400 + "light", "AND " * 500, "a* " * 300, "(a " * 300, "light OR " * 300, "猫" * 3_000, "é" * 3_000,
    "\u0301" * 3_000, "a" + "\u0301" * 900, "x" * 999 + "*", "speaker:" * 200, '"a b c d e" ' * 90,
]  # fmt: skip

SCOPES = [
    "puddle", "puddles in:all", "puddle in:all", '"nine puddles"', '"nine puddles" in:all', '"quay nine" in:all', "pud* in:all", "pud*",
    "has:tool", "has:tool puddles", "has:tool quay", "has:thinking stones", "has:thinking -stones", "-has:tool puddles", "-in:all puddles",
    "in:branches", "in:branches dry", "dry", "dry in:all", "in:all", "in:branches has:thinking", "speaker:USER quay in:all", "has:tool_call has:tool_result",
    "(puddles OR in:all) quay", "灯 in:all", "灯台 in:all", "灯", "has:attachment", "the in:all", '"the tide" in:all', "Quay",
]  # fmt: skip
"""With what pages fold, and other versions."""

FAILING = [
    "what does the keeper of the harbour write about storms", "where is the lantern that nobody lights in winter",
    "harbuor light", "lighthuose", "ilght", "lantrn signal on:2025", "windwo -light", "orchrad OR gardne", "(harbuor) zzz",
    "ledger xylophonically", '"the tide" xylophonically kettle', "xylophonically lan* sort:date", "zzz qqq", "zzz has:art light",
    "снга море", "𠮷 zzz light", "Café: zzz harbour", "puddle zzz", "puddle zzz in:all", "snake_ca* zzz qqq light",
]  # fmt: skip
"""That no message has all words of, and with spelling mistakes."""

QUERIES = list(
    dict.fromkeys([*FAILING, *SCOPES, *WORDS, *SEVERAL, *PHRASES, *OPERATORS, *PREFIXES, *FIELDS, *UNICODE, *BROKEN])
)
