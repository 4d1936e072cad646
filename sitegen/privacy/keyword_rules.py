"""Secrets without a form of their own, known by what stands before them: ``api_key = …``, ``https://me:…@host``."""

import re

from sitegen.privacy.rules import Kind, Pattern
from sitegen.privacy.validators import entropy, is_filled, is_opaque, is_opaque_or_uuid

_SET = r"[\"'`\])*]{0,3}[ \t]{0,4}(?:=>|:=|={1,2}|:|,)[ \t]{0,4}[\"'`*]{0,3}"
_SIGNS = r"[A-Za-z0-9_+/=.~-]"
_MORE = re.compile(rf"{_SIGNS}++")
_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-"
_KEY = re.compile(
    r"(?i)(?:(?<=api)|(?<=api[ _-])|(?<=access[ _-])|(?<=access)|(?<=secret[ _-])|(?<=secret)|(?<=private[ _-])"
    r"|(?<=account[ _-])|(?<=auth[ _-])|(?<=service[ _-])|(?<=signing[ _-])|(?<=encryption[ _-])"
    r"|(?<=subscription[ _-]))"
    # The UUID of a key is one that is named by it alone: `api_key_id` is none.
    rf"key(?P<name>[\w-]{{1,24}})?{_SET}(?P<value>(?(name)(?!{_UUID})){_SIGNS}{{16,200}})"
)
_TOKEN = re.compile(rf"(?i)(?:token|secret)[\w-]{{0,24}}{_SET}(?P<value>{_SIGNS}{{16,200}})")
_PASSWORD = re.compile(
    r"(?i)(?:password|passwd|passphrase|pwd)[\"'`\])*]{0,3}[ \t]{0,4}(?:=>|:=|=|:)[ \t]{0,4}(?P<quote>[\"'`]?)"
    r"(?P<value>[^\s\"'`<>,;(){}\[\]\\|]{8,64})(?=[\s\"'`,;<]|$)"
)
_BEARER = re.compile(r"(?i)(?:bearer|basic)[ \t]{1,3}(?P<value>[A-Za-z0-9._~+/-]{20,300}={0,2})")
_BEARERS = "Bearer ", "bearer ", "BEARER ", "Basic ", "basic ", "BASIC "
_URL = re.compile(r"://[^\s/:@\"'<>]{0,64}:(?P<value>[^\s/@:\"'<>]{3,100})@(?P<host>[A-Za-z0-9][\w.-]{0,80})")
_VAGUE = re.compile(
    r"(?i)\w*pass(?:word|wd)?\d{0,4}|pwd|secret|user(?:name)?|token|postgres|root|admin|guest|mysql|redis|mongo|test\w{0,4}"
    r"|.*(?:\$|%|\{|\*\*|xxx|\.\.\.|…).*"
)
_WORDS = re.compile(r"[A-Za-z_.-]+|\d+")


def _is_password(value: str) -> bool:
    """Has letters and digits in a mixture that is no name, no path, and no address of a program's object."""
    value = value.rstrip(".:!?)*_")
    has = [any(test(char) for char in value) for test in (str.isdigit, str.isalpha)]
    signs = sum(not char.isalnum() for char in value)
    is_mixed = any(map(str.isupper, value)) and any(map(str.islower, value))
    return (
        all(has)
        and len(value) >= 8
        and (is_mixed or 0 < signs <= len(value) // 3)
        and "://" not in value
        and not re.fullmatch(r"[\w.]+\.[a-z]\w*|\w+_\w+|[\d.:/-]+\w?|[~.]{0,2}(?:/[\w.-]+){2,}/?", value)
        and entropy(value) >= 2.75
        and is_filled(value)
    )


def _is_in_url(value: str) -> bool:
    return not _VAGUE.fullmatch(value) and (len(value) < 8 or entropy(value) >= 2)


_CASES = str.lower, str.upper, str.capitalize


def _hints(*words: str) -> tuple[str, ...]:
    return tuple(case(word) for word in words for case in _CASES)


ASSIGNED: tuple[Pattern, ...] = (
    Pattern(Kind("url-password", "a password in a URL"), ("://",), _URL, accepts=_is_in_url),
    Pattern(Kind("assigned-key", "an API key"), _hints("key"), _KEY, accepts=is_opaque_or_uuid, more=_MORE),
    Pattern(
        Kind("assigned-token", "a token"), _hints("token", "secret"), _TOKEN, accepts=is_opaque, more=_MORE
    ),
    Pattern(Kind("bearer-token", "a token"), _BEARERS, _BEARER, accepts=is_opaque_or_uuid, more=_MORE),
    Pattern(
        Kind("password", "a password"), _hints("passw", "passphrase", "pwd"), _PASSWORD, accepts=_is_password
    ),
)
