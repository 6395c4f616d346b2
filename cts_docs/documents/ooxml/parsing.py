"""Parts of a package read as XML: strictly, and with nothing fetched or expanded."""

from __future__ import annotations

from lxml import etree

Element = etree._Element
"""An element of any part."""

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def parse_strictly(xml: bytes) -> Element:
    """The tree of a part; lxml's XMLSyntaxError where it is ill-formed, never a repair."""
    return etree.fromstring(xml, _PARSER)
