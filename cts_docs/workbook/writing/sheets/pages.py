"""Page set-up of every sheet: panes, A4, print titles, header, footer, protection."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cts_docs.specification.model import Specification
from cts_docs.workbook.writing.styles import SONG

_A4 = 9
_INCH = 2.54


@dataclass(frozen=True, slots=True)
class Page:
    """Page set-up of one sheet; `bottom` and `right` are the last row and column that are printed."""

    bottom: int
    right: int
    landscape: bool = False
    title_rows: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    pages_wide: int = 1
    freeze: str | None = None


def set_up(sheet: Worksheet, page: Page, specification: Specification) -> None:
    """Panes, print set-up and protection without password."""
    sheet.freeze_panes = page.freeze
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    _paper(sheet, page)
    _running_titles(sheet, specification)
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = False
    protection.formatRows = False


def _paper(sheet: Worksheet, page: Page) -> None:
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    sheet.page_setup.fitToWidth = page.pages_wide
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 1.5 / _INCH
    margins.top, margins.bottom = 2.0 / _INCH, 1.8 / _INCH
    margins.header = margins.footer = 0.9 / _INCH
    sheet.print_area = f"A1:{get_column_letter(page.right)}{page.bottom}"
    if page.title_rows:
        sheet.print_title_rows = f"{page.title_rows[0]}:{page.title_rows[1]}"
    if page.title_columns:
        first, last = (get_column_letter(column) for column in page.title_columns)
        sheet.print_title_cols = f"{first}:{last}"


def _running_titles(sheet: Worksheet, specification: Specification) -> None:
    control = specification.control
    sheet.HeaderFooter.oddHeader = HeaderFooterItem(
        left=_running(_literal(control.body)), right=_running(_literal(f"评分工作簿 {sheet.title}"))
    )
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_running(_literal(f"{control.number} {control.version}")),
        right=_running("第 &P 页 共 &N 页"),
    )


def _running(text: str) -> _HeaderFooterPart:
    return _HeaderFooterPart(text=text, size=9, font=f"{SONG},Regular")


def _literal(text: str) -> str:
    """Text for a header or footer, where `&` begins a code unless doubled."""
    return text.replace("&", "&&")
