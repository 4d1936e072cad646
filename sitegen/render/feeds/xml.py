"""XML 1.0 as all our files of it are written."""

import re
from xml.etree import ElementTree as ET  # it writes here, and reads nothing

from sitegen.text.invisible import shown

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Element = ET.Element


def element(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """A new element in ``parent``. What cannot be seen is spelled out, and what XML cannot hold."""
    made = ET.SubElement(parent, tag, {name: plain(value) for name, value in attributes.items()})
    made.text = plain(text) or None
    return made


def plain(text: str) -> str:
    """``text`` as XML may hold it: without controls, half characters and the two that are none (U+FFFE, U+FFFF)."""
    return _NO_XML.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", shown(text))


def document(root: Element) -> bytes:
    """The bytes of a file."""
    ET.indent(root, "")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
