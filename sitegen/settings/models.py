"""``[[models]]``: models that sitegen does not know, or knows by other names."""

import re

from sitegen.models import Model
from sitegen.toml import Table


def read_model(table: Table) -> Model:
    """Raises `ContentError` at the first fault."""
    table.expect_keys(("vendor", "family", "name", "identity", "aliases"))
    identity, name = table.string("identity"), table.string("name")
    if not re.fullmatch(r"[a-z0-9.-]+/[a-z0-9.:-]+", identity):
        remedy = 'write vendor and model in small letters, as in "anthropic/claude-haiku-4.5"'
        said = (
            f"{identity!r} is not a model's identity" if identity else "[[models]] does not say the identity"
        )
        raise table.error("identity", said, remedy)
    if not name:
        raise table.error("name", "[[models]] does not say the model's name", 'write name = "…"')
    vendor = table.string("vendor") or identity.partition("/")[0]
    return Model(identity, vendor, table.string("family") or name, name, table.strings("aliases"))
