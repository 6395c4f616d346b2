"""Made-up audits at their longest and shortest, to try a template on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import cycle, islice

from cts_docs.assessment.fields import FIELDS, Field
from cts_docs.assessment.model import (
    Assessment,
    ChecklistFinding,
    ClauseFinding,
    Form,
    Nonconformity,
    PlanEntry,
    RequirementFinding,
    TeamMember,
    Value,
)
from cts_docs.assessment.readings import choose
from cts_docs.assessment.scoring.score import score
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.form import DocumentForm, Values
from cts_docs.settings import Settings
from cts_docs.settings.model import TABLES, Body, CertificateSettings, ReportSettings
from cts_docs.specification.model import Indicator, Specification
from cts_docs.specification.requirements import requirements

LONGEST_FORMS, LONGEST_ROWS = 30, 60
_DAY = datetime.date(2026, 3, 2)
_WORDS = "示例文字，含 A&B、<标签>、“引号”与《书名》。"
_CREDIT_CODE = "91360100MA35EXAM0L"


def trial_audit_files(specification: Specification) -> tuple[AuditFile, AuditFile]:
    """The shortest and the longest audit that a document may have to show."""
    return _audit_file(specification, long=False), _audit_file(specification, long=True)


def trial_values(form: DocumentForm, audit_file: AuditFile) -> Iterator[tuple[int | None, Values]]:
    """The values of the first and of the last document of a form, which differ most."""
    items = form.items(audit_file)
    for item in dict.fromkeys((*items[:1], *items[-1:])):
        yield item, form.values(audit_file, item)


def _audit_file(specification: Specification, *, long: bool) -> AuditFile:
    readings = choose(specification, {})
    recorded = _assessment(specification, long=long)
    return AuditFile(
        specification,
        readings,
        recorded,
        score(specification, readings, recorded),
        _settings(long=long),
        content_hash="ab" * 32,
        toolkit_version="0",
        grant_date=_DAY if long else None,
        valid_until=_DAY.replace(year=2029) if long else None,
        report_number="EXAMPLE-2026-BG0001" if long else "",
        certificate_number="EXAMPLE-2026-0001-R0" if long else "",
    )


def _settings(*, long: bool) -> Settings:
    """A body that has supplied as little, or as much, as a configuration may hold."""
    report = ReportSettings(internal_annex=True)
    if not long:
        return Settings(report=report)
    texts = {
        table: {name: _text(key.limit) for name, key in keys.items() if key.kind == "text"}
        for table, keys in TABLES.items()
    }
    certificate = CertificateSettings(validity_years=3, surveillance_months=12, **texts["certificate"])
    body = Body(sample=True, **texts["body"])
    return Settings(body=body, certificate=certificate, report=report)


def _assessment(specification: Specification, *, long: bool) -> Assessment:
    alphas = (Fraction(1), Fraction(2, 5), Fraction(4, 5)) if long else (Fraction(1),)
    levels = (1, len(specification.levels)) if long else (len(specification.levels),)
    several = range(1, LONGEST_ROWS + 1) if long else range(0)
    text = _text(2000) if long else None
    shortest = max(1, len(specification.evaluator_groups))
    return Assessment(
        specification_id=specification.id,
        specification_version=specification.control.version,
        values=dict(_values(long=long)),
        forms=tuple(
            _evaluation_form(specification, number, alphas, long=long)
            for number in range(1, (LONGEST_FORMS if long else shortest) + 1)
        ),
        indicator_evidence={each.id: _text(2000) for each in specification.indicators} if long else {},
        clauses=tuple(
            ClauseFinding(clause.id, level, _text(2000) if long else "无")
            for clause, level in zip(specification.clauses, cycle(levels), strict=False)
        ),
        team=tuple(
            TeamMember(
                _text(100) if long else "示例甲",
                "组员" if number else "组长",
                text and _text(100),
                text and _text(100),
            )
            for number in range(LONGEST_ROWS if long else 1)
        ),
        checklist=tuple(
            ChecklistFinding(block.checklist, "不符合" if long else "符合", text)
            for block in specification.checklist
        ),
        nonconformities=tuple(_nonconformity(specification, number) for number in several),
        requirements=tuple(
            RequirementFinding(each.id, "不符合", text, _text(100))
            for each in (requirements(specification) if long else ())
        ),
        plan=tuple(PlanEntry(_DAY, _text(50), _text(200), _text(200), _text(200)) for _ in several),
        layout=2,
    )


def _nonconformity(specification: Specification, number: int) -> Nonconformity:
    """A nonconformity with every text at its longest, and one clause after the other."""
    clauses = [clause.id for clause in specification.clauses] or [specification.method.specific]
    return Nonconformity(
        str(number),
        clauses[number % len(clauses)],
        _text(2000),
        "轻微",
        "未关闭" if number % 2 else "已关闭",
        _DAY,
        cause=_text(2000),
        correction=_text(2000),
        action=_text(2000),
        due_date=_DAY,
        accepted="接受",
        verifier=_text(100),
        verified_date=_DAY,
        verification=_text(2000),
    )


def _values(*, long: bool) -> Iterator[tuple[str, Value]]:
    for field in FIELDS:
        if long or field.stage == "score":
            yield field.name, _value(field, long=long)


def _value(field: Field, *, long: bool) -> Value:
    match field.kind:
        case "date":
            return _DAY
        case "number":
            return Decimal("9999.5")
        case "whole":
            return 99
        case "choice":
            return field.choices[0]
        case "credit_code":
            return _CREDIT_CODE
        case "lines":
            return "\n".join(_text(field.limit // 4 - 1) for _ in range(4)) if long else "无"
        case _:
            return _text(field.limit) if long else "例"


def _evaluation_form(
    specification: Specification, number: int, alphas: tuple[Fraction, ...], *, long: bool
) -> Form:
    repeated = islice(cycle(alphas), len(specification.indicators))
    groups = specification.evaluator_groups
    return Form(
        number=number,
        evaluator=_text(100) if long else "例",
        date=_DAY if long else None,
        subject=_text(200) if long else None,
        coefficients={
            each.id: _given(each, alpha)
            for each, alpha in zip(specification.indicators, repeated, strict=True)
        },
        group=groups[number % len(groups)].name if groups else None,
    )


def _given(indicator: Indicator, alpha: Fraction) -> Fraction:
    """The coefficient, or the nearest share of the points that judgement can give."""
    step = indicator.judged_in
    return alpha if step is None else alpha * indicator.points // step * step / indicator.points


def _text(length: int) -> str:
    return (_WORDS * (length // len(_WORDS) + 1))[:length]
