"""The values of the certificate of one audit; nothing that the body has to supply is invented."""

from __future__ import annotations

import datetime

from cts_docs.assessment.validity import valid_until
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.ooxml.qr import MOST_BYTES
from cts_docs.documents.wording import certificate as wording
from cts_docs.documents.wording import grade_reasons
from cts_docs.documents.wording.common import PENDING, SAMPLE, date, date_en, day_of

_MOST_LINES = 6
_MOST_BYTES_EACH = 4
"""The most bytes of a character in UTF-8."""


def is_bilingual(audit_file: AuditFile) -> bool:
    """Whether English stands beside the Chinese: client, body and specification give all of it."""
    client = ("client_name_en", "client_address_en", "certification_scope_en")
    names = (audit_file.settings.body.name_en, audit_file.specification.control.title_en)
    return all(audit_file.assessment.text(name) for name in client) and all(names)


def unconfigured(audit_file: AuditFile) -> tuple[str, ...]:
    """The keys of `cts-docs.toml` that a certificate needs and the body has not supplied."""
    settings = audit_file.settings
    needed: dict[str, object] = {
        "body.name": settings.body.name,
        "body.address": settings.body.address,
        "certificate.number_pattern": settings.certificate.number_pattern,
        "certificate.validity_years": settings.certificate.validity_years,
        "certificate.surveillance_months": settings.certificate.surveillance_months,
        "certificate.signatory": settings.certificate.signatory,
    }
    if is_bilingual(audit_file):
        needed["body.address_en"] = settings.body.address_en
    return tuple(key for key, value in needed.items() if not value)


def granted(audit_file: AuditFile) -> datetime.date | None:
    """The grant date: the one allotted at issue, else the one entered."""
    return audit_file.grant_date or audit_file.assessment.date("grant_date")


def chinese(audit_file: AuditFile) -> dict[str, str]:
    """The values in Chinese by their key."""
    control, body = audit_file.specification.control, audit_file.settings.body
    return {
        "body": body.name or wording.missing("机构名称"),
        "body_address": body.address or wording.missing("机构地址"),
        "number": audit_file.certificate_number or PENDING,
        "client": _entered(audit_file, "client_name", PENDING),
        "credit_code": _entered(audit_file, "client_credit_code", PENDING),
        "address": _entered(audit_file, "client_address", PENDING),
        "scope": _entered(audit_file, "certification_scope", PENDING),
        "specification": wording.specification(
            control.title, control.number, control.version, _issued(control.issue_date)
        ),
        "grade": audit_file.result.grade.name or grade_reasons.outcome(audit_file.result),
        "granted": date(granted(audit_file), PENDING),
        "until": date(_until(audit_file), PENDING if _years(audit_file) else wording.missing("有效期年数")),
        "first": date(_first_granted(audit_file), PENDING),
        "cycle": PENDING if _cycle(audit_file) is None else wording.cycle(_cycle(audit_file) or 0),
        "surveillance": wording.surveillance(_months(audit_file) or wording.missing("监督间隔月数")),
        "signatory": audit_file.settings.certificate.signatory or wording.missing("签发人"),
    }


def english(audit_file: AuditFile) -> dict[str, str]:
    """The values in English by their key; none where the certificate is in Chinese only."""
    if not is_bilingual(audit_file):
        return {}
    control, body = audit_file.specification.control, audit_file.settings.body
    grade, cycle = audit_file.result.grade.grade, _cycle(audit_file)
    graded = audit_file.specification.grading
    no_date = wording.PENDING_EN if _years(audit_file) else wording.missing_en("years of validity")
    return {
        "body": body.name_en,
        "body_address": body.address_en or wording.missing_en("address of the body"),
        "client": _entered(audit_file, "client_name_en", wording.PENDING_EN),
        "address": _entered(audit_file, "client_address_en", wording.PENDING_EN),
        "scope": _entered(audit_file, "certification_scope_en", wording.PENDING_EN),
        "specification": wording.specification_en(
            control.title_en, control.number, control.version, _issued_en(control.issue_date)
        ),
        "grade": "" if grade is None else wording.grade_en(grade, graded.names_en, len(graded.names)),
        "granted": _day_en(granted(audit_file)),
        "until": _day_en(_until(audit_file), no_date),
        "first": _day_en(_first_granted(audit_file)),
        "cycle": wording.PENDING_EN if cycle is None else wording.cycle_en(cycle),
        "surveillance": wording.surveillance_en(_months(audit_file) or wording.missing_en("months")),
    }


def _issued(written: str) -> str:
    """The specification's issue date as the certificate writes dates; as it stands where it is none."""
    return date(day_of(written), written)


def _issued_en(written: str) -> str:
    day = day_of(written)
    if day is None:
        return written if written.isascii() else wording.PENDING_EN
    return date_en(day)


def extras(audit_file: AuditFile) -> list[dict[str, str]]:
    """The lines that stand only where the body configured them: query page, approval, mark."""
    settings = audit_file.settings.certificate
    lines = (
        (wording.QUERY, wording.QUERY_EN, settings.query_address),
        (wording.APPROVAL, wording.APPROVAL_EN, settings.approval_number),
        (wording.MARK, wording.MARK_EN, settings.accreditation_mark),
    )
    between = " / " if is_bilingual(audit_file) else ""
    return [
        {"label": f"{label}{between}{label_en}" if between else label, "value": value}
        for label, label_en, value in lines
        if value
    ]


def qr_text(audit_file: AuditFile) -> str:
    """What the QR code holds: number, client, grade, scope, validity and content hash.

    A scope that no QR code can hold is cut; the page has the whole of it.
    """
    scope = chinese(audit_file)["scope"]
    text = _qr_text(audit_file, scope)
    while len(text.encode()) > MOST_BYTES:
        over = len(text.encode()) - MOST_BYTES
        scope = scope[: -max(1, over // _MOST_BYTES_EACH)]
        text = _qr_text(audit_file, f"{scope}…")
    return text


def _qr_text(audit_file: AuditFile, scope: str) -> str:
    shown = chinese(audit_file)
    lines = wording.qr_lines(
        shown["number"],
        shown["client"],
        shown["grade"],
        scope,
        wording.validity(shown["granted"], shown["until"]),
        audit_file.content_hash or PENDING,
    )
    if audit_file.draft:
        lines = [wording.DRAFT_WATERMARK, *lines]
    elif audit_file.sample:
        lines = [SAMPLE, *lines]
    return "\n".join(lines)


def _entered(audit_file: AuditFile, name: str, missing: str) -> str:
    """An entered text; more lines than the page has room for are run together."""
    text = audit_file.assessment.text(name) or missing
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(lines) if len(lines) <= _MOST_LINES else " ".join(lines)


def _until(audit_file: AuditFile) -> datetime.date | None:
    years, day = audit_file.settings.certificate.validity_years, granted(audit_file)
    if audit_file.valid_until is not None:
        return audit_file.valid_until
    return valid_until(day, years) if years and day else None


def _years(audit_file: AuditFile) -> int:
    return audit_file.settings.certificate.validity_years


def _first_granted(audit_file: AuditFile) -> datetime.date | None:
    """The first grant: as entered, or this one where the cycle is the first."""
    entered = audit_file.assessment.date("first_grant_date")
    if entered is not None:
        return entered
    first = (
        audit_file.assessment.text("audit_type") == "初次认证" or audit_file.assessment.number("cycle") == 0
    )
    return granted(audit_file) if first else None


def _cycle(audit_file: AuditFile) -> int | None:
    number = audit_file.assessment.number("cycle")
    if number is not None:
        return int(number)
    return 0 if audit_file.assessment.text("audit_type") == "初次认证" else None


def _months(audit_file: AuditFile) -> str:
    months = audit_file.settings.certificate.surveillance_months
    return str(months) if months else ""


def _day_en(day: datetime.date | None, missing: str = wording.PENDING_EN) -> str:
    return missing if day is None else date_en(day)
