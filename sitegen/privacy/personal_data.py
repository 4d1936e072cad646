"""Patterns of personal data: e-mail and IP addresses, bank account and card numbers."""

import re

from sitegen.model.package_data import load_toml
from sitegen.privacy.false_alarms import is_card, is_iban, is_public_ipv4, is_public_ipv6
from sitegen.privacy.phone_numbers import DIGIT_PHONE_PATTERNS, HINTED_PHONE_PATTERNS
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


_IP = SecretKind("ip-address", "a public IP address", SecretGroup.PERSONAL, is_note=True)
EMAIL = SecretKind("email", "an e-mail address", SecretGroup.PERSONAL)

HINTED_PERSONAL_PATTERNS: tuple[SecretPattern, ...] = (
    SecretPattern(EMAIL, ("@",), _EMAIL, 64, _DOMAIN, _is_personal_email),
    SecretPattern(EMAIL, ("@",), _EMAIL_AS_FILE_NAME, 64, _DOMAIN, _is_personal_email),
    *HINTED_PHONE_PATTERNS,
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
    *DIGIT_PHONE_PATTERNS,
    SecretPattern(_IP, (), _IPV4, is_valid=is_public_ipv4),
    SecretPattern(_IP, (), _IPV6, is_valid=is_public_ipv6),
)
"""Patterns that are only searched around groups of four digits."""
