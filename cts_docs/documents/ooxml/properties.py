"""Document properties, and the names of the parts that hold them and the embedded data."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from cts_docs.documents.ooxml.xml_parts import escaped

CORE_PART = "docProps/core.xml"
EMBEDDED_DATA_PART = "customXml/item1.xml"
EMBEDDED_DATA_NAMESPACE = "urn:cts-docs:twin:1"
"""The stored name of the embedded data, as every version writes it."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EPOCH = datetime.date(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of a document; `date` is the document's own, never the clock's."""

    title: str
    number: str
    version: str
    creator: str
    language: str = "zh-CN"
    date: datetime.date | None = None


def core_xml(properties: Properties) -> bytes:
    """The part `docProps/core.xml`: title, number, version and language of a document."""
    moment = f"{(properties.date or _EPOCH).isoformat()}T00:00:00Z"
    text = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(properties.title)}</dc:title><dc:creator>{escaped(properties.creator)}</dc:creator>"
        f"<cp:lastModifiedBy>{escaped(properties.creator)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:identifier>{escaped(properties.number)}</dc:identifier>"
        f"<dc:language>{escaped(properties.language)}</dc:language>"
        f"<cp:version>{escaped(properties.version)}</cp:version></cp:coreProperties>"
    )
    return (_DECLARATION + text).encode()
