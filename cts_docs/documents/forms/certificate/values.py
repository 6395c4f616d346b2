"""What a certificate says of one case; nothing that the body has to supply is invented."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from cts_docs.assessment.validity import valid_until
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.ooxml.qr import MOST_BYTES
from cts_docs.documents.wording import certificate as wording
from cts_docs.documents.wording import grade_reasons
from cts_docs.documents.wording.common import PENDING, date, date_en, day_of

_MOST_LINES = 6
_MOST_BYTES_EACH = 4
"""The most bytes of a character in UTF-8."""


def is_bilingual(audit_file: AuditFile) -> bool:
    """Whether English stands beside the Chinese: all of it is given, by the client and by the body."""
    client = ("client_name_en", "client_address_en", "certification_scope_en")
    settings = audit_file.settings
    body = (settings.body.name_en, settings.certificate.specification_name_en)
    return all(audit_file.assessment.text(name) for name in client) and all(body)


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
        "client": _entered(audit_file, "client_name"),
        "address": _entered(audit_file, "client_address"),
        "scope": _entered(audit_file, "certification_scope"),
        "specification": wording.specification(
            control.title, control.number, control.version, _issued(control.issue_date, date)
        ),
        "grade": grade_reasons.outcome(audit_file.result),
        "granted": date(granted(audit_file), PENDING),
        "until": _until_words(audit_file),
        "first": date(_first_granted(audit_file), PENDING),
        "cycle": _cycle(audit_file),
        "surveillance": wording.surveillance(_months(audit_file)),
        "signatory": audit_file.settings.certificate.signatory or wording.missing("签发人"),
    }


def english(audit_file: AuditFile) -> dict[str, str]:
    """The values in English by their key; none where the certificate is in Chinese only."""
    if not is_bilingual(audit_file):
        return {}
    control, settings = audit_file.specification.control, audit_file.settings
    grade = audit_file.result.grade.grade
    return {
        "body": settings.body.name_en,
        "body_address": settings.body.address_en or wording.missing("机构英文地址"),
        "client": _entered(audit_file, "client_name_en"),
        "address": _entered(audit_file, "client_address_en"),
        "scope": _entered(audit_file, "certification_scope_en"),
        "specification": wording.specification_en(
            settings.certificate.specification_name_en,
            control.number,
            control.version,
            _issued(control.issue_date, date_en),
        ),
        "grade": ""
        if grade is None
        else wording.grade_en(grade, len(audit_file.specification.grading.names)),
        "granted": _day_en(granted(audit_file)),
        "until": _until_words_en(audit_file),
        "first": _day_en(_first_granted(audit_file)),
        "surveillance": wording.surveillance_en(_months(audit_file)),
    }


def _issued(written: str, format_date: Callable[[datetime.date], str]) -> str:
    """The specification's date as the certificate writes its other dates; as it stands where it is none."""
    day = day_of(written)
    return written if day is None else format_date(day)


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
    said = chinese(audit_file)
    lines = wording.qr_lines(
        said["number"],
        said["client"],
        said["grade"],
        scope,
        wording.validity(said["granted"], said["until"]),
        audit_file.content_hash or PENDING,
    )
    if audit_file.draft:
        lines = [wording.DRAFT_WATERMARK, *lines]
    elif audit_file.sample:
        lines = [wording.SAMPLE_WATERMARK, *lines]
    return "\n".join(lines)


def _entered(audit_file: AuditFile, name: str) -> str:
    """An entered text; more lines than the page has room for are run together."""
    text = audit_file.assessment.text(name) or PENDING
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(lines) if len(lines) <= _MOST_LINES else " ".join(lines)


def _until(audit_file: AuditFile) -> datetime.date | None:
    years, day = audit_file.settings.certificate.validity_years, granted(audit_file)
    if audit_file.valid_until is not None:
        return audit_file.valid_until
    return valid_until(day, years) if years and day else None


def _until_words(audit_file: AuditFile) -> str:
    until = _until(audit_file)
    if until is None and not audit_file.settings.certificate.validity_years:
        return wording.missing("有效期年数")
    return date(until, PENDING)


def _until_words_en(audit_file: AuditFile) -> str:
    until = _until(audit_file)
    return _until_words(audit_file) if until is None else date_en(until)


def _first_granted(audit_file: AuditFile) -> datetime.date | None:
    """The first grant: as entered, or this one where the cycle is the first."""
    entered = audit_file.assessment.date("first_grant_date")
    if entered is not None:
        return entered
    first = (
        audit_file.assessment.text("audit_type") == "初次认证" or audit_file.assessment.number("cycle") == 0
    )
    return granted(audit_file) if first else None


def _cycle(audit_file: AuditFile) -> str:
    number = audit_file.assessment.number("cycle")
    if number is not None:
        return wording.cycle(int(number))
    return wording.cycle(0) if audit_file.assessment.text("audit_type") == "初次认证" else PENDING


def _months(audit_file: AuditFile) -> str:
    months = audit_file.settings.certificate.surveillance_months
    return str(months) if months else wording.missing("监督间隔月数")


def _day_en(day: datetime.date | None) -> str:
    return PENDING if day is None else date_en(day)
