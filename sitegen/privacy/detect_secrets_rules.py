"""What detect-secrets (Apache-2.0, by Yelp) knows beside our own tables; the only module that knows it.

Of its plugins only those whose form our tables lack. Its detectors of high entropy and of keywords find, in
transcripts, mostly names of variables and hashes of commits, so they are left out.
"""

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from sitegen.privacy.rules import Kind
from sitegen.privacy.validators import is_filled

_PLUGINS = (
    ("artifactory-token", "an Artifactory token", "artifactory", "ArtifactoryDetector", ("AKC",)),
    ("cloudant-key", "a Cloudant key", "cloudant", "CloudantDetector", ("cloudant", "CLOUDANT", "Cloudant")),
    ("ibm-cloud-key", "an IBM Cloud key", "ibm_cloud_iam", "IbmCloudIamDetector", ("ibm", "IBM")),
    ("ibm-cos-key", "an IBM storage key", "ibm_cos_hmac", "IbmCosHmacDetector", ("ibm", "IBM")),
    ("softlayer-key", "a SoftLayer key", "softlayer", "SoftlayerDetector", ("softlayer", "SOFTLAYER", "SoftLayer")),
    ("square-secret", "a Square secret", "square_oauth", "SquareOAuthDetector", ("sq0csp-",)),
)  # fmt: skip
_MOST = 1_000
"""Characters of a line that are looked at around a hint; its expressions have no bounds of their own."""

KINDS = {id_: Kind(id_, phrase) for id_, phrase, *_ in _PLUGINS}


def others(text: str) -> Iterator[tuple[Kind, int, str]]:
    """Kind, offset and value of what its plugins find."""
    for id_, _, module, name, hints in _PLUGINS:
        for hint in hints:
            done = 0
            place = text.find(hint)
            while place >= 0:
                start = max(text.rfind("\n", done, place) + 1, done, place - _MOST)
                stop = text.find("\n", place, place + _MOST)
                done = stop if stop >= 0 else min(place + _MOST, len(text))
                line = text[start:done]
                for value in _plugin(module, name).analyze_string(line):
                    if is_filled(value):
                        yield KINDS[id_], start + line.find(value), value
                place = text.find(hint, done)


@cache
def _plugin(module: str, name: str) -> Any:
    # Only where there is something to look at: it brings the library of the web along, a tenth of a second.
    found = getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)
    return found()
