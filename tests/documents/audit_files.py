"""Cases for the documents' tests, scored by the package itself from complete assessments."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cts_docs.assessment.model import (
    Assessment,
    Nonconformity,
    PlanEntry,
    RequirementFinding,
    TeamMember,
    Value,
)
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.documents import AuditFile, RenderedDocument, render_documents
from cts_docs.settings import Settings
from cts_docs.specification.model import Specification
from cts_docs.specification.requirements import requirements
from tests.support.assessments import assessment


def audit_file(
    specification: Specification,
    coefficients: Sequence[str | Sequence[str]] = ("0.9",),
    levels: int | Sequence[int] = 3,
    *,
    readings: Mapping[str, str] | None = None,
    **values: Value | None,
) -> AuditFile:
    """An audit file with one form for each item of `coefficients`; see `tests.support.assessments`."""
    return audit_file_of(specification, assessment(specification, coefficients, levels, **values), readings)


def audit_file_of(
    specification: Specification, recorded: Assessment, readings: Mapping[str, str] | None = None
) -> AuditFile:
    """The audit file of an assessment."""
    chosen = choose(specification, readings or {})
    return AuditFile(
        specification,
        chosen,
        recorded,
        score(specification, chosen, recorded),
        Settings(),
        content_hash="ab" * 32,
        toolkit_version="0.0.1",
    )


def rendered(made: AuditFile, name: str, form: int | None = None) -> bytes:
    """The bytes of one document."""
    return document(made, name, form).content


def document(made: AuditFile, name: str, form: int | None = None) -> RenderedDocument:
    """One document of an audit file."""
    return next(each for each in render_documents(made, [name]) if each.form == form)


def with_values(made: AuditFile, **values: Value) -> AuditFile:
    """The same audit file with other single fields; the result stands."""
    recorded = replace(made.assessment, values={**made.assessment.values, **values})
    return replace(made, assessment=recorded)


def case_file(specification: Specification, **values: Value | None) -> AuditFile:
    """An audit of layout 2 with all that the forms of a case show; its second nonconformity is open."""
    recorded = assessment(specification, ("0.9",), 3, **values)
    first = requirements(specification)[0]
    return audit_file_of(
        specification,
        replace(
            recorded,
            layout=2,
            team=(
                TeamMember("示例组长", "组长", "EX-0001", "示例级别"),
                TeamMember("示例组员", "组员", None),
            ),
            plan=(PlanEntry(datetime.date(2026, 3, 2), "09:00–12:00", "示例组员", "监测室", "示例场所"),),
            requirements=(RequirementFinding(first.id, "符合", "示例手册第 3 章", "示例组员"),),
            nonconformities=(
                Nonconformity(
                    "NC/1",
                    "4.2.2 2.3",
                    "示例事实一",
                    "严重",
                    "已关闭",
                    datetime.date(2026, 3, 9),
                    verifier="示例组长",
                    verified_date=datetime.date(2026, 3, 9),
                    verification="示例验证情况",
                ),
                Nonconformity(
                    "NC/2",
                    "4.2",
                    "示例事实二",
                    "轻微",
                    "未关闭",
                    None,
                    cause="示例原因",
                    correction="示例纠正",
                    action="示例措施",
                    due_date=datetime.date(2026, 5, 30),
                    accepted="接受",
                ),
            ),
        ),
    )
