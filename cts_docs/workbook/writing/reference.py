"""The reference page of the score workbook (docs/workbook.md), made from the layout."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import Specification
from cts_docs.workbook import limits
from cts_docs.workbook.writing.guidance import Input, guidance
from cts_docs.workbook.writing.layout import LAYOUT_VERSION, STAMPS, Layout, sheet_title, sheets_of

_PREFACE = """# The score workbook 评分工作簿

Made by `make docs` from the layout that also makes the blank and guides the reader; not edited by
hand. Cells are those of a fresh blank with {forms} form columns of {number} {version} (layout
{layout}). Every code that reading can report, with its remedy, stands in
[problems.md](problems.md).

## How inputs are found

- An input is found by its **defined name**, never by its position: sheets may be renamed and
  reordered, rows and columns inserted, moved, hidden, filtered and sorted.
- A row of a table is bound by the **number in its own row** (`indicator_ids`, `clause_ids`,
  `checklist_ids`, `requirement_ids`). An unnumbered empty row is ignored; an unnumbered filled one and a
  missing, doubled or unknown number are problems.
- An **evaluation form** is a column below its `evaluators` cell. Columns with neither evaluator nor
  coefficient are ignored and the others numbered 1…n from left to right; a column with only one of
  the two is a problem.
- What a specification does not have, its workbook does not have either. Where evaluators belong to weighted
  groups, `evaluator_groups` names the group of each form. An indicator that is scored by judgement takes
  its **points** in place of α, from 0 to `indicator_limits` in multiples of `indicator_steps`. Without a
  maturity part there is neither sheet nor name of it.
- Rows of team, nonconformities and audit plan count where any cell of them is filled, numbered from 1.
- The numbers of the checklist of Appendix 4 are made from those that the specification prints: `3.1.1-2`
  is item 2) of 3.1.1, `7.1.2-2-3-a` is a. below ③ of item 2). Its rows without a number are headings.
- **Layout 1**, the workbooks of version 0.1, stays accepted by every command. What layout 2 adds (the
  columns from `nonconformity_causes` to `nonconformity_verification`, `team_levels`, the checklist of
  Appendix 4, the audit plan, and `existing_certificate`, `existing_certificate_valid_until`,
  `earlier_nonconformities`, `mark_use`) counts as not recorded there, and none of it is asked for.
- A single field is compared with the label in its row: another field's label is an error, a changed or
  missing one a warning. Two names on one cell, swapped names and the names of a sheet that was copied,
  deleted or exported without them are one problem each.
- **Everything typed is read or reported.** A form column beyond the last and a list row below the last
  are errors; any other filled cell of an input sheet that is neither an input nor a text of the blank
  is a warning.

## What a cell may hold

- Numbers are judged as the decimal text in the file at 15 significant digits: 0.30000000000000004
  is 0.3, and no third decimal. Text that is a plain number (`0.8`) is taken with a warning; `80%`,
  `８`, `8e-1`, `NaN`, `inf`, `0_1` and TRUE are not numbers.
- Dates are cells in a date format, counted from 1900 or 1904; a date as text or as a bare number is
  a problem, a time of day a warning that shows what was found and the date that was taken.
- White space around a value is ignored; phonetic guides are left out. Raised and lowered digits become
  ⁴ and ₂; anything else raised or lowered, and struck-out text, is an error.
- Invisible characters are left out, and look-alikes (radicals, compatibility ideographs, full-width
  letters and digits) are read as the ordinary character, both with a warning. Private-use characters are
  kept with a warning; characters that turn the direction of a text and lost ones (�) are errors. A field
  that shows nothing is empty.
- A number format that hides or rounds a value is a warning with both.
- An input formula counts by its saved value, with a warning; without one it is a problem.
- A computed cell may lack a saved value. Otherwise three things must agree: its formula with the
  layout's (else it was *altered* or *overwritten*, an error), and its saved value with the program's
  own figure to 1e-9 (else it is *stale*, or *different* where the workbook was recalculated since it
  was filled in: a warning, for the program's figure is the one that counts). Points, thresholds and
  headings that were changed are a warning: nothing is read from them.
- Macros are not run and links to other workbooks are not followed; both are reported.

A guard comes first: it counts what a file holds before anything is unpacked or parsed, judges each
literal (`0_1`, full-width digits and `NaN` are not numbers to it; a string, a format or a cell type that
does not exist is a damaged cell), and writes again what reading needs: cells that hold something,
strings, number formats. openpyxl reads that, once for the saved values and once for the formulas.
Drawings, comments, tables and styles of other programs are not looked at, nor sheets to which no
defined name leads.

## While one fills it in

- The note beside an input, its prompt, its dropdown or range, its conditional format and the words
  of its problem are made from the same field.
- Amber is missing, red is wrong; a sheet that is not begun shows neither and prints as a clean form.
  The check digit of the credit code, and rules that span sheets other than the order of dates, are
  for `check` alone.
- Each sheet says how far it is filled in; 结果 shows score, level, grade and the distance to the next
  grade; 测评差异 shows how far the forms lie apart, by indicator, and enters no score.
- Sheets are protected without a password. The checks never depend on the protection.

## Given back with its errors

`check --annotate DIR` writes a copy of each workbook with problems, made by editing its XML: parts
that need no change stay byte-equal, saved values stay. Wrong cells are filled (red an error, amber a
warning) and commented; a first sheet 问题清单 lists every problem with links to the cells, and the copy
opens on it. A wrong cell that carries its user's own comment is filled and listed like any other,
and that comment is left alone. The copy is a valid input: correct it and hand it in. What cannot be
opened as a workbook gets no copy, and the message says so. Marked again, earlier marks go; they are known by
their fill, by how their comments begin (【cts-docs】) and by the defined name `problem_list`, which
other programs keep when they save.

## Limits

| What | Limit |
|---|---|
| file | {file_megabytes} MB |
| members of the package | {members}, {member_megabytes} MB each, {total_megabytes} MB together |
| XML parts that are read | {part_megabytes} MB each, {markup} tags and attributes together |
| cells, rows of a sheet | {cells}, {rows} |
| form columns | {form_limit} |
"""


def reference_page(specification: Specification, readings: Readings, forms: int = 5) -> str:
    """docs/workbook.md for a specification."""
    layout = Layout(specification, readings, forms)
    return "\n".join([*_lines(layout), ""])


def _lines(layout: Layout) -> Iterator[str]:
    control = layout.specification.control
    yield _PREFACE.format(
        forms=layout.forms,
        number=control.number,
        version=control.version,
        layout=LAYOUT_VERSION,
        file_megabytes=limits.FILE_BYTES // limits.MEGABYTE,
        members=limits.MEMBERS,
        member_megabytes=limits.MEMBER_BYTES // limits.MEGABYTE,
        total_megabytes=limits.TOTAL_BYTES // limits.MEGABYTE,
        part_megabytes=limits.PART_BYTES // limits.MEGABYTE,
        markup=limits.READ_MARKUP,
        cells=limits.CELLS,
        rows=limits.ROWS,
        form_limit=limits.FORMS,
    )
    yield from _inputs(layout)
    yield from _others(layout)


def _inputs(layout: Layout) -> Iterator[str]:
    items: dict[str, Input] = {item.name: item for item in layout.inputs}
    yield "## Inputs 填写项"
    for sheet in (sheet_title(layout.specification, each) for each in sheets_of(layout.specification)):
        own = [name for name, area in layout.names.items() if area.sheet == sheet and name in items]
        if not own:
            continue
        yield from ("", f"### {sheet}", "", "| Name | 中文 | Cells | Rule 规则 |", "|---|---|---|---|")
        for name in own:
            words = guidance(items[name], layout.specification, layout.readings)
            yield f"| `{name}` | {items[name].label} | {layout.names[name].local} | {words} |"


def _others(layout: Layout) -> Iterator[str]:
    inputs = {item.name for item in layout.inputs}
    roles = {
        table_column.name: table_column.role for table in layout.tables for table_column in table.columns
    }
    yield from ("", "## Stamps, numbers and computed cells 印记、编号与计算", "")
    yield from ("| Name | Sheet | Cells | Role |", "|---|---|---|---|")
    for name, area in layout.names.items():
        if name not in inputs:
            role = "stamp" if name in STAMPS else roles.get(name, "computed")
            yield f"| `{name}` | {area.sheet} | {area.local} | {role} |"
