"""What differs between two versions of a template, in words where words differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from lxml import etree

from cts_docs.documents.linting.reading import Paragraph, paragraphs, rendered_parts, roots, tree_of
from cts_docs.documents.ooxml.properties import EMBEDDED_DATA_PART
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.rendering.problems import described
from cts_docs.files.zipping import read_package

_SHOWN = 40
_CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRINGS = "xl/sharedStrings.xml"


def differences(made: bytes, stands: bytes, name: str) -> tuple[str, ...]:
    """Each difference of a file from the one that was made, part by part.

    Raises RefusedError where one of them is no package.
    """
    before, after = read_package(made, name), read_package(stands, name)
    return tuple(_differences(before, after))


def _differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    strings_before, strings_after = _strings(before), _strings(after)
    for part in sorted({*before, *after} - {EMBEDDED_DATA_PART, _STRINGS}):
        if part not in after:
            yield f"－{part}"
        elif part not in before:
            yield f"＋{part}"
        elif before[part] != after[part]:
            if part in rendered_parts(after):
                yield from _words(part, before, after) or (part,)
            elif part.startswith("xl/worksheets/"):
                then, now = _cells(before[part], strings_before), _cells(after[part], strings_after)
                yield from _changed_cells(part, then, now) or (part,)
            else:
                yield part


def _words(part: str, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    try:
        then, now = (paragraphs(roots({part: each[part]})) for each in (before, after))
    except etree.XMLSyntaxError:
        return []
    old, new = [each.text for each in then], [each.text for each in now]
    found = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            for left, right in zip_longest(then[first:last], now[start:end]):
                found.append(f"{_place(right or left)}：{_quoted(left)} → {_quoted(right)}")
    return found


def _place(at: Paragraph | None) -> str:
    if at is None:
        return ""
    place = described(at.part, at.element, at.root).values()
    where = f"{at.part} 第 {at.number + 1} 段"
    return where + (
        f"（表 {place['table']} 行 {place['row']} 格 {place['cell']}）" if "table" in place else ""
    )


def _quoted(at: Paragraph | None) -> str:
    if at is None:
        return "—"
    return f"“{at.text}”" if len(at.text) <= _SHOWN else f"“{at.text[:_SHOWN]}…”"


def _strings(package: Mapping[str, bytes]) -> Sequence[str]:
    root = tree_of(package[_STRINGS]) if _STRINGS in package else None
    return () if root is None else tuple("".join(map(str, each.itertext())) for each in root)


def _cells(sheet: bytes, strings: Sequence[str]) -> dict[str, str]:
    """The formula or the value of each cell of a worksheet by its address."""
    root = tree_of(sheet)
    cells = () if root is None else root.iter(f"{_CELLS}c")
    return {str(each.get("r")): _cell(each, strings) for each in cells}


def _cell(cell: Element, strings: Sequence[str]) -> str:
    formula = cell.find(f"{_CELLS}f")
    if formula is not None:
        return f"={formula.text or ''}"
    value = "".join(str(text) for part in cell for text in part.itertext())
    if cell.get("t") == "s" and value.isdecimal() and int(value) < len(strings):
        return strings[int(value)]
    return value


def _changed_cells(part: str, then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    sheet = part.rpartition("/")[2].removesuffix(".xml")
    return [
        f"{sheet}!{cell}：“{then.get(cell, '')[:_SHOWN]}” → “{now.get(cell, '')[:_SHOWN]}”"
        for cell in dict.fromkeys((*then, *now))
        if then.get(cell, "") != now.get(cell, "")
    ]
