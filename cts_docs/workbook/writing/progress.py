"""One line on each sheet that says how far it is filled in, from the same stages as the checks."""

from __future__ import annotations

from collections.abc import Iterator

from cts_docs.assessment.fields import FIELDS, Field, Stage
from cts_docs.assessment.model import LEADER, OPEN
from cts_docs.workbook.writing.layout import BASICS, CONCLUSION, FIELD_SHEETS


def progress_formulas() -> Iterator[tuple[str, str]]:
    """The progress lines by defined name, without the leading `=`."""
    yield "progress_basics", _filled("必填项已填", BASICS, ("score", "render"))
    drafted = _filled("出具文件前必填项已填", CONCLUSION, ("score", "render"))
    issued = _filled("；签发前必填项已填", CONCLUSION, ("issue",))
    yield "progress_conclusion", f"{drafted}&{issued}"
    yield (
        "progress_indicators",
        '"测评表 "&result_forms&" 份，已填系数 "&COUNTA(experience_coefficients)&" / "'
        '&result_forms*COUNTA(indicator_ids)&" 个，待补正 "&result_form_faults&" 处"',
    )
    yield (
        "progress_clauses",
        '"已定等级 "&COUNT(clause_points)&" / "&COUNTA(clause_ids)&" 条，已填证据 "'
        '&COUNTA(maturity_evidence)&" / "&COUNTA(clause_ids)&" 条"',
    )
    yield "progress_checklist", '"已填 "&COUNTA(checklist_results)&" / "&COUNTA(checklist_ids)&" 条"'
    yield (
        "progress_nonconformities",
        '"已登记 "&COUNTA(nonconformity_numbers)&" 项，未关闭 "'
        f'&COUNTIF(nonconformity_statuses,"{OPEN}")&" 项"',
    )
    yield (
        "progress_team",
        f'"已登记 "&COUNTA(team_names)&" 人，{LEADER} "&COUNTIF(team_roles,"{LEADER}")&" 名"',
    )


def _filled(words: str, sheet: str, stages: tuple[Stage, ...]) -> str:
    items = [item for item in FIELDS if item.group in FIELD_SHEETS[sheet] and item.stage in stages]
    filled = "+".join(_counted(item) for item in items)
    always = sum(item.required_if is None for item in items)
    needed = "+".join([str(always), *(f"IF({_asked(item)},1,0)" for item in items if item.required_if)])
    return f'"{words} "&({filled})&" / "&({needed})'


def _counted(item: Field) -> str:
    """1 where a required field is filled in, else 0."""
    there = f"LEN(TRIM({item.name}))>0"
    return f"IF({there},1,0)" if item.required_if is None else f"IF(AND({_asked(item)},{there}),1,0)"


def _asked(item: Field) -> str:
    """Whether a field is required that depends on another one's word."""
    other, word = item.required_if or ("", "")
    return f'{other}="{word}"'
