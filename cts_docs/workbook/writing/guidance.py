"""What an input accepts, in words: the guidance beside it and the `expected` of its problems.

Both come from the field's own definition and from the reader's limits, so that they cannot
contradict each other. `expected` is kept free of words of one language where it can be.
"""

from __future__ import annotations

import re

from cts_docs.assessment.fields import Column, Field, Stage, field_named
from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import NOT_APPLICABLE
from cts_docs.assessment.readings import Readings
from cts_docs.specification.model import FINEST_STEP, Specification
from cts_docs.workbook import limits

Input = Field | Column

_STAGES: dict[Stage | None, str] = {
    "score": "评分时必填",
    "render": "出具文件前必填",
    "issue": "签发前必填",
    None: "选填",
}


_REQUIRED = "必填"
_DEPENDING = "按情况填写"
_NOTES = tuple(f"{words}。" for words in (*_STAGES.values(), _DEPENDING))
_CONDITIONAL_NOTE = re.compile("^[^。]{1,40}为“[^”]{1,20}”(?:或“[^”]{1,20}”)*时必填。")


def expected(item: Input, specification: Specification, readings: Readings) -> str:
    """The values that an input accepts, in short: `0–1`, `符合 / 不符合`, `≤ 200`."""
    if item.kind == "choice":
        return " / ".join(item.choices)
    if item.kind == "level":
        return f"1–{len(specification.levels)}"
    if isinstance(item, Column) and item.kind in ("coefficient", "points"):
        most = "1" if item.kind == "coefficient" else exact(item.most)
        steps = step_text(specification) if item.kind == "coefficient" else exact(item.step)
        span = f"0–{most} (n × {steps})" if steps else f"0–{most}"
        return f"{span} / {NOT_APPLICABLE}" if may_be_not_applicable(item, readings) else span
    return {
        "number": f"0 < x ≤ {limits.LARGEST_NUMBER}",
        "whole": f"0–{limits.LARGEST_CYCLE}",
        "date": f"{limits.EARLIEST_DATE.isoformat()} – {limits.LATEST_DATE.isoformat()}",
        "credit_code": f"{item.limit} (0–9, A–Z)",
    }.get(item.kind, f"≤ {item.limit}")


def allowed(item: Input, specification: Specification, readings: Readings) -> str:
    """The values that an input accepts, as a sentence for the sheet."""
    if item.kind == "choice":
        return f"从列表中选择：{' / '.join(item.choices)}。"
    if item.kind == "level":
        return f"1 至 {len(specification.levels)} 的整数，1 最低。"
    if isinstance(item, Column) and item.kind in ("coefficient", "points"):
        steps = step_text(specification) if item.kind == "coefficient" else exact(item.step)
        words = "0 至 1，最多两位小数。" if item.kind == "coefficient" else f"0 至 {exact(item.most)} 分。"
        words += f"须为 {steps} 的整数倍。" if steps else ""
        return words + (not_applicable_words(specification) if may_be_not_applicable(item, readings) else "")
    return {
        "number": f"大于 0 的数，不超过 {limits.LARGEST_NUMBER}。",
        "whole": f"0 至 {limits.LARGEST_CYCLE} 的整数。",
        "date": f"日期，如 2026-03-01；不早于 {limits.EARLIEST_DATE.isoformat()}。",
        "credit_code": f"{item.limit} 位，校验码按 GB 32100-2015。",
        "lines": f"可分行（Alt+Enter），不超过 {item.limit} 字。",
        "text": f"一行文字，不超过 {item.limit} 字。",
    }[item.kind]


def may_be_not_applicable(item: Input, readings: Readings) -> bool:
    """Whether the cells of a coefficient or of points may say 不适用."""
    return readings["B8"] == "on" and isinstance(item, Column) and item.may_not_apply


def not_applicable_words(specification: Specification) -> str:
    """That 不适用 may stand for a coefficient, and for which indicators where they are named (B8)."""
    named = "、".join(specification.may_not_apply) if specification.names_not_applicable else ""
    only = f"（仅限指标 {named}）" if named else ""
    return f"可填“{NOT_APPLICABLE}”{only}，须全部测评表一致。"


def judged_words(specification: Specification) -> str:
    """How the indicators are filled in that are scored by judgement, nothing where there are none."""
    if not specification.has_judged:
        return ""
    judged = "、".join(each.id for each in specification.indicators if each.judged_in is not None)
    return (
        f"“填写方式”为“评分（分）”的指标（{judged}）不填 α，直接填得分："
        "0 至“最高可填”，须为“最小间隔”的整数倍。"
    )


def step_text(specification: Specification) -> str:
    """The step of α where the specification sets a coarser one than two decimals do, else nothing."""
    step = specification.experience_step
    return "" if step == FINEST_STEP else f"{float(step):g}"


def need(item: Input) -> str:
    """From which stage the input is required."""
    if isinstance(item, Field) and item.required_if is not None:
        other, words = item.required_if
        return f"{field_named(other).label}为{'或'.join(f'“{word}”' for word in words)}时必填"
    if item.stage is None and _REQUIRED in item.hint:
        return _DEPENDING
    return _STAGES[item.stage]


def is_note(text: str) -> bool:
    """Whether a text is a note beside an input, of this version or an earlier one."""
    return text.startswith(_NOTES) or _CONDITIONAL_NOTE.match(text) is not None


def guidance(item: Input, specification: Specification, readings: Readings) -> str:
    """The note beside an input: when it is required, what it accepts, its hint."""
    words = f"{need(item)}。{allowed(item, specification, readings)}"
    conditional = isinstance(item, Field) and item.required_if is not None
    repeated = item.hint in words or (conditional and _REQUIRED in item.hint)
    return words if repeated else words + item.hint
