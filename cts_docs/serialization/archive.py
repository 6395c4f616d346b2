"""Results of the commands on an archive as the JSON of the command line."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cts_docs.errors import Problem
from cts_docs.messages import Language
from cts_docs.serialization.results import (
    serialize_document,
    serialize_problem,
    serialize_problems,
    serialize_refused_workbook,
)

if TYPE_CHECKING:
    from cts_docs.archive.lifecycle.case_history import CaseAudit
    from cts_docs.archive.lifecycle.due_dates import DueDate
    from cts_docs.archive.lifecycle.issuing import AttachmentResult
    from cts_docs.archive.lifecycle.listing import EntryDetails, EntrySummary, LogHead
    from cts_docs.archive.lifecycle.notices import NoticeResult
    from cts_docs.archive.lifecycle.search import SearchHit
    from cts_docs.archive.lifecycle.status_changes import StatusChangeResult
    from cts_docs.archive.packages.recovery import RecoveryResult
    from cts_docs.archive.register.backend_migration import MigrationResult
    from cts_docs.archive.verification.known_files import FileVerdict
    from cts_docs.archive.verification.verdicts import Verdict, VerifyResult
    from cts_docs.services.archive.export import ExportedFile
    from cts_docs.services.archive.four_property import FourPropertyCheck
    from cts_docs.services.archive.issue import IssuedWorkbook
    from cts_docs.services.archive.reporting import RegulatorReport

JsonObject = dict[str, Any]


def serialize_issued(issued: IssuedWorkbook, language: Language) -> JsonObject:
    """One workbook of `issue`, or the result of `approve`."""
    if not issued.ok:
        return serialize_refused_workbook(issued.path, issued.problems, language)
    return {
        "path": issued.path,
        "ok": True,
        "number": issued.number,
        "certificate": issued.certificate,
        "package": issued.package,
        "content_hash": issued.content_hash,
        "documents": [serialize_document(document) for document in issued.documents],
        "problems": serialize_problems(issued.problems, language),
    }


def serialize_entries(entries: Iterable[EntrySummary]) -> JsonObject:
    """The JSON of `archive list`."""
    return {"entries": [_listed(one) for one in entries]}


def serialize_search_results(found: Iterable[SearchHit]) -> JsonObject:
    """The JSON of `archive search`; `where` is `entry` or `report`, where the words were found."""
    return {"entries": [{**_listed(one.entry), "where": one.where} for one in found]}


def serialize_history(history: Iterable[CaseAudit]) -> list[JsonObject]:
    """The audits of a client in the JSON of `archive show`; null where something is not recorded."""
    return [
        {
            **_listed(one.summary),
            "audit_type": one.audit_type,
            "audit_start": one.start,
            "audit_end": one.end,
            "cycle": one.cycle,
            "settled": one.settled,
            "open_nonconformities": None
            if one.open is None
            else [
                {
                    "number": item.number,
                    "clause": item.clause,
                    "severity": item.severity,
                    "due": item.due.isoformat() if item.due else None,
                }
                for item in one.open
            ],
            "notices": [
                {"name": each.name, "notice": each.number or None, "date": each.date} for each in one.notices
            ],
        }
        for one in history
    ]


def serialize_entry(shown: EntryDetails, history: Iterable[CaseAudit] = ()) -> JsonObject:
    """The JSON of `archive show`."""
    return {
        "history": serialize_history(history),
        **shown.entry,
        "status": shown.status,
        "supersedes": list(shown.supersedes),
        "admitted": list(shown.allowed),
        "packages": [
            {
                "kind": bag.kind,
                "path": str(bag.folder),
                "voided": bag.voided,
                "void_reason": bag.void_reason,
                "files": [_file(file) for file in bag.files],
            }
            for bag in shown.bags
        ],
        "events": list(shown.events),
    }


def serialize_verification(verified: VerifyResult, language: Language) -> JsonObject:
    """The JSON of `archive verify`."""
    serialized: JsonObject = {
        "as_of": verified.as_of.isoformat(),
        "entries": [_verdict(entry, language) for entry in verified.entries],
        "chain": {"head": verified.head, "faults": _faults(verified.register_faults, language)},
        "scope": verified.scope,
        "events": verified.events,
        "notes": _faults(verified.notes, language),
    }
    if verified.file is not None:
        serialized["file"] = _file_verdict(verified.file)
    return serialized


def serialize_attachment(attached: AttachmentResult) -> JsonObject:
    """The JSON of `archive attach`."""
    return {"number": attached.number, "path": str(attached.path), "sha256": attached.sha256}


def serialize_refusal(number: str, problems: Iterable[Problem], language: Language) -> JsonObject:
    """The JSON of a command that refuses a number, such as an unknown one."""
    return {"number": number, "ok": False, "problems": serialize_problems(problems, language)}


def serialize_status_change(change: StatusChangeResult, language: Language) -> JsonObject:
    """The JSON of a status change, such as `archive suspend`; its problems are warnings."""
    return {
        "number": change.number,
        "deed": change.transition,
        "before": change.before,
        "status": change.after,
        "date": change.date.isoformat(),
        "by": change.by or None,
        "proposed": change.proposed,
        "notice": serialize_notice(change.notice) if change.notice else None,
        "problems": serialize_problems(change.warnings, language),
    }


def serialize_notice(notice: NoticeResult) -> JsonObject:
    """The JSON of a notice that was archived; `notice` is null where notices are not numbered."""
    return {
        "name": notice.name,
        "notice": notice.number or None,
        "number": notice.entry,
        "date": notice.date.isoformat(),
        "files": [str(path) for path in notice.files],
    }


def serialize_due(
    found: Iterable[DueDate], as_of: datetime.date, within: int, notices: Iterable[NoticeResult] = ()
) -> JsonObject:
    """The JSON of `archive due`; `days` is negative where something is overdue.

    `notices` are those of surveillance that were archived now.
    """
    entries = [
        {
            "number": one.number,
            "certificate": one.certificate,
            "client": one.client,
            "status": one.status,
            "what": one.what,
            "date": one.date.isoformat(),
            "days": one.days,
            "nonconformity": one.nonconformity or None,
        }
        for one in found
    ]
    made = [serialize_notice(one) for one in notices]
    return {"as_of": as_of.isoformat(), "within": within, "due": entries, "notices": made}


def serialize_export(written: Iterable[ExportedFile], as_of: datetime.date) -> JsonObject:
    """The JSON of `archive export`; `signed_by` of a proof holds the fingerprints of the keys."""
    return {
        "as_of": as_of.isoformat(),
        "files": [
            {"path": one.path, "sha256": one.sha256}
            | ({} if one.signed_by is None else {"signed_by": list(one.signed_by)})
            for one in written
        ],
    }


def serialize_report(written: RegulatorReport) -> JsonObject:
    """The JSON of `archive report`: the file and its numbers of rows."""
    return {
        "path": written.path,
        "sha256": written.sha256,
        "certificates": written.certificates,
        "plans": written.plans,
    }


def serialize_migration(moved: MigrationResult) -> JsonObject:
    """The JSON of `archive move`."""
    return {"to": moved.to, "head": moved.head, "entries": moved.entries, "events": moved.events}


def serialize_four_property(inspected: FourPropertyCheck, language: Language) -> JsonObject:
    """The JSON of `archive four-property`; a finding is `pass`, `fault` or `unseen`."""
    return {
        "as_of": inspected.as_of.isoformat(),
        "entries": inspected.entries,
        "head": inspected.head,
        "ok": inspected.ok,
        "report": str(inspected.report) if inspected.report else None,
        "items": [
            {
                "property": one.group,
                "item": one.name,
                "looked_at": one.looked_at,
                "finding": one.finding,
                "found": [each.in_words(language) for each in one.found],
            }
            for one in inspected.items
        ],
    }


def serialize_digest(digest: LogHead) -> JsonObject:
    """The JSON of `archive digest`."""
    return {"head": digest.head, "events": digest.events}


def serialize_repair(repaired: RecoveryResult) -> JsonObject:
    """The JSON of `archive repair`."""
    return {
        "finished": list(repaired.finished),
        "undone": list(repaired.undone),
        "quarantined": [str(path) for path in repaired.quarantined],
        "indexed": list(repaired.indexed),
        "sealed": repaired.sealed,
    }


def _listed(one: EntrySummary) -> JsonObject:
    return {
        "number": one.number,
        "certificate": one.certificate,
        "client": one.client,
        "grade": one.grade,
        "status": one.status,
        "issued": one.issued,
        "valid_until": one.valid_until,
    }


def _verdict(entry: Verdict, language: Language) -> JsonObject:
    return {
        "number": entry.number,
        "certificate": entry.certificate,
        "intact": entry.intact,
        "status": entry.status,
        "issuer": entry.issuer,
        "faults": _faults(entry.faults, language),
    }


def _faults(problems: Iterable[Problem], language: Language) -> list[JsonObject]:
    return [{**serialize_problem(problem, language), "file": problem.file or None} for problem in problems]


def _file(file: JsonObject) -> JsonObject:
    return {key: file[key] for key in ("path", "size", "sha256", "document", "form")}


def _file_verdict(file: FileVerdict) -> JsonObject:
    return {
        "sha256": file.sha256,
        "ours": bool(file.number),
        "number": file.number or None,
        "path": file.path or None,
        "document": file.document or None,
        "draft": file.draft,
        "claims": file.claims or None,
    }
