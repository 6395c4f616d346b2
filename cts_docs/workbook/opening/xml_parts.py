"""Parsing one XML part safely: UTF-8 only, no document type, no entities, counted before it is parsed."""

from __future__ import annotations

import re

from lxml import etree

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook import limits
from cts_docs.workbook.opening.package import Package, too_large

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = b"purl.oclc.org/ooxml"
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']""")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse(package: Package, name: str) -> etree._Element:
    """The root of a part; raises RefusedError where it is hostile, damaged or too large."""
    data = package.part(name)
    _check(package, data, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError(Problem("WORKBOOK_DAMAGED", found=name)) from error


def is_strict(data: bytes) -> bool:
    """Whether a part is written in the strict variant of Office Open XML."""
    return _STRICT in data


def screen(package: Package) -> None:
    """Refuse a package any of whose XML parts declares entities, read here or left to other programs."""
    for name, data in package.xml_parts():
        _refuse_entities(data, name)


def _refuse_entities(data: bytes, name: str) -> None:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise RefusedError(Problem("WORKBOOK_ENTITIES", found=name))


def _check(package: Package, data: bytes, name: str) -> None:
    body = data.removeprefix(_BYTE_ORDER_MARK)
    encoding = _ENCODING.match(body[:200])
    foreign = encoding is not None and encoding.group(1).lower() not in (b"utf-8", b"us-ascii", b"ascii")
    if foreign or b"\0" in body or not body.lstrip().startswith(b"<"):
        raise RefusedError(Problem("WORKBOOK_ENCODING", found=name, values={"expected": "UTF-8"}))
    _refuse_entities(body, name)
    package.markup += body.count(b"<") + (body.count(b'"') + body.count(b"'")) // 2
    if package.markup > limits.READ_MARKUP:
        raise RefusedError(too_large(name, package.markup, limits.READ_MARKUP))
