"""WordprocessingML elements made in one call, in the order the schema asks for."""

from __future__ import annotations

from collections.abc import Mapping

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from cts_docs.documents.ooxml.xml_parts import Element

Attributes = Mapping[str, str | int]


def make(tag: str, attributes: Attributes | None = None, *children: Element) -> Element:
    """An element by its prefixed tag (`w:tc`) with prefixed attributes and its children in order."""
    made: Element = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name) if ":" in name else name, str(value))
    made.extend(children)
    return made


def valued(tag: str, value: str | int) -> Element:
    """An element whose only attribute is `w:val`."""
    return make(tag, {"w:val": value})


def append_block(container: Element, block: Element) -> Element:
    """Put a paragraph or table at the end of a body, cell, header or footer, before section properties."""
    last = container[-1] if len(container) else None
    if last is not None and last.tag == qn("w:sectPr"):
        last.addprevious(block)
    else:
        container.append(block)
    return block


def child(parent: Element, tag: str) -> Element:
    """The one required child of a prefixed tag; ValueError if `parent` does not have it."""
    found = parent.find(qn(tag))
    if found is None:
        raise ValueError(f"{parent.tag} has no {tag}")
    return found
