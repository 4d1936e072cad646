"""What programs read to find what is published: a feed, the list of all pages, and who may read them.

Feed and list need whole addresses, so they are written only where the site says where it is published.
"""

from sitegen.discovery.files import discovery_files

__all__ = ["discovery_files"]
