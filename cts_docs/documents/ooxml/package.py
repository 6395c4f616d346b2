"""A new document with our styles, and its package as bytes."""

from __future__ import annotations

import io

import docx
from docx.document import Document

from cts_docs.documents.ooxml.elements import child
from cts_docs.documents.ooxml.properties import (
    CORE_PART,
    EMBEDDED_DATA_NAMESPACE,
    EMBEDDED_DATA_PART,
    Properties,
    core_xml,
)
from cts_docs.documents.ooxml.styles import NAMESPACE, styles_xml
from cts_docs.documents.ooxml.text import number_identifiers
from cts_docs.documents.ooxml.xml_parts import Element, escaped
from cts_docs.files.zipping import read_package, write_package

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument"
_WORD = f"{_OFFICE}.wordprocessingml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FONTS = {
    "宋体": ("SimSun", "86"),
    "黑体": ("SimHei", "86"),
    "仿宋": ("FangSong", "86"),
    "楷体": ("KaiTi", "86"),
    "Times New Roman": ("", "00"),
    "Arial": ("", "00"),
}


def new_document(properties: Properties) -> Document:
    """An empty document with our styles; `page.set_page` gives its one section paper, header and footer."""
    return docx.Document(io.BytesIO(slim_package(properties)))


def body_of(document: Document) -> Element:
    """The element that paragraphs and tables are appended to."""
    return child(document.element, "w:body")


def document_bytes(document: Document, properties: Properties) -> bytes:
    """The finished package: identifiers numbered, the same bytes for the same content."""
    number_identifiers(document.element)
    stream = io.BytesIO()
    document.save(stream)
    parts = read_package(stream.getvalue(), properties.title)
    return write_package({**parts, CORE_PART: core_xml(properties)})


def slim_package(properties: Properties) -> bytes:
    """An empty document: our styles, settings, properties and an empty part for embedded data."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _root_relationships(),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _document_relationships(),
        "word/styles.xml": styles_xml(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        EMBEDDED_DATA_PART: f'<twin xmlns="{EMBEDDED_DATA_NAMESPACE}"/>',
        "customXml/itemProps1.xml": _embedded_data_properties(),
        "customXml/_rels/item1.xml.rels": _embedded_data_relationships(),
        "docProps/app.xml": _application(properties),
    }
    encoded = {name: (_DECLARATION + text).encode() for name, text in parts.items()}
    return write_package({**encoded, CORE_PART: core_xml(properties)})


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/customXml/itemProps1.xml": f"{_OFFICE}.customXmlProperties+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{_OFFICE}.extended-properties+xml",
    }
    listed = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relationships(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _root_relationships() -> str:
    return _relationships(
        (f"{_RELATIONSHIPS}/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", CORE_PART),
        (f"{_RELATIONSHIPS}/extended-properties", "docProps/app.xml"),
    )


def _document_relationships() -> str:
    return _relationships(
        (f"{_RELATIONSHIPS}/styles", "styles.xml"),
        (f"{_RELATIONSHIPS}/settings", "settings.xml"),
        (f"{_RELATIONSHIPS}/fontTable", "fontTable.xml"),
        (f"{_RELATIONSHIPS}/customXml", f"../{EMBEDDED_DATA_PART}"),
    )


def _embedded_data_relationships() -> str:
    return _relationships((f"{_RELATIONSHIPS}/customXmlProps", "itemProps1.xml"))


def _embedded_data_properties() -> str:
    return (
        '<ds:datastoreItem ds:itemID="{6B1F3C52-0D3E-4E0B-9C55-3A0B6D1C5A01}"'
        ' xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{EMBEDDED_DATA_NAMESPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    )


def _document() -> str:
    return (
        f'<w:document xmlns:w="{NAMESPACE}" xmlns:r="{_RELATIONSHIPS}"><w:body><w:sectPr>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134"'
        ' w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{NAMESPACE}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _font_table() -> str:
    return f'<w:fonts xmlns:w="{NAMESPACE}">{"".join(_font(name) for name in _FONTS)}</w:fonts>'


def _font(name: str) -> str:
    alternative, charset = _FONTS[name]
    known_as = f'<w:altName w:val="{alternative}"/>' if alternative else ""
    return f'<w:font w:name="{name}">{known_as}<w:charset w:val="{charset}"/></w:font>'


def _application(properties: Properties) -> str:
    return (
        f'<Properties xmlns="{_RELATIONSHIPS.replace("relationships", "extended-properties")}">'
        f"<Application>cts-docs</Application><Company>{escaped(properties.creator)}</Company></Properties>"
    )
