"""JSON of the site's files."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.serialization import dump

_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_values)
def test_json_is_compact_and_escapes_no_more_than_it_must(value: object):
    assert dump(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def test_every_character_is_written_as_python_writes_it():
    text = "".join(chr(n) for n in range(0x11000) if not 0xD800 <= n < 0xE000)
    assert dump([text]) == json.dumps([text], ensure_ascii=False).encode() + b"\n"
