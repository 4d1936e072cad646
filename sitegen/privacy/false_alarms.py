"""Check values: placeholders, entropy, checksums and address ranges."""

import math
import re
from collections import Counter
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import pairwise

from sitegen.model.package_data import load_toml

_PLACEHOLDER = re.compile(
    r"(?i:example|placeholder|change.?me|dummy|sample|redacted|insert|replace|\.{3}|…|[*•]{4}"
    # Random text contains four given letters by chance, but not six.
    r"|x{6}|(?<![a-z0-9])x{4}|x{4}(?![a-z0-9])|your.?(?:api|key|token|secret|own|pass|access))"
    r"|(?<![A-Za-z0-9])(?:your|Your|YOUR)"
)
_EXAMPLES = (
    "IkpvaG4gRG9lI",  # the example token of jwt.io
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCD",  # Azure's storage emulator
    "4eC39HqLyjWDarjtT1zdp7dc",  # Stripe's documentation
    "09d25e094faa6ca2556c8181",  # FastAPI's tutorial
    "ac0974bec39a17e36ba4a6b4d238ff94",  # the first account of Hardhat and Anvil
)
_SEQUENCE = re.compile(r"(?i)1234567890|0123456789|abcdefghij|abc123|foobar")
_HEX = re.compile(r"[0-9a-fA-F-]+")
_ADDRESS = re.compile(r"0x(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{1,16})")
"""A public address of a blockchain, or a number."""
_DIGIT = re.compile(r"\d")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EXAMPLE_UUID_PREFIXES = "123e4567-e89b", "550e8400-e29b", "12345678-1234"  # of documentation
_NO_PASSWORD = re.compile(
    # Attributes and variables; numbers, dates and versions; paths and names in AWS; variables and templates.
    r"[\w.]+\.[a-z]\w*|[a-z_]{2,}\d{0,2}[a-z]*(?:\.[A-Za-z_]\w*)+|@?\w+_\w+|[a-z]+(?:[A-Z][a-z]+)+\d{0,2}"
    r"|[\d.:/-]+\w?|\d{4}-\d\d-\d\d.*|[A-Za-z]+-?\d+(?:\.\d+)+|v?\d+(?:\.\d+)+-?[a-z]+[.\d]*"
    r"|[~.]{0,2}(?:/[\w.-]+){2,}/?|[\w.-]+(?:/[\w.-]+)+\.[a-z]{1,4}\d?|[a-z0-9-]+:[A-Z][A-Za-z]+"
    # The server in a URL, keys of the keyboard, rules for passwords, lines of /etc/passwd, equations.
    r"|@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[:/].*)?|(?i:(?:ctrl|strg|cmd|alt|shift|umschalt|win|option|fn)[+-].*)"
    r"|(?i:(?:min|mind|max)?\.?\d+(?:[-+]\d*)?(?:zeichen|char|caract|caratt|symbol|bit|byte|digit|letter|word)[a-z]*(?:\+.*)?)"
    r"|[a-z_][\w-]*:[x*!]?:\d+:\d+:.*|\w{1,3}(?:[-+*/]\w{1,3}){1,5}=-?\d{1,4}"
    r"|\$(?:[A-Z_][A-Z0-9_]*|[a-z]+_\w*)|%\w+%|@?\{.*|\[.*"
    # Hash functions.
    r"|(?i:[\w-]*(?:argon2|pbkdf2|bcrypt|scrypt|sha-?\d|md5|aes-?\d|hmac|rsa-?\d|base64|utf-?\d|oauth-?2|fido-?2|ctap-?2|webauthn|wpa-?[23])[\w/.-]*)"
    # Values that say themselves that they are examples.
    r"|(?i:(?:my|your|new|old|super|str[o0]ng|s[e3]cure|test|user)*(?:p[a@4][s5$]{2}(?:w[o0]r[dt])?|s[e3]cr[e3]t){1,2}[\d!@#$%.]{0,5})"
    r"|(?i:\W?tr0ub4dou?r&3\W?)"
)
"""Values with letters and digits that are no passwords."""
_SIMPLE_PASSWORD = re.compile(
    r"(?!admin|pass|test|user|guest|root|demo|foo|bar|abc|qwerty|secret|letmein|welcome|minio|default|char|varchar|u?int|float|double|str|field|line"
    r"|step|version|level\d$|page|table|python|base|utf|win|sha|md|rfc|var|arg|temp|tmp)[a-z]{4,20}\d{2,6}"
)
_CODE = re.compile(
    r"://|::|[$#]\{|\$\(|%\(|\(\)|[A-Za-z_]=\w|\[[^\]]*-[^\]]*\]|\{\d+,?\d*\}|\(\?|A-Z|a-z|0-9|\}\}"
    r"|^[A-Za-z_][\w.]*(?:\(.*\)|\[.*\]|\([^)]*$|\[[^\]]*$)"
)
"""A URL, a template, a call, an assignment or a regular expression."""
_KEY_LINE = re.compile(r"[A-Za-z0-9+/]{30}")
_PLACEHOLDER_PASSWORD = re.compile(
    r"(?i)\w*pass(?:word|wd)?\d{0,4}|pwd|secret|user(?:name)?|token|postgres|root|admin|guest|mysql|redis|mongo|test\w{0,4}"
    r"|[\[<(].*[\])>]|.*(?:\$|%|\{|\*\*|xxx|\.\.\.|…).*"
)
_WELL_KNOWN_IPS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "93.184.216.34"})
IBAN_LENGTHS: dict[str, int] = load_toml("sitegen.privacy", "registries.toml")["iban_lengths"]
"""Number of characters by country; source: SWIFT IBAN registry."""


def entropy(text: str) -> float:
    """Return the Shannon entropy in bits per character; 0 for an empty text."""
    counts, length = Counter(text), len(text)
    return -sum(n / length * math.log2(n / length) for n in counts.values())


def is_plausible(value: str) -> bool:
    """Return whether a value with a known prefix is not a placeholder."""
    return len(set(value[-20:])) > 2 and not _PLACEHOLDER.search(value) and is_not_example(value)


def is_not_example(value: str) -> bool:
    """Return whether it is not a well-known example value."""
    return not any(each in value for each in _EXAMPLES)


def is_random(value: str) -> bool:
    """Return whether it looks generated, unlike a variable name, path or version."""
    if not _DIGIT.search(value) or _UUID.fullmatch(value) or _ADDRESS.fullmatch(value):
        return False
    if _SEQUENCE.search(value) or not is_plausible(value):
        return False
    if _HEX.fullmatch(value):
        return len(value) >= 24 and any(map(str.isalpha, value)) and entropy(value) >= 2.6
    words = re.split(r"[-_./=+~]", value)
    mixed = [word for word in words if _DIGIT.search(word) and any(map(str.isalpha, word))]
    if max(map(len, mixed), default=0) < 12 or entropy(value) < 3.5:
        return False
    # Camel case has runs of letters of one case; random text seldom has.
    has_both = any(map(str.isupper, value)) and any(map(str.islower, value))
    return _changes(value) >= len(value) * (0.4 if has_both else 0.25)


def is_random_or_uuid(value: str) -> bool:
    """Return whether it looks generated or is a UUID, if the context makes UUIDs keys."""
    return is_random(value) or (
        _UUID.fullmatch(value) is not None
        and not value.lower().startswith(_EXAMPLE_UUID_PREFIXES)
        and entropy(value) >= 3
        and is_plausible(value)
    )


def is_password(value: str) -> bool:
    """Return whether the value mixes characters as passwords do, and is not a name, path, attribute or variable."""
    if _CODE.search(value):
        return False
    value = value.rstrip(".:!?)*_")
    has_letter, has_digit = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    symbols = sum(not char.isalnum() for char in value)
    is_mixed = any(map(str.isupper, value)) and any(map(str.islower, value))
    is_scattered = _changes(value) >= 4 and not _HEX.fullmatch(value)
    return (
        has_letter
        and has_digit
        and len(value) >= 8
        and (is_mixed or 0 < symbols <= len(value) // 3 or is_scattered)
        and not (_NO_PASSWORD.fullmatch(value) or _ADDRESS.fullmatch(value))
        and entropy(value) >= 2.75
        and is_plausible(value)
    )


def is_simple_password(value: str) -> bool:
    """Return whether the value is a word with a number, which is a password where a label says so."""
    return _SIMPLE_PASSWORD.fullmatch(value.rstrip(".:!?)*_")) is not None and is_plausible(value)


def is_passcode(value: str) -> bool:
    """Return whether the value is a code of digits, neither a date nor a sequence."""
    return (
        re.fullmatch(r"(?!(?:19|20)\d\d(?:0\d|1[0-2])[0-3]\d)\d{6,10}", value) is not None
        and len(set(value)) > 2
        and value not in "01234567890123456789"
    )


def is_unmistakable_password(value: str) -> bool:
    """Return whether nothing but a password looks like the value: digits and letters of both cases in disorder."""
    value = value.rstrip(".:!?)*_")
    return is_password(value) and not _HEX.fullmatch(value) and _changes(value) >= 0.4 * len(value)


def _changes(value: str) -> int:
    return sum(_char_class(one) != _char_class(other) for one, other in pairwise(value))


def has_random_part(value: str) -> bool:
    """Return whether its longest part between hyphens is random letters of both cases and digits.

    Names of programs such as *task-service-worker-7d9f8b6c5d* are not.
    """
    longest = max(re.split(r"[-_./=+~]", value), key=len)
    has = (any(map(test, longest)) for test in (str.isdigit, str.isupper, str.islower))
    return len(longest) >= 16 and all(has) and _changes(longest) >= len(longest) * 0.3


def is_random_key(value: str) -> bool:
    """Return whether a value with an ambiguous prefix is random; see `has_random_part`."""
    return has_random_part(value) and is_plausible(value)


def is_aws_key(value: str) -> bool:
    """Return whether the id of an AWS key has its length and is not a placeholder."""
    return len(value) == 20 and is_plausible(value)


def is_key_block(value: str) -> bool:
    """Return whether there is a key between the lines around it."""
    return _KEY_LINE.search(value) is not None


def is_url_password(value: str) -> bool:
    """Return whether the password of a URL is not a placeholder or a default."""
    return not _PLACEHOLDER_PASSWORD.fullmatch(value) and (len(value) < 8 or entropy(value) >= 2)


def _char_class(char: str) -> int:
    return 0 if char.isdigit() else 1 if char.islower() else 2 if char.isupper() else 3


def is_luhn_valid(digits: str) -> bool:
    """Check the Luhn checksum of card numbers (ISO/IEC 7812-1)."""
    total = 0
    for n, char in enumerate(reversed(digits)):
        digit = int(char) * (2 if n % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def is_card(value: str) -> bool:
    """Check length, first digits and checksum of a card number; rejects repetitive numbers."""
    digits = re.sub(r"[\s-]", "", value)
    known = re.match(
        r"4\d{12}(?:\d{3})?$|5[1-5]\d{14}$|2(?:2[2-9]|[3-6]\d|7[01])\d{13}$|3[47]\d{13}$|6(?:011|5\d\d)\d{12}$",
        digits,
    )
    return bool(known) and is_luhn_valid(digits) and len(set(digits)) > 3


def is_iban(value: str) -> bool:
    """Check country, length and checksum of an IBAN (ISO 13616: 1 modulo 97)."""
    code = re.sub(r"\s", "", value)
    if IBAN_LENGTHS.get(code[:2]) != len(code):
        return False
    return int("".join(str(int(char, 36)) for char in code[4:] + code[:4])) % 97 == 1


def is_public_ipv4(value: str) -> bool:
    """Return whether it is a public address, neither for documentation nor of a well-known DNS server."""
    try:
        address = IPv4Address(value)
    except AddressValueError:
        return False
    first, last = address.packed[0], address.packed[3]
    # 1.2.3.4 and 4.17.21.1 are versions, 62.0.0.0 is a network.
    is_host = first > 9 and last > 0 and value not in _WELL_KNOWN_IPS
    return is_host and address.is_global and not address.is_multicast


def is_public_ipv6(value: str) -> bool:
    """Return whether it is a global unicast address, and not of a well-known DNS server."""
    try:
        address = IPv6Address(value)
    except (AddressValueError, ValueError):
        return False
    known = "2001:4860:4860:", "2606:4700:4700:"
    return address.is_global and address.packed[0] >> 5 == 1 and not value.lower().startswith(known)
