"""The guide to the score workbook: every input with its kind, when it is needed, and what it may hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cts_docs.assessment.fields import (
    EVALUATOR_GROUP,
    FIELDS,
    FIELDS_OF_LAYOUT_2,
    Column,
    Field,
    columns,
)


@dataclass(frozen=True, slots=True)
class InputGuide:
    """An input: label and hint as in the workbook, kind, the stage from which it is needed, and choices.

    `stage` is empty for an optional one; `in_rows`: there is one in each row or column of a table.
    """

    label: str
    kind: str
    stage: str
    choices: tuple[str, ...]
    hint: str
    in_rows: bool


def workbook_guide() -> tuple[InputGuide, ...]:
    """Every input of the score workbook, single fields first."""
    group = replace(EVALUATOR_GROUP, hint="仅用于按测评员类别加权的技术规范。")
    items: tuple[Field | Column, ...] = (*FIELDS, *FIELDS_OF_LAYOUT_2, *columns(), group)
    return tuple(
        InputGuide(one.label, one.kind, one.stage or "", one.choices, one.hint, isinstance(one, Column))
        for one in items
    )
