"""Templates that a process of tests compiles once, however many renderers it makes."""

from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Keeps the code of each template text. A language may fill in constants of its own, so each has its code."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Nothing is in the bucket where the template is not known yet."""
        bucket.code = self._code.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """The bucket is full."""
        assert bucket.code is not None
        self._code[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[str, str, str]:
    return bucket.key, bucket.checksum, bucket.environment.filters["day"].__self__.tag


COMPILED = Compiled()


def environment(**options: object) -> Environment:
    """An environment of Jinja that shares what is compiled with all others of this process."""
    return Environment(**options, bytecode_cache=COMPILED)  # type: ignore[arg-type]
