"""What a package contains as a workbook: its part, its sheets, strings and styles, and what it links to."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from cts_docs.errors import Problem, RefusedError
from cts_docs.workbook import limits
from cts_docs.workbook.opening.package import Package
from cts_docs.workbook.opening.xml_parts import MAIN, RELATIONSHIP_ID, is_strict, parse, screen

_PACKAGE_RELATIONSHIPS = "_rels/.rels"


@dataclass(frozen=True, slots=True)
class Relationship:
    """Where a part leads: `kind` is the last word of its type."""

    kind: str
    target: str
    external: bool


@dataclass
class Contents:
    """A workbook's parts by what they are for; `part` is the workbook's own, `root` its XML."""

    package: Package
    part: str
    root: etree._Element

    @cached_property
    def relationships(self) -> Mapping[str, Relationship]:
        """The relationships of the workbook part, by id."""
        return _relationships(self.package, self.part)

    @cached_property
    def sheets(self) -> Mapping[str, str]:
        """The part of every worksheet by its name, in the workbook's order; chart sheets are left out."""
        found: dict[str, str] = {}
        elements = self.root.findall(f"{MAIN}sheets/{MAIN}sheet")
        names = [element.get("name", "") for element in elements]
        if len({name.casefold() for name in names}) != len(names) or len(names) > limits.SHEETS:
            raise RefusedError(Problem("WORKBOOK_SHEETS", found=str(len(names))))
        for name, element in zip(names, elements, strict=True):
            relationship = self.relationships.get(element.get(RELATIONSHIP_ID, ""))
            if relationship is not None and relationship.kind == "worksheet":
                found[name] = relationship.target
        return found

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """What every workbook-wide defined name refers to, by its name in small letters."""
        found: dict[str, tuple[str, ...]] = {}
        for element in self.root.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
            if element.get("localSheetId") is None:
                name = element.get("name", "").casefold()
                found[name] = (*found.get(name, ()), (element.text or "").strip())
        return found

    @property
    def date_1904(self) -> bool:
        """Whether days are counted from 1904."""
        properties = self.root.find(f"{MAIN}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")

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


def open_contents(package: Package) -> Contents:
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
        raise RefusedError(Problem("WORKBOOK_NOT_A_WORKBOOK", found="XML"))
    return Contents(package, part, root)


def _relationships(package: Package, part: str) -> dict[str, Relationship]:
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source not in package:
        return {}
    found = {}
    for element in parse(package, source).iterchildren("{*}Relationship"):
        target = element.get("Target", "")
        external = element.get("TargetMode") == "External"
        inside = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        resolved = target if external else package.spelled(inside)
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        found[element.get("Id", "")] = Relationship(kind, resolved, external)
    return found
