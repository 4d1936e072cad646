"""Patterns of personal data: e-mail and IP addresses, bank account, card and telephone numbers.

The library ``phonenumbers`` judges whether a telephone number can exist.
"""

import importlib
import re
from functools import cache, lru_cache
from typing import Any

from sitegen.model.package_data import load_toml
from sitegen.privacy.false_alarms import is_card, is_iban, is_public_ipv4, is_public_ipv6
from sitegen.privacy.rules import SecretGroup, SecretKind, SecretPattern

_NAMES = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}"
_HOST = (
    # A file name may go on with a number: rosa@keller.de_2025
    _NAMES + r"(?:[A-Za-z]{2,24}(?![A-Za-z0-9]|_+[A-Za-z]|@|-[A-Za-z])"
    r"|(?<=[^\x00-\x7f]\.)[^\W\d_]{2,24}(?!_*[^\W_]|[@-]))"
)
_DOMAIN = re.compile(_HOST)
_LOCAL_PART = r"(?:(?<=\\)[nrt]|(?<=\\)(?![nrt])|(?<![\w.+%\\-]))(?P<value>[\w+%][\w.+%-]{0,63}@"
_EMAIL = re.compile(f"{_LOCAL_PART}{_HOST})")
_EMAIL_AS_FILE_NAME = re.compile(
    rf"{_LOCAL_PART}{_NAMES}?(?<=[A-Za-z-]{{3}}\.)[A-Za-z]{{2,24}})"
    r"(?=(?:[_-]\d[\w-]{0,40}|\.[a-z]{2,5})?\.(?:md|markdown|txt|html?|jsonl?|xml|csv|log|pdf|png|jpe?g|webp|svg|gif|zip)(?![A-Za-z0-9]))"
)
_IMPERSONAL_EMAIL = re.compile(
    r"(?i).*@(?:[\w.-]*\.)?(?:example(?:\.[a-z.]+)?|test|invalid|localhost|local|internal|users\.noreply\.github\.com)"
    r"|(?:no-?reply|do-?not-?reply|git|postmaster|mailer-daemon)@.*"
    r"|.*\.(?:png|jpe?g|gif|svg|webp|css|js|mjs|ts|py|md|json|html?|txt|service|target|timer|socket)"
    r"|(?:your|name|user|username|email|you|me|someone|foo|bar|test|x+|first\.last)@(?:email|domain|mail|company|site|test|x+|your\w*)\.\w+"
    r"|(?:your[._-]?(?:name|e?mail|address)|username|someone|first(?:name)?\.?last(?:name)?)@.*|(?:foo|bar|baz)@(?:foo|bar|baz)\.com"
    r"|(?:user|name|email)@gmail\.com|\w\d?@\w\d?\.\w+"
)
"""Addresses for documentation (RFC 2606), of programs, files such as ``icon@2x.png``, and products of matrices."""

# Each of these begins with a class of characters, so that the engine can skip to the next one.
_IPV4 = re.compile(r"\d(?<![\w./-].)\d{0,2}(?:\.\d{1,3}){3}(?![\w/-]|\.\d)")
_IPV6 = re.compile(r"[23](?<![\w:.].)[0-9a-fA-F]{3}:(?:[0-9a-fA-F]{0,4}:){1,6}[0-9a-fA-F]{0,4}(?![\w:])")
_BLANK = r"[ \u00a0\u2009\u202f]"
_IBAN = re.compile(
    r"[A-Z](?<![A-Za-z0-9].)[A-Z]\d{2}(?:[A-Z0-9]{11,30}|(?:{_BLANK}[A-Z0-9]{4}){2,7}(?:{_BLANK}[A-Z0-9]{1,3})?)(?![A-Za-z0-9])".replace(
        "{_BLANK}", _BLANK
    )
)
_CARD = re.compile(
    r"\d(?<![\w.,+-].)(?:\d{3}(?P<gap>[ \u00a0\u2009\u202f-]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{1,4}"
    r"|(?<=3)[47]\d{2}(?P<amex>[ \u00a0\u2009\u202f-])\d{6}(?P=amex)\d{5})(?![\w-]|[.,]\d)"
)


_TLDS = frozenset(load_toml("sitegen.privacy", "registries.toml")["top_level_domains"].split())
"""Common top-level domains besides those of countries; addresses made up by models mostly end otherwise."""


def _is_personal_email(value: str) -> bool:
    tld = value.rpartition(".")[2].lower()
    is_known = len(tld) == 2 or not tld.isascii() or tld in _TLDS
    return is_known and not _IMPERSONAL_EMAIL.fullmatch(value)


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
"""Values of `phonenumbers.PhoneNumberType`: landline, mobile, VoIP, personal, pager; not toll-free or premium-rate."""


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
_IP = SecretKind("ip-address", "a public IP address", SecretGroup.PERSONAL, is_note=True)
EMAIL = SecretKind("email", "an e-mail address", SecretGroup.PERSONAL)

HINTED_PERSONAL_PATTERNS: tuple[SecretPattern, ...] = (
    SecretPattern(EMAIL, ("@",), _EMAIL, 64, _DOMAIN, _is_personal_email),
    SecretPattern(EMAIL, ("@",), _EMAIL_AS_FILE_NAME, 64, _DOMAIN, _is_personal_email),
    SecretPattern(_PHONE, ("+",), _INTERNATIONAL, is_valid=is_international),
)
DIGIT_PATTERNS: tuple[SecretPattern, ...] = (
    SecretPattern(SecretKind("iban", "an IBAN", SecretGroup.PERSONAL), (), _IBAN, is_valid=is_iban),
    SecretPattern(
        SecretKind("card-number", "a card number", SecretGroup.PERSONAL),
        (),
        _CARD,
        is_valid=is_card,
        is_long_number=True,
    ),
    SecretPattern(_PHONE, (), _INTRODUCED, is_valid=is_introduced, is_long_number=True),
    SecretPattern(_PHONE, (), _DIALLED, is_valid=is_international, is_long_number=True),
    SecretPattern(_PHONE, (), _AMERICAN, is_valid=is_american, is_long_number=True),
    SecretPattern(_IP, (), _IPV4, is_valid=is_public_ipv4),
    SecretPattern(_IP, (), _IPV6, is_valid=is_public_ipv6),
)
"""Patterns that are only searched around groups of four digits."""
