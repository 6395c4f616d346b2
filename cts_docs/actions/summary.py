"""What came of a batch, workbook by workbook: as JSON for machines, or as a worksheet for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from cts_docs.actions.outcomes import Rendered
from cts_docs.actions.writing import write_file
from cts_docs.documents.xml_text import DECLARATION, text
from cts_docs.documents.zipped import write_package
from cts_docs.errors import CannotRunError, Problem
from cts_docs.messages import Language, message

State = Literal["done", "unchanged", "refused", "unwritten"]
STATES: tuple[State, ...] = ("done", "unchanged", "refused", "unwritten")

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>'
)
_WIDTHS = (60, 12, 10, 100)


def state_of(rendered: Rendered) -> State:
    """What came of one workbook."""
    if rendered.could_not_write:
        return "unwritten"
    if not rendered.ok:
        return "refused"
    return "unchanged" if rendered.unchanged else "done"


class Summary:
    """The outcome of a batch as it grows; of each workbook only what the summary says is kept."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._rows: list[tuple[str, State, int, tuple[tuple[str, str], ...]]] = []
        self.counts: Counter[State] = Counter()

    def add(self, rendered: Rendered) -> None:
        """Take up what came of one workbook."""
        state = state_of(rendered)
        self.counts[state] += 1
        errors = tuple(
            (problem.code, self._worded(problem)) for problem in rendered.problems if problem.is_error
        )
        self._rows.append((rendered.path, state, len(rendered.documents), errors))

    def counts_of_all(self) -> dict[State, int]:
        """How many workbooks came to each state, none of them left out."""
        return {state: self.counts[state] for state in STATES}

    def write(self, path: Path) -> None:
        """Write the summary as its name asks: `.json` or `.xlsx` (see `check_summary`)."""
        content = self._worksheet() if path.suffix.lower() == ".xlsx" else self._json()
        write_file(path, content)

    def _worded(self, problem: Problem) -> str:
        values = {"found": problem.found, "file": problem.file, **problem.values}
        place = "!".join(part for part in (problem.sheet, problem.cell) if part)
        return " ".join(part for part in (place, message(problem.code, self._language, values)) if part)

    def _json(self) -> bytes:
        workbooks = [
            {
                "path": path,
                "state": state,
                "documents": documents,
                "problems": [{"code": code, "message": words} for code, words in errors],
            }
            for path, state, documents, errors in self._rows
        ]
        said = {"counts": self.counts_of_all(), "workbooks": workbooks}
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    def _worksheet(self) -> bytes:
        parts = {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _relationship("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="Summary" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": self._sheet(),
        }
        return write_package({name: (DECLARATION + content).encode() for name, content in parts.items()})

    def _sheet(self) -> str:
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
            for number, width in enumerate(_WIDTHS, 1)
        )
        rows = "".join(
            f'<row r="{number}">{"".join(cells)}</row>' for number, cells in enumerate(self._cells(), 1)
        )
        pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        data = f"<cols>{columns}</cols><sheetData>{rows}</sheetData>"
        return f'<worksheet xmlns="{_MAIN}">{views}{data}</worksheet>'

    def _cells(self) -> Iterator[tuple[str, ...]]:
        codes = ("SUMMARY_WORKBOOK", "SUMMARY_STATE", "SUMMARY_DOCUMENTS", "SUMMARY_WHY")
        yield tuple(_text_cell(message(code, self._language, {})) for code in codes)
        for path, state, documents, errors in self._rows:
            why = "\n".join(words for _, words in errors)
            word = message(f"STATE_{state.upper()}", self._language, {})
            yield _text_cell(path), _text_cell(word), f"<c><v>{documents}</v></c>", _text_cell(why)


def check_summary(path: Path) -> None:
    """Raise CannotRunError unless a summary can be written under this name."""
    if path.suffix.lower() not in (".json", ".xlsx"):
        raise CannotRunError(Problem("SUMMARY_FORMAT", file=str(path)))


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _text_cell(words: str) -> str:
    shown = "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in words)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text(shown[:32000])}</t></is></c>'
