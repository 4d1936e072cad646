"""Find telephone numbers; the library ``phonenumbers`` judges whether a number can exist."""

import importlib
import re
from functools import cache, lru_cache
from typing import Any

from sitegen.privacy.rules import SecretGroup, SecretKind, SecretPattern

_GAP = r"[ .()/-]{0,3}"
_EXTENSION = (
    r"(?:[ ,;]{0,2}(?:\b(?:ext(?:ension|n)?|durchwahl|dw|poste|anexo|ramal|int(?:erno)?|wew|доб)\b\.?|x|#)"
    r"[ .:=]{0,2}\d{1,6})?"
)
_INTERNATIONAL = re.compile(
    rf"(?i)(?<![\w+.])\+(?: (?=\d{{1,3}}[ ()-]))?\(?[1-9](?:{_GAP}\d){{6,14}}{_EXTENSION}(?![\w-])"
)
_DIALLED = re.compile(
    r"(?i)(?<![\w+.,:/-])\(?0(?:0(?=[ .()/-]?(?:[17]|[2-9]\d{1,2})[ .()/-])|11(?=[ .()/-]))"
    r"(?<![0-9A-Fa-f] 00)(?!(?: \d{4}){3})"  # not in a hex dump
    rf"(?:{_GAP}\d){{7,14}}{_EXTENSION}(?![\w-]| [0-9A-Fa-f]{{2,4}}\b|[.,]\d)"
)
_AMERICAN = re.compile(
    r"(?i)(?<![\w.+-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}(?P<gap>[.-]))[2-9]\d{2}(?(gap)(?P=gap)|[.-])\d{4}"
    rf"{_EXTENSION}(?![\w-])"
)
_WORDS = (
    r"(?:tele)?(?:ph|f)one?s?(?: ?(?:number|no|num|#)\b)?|tel(?:efono|efone|efoon|efonu)?|telefonnummer|rufnummer"
    r"|handy(?:nummer)?|mobil(?:e|nummer|telefon)?|cell(?:phone)?|whatsapp|fax|(?:call|text) me (?:at|on)"
    r"|portable|movil|celular|telemovel|cellulare|mobiel|тел(?:ефон\w{0,3})?|мобильный|電話(?:番号)?|携帯(?:番号)?"
    r"|电话|手机号?|手機|전화(?:번호)?|휴대폰|फोन|هاتف|טלפון"
)
"""Words before a number, in plain letters."""
_INTRODUCED = re.compile(
    rf"(?i)(?<!\w)(?:{_WORDS})\.?[\s*_\"'`|]{{0,4}}(?:is|ist|est|es|e|at|on|は|是)?[\s*_\"'`]{{0,2}}[:=|]?[\s*_\"'`|]{{0,4}}"
    rf"(?P<value>\(?\d(?:{_GAP}\d){{6,14}}{_EXTENSION})(?!\w)"
)
_FICTIONAL = re.compile(
    r"\+(?:1\d{3}555\d{4}"  # North America, Britain, Australia
    r"|44(?:7700900|1632960|1\d14960|2079460|2896496|2920180|3069990)\d{3}"
    r"|61(?:491570\d{3}|[2378](?:5550|7010)\d{4}))"
)
"""Numbers for stories and examples, which belong to nobody."""
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?P<gap>[./-])(?:0?[1-9]|1[0-2])(?P=gap)(?:0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|\A(?:19|20)\d\d[ ./-](?:(?:0?[1-9]|1[0-2])[ ./-]\d\d?$|(?:19|20)\d\d\b)|\A\d\.\d+$|\A1\d{9}(?:\d{3})?$"
)
"""Dates, sequences of years, decimals such as pi, and seconds since 1970."""
_NO_NUMBER = re.compile(r"\+\d{1,3}\.\d{3,} -|\+\d{4,}\.\d+$|00\d\d(?: \d{4})+$")
"""Coordinates, decimals, code points."""
_QUAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
_PERSONAL_TYPES = frozenset((0, 1, 2, 6, 7, 8))
"""Of `phonenumbers.PhoneNumberType`: landline, mobile, VoIP, personal, pager; not toll-free or premium-rate."""


def is_international(value: str) -> bool:
    """Return whether a number with ``+``, ``00`` or ``011`` exists and belongs to a person."""
    digits = re.sub(r"\A\(?(?:011(?=\D)|00)", "+", value)
    return not _NO_NUMBER.match(value) and _is_personal(digits if "+" in digits else f"+{digits}", None)


def is_american(value: str) -> bool:
    """Return whether a number with area code exists; three sizes such as 512-768-1024 are none."""
    groups = [int(each) for each in re.findall(r"\d+", value)[:3]]
    is_size = all(each % 16 == 0 or each % 50 == 0 for each in groups)
    return not is_size and _is_personal(value, "US")


def is_introduced(value: str) -> bool:
    """Return whether digits after a word such as *phone* are a number; of what country is unknown."""
    digits = [char for char in value if char.isdigit()]
    if value.lstrip("(").startswith(("00", "011")):
        return _is_personal(re.sub(r"\A\(?(?:011(?=\D)|00)", "+", value), None)
    if len(digits) in (10, 11) and _is_personal(value, "US"):
        return True
    return (
        not re.match(r"(?:\+?1\D?)?\(?(?:8(?:00|33|44|55|66|77|88)\D|\d{3}\)?\D?555\D?(?:01\d\d|1212))", value)
        and not _QUAD.search(value)
        and not _DATE.search(value)
        and _is_irregular(value)
    )


def _is_irregular(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    return len(set(digits)) > 3 and digits not in "01234567890123456789"


def _is_personal(value: str, region: str | None) -> bool:
    return not _QUAD.search(value) and not _DATE.search(value) and _is_irregular(value) and _exists(value, region)


@lru_cache(maxsize=4096)
def _exists(value: str, region: str | None) -> bool:
    library = _phonenumbers()
    try:
        number = library.parse(value, region)
    except library.NumberParseException:
        return False
    is_fictional = _FICTIONAL.fullmatch(f"+{number.country_code}{number.national_number}")
    return not is_fictional and library.number_type(number) in _PERSONAL_TYPES


@cache
def _phonenumbers() -> Any:
    return importlib.import_module("phonenumbers")  # takes 50 ms, and most texts have no number


_PHONE = SecretKind("phone", "a phone number", SecretGroup.PERSONAL)
HINTED_PHONE_PATTERNS: tuple[SecretPattern, ...] = (
    SecretPattern(_PHONE, ("+",), _INTERNATIONAL, is_valid=is_international),
)
DIGIT_PHONE_PATTERNS: tuple[SecretPattern, ...] = (
    SecretPattern(_PHONE, (), _INTRODUCED, is_valid=is_introduced, is_long_number=True),
    SecretPattern(_PHONE, (), _DIALLED, is_valid=is_international, is_long_number=True),
    SecretPattern(_PHONE, (), _AMERICAN, is_valid=is_american, is_long_number=True),
)
"""Only searched around groups of four digits."""
