"""``[publish]``: where `sitegen publish` puts the site."""

from dataclasses import dataclass

from sitegen.toml import Table


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """A branch of a remote repository."""

    remote: str = "origin"
    branch: str = "gh-pages"


def read_publish(table: Table) -> PublishSettings:
    """Raises `ContentError` at the first fault."""
    table.expect_keys(("remote", "branch"))
    defaults = PublishSettings()
    return PublishSettings(table.string("remote", defaults.remote), table.string("branch", defaults.branch))
