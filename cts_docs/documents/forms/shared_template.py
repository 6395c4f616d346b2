"""What the templates of forms have in common: value tags, blocks of facts, signatures, page furniture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cts_docs.documents.ooxml.page import Furniture
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
class Fact:
    """A label with its value in a block; a wide one takes a row of its own."""

    label: str
    value: str
    wide: bool = False


def add_facts(story: Element, facts: Sequence[Fact], width: int, label_width: int = _LABEL_WIDTH) -> None:
    """A block of labels and values, two to a row unless wide; widths in twips."""
    half = width // 2
    grid = (label_width, half - label_width, label_width, width - half - label_width)
    add_table(story, grid, _fact_rows(facts), description=listed([fact.label for fact in facts]))


def _fact_rows(facts: Sequence[Fact]) -> list[Row]:
    rows: list[Row] = []
    waiting: list[Cell] = []
    for fact in facts:
        cells = (_label(fact.label), cell(fact.value, span=3 if fact.wide else 1))
        if fact.wide:
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


def add_signature(story: Element, role: str, width: int) -> None:
    """Room for one signature and its date, beside a row above that is kept with it."""
    grid = (twips(40), width // 2 - twips(40), twips(24), width - width // 2 - twips(24))
    row = Row((_label(f"{role}{words.SIGNED_BY}"), cell(), _label(words.SIGNED_ON), cell()), height=twips(11))
    add_table(story, grid, [row], description=f"{role}{words.SIGNED_BY}", keep_above=True)


def furniture(specification: Specification) -> Furniture:
    """Header and footer of a controlled form."""
    control = specification.control
    return Furniture(control.body, control.title, f"文件编号：{control.number}", f"版本号：{control.version}")


def form_furniture(specification: Specification) -> Furniture:
    """The same for the pages of a filled form, with what the body adds to its footers."""
    issued = furniture(specification)
    return replace(issued, version=f"{issued.version}{FOOTER}")


def template_properties(specification: Specification, title: str) -> Properties:
    """The document properties of a template."""
    control = specification.control
    return Properties(title, control.number, control.version, control.body)


def common_facts() -> tuple[Fact, ...]:
    """The block above the tables of Appendices 2 and 3."""
    return (
        Fact(words.CLIENT, "{{ client_name }}", wide=True),
        Fact(words.REPORT_NUMBER, "{{ report_number }}", wide=True),
        Fact(words.AUDIT_DATES, "{{ audit_dates }}", wide=True),
    )
