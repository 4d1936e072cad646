"""Cache compiled templates, so that a test process compiles each one only once."""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from sitegen.render.templates import ThemeEnvironment


class MemoryBytecodeCache(BytecodeCache):
    """A cache by template text and language, as a language may insert its own constants."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if the template is cached."""
        bucket.code = self._code.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Cache the code in the bucket."""
        assert bucket.code is not None
        self._code[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[str, str, str]:
    return bucket.key, bucket.checksum, bucket.environment.filters["day"].__self__.tag


BYTECODE_CACHE = MemoryBytecodeCache()


def environment(**options: object) -> ThemeEnvironment:
    """Return a Jinja environment that shares compiled templates with all others of this process."""
    return ThemeEnvironment(**options, bytecode_cache=BYTECODE_CACHE)  # type: ignore[arg-type]
