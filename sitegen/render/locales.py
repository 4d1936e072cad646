"""Languages as Open Graph and Facebook name them: with a country, always."""

# Where a language is most at home, as Unicode's CLDR has it in likelySubtags.xml.
_HOMES = {
    "af": "ZA", "ar": "EG", "be": "BY", "bg": "BG", "bn": "BD", "bs": "BA", "ca": "ES", "cs": "CZ",
    "cy": "GB", "da": "DK", "de": "DE", "el": "GR", "en": "US", "es": "ES", "et": "EE", "eu": "ES",
    "fa": "IR", "fi": "FI", "fr": "FR", "ga": "IE", "gl": "ES", "he": "IL", "hi": "IN", "hr": "HR",
    "hu": "HU", "hy": "AM", "id": "ID", "is": "IS", "it": "IT", "ja": "JP", "ka": "GE", "kk": "KZ",
    "ko": "KR", "lt": "LT", "lv": "LV", "mk": "MK", "ms": "MY", "nb": "NO", "nl": "NL", "nn": "NO",
    "pl": "PL", "pt": "BR", "ro": "RO", "ru": "RU", "sk": "SK", "sl": "SI", "sq": "AL", "sr": "RS",
    "sv": "SE", "sw": "TZ", "ta": "IN", "th": "TH", "tr": "TR", "uk": "UA", "ur": "PK", "vi": "VN",
    "zh": "CN",
}  # fmt: skip


def locale(language: str) -> str:
    """``pt-BR`` → ``pt_BR``, ``ja`` → ``ja_JP``; a language whose home we do not know as it is."""
    primary, *rest = language.split("-")
    primary = primary.lower()
    region = next((each.upper() for each in rest if len(each) == 2), _HOMES.get(primary, ""))
    return f"{primary}_{region}" if region else primary
