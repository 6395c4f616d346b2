"""Workbooks changed the way programs and people change them: in the XML of their parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl.utils import get_column_letter, range_boundaries

from cts_docs.assessment.readings import Readings, choose
from cts_docs.specification.model import Specification
from cts_docs.workbook import ReadWorkbook, read_workbook

WORKBOOK = "xl/workbook.xml"
SERVICE, MANAGEMENT, CHECKLIST = "附录1 服务特性测评", "附录3 管理成熟度", "4.2.2 检查表"
REQUIREMENTS = "附录4 检查表"
"""The titles that TBSC034's own numbers give four sheets."""

STAMP = (1980, 1, 1, 0, 0, 0)


def members(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, STAMP), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def with_part(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """A workbook with the text of one part changed."""
    parts = members(content)
    parts[name] = change(parts[name].decode()).encode()
    return packed(parts)


def place(content: bytes, name: str, row: int = 0, column: int = 0) -> tuple[str, str]:
    """The part and cell of a defined name, rows and columns from 0."""
    book = members(content)[WORKBOOK].decode()
    found = re.search(
        rf'<definedName(?: [^>]*)? name="{name}"[^>]*>'
        rf"\$?(?:'|&apos;)?(.*?)(?:'|&apos;)?!(.*?)</definedName>",
        book,
    )
    assert found is not None, name
    left, top, _, _ = range_boundaries(found[2].replace("$", ""))
    titles = re.findall(r'<sheet [^>]*name="([^"]*)"', book)
    part = f"xl/worksheets/sheet{titles.index(found[1]) + 1}.xml"
    return part, f"{get_column_letter(left + column)}{top + row}"


def with_cell(content: bytes, name: str, inner: str, kind: str = "n", row: int = 0, column: int = 0) -> bytes:
    """A workbook with the raw XML of one cell replaced; its format stays."""
    part, cell = place(content, name, row, column)

    def change(xml: str) -> str:
        pattern = rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
        changed, count = re.subn(pattern, rf'<c r="{cell}"\1 t="{kind}">{inner}</c>', xml, flags=re.DOTALL)
        assert count == 1, cell
        return changed

    return with_part(content, part, change)


def read(
    folder: Path, content: bytes, specification: Specification, readings: Readings | None = None
) -> ReadWorkbook:
    """A workbook as the program reads it."""
    path = folder / "book.xlsx"
    path.write_bytes(content)
    chosen = readings or choose(specification, {})
    return read_workbook(path, lambda *_: specification, lambda _: chosen)


def said(book: ReadWorkbook) -> list[tuple[str, str]]:
    """Code and field of every problem."""
    return [(problem.code, problem.field) for problem in book.problems]
