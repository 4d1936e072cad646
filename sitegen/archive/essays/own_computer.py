"""Recognise links that lead to the computer of their author, in every way in which a browser understands them."""

import re
import unicodedata
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import unquote

_IGNORED = re.compile(r"[\t\n\r]|^[\0- ]+")
"""Characters that browsers remove from a URL."""
_FILE = re.compile(
    r"(?:view-source:)?file:|(?!https?:)[a-z][a-z-]*://file/|[a-z]:/|/root/|/(?:home|users)/[^/]+/|//wsl(?:\.localhost|\$)/",
    re.IGNORECASE,
)
"""Files: URLs, those of editors, and paths as systems and terminals show them."""
_FILE_URL_IN_TEXT = re.compile(
    r"\b(?:(?:view-source:)?file:[/\\]|(?!https?:)[a-z][a-z-]*://file/)[^\s<>\"'()\[\]]+", re.IGNORECASE
)
_WEB = re.compile(r"(?:view-source:)?(?:(?:https?|wss?|ftp):/*|//)([^/?#]*)", re.IGNORECASE)
_PORT = re.compile(r":\d*$")
_LOOPBACK_NAME = re.compile(r"(?:.*\.)?localhost|localhost\.localdomain|localhost[46]|ip6-(?:localhost|loopback)")
_LOCAL_NAME = re.compile(r"[^.:]+|.*\.(?:local|lan|home|internal|intranet|home\.arpa|localdomain)")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


def is_own_computer_url(url: str) -> bool:
    """Return whether ``url`` leads to a file or a server on the computer of its author: ``file:`` or loopback."""
    plain = plain_url(url)
    if _FILE.match(plain):
        return True
    host = _host(plain)
    address = _ip_address(host)
    if address is None:
        return _LOOPBACK_NAME.fullmatch(host) is not None
    return address.is_loopback or address.is_unspecified


def file_urls(text: str) -> Iterator[str]:
    """Yield the URLs of files in a text."""
    for match in _FILE_URL_IN_TEXT.finditer(text):
        yield match[0]


def is_local_network_url(url: str) -> bool:
    """Return whether ``url`` leads to a computer that only its neighbours reach, or to the author's own."""
    host = _host(plain_url(url))
    address = _ip_address(host)
    if address is None:
        return bool(host) and _LOCAL_NAME.fullmatch(host) is not None
    return address.is_private or address.is_link_local


def plain_url(url: str) -> str:
    """Return ``url`` as a browser reads it: without characters that it ignores, with slashes for backslashes."""
    return re.sub(r"\\|%5c", "/", _IGNORED.sub("", url), flags=re.IGNORECASE)


def _host(url: str) -> str:
    """Return the host of a web address in lower case, without its port; empty for anything else."""
    match = _WEB.match(url)
    if match is None:
        return ""
    host = unquote(match[1].rpartition("@")[2])
    host = unicodedata.normalize("NFKC", host).casefold().replace("。", ".")  # a full stop too, says UTS 46
    return _PORT.sub("", host).removesuffix(".")


def _ip_address(host: str) -> IPv4Address | IPv6Address | None:
    """Return an address as in the URL standard: ``127.1`` and ``0x7f000001`` are 127.0.0.1; None for a name."""
    if host.startswith("["):
        try:
            address = ip_address(host.strip("[]"))
        except ValueError:
            return None
        return getattr(address, "ipv4_mapped", None) or address
    numbers = [_number(part) for part in host.split(".")]
    if not host or len(numbers) > 4 or None in numbers:
        return None
    *first, last = (number for number in numbers if number is not None)
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return None
    return IPv4Address(sum(number << 8 * (3 - n) for n, number in enumerate(first)) + last)


def _number(part: str) -> int | None:
    """Return a part of an IPv4 address: hexadecimal after ``0x``, octal after ``0``."""
    if len(part) > 12 or not _NUMBER.fullmatch(part):
        return None
    try:
        return int(part[2:] or "0", 16) if part.startswith("0x") else int(part, 8 if part[0] == "0" else 10)
    except ValueError:
        return None
