"""Parts that the templates of forms share: tags, labelled values, signatures, headers and footers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH, HeaderFooter
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import SHADE, Cell, Row, add_table, cell
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import controlled_forms as words
from cts_docs.documents.wording.common import listed
from cts_docs.specification.model import Specification

Fill = Callable[[str, str], str]
"""The text of a value cell by group and key: a tag in templates, nothing in the blank form."""

LABEL_WIDTH = twips(21)
_SIGNING_HEIGHT = twips(14)
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
    container: Element,
    values: Sequence[LabelledValue],
    width: int,
    label_width: int = LABEL_WIDTH,
    *,
    keep_next: bool = False,
) -> None:
    """A table of labels and values, two to a row unless wide; widths in twips.

    `keep_next` holds it on the page of what follows, and of what stands before it.
    """
    half = width // 2
    grid = (label_width, half - label_width, label_width, width - half - label_width)
    rows = [replace(row, keep_next=keep_next) for row in _labelled_rows(values)]
    labels = listed([value.label for value in values])
    add_table(container, grid, rows, description=labels, keep_above=keep_next)


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


def add_signature(container: Element, role: str, name: str, width: int = PORTRAIT_WIDTH) -> None:
    """A block for one signature: role and name, a line to sign on, and a date to be written by hand."""
    add_signatures(container, ((role, name),), width)


def add_signatures(
    container: Element, signers: Sequence[tuple[str, str]], width: int = PORTRAIT_WIDTH
) -> None:
    """A block for several signatures, by role and name; it stays on one page with the text above it."""
    person, label, date = width * 34 // 100, width * 9 // 100, width * 34 // 100
    grid = (person, label, width - person - label - date, date)
    rows = [
        Row(
            (
                cell(f"{role}：{name}", vertical="bottom"),
                cell(f"{words.SIGNED_BY}：", align="right", vertical="bottom"),
                cell(line=True),
                cell(words.SIGNED_DATE, align="right", vertical="bottom"),
            ),
            height=_SIGNING_HEIGHT,
            keep_next=number < len(signers),
        )
        for number, (role, name) in enumerate(signers, 1)
    ]
    description = "、".join(f"{role}{words.SIGNED_BY}" for role, _ in signers)
    add_table(container, grid, rows, borders=False, description=description, keep_above=True)


def header_footer(specification: Specification) -> HeaderFooter:
    """Header and footer of a controlled form."""
    control = specification.control
    return HeaderFooter(
        control.body,
        control.title,
        f"文件编号：{control.number}",
        f"版本号：{control.version}",
        control.watermark,
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
