"""From a specification to a blank score workbook, the same bytes every time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from lxml import etree
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.assessment.readings import Readings
from cts_docs.files.zipping import read_package, write_package
from cts_docs.specification.model import Specification
from cts_docs.workbook import limits
from cts_docs.workbook.writing import layout as sheets
from cts_docs.workbook.writing import styles
from cts_docs.workbook.writing.areas import Area
from cts_docs.workbook.writing.cell_map import cell_map_of
from cts_docs.workbook.writing.formulas import computed_cells
from cts_docs.workbook.writing.layout import Layout
from cts_docs.workbook.writing.results_layout import RESULTS
from cts_docs.workbook.writing.sheets import fields as sheets_fields
from cts_docs.workbook.writing.sheets import results as sheets_results
from cts_docs.workbook.writing.sheets import tables as sheets_tables
from cts_docs.workbook.writing.sheets.highlights import highlight

_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_NO_TIME = rb"\g<1>1980-01-01T00:00:00Z\g<2>"
_STYLES = "xl/styles.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)

_BUILDERS: Mapping[str, Callable[[Worksheet, Layout], None]] = {
    sheets.INSTRUCTIONS: sheets_fields.instructions,
    sheets.BASICS: sheets_fields.single_fields,
    sheets.SERVICE: sheets_tables.service,
    sheets.MANAGEMENT: sheets_tables.management,
    sheets.CHECKLIST: sheets_tables.checklist,
    sheets.NONCONFORMITIES: sheets_tables.nonconformities,
    sheets.TEAM: sheets_tables.team,
    sheets.CONCLUSION: sheets_fields.single_fields,
    RESULTS: sheets_results.results,
    sheets.SPREAD: sheets_results.spread,
    sheets.REQUIREMENTS: sheets_tables.requirements,
    sheets.PLAN: sheets_tables.plan,
    sheets.INFORMATION: sheets_fields.information,
}


def blank_workbook(specification: Specification, readings: Readings, forms: int = 5) -> bytes:
    """A blank score workbook (.xlsx) with room for `forms` evaluation forms, 1 to 500.

    Raises ValueError for another number of forms.
    """
    if not 1 <= forms <= limits.FORMS:
        raise ValueError(f"forms must be 1 to {limits.FORMS}, not {forms}")
    layout = Layout(specification, readings, forms)
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets.sheets_of(specification):
        title = sheets.sheet_title(specification, sheet)
        _BUILDERS[sheet](book.create_sheet(title), layout)
        highlight(book[title], layout)
    _fill_computed(book, layout)
    for name, area in layout.names.items():
        book.defined_names[name] = DefinedName(name, attr_text=area.absolute)
    book.properties.title = f"{specification.control.title} 评分工作簿"
    book.properties.creator = specification.control.body
    book.properties.language = "zh-CN"
    book.calculation.fullCalcOnLoad = True
    return _packed(book)


def fixed_texts(layout: Layout) -> Mapping[str, frozenset[str]]:
    """The texts of the blank by sheet: titles, labels, guidance, the specification's own; worked out once."""
    specification = layout.specification
    key = (specification.id, specification.control.version, specification.sha256, layout.readings.stamp())
    if key not in _FIXED_TEXTS:
        book = Workbook()
        narrow = Layout(specification, layout.readings, 1)
        for sheet in sheets.sheets_of(specification):
            _BUILDERS[sheet](book.create_sheet(sheets.sheet_title(specification, sheet)), narrow)
        _FIXED_TEXTS[key] = {sheet.title: frozenset(_texts(sheet, narrow)) for sheet in book.worksheets}
    return _FIXED_TEXTS[key]


_FIXED_TEXTS: dict[tuple[str, str, str, str], Mapping[str, frozenset[str]]] = {}


def _texts(sheet: Worksheet, layout: Layout) -> Iterator[str]:
    named = [area for area in layout.names.values() if area.sheet == sheet.title]
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        for column, value in enumerate(row, 1):
            place = Area(sheet.title, number, column, number, column)
            if isinstance(value, str) and not any(area.overlaps(place) for area in named):
                yield value.strip()


def _fill_computed(book: Workbook, layout: Layout) -> None:
    for cell in computed_cells(layout.specification, layout.readings, cell_map_of(layout)):
        sheet = book[layout.names[cell.name].sheet]
        held = cell.formula or cell.constant
        sheet.cell(cell.row, cell.column).value = float(held) if isinstance(held, Fraction) else held
    for name in layout.progress:
        area = layout.names[name]
        styles.PROGRESS.apply_to(book[area.sheet].cell(area.top, area.left))


def _packed(book: Workbook) -> bytes:
    """The workbook's package with its times fixed."""
    written = io.BytesIO()
    book.save(written)
    parts = read_package(written.getvalue(), "")
    parts["docProps/core.xml"] = _TIME.sub(_NO_TIME, parts["docProps/core.xml"])
    parts[_STYLES] = _in_schema_order(parts[_STYLES])
    return write_package(parts)


def _in_schema_order(styles: bytes) -> bytes:
    """The styles with what describes a font in the order that strict validators ask for."""
    root = etree.fromstring(styles)
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda child: _FONT_ORDER.index(etree.QName(child).localname))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
