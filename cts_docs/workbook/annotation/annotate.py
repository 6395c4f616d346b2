"""The annotated copy: wrong cells filled and commented, and a first sheet that lists all problems.

The copy is made by editing the package's XML, because openpyxl would drop what it does not know:
unchanged parts stay byte-equal and saved values stay. The copy is a valid input. Annotated again, it
loses the earlier marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from cts_docs.assessment.fields import EVALUATOR_GROUP, FIELDS, columns
from cts_docs.errors import Problem, RefusedError
from cts_docs.messages import Language, message
from cts_docs.problem_groups import problem_message, problem_remedy
from cts_docs.workbook.annotation.cells import cells, made, style_of
from cts_docs.workbook.annotation.comments import comment
from cts_docs.workbook.annotation.list_position import earlier, put_list
from cts_docs.workbook.annotation.parts import Parts
from cts_docs.workbook.annotation.problem_list import (
    CELL_COLUMN,
    FILL_COLUMN,
    HEADER_ROW,
    SHEET_COLUMN,
    ListTexts,
    Row,
    listing,
)
from cts_docs.workbook.annotation.stylesheet import ERROR_FILL, INPUT_FILL, NO_FILL, WARNING_FILL, Stylesheet
from cts_docs.workbook.opening.book import Book, open_book
from cts_docs.workbook.opening.package import open_package

Places = Mapping[tuple[str, str], list[Problem]]
_COLUMNS = (*columns(), EVALUATOR_GROUP)
_LABELS = {item.name: item.label for item in FIELDS} | {item.name: item.label for item in _COLUMNS}
_HEADINGS = ("NUMBER", "SEVERITY", "SHEET", "CELL", "FIELD", "PROBLEM", "REMEDY", "CODE")


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """The content of an annotated copy, None where there is none; and what could not be marked in it."""

    content: bytes | None = None
    problems: tuple[Problem, ...] = ()


def annotate_workbook(path: Path, problems: Sequence[Problem], language: Language) -> AnnotatedCopy:
    """The workbook with its problems marked; no content where there is nothing to mark, or no workbook.

    Where the comments of a sheet can't be edited its cells are filled and listed all the same, and a
    warning counts the comments that were left out. A workbook without problems that bears earlier
    marks is copied without them.
    """
    try:
        book = open_book(open_package(path))
        styles = book.contents.target("styles")
        if styles is None or not (problems or earlier(book)):
            return AnnotatedCopy()
        return _marked(book, styles, problems, language)
    except RefusedError:
        return AnnotatedCopy()


def _marked(book: Book, styles: str, problems: Sequence[Problem], language: Language) -> AnnotatedCopy:
    parts = Parts(book.contents.package)
    stylesheet = Stylesheet(parts.edit(styles))
    fills = _earlier_fills(book)
    left_out: list[Problem] = []
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.cell and problem.sheet in book.sheets:
            by_cell.setdefault((problem.sheet, problem.cell), []).append(problem)
    for name, sheet in book.sheets.items():
        own = {cell: found for (where, cell), found in by_cell.items() if where == name}
        if own or _is_marked(parts.read(sheet.part), stylesheet):
            _mark(parts, sheet.part, name, own, stylesheet, fills)
        texts = {cell: _comment_text(found, language) for cell, found in own.items()}
        if not comment(parts, sheet.part, texts):
            count = str(len(texts))
            left_out.append(Problem("ANNOTATE_COMMENTS_LEFT_OUT", "warning", found=count, sheet=name))
    rows = [_row(problem, fills, language) for problem in problems]
    put_list(parts, book, listing(rows, _list_texts(problems, language), stylesheet))
    return AnnotatedCopy(parts.written(), tuple(left_out))


def _mark(
    parts: Parts,
    part: str,
    name: str,
    wrong: Mapping[str, list[Problem]],
    stylesheet: Stylesheet,
    fills: dict[tuple[str, str], str],
) -> None:
    """Fill the wrong cells of a sheet, and give marked ones that are right now their fill back."""
    root = parts.edit(part)
    present = {element.get("r", ""): element for element in cells(root)}
    for reference, element in present.items():
        style = style_of(element)
        if stylesheet.is_marked(style):
            before = fills.get((name, reference)) or _usual(stylesheet, style)
            element.set("s", str(stylesheet.filled(style, before)))
    for reference, problems in wrong.items():
        cell = present.get(reference)
        cell = made(root, reference) if cell is None else cell
        if cell is not None:
            style = style_of(cell)
            fills[name, reference] = stylesheet.fill_of(style)
            fill = ERROR_FILL if any(problem.is_error for problem in problems) else WARNING_FILL
            cell.set("s", str(stylesheet.filled(style, fill)))


def _usual(stylesheet: Stylesheet, style: int) -> str:
    """The fill of a marked cell that the earlier list does not know: rows were moved since."""
    return INPUT_FILL if stylesheet.is_unlocked(style) else NO_FILL


def _is_marked(root: etree._Element, stylesheet: Stylesheet) -> bool:
    return any(stylesheet.is_marked(style) for style in {style_of(element) for element in cells(root)})


def _earlier_fills(book: Book) -> dict[tuple[str, str], str]:
    """The fill that every cell had before an earlier list marked it."""
    found = earlier(book)
    if found is None:
        return {}
    sheet, fills, row = book.sheets[found[0]], {}, HEADER_ROW + 1
    while sheet.at(row, 1).text:
        place = (sheet.at(row, SHEET_COLUMN).text, sheet.at(row, CELL_COLUMN).text)
        fills[place] = sheet.at(row, FILL_COLUMN).text
        row += 1
    return fills


def _comment_text(problems: Sequence[Problem], language: Language) -> str:
    """The messages and remedies of all problems of one cell."""
    return "\n".join(
        f"{problem_message(each, language)}\n→ {problem_remedy(each, language)}" for each in problems
    )


def _row(problem: Problem, fills: Mapping[tuple[str, str], str], language: Language) -> Row:
    return Row(
        error=problem.is_error,
        sheet=problem.sheet,
        cell=problem.cell,
        field=_label(problem.field),
        message=problem_message(problem, language),
        remedy=problem_remedy(problem, language),
        code=problem.code,
        fill=fills.get((problem.sheet, problem.cell), NO_FILL),
    )


def _label(field: str) -> str:
    """A field's key with its name in words, where it has one: `成熟度等级 [6.2]`."""
    name, bracket, key = field.partition("[")
    return f"{_LABELS[name]} {bracket}{key}".strip() if name in _LABELS else field


def _list_texts(problems: Sequence[Problem], language: Language) -> ListTexts:
    errors = sum(problem.is_error for problem in problems)
    counts = {"errors": str(errors), "warnings": str(len(problems) - errors)}

    def word(code: str) -> str:
        return message(f"LIST_{code}", language, counts)

    return ListTexts(
        title=word("TITLE"),
        guide=word("GUIDE"),
        summary=word("SUMMARY"),
        headings=tuple(word(each) for each in _HEADINGS),
        error=word("ERROR"),
        warning=word("WARNING"),
    )
