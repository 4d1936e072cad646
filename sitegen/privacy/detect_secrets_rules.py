"""Find secrets with plugins of detect-secrets (Apache-2.0, by Yelp) whose patterns our own tables lack.

Its entropy and keyword detectors are not used: in transcripts they mostly find variable names and commit hashes.
"""

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from sitegen.privacy.false_alarms import is_plausible
from sitegen.privacy.rules import SecretKind

_PLUGINS = (
    ("artifactory-token", "an Artifactory token", "artifactory", "ArtifactoryDetector", ("AKC",)),
    ("cloudant-key", "a Cloudant key", "cloudant", "CloudantDetector", ("cloudant", "CLOUDANT", "Cloudant")),
    ("ibm-cloud-key", "an IBM Cloud key", "ibm_cloud_iam", "IbmCloudIamDetector", ("ibm", "IBM")),
    ("ibm-cos-key", "an IBM storage key", "ibm_cos_hmac", "IbmCosHmacDetector", ("ibm", "IBM")),
    ("softlayer-key", "a SoftLayer key", "softlayer", "SoftlayerDetector", ("softlayer", "SOFTLAYER", "SoftLayer")),
    ("square-secret", "a Square secret", "square_oauth", "SquareOAuthDetector", ("sq0csp-",)),
)  # fmt: skip
_MAX_LINE = 1_000
"""Characters of a line that are scanned around a hint; the plugins' expressions are not bounded."""

PLUGIN_KINDS = {id_: SecretKind(id_, phrase) for id_, phrase, *_ in _PLUGINS}


def scan_with_plugins(text: str) -> Iterator[tuple[SecretKind, int, str]]:
    """Yield kind, offset and value of each secret that the plugins find."""
    for id_, _, module, name, hints in _PLUGINS:
        for hint in hints:
            done = 0
            offset = text.find(hint)
            while offset >= 0:
                start = max(text.rfind("\n", done, offset) + 1, done, offset - _MAX_LINE)
                stop = text.find("\n", offset, offset + _MAX_LINE)
                done = stop if stop >= 0 else min(offset + _MAX_LINE, len(text))
                line = text[start:done]
                for value in _plugin(module, name).analyze_string(line):
                    if is_plausible(value):
                        yield PLUGIN_KINDS[id_], start + line.find(value), value
                offset = text.find(hint, done)


@cache
def _plugin(module: str, name: str) -> Any:
    # Imported on demand: it also imports requests, which takes 0.1 s.
    return getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)()
