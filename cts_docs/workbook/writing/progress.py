"""One line on each sheet that says how far it is filled in, from the same stages as the checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cts_docs.assessment.fields import FIELDS, Field, Stage
from cts_docs.assessment.model import FAILED, LEADER, OPEN
from cts_docs.workbook.writing.layout import BASICS, CONCLUSION, FIELD_SHEETS


def progress_formulas() -> Iterator[tuple[str, str]]:
    """The progress lines by defined name, without the leading `=`."""
    yield from progress_of_fields(FIELDS)
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
    yield (
        "progress_requirements",
        '"已填 "&COUNTA(requirement_results)&" / "&COUNTA(requirement_ids)&" 条，'
        f'{FAILED} "&COUNTIF(requirement_results,"{FAILED}")&" 条"',
    )
    yield "progress_plan", '"已填 "&COUNTA(plan_subjects)&" 行"'


def progress_of_fields(items: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """The progress lines of the sheets of single fields; a workbook of layout 1 has fewer fields."""
    yield "progress_basics", _filled(items, "必填项已填", BASICS, ("score", "render"))
    drafted = _filled(items, "出具文件前必填项已填", CONCLUSION, ("score", "render"))
    issued = _filled(items, "；签发前必填项已填", CONCLUSION, ("issue",))
    yield "progress_conclusion", f"{drafted}&{issued}"


def _filled(fields: Sequence[Field], words: str, sheet: str, stages: tuple[Stage, ...]) -> str:
    items = [item for item in fields if item.group in FIELD_SHEETS[sheet] and item.stage in stages]
    filled = "+".join(_counted(item) for item in items)
    always = sum(item.required_if is None for item in items)
    needed = "+".join([str(always), *(f"IF({asked_if(item)},1,0)" for item in items if item.required_if)])
    return f'"{words} "&({filled})&" / "&({needed})'


def _counted(item: Field) -> str:
    """1 where a required field is filled in, else 0."""
    there = f"LEN(TRIM({item.name}))>0"
    return f"IF({there},1,0)" if item.required_if is None else f"IF(AND({asked_if(item)},{there}),1,0)"


def asked_if(item: Field) -> str:
    """Whether a field is required that depends on another one's word, as a formula."""
    other, words = item.required_if or ("", ())
    compared = [f'{other}="{word}"' for word in words]
    return compared[0] if len(compared) == 1 else f"OR({','.join(compared)})"
