"""Patterns of secrets without a fixed format, found by the preceding text: ``api_key = …``, ``https://me:…@host``."""

import re

from sitegen.privacy.false_alarms import entropy, is_plausible, is_random, is_random_or_uuid
from sitegen.privacy.rules import SecretKind, SecretPattern

_ASSIGNMENT = r"[\"'`\])*]{0,3}[ \t]{0,4}(?:=>|:=|={1,2}|:|,)[ \t]{0,4}[\"'`*]{0,3}"
_VALUE_CHARS = r"[A-Za-z0-9_+/=.~-]"
_MORE = re.compile(rf"{_VALUE_CHARS}++")
_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-"
_KEY = re.compile(
    r"(?i)(?:(?<=api)|(?<=api[ _-])|(?<=access[ _-])|(?<=access)|(?<=secret[ _-])|(?<=secret)|(?<=private[ _-])"
    r"|(?<=account[ _-])|(?<=auth[ _-])|(?<=service[ _-])|(?<=signing[ _-])|(?<=encryption[ _-])"
    r"|(?<=subscription[ _-]))"
    # A UUID is a key after `api_key`, but not after `api_key_id`.
    rf"key(?P<name>[\w-]{{1,24}})?{_ASSIGNMENT}(?P<value>(?(name)(?!{_UUID})){_VALUE_CHARS}{{16,200}})"
)
_TOKEN = re.compile(rf"(?i)(?:token|secret)[\w-]{{0,24}}{_ASSIGNMENT}(?P<value>{_VALUE_CHARS}{{16,200}})")
_PASSWORD = re.compile(
    r"(?i)(?:password|passwd|passphrase|pwd)[\"'`\])*]{0,3}[ \t]{0,4}(?:=>|:=|=|:)[ \t]{0,4}(?P<quote>[\"'`]?)"
    r"(?P<value>[^\s\"'`<>,;(){}\[\]\\|]{8,64})(?=[\s\"'`,;<]|$)"
)
_BEARER = re.compile(r"(?i)(?:bearer|basic)[ \t]{1,3}(?P<value>[A-Za-z0-9._~+/-]{20,300}={0,2})")
_BEARER_HINTS = "Bearer ", "bearer ", "BEARER ", "Basic ", "basic ", "BASIC "
_URL = re.compile(r"://[^\s/:@\"'<>]{0,64}:(?P<value>[^\s/@:\"'<>]{3,100})@(?P<host>[A-Za-z0-9][\w.-]{0,80})")
_PLACEHOLDER_PASSWORD = re.compile(
    r"(?i)\w*pass(?:word|wd)?\d{0,4}|pwd|secret|user(?:name)?|token|postgres|root|admin|guest|mysql|redis|mongo|test\w{0,4}"
    r"|.*(?:\$|%|\{|\*\*|xxx|\.\.\.|…).*"
)
_WORDS = re.compile(r"[A-Za-z_.-]+|\d+")


def _is_password(value: str) -> bool:
    """Return whether the value mixes letters and digits and is not a name, path or attribute."""
    value = value.rstrip(".:!?)*_")
    has = [any(test(char) for char in value) for test in (str.isdigit, str.isalpha)]
    symbols = sum(not char.isalnum() for char in value)
    is_mixed = any(map(str.isupper, value)) and any(map(str.islower, value))
    return (
        all(has)
        and len(value) >= 8
        and (is_mixed or 0 < symbols <= len(value) // 3)
        and "://" not in value
        and not re.fullmatch(r"[\w.]+\.[a-z]\w*|\w+_\w+|[\d.:/-]+\w?|[~.]{0,2}(?:/[\w.-]+){2,}/?", value)
        and entropy(value) >= 2.75
        and is_plausible(value)
    )


def _is_url_password(value: str) -> bool:
    return not _PLACEHOLDER_PASSWORD.fullmatch(value) and (len(value) < 8 or entropy(value) >= 2)


_CASES = str.lower, str.upper, str.capitalize


def _hints(*words: str) -> tuple[str, ...]:
    return tuple(case(word) for word in words for case in _CASES)


KEYWORD_PATTERNS: tuple[SecretPattern, ...] = (
    SecretPattern(SecretKind("url-password", "a password in a URL"), ("://",), _URL, is_valid=_is_url_password),
    SecretPattern(
        SecretKind("assigned-key", "an API key"),
        _hints("key"),
        _KEY,
        is_valid=is_random_or_uuid,
        tail=_MORE,
    ),
    SecretPattern(
        SecretKind("assigned-token", "a token"),
        _hints("token", "secret"),
        _TOKEN,
        is_valid=is_random,
        tail=_MORE,
    ),
    SecretPattern(
        SecretKind("bearer-token", "a token"),
        _BEARER_HINTS,
        _BEARER,
        is_valid=is_random_or_uuid,
        tail=_MORE,
    ),
    SecretPattern(
        SecretKind("password", "a password"),
        _hints("passw", "passphrase", "pwd"),
        _PASSWORD,
        is_valid=_is_password,
    ),
)
