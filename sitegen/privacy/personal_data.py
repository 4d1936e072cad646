"""Patterns of personal data: e-mail and IP addresses, phone, bank account and card numbers."""

import re

from sitegen.privacy.false_alarms import is_card, is_iban, is_public_ipv4, is_public_ipv6
from sitegen.privacy.rules import SecretGroup, SecretKind, SecretPattern

_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24}(?!_*[^\W_]|[@-])")
_EMAIL = re.compile(
    r"(?:(?<=\\)[nrt]|(?<=\\)(?![nrt])|(?<![\w.+%\\-]))(?P<value>[\w+%][\w.+%-]{0,63}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24})(?!_*[^\W_]|[@-])"
)
_URL_ENCODED_EMAIL = re.compile(
    r"(?:(?<=\\)[nrt]|(?<![\w.+%\\-]))(?P<value>[\w+][\w.+%-]{0,63}%40(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24})(?!_*[^\W_]|[@-])"
)
"""For e-mail addresses in URLs."""
_IMPERSONAL_EMAIL = re.compile(
    r"(?i).*@(?:[\w.-]*\.)?(?:example(?:\.[a-z.]+)?|test|invalid|localhost|local|internal|users\.noreply\.github\.com)"
    r"|(?:no-?reply|do-?not-?reply|git|postmaster|mailer-daemon)@.*"
    r"|.*\.(?:png|jpe?g|gif|svg|webp|css|js|mjs|ts|py|md|json|html?|txt|service|target|timer|socket)"
    r"|(?:your|name|user|username|email|you|me|someone|foo|bar|test|x+|first\.last)@(?:email|domain|mail|company|site|test|x+|your\w*)\.\w+"
)
"""Addresses for documentation (RFC 2606), of programs, and files such as ``icon@2x.png``."""

_GAP = r"[ .()/\u00a0\u2009\u202f-]{0,3}"
_INTERNATIONAL = re.compile(rf"(?<![\w+.=/-])\+[1-9](?:{_GAP}\d){{7,14}}(?![\w-])")
_DIALLED = re.compile(
    # Lines of a hex dump start with such numbers too.
    r"00(?<![\w+.,:=/-]00)(?<![0-9A-Fa-f] 00)(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d)"
    r"(?=[ .()/\u00a0\u2009\u202f-])(?!(?: \d{4}){3})"
    rf"(?:{_GAP}\d){{7,12}}(?![\w-]| [0-9A-Fa-f]{{2,4}}\b|[.,]\d)"
)
_AMERICAN = re.compile(
    r"(?<![\w.+-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}(?P<gap>[.-]))[2-9]\d{2}(?(gap)(?P=gap)|[.-])\d{4}(?![\w-])"
)
_INTRODUCED = re.compile(
    r"(?i)(?<!\w)(?:tel(?:ephone|efon|\.|)|phone(?: number)?|mobile|cell|mobil|handy|whatsapp|fax"
    r"|call me (?:at|on)|téléphone|tel[eé]fono|電話)"
    r"[ \t*_\"']{0,4}(?:is|:|=|at|on)?[ \t*_\"']{0,4}(?P<value>\(?\d(?:" + _GAP + r"\d){6,13})(?!\w)"
)
_TOLL_FREE = re.compile(r"(?:\+?1\D?)?\(?8(?:00|33|44|55|66|77|88)\D")
_FICTIONAL = re.compile(r"\D*1?\D*\d{3}\D*555\D*01\d\d")

_DATE = re.compile(r"(?:19|20)\d\d[ ./-](?:(?:0?[1-9]|1[0-2])[ ./-]\d\d?$|(?:19|20)\d\d\b)|\d\.\d+$")
"""Dates, sequences of years, and decimals such as pi."""
_QUAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?!\d)")

_IPV4 = re.compile(r"(?<![\w./-])\d{1,3}(?:\.\d{1,3}){3}(?![\w/-]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[23][0-9a-fA-F]{3}:(?:[0-9a-fA-F]{0,4}:){1,6}[0-9a-fA-F]{0,4}(?![\w:])")
_BLANK = r"[ \u00a0\u2009\u202f]"
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?:{_BLANK}[A-Z0-9]{4}){2,7}(?:{_BLANK}[A-Z0-9]{1,3})?)(?![A-Za-z0-9])".replace(
        "{_BLANK}", _BLANK
    )
)
_CARD = re.compile(
    r"(?<![\w.,+-])(?:\d{4}(?P<gap>[ \u00a0\u2009\u202f-]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{1,4}"
    r"|3[47]\d{2}(?P<amex>[ \u00a0\u2009\u202f-])\d{6}(?P=amex)\d{5})(?![\w-]|[.,]\d)"
)


_COMMON_TLDS = (
    "academy agency app arpa asia berlin bio biz blog capital care cat cc center chat city cloud club coach codes "
    "coffee com community company consulting coop design dev digital edu education email energy engineering "
    "events expert family finance fm foundation fun fyi games global gmbh gov group guru hamburg health help "
    "hosting house immo info ink institute int international jobs koeln land law legal life link live llc london "
    "ltd management media mil mobi money museum name net network news ngo nrw nyc one online ooo org page paris "
    "partners party photo photos pictures post press pro pub red report ruhr run sale school science services "
    "shop site social software solutions space store studio support swiss systems team tech technology tel today "
    "tokyo tools top town trade training travel university vip wien wiki work works world wtf xyz zone"
)
_TLDS = frozenset(_COMMON_TLDS.split())
"""Common top-level domains besides those of countries; addresses made up by models mostly end otherwise."""


def _is_personal_email(value: str) -> bool:
    tld = value.rpartition(".")[2].lower()
    value = value.replace("%40", "@")
    is_known = len(tld) == 2 or not tld.isascii() or tld in _TLDS
    return is_known and not _IMPERSONAL_EMAIL.fullmatch(value)


def _is_phone(value: str) -> bool:
    """Return whether it is not a fictional (555-01xx), toll-free or repetitive number."""
    digits = [char for char in value if char.isdigit()]
    return (
        not _FICTIONAL.fullmatch(value)
        and not _TOLL_FREE.match(value)
        and not _QUAD.search(value)
        and not _DATE.match(value)
        and len(set(digits)) > 3
        and "".join(digits) not in "01234567890123456789"
    )


_PHONE = SecretKind("phone", "a phone number", SecretGroup.PERSONAL)
_IP = SecretKind("ip-address", "a public IP address", SecretGroup.PERSONAL, is_note=True)
EMAIL = SecretKind("email", "an e-mail address", SecretGroup.PERSONAL)

HINTED_PERSONAL_PATTERNS: tuple[SecretPattern, ...] = (
    SecretPattern(EMAIL, ("@",), _EMAIL, 64, _DOMAIN, _is_personal_email),
    SecretPattern(EMAIL, ("%40",), _URL_ENCODED_EMAIL, 64, _DOMAIN, _is_personal_email),
    SecretPattern(_PHONE, ("+",), _INTERNATIONAL, is_valid=_is_phone),
)
DIGIT_PATTERNS: tuple[SecretPattern, ...] = (
    SecretPattern(SecretKind("iban", "an IBAN", SecretGroup.PERSONAL), (), _IBAN, is_valid=is_iban),
    SecretPattern(SecretKind("card-number", "a card number", SecretGroup.PERSONAL), (), _CARD, is_valid=is_card),
    SecretPattern(_PHONE, (), _INTRODUCED, is_valid=_is_phone),
    SecretPattern(_PHONE, (), _DIALLED, is_valid=_is_phone),
    SecretPattern(_PHONE, (), _AMERICAN, is_valid=_is_phone),
    SecretPattern(_IP, (), _IPV4, is_valid=is_public_ipv4),
    SecretPattern(_IP, (), _IPV6, is_valid=is_public_ipv6),
)
"""Patterns that are only searched around groups of four digits."""
