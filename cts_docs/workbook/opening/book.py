"""A workbook's package as sheets, cells, strings, formats and names, read straight from its XML.

Read with lxml rather than openpyxl, for three reasons: openpyxl gives a cell's formula or its
saved value, never both in one load; it hands numbers over as floats, where the written decimal
text is needed to judge a third decimal; and it parses every part without limits.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook import limits
from cts_docs.workbook.opening.package import Package
from cts_docs.workbook.opening.sheet import Sheet
from cts_docs.workbook.opening.strings import joined
from cts_docs.workbook.opening.xml_parts import MAIN, RELATIONSHIP_ID, is_strict, parse, screen

_PACKAGE_RELATIONSHIPS = "_rels/.rels"


@dataclass(frozen=True, slots=True)
class Relationship:
    """Where a part leads: `kind` is the last word of its type."""

    kind: str
    target: str
    external: bool


@dataclass
class Book:
    """A workbook, its parts read when they are asked for."""

    package: Package
    part: str
    root: etree._Element

    @cached_property
    def relationships(self) -> Mapping[str, Relationship]:
        """The relationships of the workbook part, by id."""
        return _relationships(self.package, self.part)

    @cached_property
    def sheets(self) -> Mapping[str, Sheet]:
        """The worksheets by name, in the workbook's order; chart sheets are left out."""
        found: dict[str, Sheet] = {}
        elements = self.root.findall(f"{MAIN}sheets/{MAIN}sheet")
        names = [element.get("name", "") for element in elements]
        if len({name.casefold() for name in names}) != len(names) or len(names) > limits.SHEETS:
            raise RefusedError(Problem("WORKBOOK_SHEETS", found=str(len(names))))
        for name, element in zip(names, elements, strict=True):
            relationship = self.relationships.get(element.get(RELATIONSHIP_ID, ""))
            if relationship is not None and relationship.kind == "worksheet":
                found[name] = Sheet(self, name, relationship.target)
        return found

    @cached_property
    def strings(self) -> list[etree._Element]:
        """The items of the shared strings."""
        target = self.target("sharedStrings")
        return [] if target is None else list(parse(self.package, target).iterchildren(f"{MAIN}si"))

    def shared_string(self, index: str) -> str | None:
        """A shared string by its number as written, None where there is none."""
        if not index.isascii() or not index.isdecimal() or len(index) > limits.NUMBER_CHARACTERS:
            return None
        number = int(index)
        return joined(self.strings[number]) if number < len(self.strings) else None

    @cached_property
    def date_1904(self) -> bool:
        """Whether days are counted from 1904."""
        properties = self.root.find(f"{MAIN}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")

    @cached_property
    def styles(self) -> etree._Element | None:
        """The root of the styles part."""
        target = self.target("styles")
        return None if target is None else parse(self.package, target)

    @cached_property
    def format_ids(self) -> list[int]:
        """The number format of every cell format, by its index."""
        if self.styles is None:
            return []
        formats = self.styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
        return [_whole_number(each.get("numFmtId", "0")) for each in formats]

    @cached_property
    def own_formats(self) -> Mapping[int, str]:
        """The number formats that the workbook defines, by number."""
        if self.styles is None:
            return {}
        formats = self.styles.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
        return {_whole_number(each.get("numFmtId", "0")): each.get("formatCode", "") for each in formats}

    @property
    def has_macros(self) -> bool:
        """Whether the workbook carries macros; they are never run."""
        return any(relationship.kind == "vbaProject" for relationship in self.relationships.values())

    @property
    def has_external_links(self) -> bool:
        """Whether the workbook links to other workbooks; they are never followed."""
        return any(relationship.kind == "externalLink" for relationship in self.relationships.values())

    def target(self, kind: str) -> str | None:
        """The part of a kind that the workbook part leads to, None where there is none."""
        found = (each.target for each in self.relationships.values() if each.kind == kind)
        return next((target for target in found if target in self.package), None)


def open_book(package: Package) -> Book:
    """The workbook in a package; raises RefusedError where there is none that can be read."""
    if _PACKAGE_RELATIONSHIPS not in package:
        raise RefusedError(Problem("WORKBOOK_NOT_A_WORKBOOK", found="ZIP"))
    if is_strict(package.part(_PACKAGE_RELATIONSHIPS)):
        raise RefusedError(Problem("WORKBOOK_STRICT"))
    screen(package)
    found = _relationships(package, "").values()
    part = next((each.target for each in found if each.kind == "officeDocument"), "")
    if part.endswith(".bin"):
        raise RefusedError(Problem("WORKBOOK_OLD_FORMAT", found=".xlsb"))
    if part not in package:
        raise RefusedError(Problem("WORKBOOK_NOT_A_WORKBOOK", found="ZIP"))
    root = parse(package, part)
    if is_strict(root.tag.encode()):
        raise RefusedError(Problem("WORKBOOK_STRICT"))
    if root.tag != f"{MAIN}workbook":
        raise RefusedError(Problem("WORKBOOK_NOT_A_WORKBOOK", found=etree.QName(root).localname))
    return Book(package, part, root)


def _whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _relationships(package: Package, part: str) -> dict[str, Relationship]:
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source not in package:
        return {}
    found = {}
    for element in parse(package, source).iterchildren("{*}Relationship"):
        target = element.get("Target", "")
        external = element.get("TargetMode") == "External"
        resolved = target if external else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        found[element.get("Id", "")] = Relationship(kind, resolved, external)
    return found
