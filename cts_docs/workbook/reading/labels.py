"""Single fields compared with the label in their row, which shows when a name leads to another field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cts_docs.assessment.fields import EARLIER_LABELS, FIELDS, Field, field_named
from cts_docs.errors import Problem
from cts_docs.text import folded
from cts_docs.workbook.opening.book import Book
from cts_docs.workbook.reading.texts import shortened
from cts_docs.workbook.writing.areas import Area

_BY_LABEL = {
    **{folded(label): field_named(name) for name, label in EARLIER_LABELS.items()},
    **{folded(field.label): field for field in FIELDS},
}


def label_problems(book: Book, areas: Mapping[str, Area]) -> Iterator[Problem]:
    """Another field's label beside a field is an error; a changed or missing label is a warning.

    Two fields that stand at each other's label are one problem.
    """
    beside = {field.name: _labels(book, areas[field.name]) for field in FIELDS if field.name in areas}
    reported: set[str] = set()
    for field in FIELDS:
        labels = beside.get(field.name)
        if labels is None or _is_own(field, labels) or field.name in reported:
            continue
        area = areas[field.name]
        other = next((_BY_LABEL[label] for label in labels if label in _BY_LABEL), None)
        if other is None:
            found = shortened(next(iter(labels.values()), ""))
            values = {"label": field.label}
            problem = Problem("LABEL_CHANGED", "warning", field.name, found, values=values)
        else:
            problem = _mistaken(field, other, areas, beside)
            reported.add(other.name if problem.code == "NAMES_SWAPPED" else field.name)
        yield problem.at(sheet=area.sheet, cell=area.first)


def _is_own(field: Field, labels: Mapping[str, str]) -> bool:
    return folded(field.label) in labels or folded(EARLIER_LABELS.get(field.name, field.label)) in labels


def _mistaken(
    field: Field, other: Field, areas: Mapping[str, Area], beside: Mapping[str, Mapping[str, str]]
) -> Problem:
    swapped = folded(field.label) in beside.get(other.name, {})
    values = {"label": field.label, "other": other.label}
    if swapped:
        values["second"] = areas[other.name].first
    code = "NAMES_SWAPPED" if swapped else "LABEL_OF_ANOTHER"
    return Problem(code, field=field.name, found=other.label, values=values)


def _labels(book: Book, area: Area) -> Mapping[str, str]:
    """The texts to the left of a cell in its row, nearest first, by their folded form."""
    cells = (book.sheets[area.sheet].at(area.top, column) for column in range(area.left - 1, 0, -1))
    texts = (cell.text.strip() for cell in cells if cell.kind == "text")
    return {folded(text): text for text in texts if folded(text)}
