"""What the results sheet says in words: one source for its formulas and for the program's own figures."""

from __future__ import annotations

NO_GRADE = "无"
COMPLETE = "已齐备"
INCOMPLETE = "资料未齐备"
REACHED = "达到认证级别"
TOP = "已是最高级别"
BELOW_GRADES = "未达认证级别"
PASSED_WITHOUT_GRADE = "通过审核，未达认证级别"
NOT_CONFORMING = "管理要求符合性审查不符合，无认证级别"
LOWERED = "管理成熟度等级低于该得分所需，认证级别已降低；"
REFUSED = "管理成熟度等级低于该得分所需，无认证级别；"


def level_note(lower: int, upper: int) -> str:
    """The note on a management total between two level tables (reading C1)."""
    return f"管理成熟度总分在 {lower}–{upper} 之间，见读法 C1；"
