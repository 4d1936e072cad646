"""Write XML 1.0 files."""

import re
from xml.etree import ElementTree as ET  # only for writing

from sitegen.text.invisible import spell_out_invisible

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Element = ET.Element


def add_element(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Add an element to ``parent``, with invisible characters spelled out."""
    child = ET.SubElement(parent, tag, {name: xml_text(value) for name, value in attributes.items()})
    child.text = xml_text(text) or None
    return child


def xml_text(text: str) -> str:
    """Spell out invisible characters and those that XML forbids (controls, surrogates, U+FFFE, U+FFFF)."""
    return _NOT_XML.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", spell_out_invisible(text))


def document(root: Element) -> bytes:
    """Return the file with ``root`` as its root element."""
    ET.indent(root, "")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
