"""附录 1 in Word: the table of the service requirements, with tags where the values stand."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.figures import exact
from cts_docs.documents.forms.shared_template import (
    LABEL_WIDTH,
    Fill,
    LabelledValue,
    add_labelled_values,
    add_signature,
    form_header_footer,
    tag,
    template_properties,
)
from cts_docs.documents.ooxml.contents import break_before
from cts_docs.documents.ooxml.elements import append_block
from cts_docs.documents.ooxml.package import body_of, document_bytes, new_document
from cts_docs.documents.ooxml.page import PORTRAIT_WIDTH, annex_heading, set_page
from cts_docs.documents.ooxml.styles import twips
from cts_docs.documents.ooxml.tables import Cell, Merge, Row, add_table, cell, header_row, make_table
from cts_docs.documents.ooxml.text import add_paragraph, paragraph
from cts_docs.documents.ooxml.xml_parts import Element
from cts_docs.documents.wording import controlled_forms as words
from cts_docs.specification.model import Characteristic, Specification

BOOKMARK = "appendix1"
_SHORT = 16
"""Rows of indicators and characteristics up to which the summary tables may begin on the first page."""
_GROUP_LABEL_WIDTH = twips(25)


def add_controlled_table(container: Element, specification: Specification, fill: Fill) -> None:
    """The table as issued; `fill` gives the texts of the coefficients, earned points, total and score."""
    rows = _rows(specification, fill)
    add_table(container, _columns(specification), rows, description=specification.appendix1.title)


def template(specification: Specification) -> bytes:
    """The docxtpl template of the form."""
    appendix = specification.appendix1
    properties = template_properties(specification, f"{appendix.label} {appendix.title}")
    document = new_document(properties)
    set_page(document, form_header_footer(specification))
    body = body_of(document)
    annex_heading(body, appendix.label, appendix.title, BOOKMARK)
    _add_labelled_values(body, specification)
    add_controlled_table(body, specification, tag)
    add_paragraph(body, "{{ note }}", style="Note")
    add_paragraph(body, words.band_note(specification), style="Note")
    if specification.has_judged:
        add_paragraph(body, words.judged_note(specification), style="Note")
    _add_characteristics(body, specification)
    _add_forms(body, grouped=bool(specification.evaluator_groups))
    _add_remarks(body)
    add_signature(body, "{{ signatory }}", "{{ signatory_name }}")
    return document_bytes(document, properties)


def _columns(specification: Specification) -> tuple[int, ...]:
    """The widths of the columns: what stands in one never breaks within a number.

    The column titles break between their words: 服务过程质量指标, 实际 / 得分.
    """
    decimals = any(each.points.denominator > 1 for each in specification.indicators)
    coefficient = 25 if specification.has_judged else 18
    earned = 19 if specification.has_judged or decimals else 13
    return _grid(PORTRAIT_WIDTH, 30, 34, 0, 13, coefficient, earned)


def _rows(specification: Specification, fill: Fill) -> Iterator[Row]:
    appendix = specification.appendix1
    yield header_row(*appendix.header)
    for part in appendix.characteristics:
        yield from _characteristic_rows(part, fill)
    yield Row(
        (
            cell(appendix.total_label, span=3, align="center", bold=True),
            cell(exact(appendix.total_points), align="center"),
            cell(align="center"),
            cell(fill("totals", "earned"), align="center", bold=True),
        ),
        keep_next=True,
    )
    yield Row(
        (
            cell(appendix.score_label, span=3, align="center", bold=True),
            cell(align="center"),
            cell(align="center"),
            cell(fill("totals", "service_score"), align="center", bold=True),
        )
    )


def _characteristic_rows(part: Characteristic, fill: Fill) -> Iterator[Row]:
    several = len(part.indicators) > 1
    for number, indicator in enumerate(part.indicators, 1):
        first, last = number == 1, number == len(part.indicators)
        merge: Merge = ("restart" if first else "continue") if several else ""
        yield Row(
            (
                cell(part.heading if first else "", merge=merge, align="center"),
                cell(indicator.heading),
                cell(indicator.criterion),
                cell(exact(indicator.points), align="center"),
                cell(fill("coefficients", indicator.id), align="center"),
                cell(fill("earned", indicator.id), align="center"),
            ),
            keep_next=not last,
        )


def _add_labelled_values(container: Element, specification: Specification) -> None:
    groups = [LabelledValue(words.GROUP, "{{ group }}")] if specification.evaluator_groups else []
    values = [
        LabelledValue(words.CLIENT, "{{ client_name }}", wide=True),
        LabelledValue(words.REPORT_NUMBER, "{{ report_number }}"),
        LabelledValue(words.FORM, "{{ form_label }}"),
        LabelledValue(words.EVALUATOR, "{{ evaluator }}"),
        *groups,
        LabelledValue(words.FORM_DATE, "{{ form_date }}"),
        LabelledValue(words.FORM_SUBJECT, "{{ form_subject }}", wide=not groups),
    ]
    label_width = _GROUP_LABEL_WIDTH if groups else LABEL_WIDTH
    add_labelled_values(container, values, PORTRAIT_WIDTH, label_width)


def _add_characteristics(container: Element, specification: Specification) -> None:
    """The points of each characteristic; with the means they begin the page of the summary tables.

    Below a short table they stay on its page where there is room for all of them.
    """
    short = len(specification.indicators) + len(specification.appendix1.characteristics) <= _SHORT
    if not short:
        add_paragraph(container, "{%p if forms %}")
        title = paragraph(words.CHARACTERISTICS, style="Caption", keep_next=True)
        append_block(container, break_before(title))
        add_paragraph(container, "{%p else %}")
    add_paragraph(container, words.CHARACTERISTICS, style="Caption", keep_next=True)
    if not short:
        add_paragraph(container, "{%p endif %}")
    rows = [header_row(*words.CHARACTERISTIC_HEADER)]
    rows += [
        _figures(
            part.name, *(tag(f'characteristics["{part.id}"]', key) for key in ("points", "earned", "score"))
        )
        for part in specification.appendix1.characteristics
    ]
    rows.append(_figures(words.SUM, *(tag("totals", key) for key in ("applicable", "earned", "score"))))
    made = make_table(_grid(PORTRAIT_WIDTH, 0, 30, 30, 30), rows, title=words.CHARACTERISTICS)
    append_block(container, made)


def _figures(label: str, *figures: str) -> Row:
    """A row of figures, kept on the page of what follows: a signature never stands alone."""
    return Row((cell(label), *(cell(text, align="center") for text in figures)), keep_next=True)


def _grid(width: int, *millimetres: float) -> tuple[int, ...]:
    """A grid whose column of no width takes what the others leave."""
    grid = [twips(each) for each in millimetres]
    grid[millimetres.index(0)] = width - sum(grid)
    return tuple(grid)


def _loop(columns: int, word: str) -> Row:
    return Row((cell(f"{{%tr {word} %}}", span=columns),))


_WORDS = frozenset({"evaluator", "group", "date", "subject"})


def _add_forms(container: Element, *, grouped: bool) -> None:
    add_paragraph(container, "{%p if forms %}")
    keys: tuple[str, ...] = ("form", "evaluator", "date", "subject", "applicable", "earned", "score")
    widths: tuple[int, ...] = (12, 36, 28, 0, 14, 16, 22)
    header: tuple[str, ...] = words.FORMS_HEADER
    if grouped:
        keys = (*keys[:2], "group", *keys[2:])
        widths, header = (12, 30, 24, 28, 0, 14, 16, 22), words.GROUPED_FORMS_HEADER
    cells = tuple(
        cell(f"{{{{ each.{key} }}}}", align="left" if key in _WORDS else "center", style="TableSmall")
        for key in keys
    )
    rows = (
        header_row(*header, style="TableHeaderSmall"),
        *_listed("forms", "_kept[loop.index0]", cells),
    )
    add_table(container, _grid(PORTRAIT_WIDTH, *widths), rows, title=words.FORMS)
    add_paragraph(container, "{%p endif %}")


def _add_remarks(container: Element) -> None:
    add_paragraph(container, "{%p if remarks %}")
    cells = (cell("{{ each.indicator }}"), cell("{{ each.text }}"))
    rows = (header_row(*words.REMARKS_HEADER), *_listed("remarks", "loop.last", cells, splits=True))
    add_table(container, (twips(40), PORTRAIT_WIDTH - twips(40)), rows, title=words.REMARKS)
    add_paragraph(container, "{%p endif %}")


def _listed(source: str, kept: str, cells: tuple[Cell, ...], *, splits: bool = False) -> Iterator[Row]:
    """A row for each item of a list; those of the condition `kept` stay on the page of what follows."""
    count = len(cells)
    yield _loop(count, f"for each in {source}")
    yield _loop(count, f"if {kept}")
    yield Row(cells, keep_next=True, splits=splits)
    yield _loop(count, "else")
    yield Row(cells, splits=splits)
    yield _loop(count, "endif")
    yield _loop(count, "endfor")
