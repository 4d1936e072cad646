"""Licences that a site may name by their SPDX identifiers."""

import difflib
import re
from dataclasses import dataclass

from sitegen.archive.settings.toml_table import Table

_CREATIVE_COMMONS = "https://creativecommons.org"
_WHERE = {"4.0": "International", "3.0": "Unported"}
_NAMES = {"BY": "Attribution", "NC": "NonCommercial", "ND": "NoDerivatives", "SA": "ShareAlike"}


@dataclass(frozen=True, slots=True)
class License:
    """Under what terms a site may be used."""

    name: str
    """As people read it."""
    url: str = ""
    """Where the terms stand; empty: nowhere on the web."""
    spdx: str = ""
    """Identifier in the SPDX License List; empty: not one of ours."""


def _creative_commons(elements: str, version: str) -> License:
    spelled = "-".join(_NAMES[each] for each in elements.split("-"))
    deed = f"{_CREATIVE_COMMONS}/licenses/{elements.lower()}/{version}/"
    return License(
        f"Creative Commons {spelled} {version} {_WHERE[version]}", deed, f"CC-{elements}-{version}"
    )


# Identifiers as https://spdx.org/licenses has them, names as their makers write them; of programs' licences those
# that texts have too.
KNOWN = (
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
_BY_SPDX = {each.spdx.lower(): each for each in KNOWN}


def read_license(table: Table) -> License | None:
    """What ``license`` and ``license_url`` say: an SPDX identifier, or any words; None where nothing.

    Raises `ContentError` where it looks like an identifier, but is none that we know and no address is given.
    """
    name, url = " ".join(table.string("license").split()), table.string("license_url")
    if url and not re.fullmatch(r"https?://[^\s\"'<>\\]+", url):
        remedy = 'write license_url = "https://example.org/terms"'
        raise table.error("license_url", f"{url!r} is no web address", remedy)
    if url and not name:
        raise table.error(
            "license_url", "license_url is the address of no license", 'write license = "…" too'
        )
    known = _BY_SPDX.get(name.lower().replace(" ", "-"))  # "CC BY 4.0", as everybody writes it
    if known:
        return License(known.name, url or known.url, known.spdx)
    if name and not url and " " not in name:
        close = difflib.get_close_matches(name.lower(), _BY_SPDX, 1)
        meant = f"did you mean {_BY_SPDX[close[0]].spdx!r}?" if close else 'write for example "CC-BY-4.0"'
        remedy = f"{meant} Or give the license_url of other terms"
        raise table.error("license", f"{name!r} is no licence that sitegen knows", remedy)
    return License(name, url) if name else None
