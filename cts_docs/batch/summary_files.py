"""The summary of a batch as a file: JSON for programs, or a worksheet with a row for each workbook."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cts_docs.batch.summary import Summary
from cts_docs.documents.ooxml.xml_parts import DECLARATION, text
from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.writing import write_file
from cts_docs.files.zipping import write_package
from cts_docs.messages import message
from cts_docs.services.summary_mark import CONTENT_TYPES, is_summary

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDTHS = (60, 12, 10, 100)


def write_summary(path: Path, summary: Summary) -> None:
    """Write a summary as JSON or as a workbook, as the suffix of `path` asks (see `check_summary`)."""
    write_file(path, _workbook(summary) if path.suffix.lower() == ".xlsx" else _json(summary))


def check_summary(path: Path, named: Iterable[Path]) -> None:
    """Raise CannotRunError unless a summary can be written to `path` without loss.

    Only an earlier summary or an empty file is replaced, and never one of the inputs `named`.
    Nothing is made or changed.
    """
    if path.suffix.lower() not in (".json", ".xlsx"):
        raise CannotRunError(Problem("SUMMARY_FORMAT", file=str(path)))
    try:
        problem = _in_the_way(path, named)
    except (OSError, ValueError) as error:
        raise CannotRunError(Problem("PATH_UNREADABLE", file=str(path), found=str(error))) from error
    if problem is not None:
        raise CannotRunError(problem)


def _in_the_way(path: Path, named: Iterable[Path]) -> Problem | None:
    """What writing a summary to `path` would destroy, or why it cannot be written."""
    if path.exists() and not path.is_file():
        return Problem("OUTPUT_IN_THE_WAY", file=str(path))
    if path.is_file():
        is_input = any(other.exists() and path.samefile(other) for other in named)
        if is_input or (path.stat().st_size > 0 and not is_summary(path)):
            return Problem("SUMMARY_OVER_FILE", file=str(path))
        if not os.access(path, os.W_OK):
            return Problem("OUTPUT_LOCKED", file=str(path))
    folder = next(above for above in path.absolute().parents if above.exists())
    if not folder.is_dir():
        return Problem("OUTPUT_IN_THE_WAY", file=str(folder))
    return None if os.access(folder, os.W_OK | os.X_OK) else Problem("OUTPUT_FOLDER", file=str(folder))


def _json(summary: Summary) -> bytes:
    workbooks = [
        {
            "path": row.path,
            "state": row.state,
            "documents": row.documents,
            "problems": [{"code": code, "message": text} for code, text in row.errors],
        }
        for row in summary.rows
    ]
    total = {"total": len(workbooks), "cancelled": summary.cancelled}
    # The counts come first: `is_summary` looks for them.
    content = {"counts": summary.counts_of_all(), **total, "workbooks": workbooks}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _workbook(summary: Summary) -> bytes:
    """One worksheet, the counts in words below it; the same rows give the same bytes."""
    parts = {
        "_rels/.rels": _relationship("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Summary" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": _sheet(summary),
    }
    encoded = {name: (DECLARATION + content).encode() for name, content in parts.items()}
    return write_package({"[Content_Types].xml": CONTENT_TYPES, **encoded})


def _sheet(summary: Summary) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, 1)
    )
    lines = "".join(
        f'<row r="{number}">{"".join(cells)}</row>' for number, cells in enumerate(_cells(summary), 1)
    )
    # Apart from the rows, so that sorting and filtering them leaves it where it is.
    lines += f'<row r="{len(summary.rows) + 3}">{_text_cell(summary.closing())}</row>'
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    data = f"<cols>{columns}</cols><sheetData>{lines}</sheetData>"
    # Filtered by outcome on the screen; on paper all columns side by side.
    fitted = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    after = (
        f'<autoFilter ref="A1:D{len(summary.rows) + 1}"/><pageSetup orientation="landscape" fitToHeight="0"/>'
    )
    return f'<worksheet xmlns="{_MAIN}">{fitted}{views}{data}{after}</worksheet>'


def _cells(summary: Summary) -> Iterator[tuple[str, ...]]:
    codes = ("SUMMARY_WORKBOOK", "SUMMARY_STATE", "SUMMARY_DOCUMENTS", "SUMMARY_WHY")
    yield tuple(_text_cell(message(code, summary.language, {})) for code in codes)
    for row in summary.rows:
        errors = "\n".join(text for _, text in row.errors)
        state = message(f"STATE_{row.state.upper()}", summary.language, {})
        yield _text_cell(row.path), _text_cell(state), f"<c><v>{row.documents}</v></c>", _text_cell(errors)


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _text_cell(content: str) -> str:
    shown = "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in content)
    return f'<c t="inlineStr"><is><t>{text(shown[:32000])}</t></is></c>'
