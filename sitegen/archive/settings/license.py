"""Licenses by their SPDX identifiers, and the settings ``license`` and ``license_url``."""

import difflib
import re
from dataclasses import dataclass

from sitegen.archive.settings.toml_table import TomlTable

_CREATIVE_COMMONS = "https://creativecommons.org"
_CC_JURISDICTIONS = {"4.0": "International", "3.0": "Unported"}
_CC_ELEMENTS = {"BY": "Attribution", "NC": "NonCommercial", "ND": "NoDerivatives", "SA": "ShareAlike"}


@dataclass(frozen=True, slots=True)
class License:
    """The terms under which a site may be used."""

    name: str
    """Full name."""
    url: str = ""
    """Address of the terms; empty if they are not on the web."""
    spdx: str = ""
    """Identifier in the SPDX License List; empty for other terms."""


def _creative_commons(elements: str, version: str) -> License:
    elements_in_words = "-".join(_CC_ELEMENTS[each] for each in elements.split("-"))
    deed = f"{_CREATIVE_COMMONS}/licenses/{elements.lower()}/{version}/"
    return License(
        f"Creative Commons {elements_in_words} {version} {_CC_JURISDICTIONS[version]}",
        deed,
        f"CC-{elements}-{version}",
    )


# Identifiers of https://spdx.org/licenses, with the official names. Software licenses only if they are used for texts.
KNOWN_LICENSES = (
    *(
        _creative_commons(elements, version)
        for version in ("4.0", "3.0")
        for elements in ("BY", "BY-SA", "BY-NC", "BY-NC-SA", "BY-ND", "BY-NC-ND")
    ),
    License("Creative Commons Zero 1.0 Universal", f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/", "CC0-1.0"),
    License("Creative Commons Public Domain Mark 1.0", f"{_CREATIVE_COMMONS}/publicdomain/mark/1.0/", "CC-PDM-1.0"),
    License("GNU Free Documentation License 1.3 or later", "https://www.gnu.org/licenses/fdl-1.3.html",
            "GFDL-1.3-or-later"),
    License("Free Art License 1.3", "https://artlibre.org/licence/lal/en/", "LAL-1.3"),
    License("Open Data Commons Attribution License 1.0", "https://opendatacommons.org/licenses/by/1-0/",
            "ODC-By-1.0"),
    License("Open Data Commons Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/",
            "ODbL-1.0"),
    License("Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
    License("MIT License", "https://opensource.org/license/mit", "MIT"),
    License("The Unlicense", "https://unlicense.org/", "Unlicense"),
)  # fmt: skip
_BY_SPDX = {each.spdx.lower(): each for each in KNOWN_LICENSES}


def parse_license(table: TomlTable) -> License | None:
    """Return the license: an SPDX identifier, or any words; None if there is none.

    Raises `ContentError` if it looks like an identifier, but is unknown and has no address.
    """
    name, url = " ".join(table.string("license").split()), table.string("license_url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        raise table.error("license_url", "invalid-license-url", value=url)
    if url and not name:
        raise table.error("license_url", "license-url-without-license")
    known = _BY_SPDX.get(name.lower().replace(" ", "-"))  # "CC BY 4.0" is common
    if known:
        return License(known.name, url or known.url, known.spdx)
    if name and not url and " " not in name:
        similar = difflib.get_close_matches(name.lower(), _BY_SPDX, 1)
        if similar:
            raise table.error("license", "misspelled-license", value=name, suggestion=_BY_SPDX[similar[0]].spdx)
        raise table.error("license", "unknown-license", value=name)
    return License(name, url) if name else None
