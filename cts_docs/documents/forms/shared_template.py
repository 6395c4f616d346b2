"""Parts that the templates of forms share: tags, labelled values, signatures, headers and footers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cts_docs.documents.ooxml.page import HeaderFooter
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import SHADE, Cell, Row, add_table, cell
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import controlled_forms as words
from cts_docs.documents.wording.common import listed
from cts_docs.specification.model import Specification

Fill = Callable[[str, str], str]
"""The text of a value cell by group and key: a tag in templates, nothing in the blank form."""

_LABEL_WIDTH = twips(21)
FOOTER = "{{ footer }}"


def tag(group: str, key: str) -> str:
    """The tag of one value of a group: `{{ earned["1.1"] }}`."""
    return f'{{{{ {group}["{key}"] }}}}'


def blank(_group: str, _key: str) -> str:
    """No text: the form as issued."""
    return ""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A label with its value; a wide one takes a row of its own."""

    label: str
    value: str
    wide: bool = False


def add_labelled_values(
    container: Element, values: Sequence[LabelledValue], width: int, label_width: int = _LABEL_WIDTH
) -> None:
    """A table of labels and values, two to a row unless wide; widths in twips."""
    half = width // 2
    grid = (label_width, half - label_width, label_width, width - half - label_width)
    add_table(container, grid, _labelled_rows(values), description=listed([value.label for value in values]))


def _labelled_rows(values: Sequence[LabelledValue]) -> list[Row]:
    rows: list[Row] = []
    waiting: list[Cell] = []
    for value in values:
        cells = (_label(value.label), cell(value.value, span=3 if value.wide else 1))
        if value.wide:
            rows.append(Row(cells))
            continue
        waiting.extend(cells)
        if len(waiting) == 4:
            rows.append(Row(tuple(waiting)))
            waiting = []
    if waiting:
        rows.append(Row((waiting[0], cell(*waiting[1].content, span=3))))
    return rows


def _label(text: str) -> Cell:
    return cell(text, style="TableHeader", align="left", shade=SHADE)


def add_signature(container: Element, role: str, width: int) -> None:
    """A table with room for one signature and its date."""
    grid = (twips(40), width // 2 - twips(40), twips(24), width - width // 2 - twips(24))
    row = Row((_label(f"{role}{words.SIGNED_BY}"), cell(), _label(words.SIGNED_ON), cell()), height=twips(11))
    add_table(container, grid, [row], description=f"{role}{words.SIGNED_BY}", keep_above=True)


def header_footer(specification: Specification) -> HeaderFooter:
    """Header and footer of a controlled form."""
    control = specification.control
    return HeaderFooter(
        control.body, control.title, f"文件编号：{control.number}", f"版本号：{control.version}"
    )


def form_header_footer(specification: Specification) -> HeaderFooter:
    """The same for the pages of a filled form, with what the body adds to its footers."""
    issued = header_footer(specification)
    return replace(issued, version=f"{issued.version}{FOOTER}")


def template_properties(specification: Specification, title: str) -> Properties:
    """The document properties of a template."""
    control = specification.control
    return Properties(title, control.number, control.version, control.body)


def common_labelled_values() -> tuple[LabelledValue, ...]:
    """The block above the tables of Appendices 2 and 3."""
    return (
        LabelledValue(words.CLIENT, "{{ client_name }}", wide=True),
        LabelledValue(words.REPORT_NUMBER, "{{ report_number }}", wide=True),
        LabelledValue(words.AUDIT_DATES, "{{ audit_dates }}", wide=True),
    )
