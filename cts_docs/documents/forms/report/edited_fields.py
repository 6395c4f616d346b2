"""Fields of a template that a word processor saved: it puts results where the values' tags were.

LibreOffice numbers captions itself and takes the page fields out of the contents; Word does the
same when somebody updates the fields. The bookmarks stay, and name the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from docx.oxml.ns import qn
from lxml import etree

from cts_docs.documents.ooxml.elements import make
from cts_docs.documents.ooxml.xml_parts import Element, parse_strictly
from cts_docs.documents.wording.report_tables import TABLE, TABLE_BOOKMARK
from cts_docs.files.zipping import read_package, write_package

_MAIN_PART = "word/document.xml"
_TEXT, _RUN, _CHARACTER = qn("w:t"), qn("w:r"), qn("w:fldChar")
_REFERENCE = re.compile(rf"\s*REF\s+{TABLE_BOOKMARK}(\w+)")
_CAPTION = re.compile(rf"\s*SEQ\s+{TABLE}\s")
_CONTENTS = re.compile(r"\s*TOC\s")


@dataclass(slots=True)
class _Field:
    """A field: the mark at its beginning, its instruction, and the texts of its result."""

    begin: Element
    code: str = ""
    result: list[Element] = field(default_factory=list)


def with_fields(template: bytes, _logos: Mapping[str, Path]) -> bytes:
    """The template with a value in each numbered caption and reference, and page fields in its contents.

    A template that has them all, or has no numbered captions, is returned as it is.
    """
    return _restored(template)


@lru_cache(maxsize=8)
def _restored(template: bytes) -> bytes:
    parts = read_package(template, "report.docx")
    content = parts.get(_MAIN_PART, b"")
    if f" SEQ {TABLE} ".encode() not in content:
        return template
    try:
        root = parse_strictly(content)
    except etree.XMLSyntaxError:
        # Rendering reports it with its place.
        return template
    changed = [*map(_restore_value, _fields(root)), *map(_restore_page, list(root.iter(qn("w:hyperlink"))))]
    if not any(changed):
        return template
    parts[_MAIN_PART] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return write_package(parts)


def _fields(root: Element) -> Iterator[tuple[_Field, str]]:
    """Each field with the name of the table whose bookmark it stands in; empty outside of one."""
    table, opened = "", list[_Field]()
    for element in root.iter(qn("w:bookmarkStart"), _CHARACTER, qn("w:instrText"), _TEXT):
        if element.tag == qn("w:bookmarkStart"):
            name = element.get(qn("w:name"), "")
            table = name.removeprefix(TABLE_BOOKMARK) if name.startswith(TABLE_BOOKMARK) else ""
        elif element.tag == _CHARACTER:
            if (ended := _step(element, opened)) is not None:
                yield ended, table
        elif opened and element.tag == _TEXT:
            opened[-1].result.append(element)
        elif opened:
            opened[-1].code += element.text or ""


def _step(mark: Element, opened: list[_Field]) -> _Field | None:
    """Follow the mark of a field; the field, where it ends here."""
    match mark.get(qn("w:fldCharType")):
        case "begin":
            opened.append(_Field(mark))
        case "end" if opened:
            return opened.pop()
    return None


def _restore_value(found: tuple[_Field, str]) -> bool:
    each, table = found
    if _CONTENTS.match(each.code):
        dirty = each.begin.get(qn("w:dirty")) in ("true", "1", "on")
        each.begin.set(qn("w:dirty"), "true")
        return not dirty
    if _CAPTION.match(each.code) and table:
        return _replace(each.result, f"{{{{ _numbers.{table} }}}}")
    if reference := _REFERENCE.match(each.code):
        return _replace(each.result, f"{TABLE} {{{{ _numbers.{reference[1]} }}}}")
    return False


def _replace(result: list[Element], words: str) -> bool:
    if not result or "{{" in "".join(text.text or "" for text in result):
        return False
    result[0].text = words
    for text in result[1:]:
        text.text = ""
    return True


def _restore_page(link: Element) -> bool:
    """Make the page number of a contents line a field again, and show what is hidden on the web only."""
    runs, anchor = list(link.iter(_RUN)), link.get(qn("w:anchor"), "")
    if not runs or not anchor or next(link.iter(_CHARACTER, qn("w:fldSimple")), None) is not None:
        return False
    number, tab = runs[-1].find(_TEXT), next(link.iter(qn("w:tab")), None)
    if number is None or tab is None:
        return False
    etree.strip_elements(link, qn("w:webHidden"))
    shown = make("w:r", None, number)
    code = make("w:instrText", {"xml:space": "preserve"})
    code.text = f" PAGEREF {anchor} \\h "
    marks = [make("w:fldChar", {"w:fldCharType": kind}) for kind in ("begin", "separate", "end")]
    for piece in (marks[0], code, marks[1], None, marks[2]):
        link.append(shown if piece is None else make("w:r", None, piece))
    return True
