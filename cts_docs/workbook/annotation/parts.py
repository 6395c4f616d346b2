"""The parts of a workbook while they are edited: XML trees by name, relationships, content types."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from cts_docs.errors import Problem, RefusedError
from cts_docs.files.zipping import copied, deflated, pack
from cts_docs.workbook.annotation.elements import child, root_of
from cts_docs.workbook.opening.package import Package
from cts_docs.workbook.opening.xml_parts import parse

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "[Content_Types].xml"


@dataclass
class Parts:
    """A workbook's package with the parts that were changed, added and removed so far."""

    package: Package
    trees: dict[str, etree._Element] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    _edited: dict[str, None] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        name = self.package.spelled(name)
        return name not in self.removed and (name in self.trees or name in self.package)

    def read(self, name: str) -> etree._Element:
        """The root of a part, to be looked at; raises RefusedError where it cannot be read."""
        name = self.package.spelled(name)
        if name not in self.trees:
            self.trees[name] = parse(self.package, name)
        return self.trees[name]

    def edit(self, name: str) -> etree._Element:
        """The root of a part, to be changed."""
        root = self.read(name)
        self._edited[self.package.spelled(name)] = None
        return root

    def put(self, name: str, root: etree._Element) -> None:
        """Add a part, or replace it whole."""
        name = self.package.spelled(name)
        self.removed.discard(name)
        self._edited[name] = None
        self.trees[name] = root

    def remove(self, name: str) -> None:
        """Leave a part out, with its relationships."""
        for each in map(self.package.spelled, (name, _rels_name(name))):
            self.removed.add(each)
            self.trees.pop(each, None)
            self._edited.pop(each, None)

    def remove_related(self, part: str, kind: str) -> None:
        """Leave out the part of a kind that another part leads to, with all that names it."""
        target = self.related(part, kind)
        if target is None:
            return
        root = self.edit(_rels_name(part))
        if (element := _relationship(root, kind)) is not None:
            root.remove(element)
        types = self.edit(_TYPES)
        for override in list(types):
            if override.get("PartName", "").lstrip("/").casefold() == target.casefold():
                types.remove(override)
        self.remove(target)

    def written(self) -> bytes:
        """The package with the changed parts; all others byte for byte as they were, as they are packed."""
        changed = {
            name: etree.tostring(self.trees[name], xml_declaration=True, encoding="UTF-8", standalone=True)
            for name in self._edited
        }
        left_out = {*changed, *self.removed}
        try:
            kept = [
                copied(self.package.data, info)
                for name, info in self.package.members.items()
                if name not in left_out
            ]
        except zipfile.BadZipFile as error:
            raise RefusedError(Problem("WORKBOOK_DAMAGED", found=str(error))) from error
        return pack((*kept, *(deflated(name, content) for name, content in changed.items())))

    def related(self, part: str, kind: str) -> str | None:
        """The part of a kind that another part leads to."""
        if _rels_name(part) not in self:
            return None
        element = _relationship(self.read(_rels_name(part)), kind)
        return None if element is None else _target(part, element)

    def read_shared(self) -> None:
        """Read the content types, which every new part is entered into; raises RefusedError as `read`."""
        self.read(_TYPES)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Lead from a part to another one, in place of a relationship to a missing part; its id."""
        name = _rels_name(part)
        if name in self:
            root = self.edit(name)
        else:
            root = root_of("Relationships", _RELATIONSHIPS)
            self.put(name, root)
        dangling = _relationship(root, kind)
        if dangling is not None and _target(part, dangling) not in self and dangling.get("Id"):
            dangling.set("Target", f"/{target}")
            if "TargetMode" in dangling.attrib:
                del dangling.attrib["TargetMode"]
            return dangling.get("Id", "")
        taken = {element.get("Id") for element in root}
        candidates = (f"cts{number}" for number in range(1, len(taken) + 2))
        identifier = next(each for each in candidates if each not in taken)
        attributes = {"Id": identifier, "Type": f"{OFFICE}/{kind}", "Target": f"/{target}"}
        child(root, f"{{{_RELATIONSHIPS}}}Relationship", attributes)
        return identifier

    def free_name(self, pattern: str) -> str:
        """A part name that is not taken: `pattern` holds one `{}` for a number."""
        number = 1
        taken = {name.casefold() for name in (*self.package.members, *self.trees)}
        while pattern.format(number).casefold() in taken:
            number += 1
        return pattern.format(number)

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a new part."""
        root = self.edit(_TYPES)
        space = etree.QName(root).namespace
        child(root, f"{{{space}}}Override", {"PartName": f"/{part}", "ContentType": content_type})

    def declare_ending(self, ending: str, content_type: str) -> None:
        """State the content type of every part whose name ends so, unless it is stated."""
        root = self.read(_TYPES)
        space = etree.QName(root).namespace
        known = {element.get("Extension", "").casefold() for element in root.iter(f"{{{space}}}Default")}
        if ending not in known:
            element = etree.Element(f"{{{space}}}Default")
            element.set("Extension", ending)
            element.set("ContentType", content_type)
            self.edit(_TYPES).insert(0, element)


def _relationship(root: etree._Element, kind: str) -> etree._Element | None:
    """The first relationship of a kind."""
    found = (each for each in root if isinstance(each.tag, str) and each.get("Type", "").endswith(f"/{kind}"))
    return next(found, None)


def _target(part: str, relationship: etree._Element) -> str:
    """The name of the part that a relationship of a part leads to."""
    target = posixpath.join("/", posixpath.dirname(part), relationship.get("Target", ""))
    return posixpath.normpath(target).lstrip("/")


def _rels_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
