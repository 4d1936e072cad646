"""Data that lead to a person: e-mail and network addresses, numbers of telephones, accounts and cards."""

import re

from sitegen.privacy.rules import Group, Kind, Pattern
from sitegen.privacy.validators import is_card, is_iban, is_public_ipv4, is_public_ipv6

_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24}(?!_*[^\W_]|[@-])")
_EMAIL = re.compile(
    r"(?:(?<=\\)[nrt]|(?<=\\)(?![nrt])|(?<![\w.+%\\-]))(?P<value>[\w+%][\w.+%-]{0,63}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24})(?!_*[^\W_]|[@-])"
)
_CODED_EMAIL = re.compile(
    r"(?:(?<=\\)[nrt]|(?<![\w.+%\\-]))(?P<value>[\w+][\w.+%-]{0,63}%40(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24})(?!_*[^\W_]|[@-])"
)
"""In a URL."""
_NOBODY = re.compile(
    r"(?i).*@(?:[\w.-]*\.)?(?:example(?:\.[a-z.]+)?|test|invalid|localhost|local|internal|users\.noreply\.github\.com)"
    r"|(?:no-?reply|do-?not-?reply|git|postmaster|mailer-daemon)@.*"
    r"|.*\.(?:png|jpe?g|gif|svg|webp|css|js|mjs|ts|py|md|json|html?|txt|service|target|timer|socket)"
    r"|(?:your|name|user|username|email|you|me|someone|foo|bar|test|x+|first\.last)@(?:email|domain|mail|company|site|test|x+|your\w*)\.\w+"
)
"""Addresses of documentation (RFC 2606), of programs, and files like ``icon@2x.png``."""

_GAP = r"[ .()/\u00a0\u2009\u202f-]{0,3}"
_INTERNATIONAL = re.compile(rf"(?<![\w+.=/-])\+[1-9](?:{_GAP}\d){{7,14}}(?![\w-])")
_DIALLED = re.compile(
    # A dump in hexadecimal digits begins its lines with such numbers too.
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
_FREE = re.compile(r"(?:\+?1\D?)?\(?8(?:00|33|44|55|66|77|88)\D")  # of companies and helplines
_FICTIONAL = re.compile(r"\D*1?\D*\d{3}\D*555\D*01\d\d")

_DATE = re.compile(r"(?:19|20)\d\d[ ./-](?:(?:0?[1-9]|1[0-2])[ ./-]\d\d?$|(?:19|20)\d\d\b)|\d\.\d+$")
"""Days, years in a row, and the number pi."""
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


_COMMON = (
    "academy agency app arpa asia berlin bio biz blog capital care cat cc center chat city cloud club coach codes "
    "coffee com community company consulting coop design dev digital edu education email energy engineering "
    "events expert family finance fm foundation fun fyi games global gmbh gov group guru hamburg health help "
    "hosting house immo info ink institute int international jobs koeln land law legal life link live llc london "
    "ltd management media mil mobi money museum name net network news ngo nrw nyc one online ooo org page paris "
    "partners party photo photos pictures post press pro pub red report ruhr run sale school science services "
    "shop site social software solutions space store studio support swiss systems team tech technology tel today "
    "tokyo tools top town trade training travel university vip wien wiki work works world wtf xyz zone"
)
_ENDINGS = frozenset(_COMMON.split())
"""The endings that nearly all addresses have beside those of countries; what models make up ends otherwise."""


def _is_somebody(value: str) -> bool:
    ending = value.rpartition(".")[2].lower()
    value = value.replace("%40", "@")
    is_known = len(ending) == 2 or not ending.isascii() or ending in _ENDINGS
    return is_known and not _NOBODY.fullmatch(value)


def _is_phone(value: str) -> bool:
    """Neither a film's number (555-01xx), nor a free one, nor one digit again and again."""
    digits = [char for char in value if char.isdigit()]
    return (
        not _FICTIONAL.fullmatch(value)
        and not _FREE.match(value)
        and not _QUAD.search(value)
        and not _DATE.match(value)
        and len(set(digits)) > 3
        and "".join(digits) not in "01234567890123456789"
    )


_PHONE = Kind("phone", "a phone number", Group.PERSONAL)
_IP = Kind("ip-address", "a public IP address", Group.PERSONAL, is_quiet=True)
EMAIL = Kind("email", "an e-mail address", Group.PERSONAL)

AROUND_HINTS: tuple[Pattern, ...] = (
    Pattern(EMAIL, ("@",), _EMAIL, 64, _DOMAIN, _is_somebody),
    Pattern(EMAIL, ("%40",), _CODED_EMAIL, 64, _DOMAIN, _is_somebody),
    Pattern(_PHONE, ("+",), _INTERNATIONAL, accepts=_is_phone),
)
IN_DIGITS: tuple[Pattern, ...] = (
    Pattern(Kind("iban", "an IBAN", Group.PERSONAL), (), _IBAN, accepts=is_iban),
    Pattern(Kind("card-number", "a card number", Group.PERSONAL), (), _CARD, accepts=is_card),
    Pattern(_PHONE, (), _INTRODUCED, accepts=_is_phone),
    Pattern(_PHONE, (), _DIALLED, accepts=_is_phone),
    Pattern(_PHONE, (), _AMERICAN, accepts=_is_phone),
    Pattern(_IP, (), _IPV4, accepts=is_public_ipv4),
    Pattern(_IP, (), _IPV6, accepts=is_public_ipv6),
)
"""Only looked for in lines with four digits or groups of them."""
