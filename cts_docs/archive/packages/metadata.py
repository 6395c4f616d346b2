"""The metadata of a package: the items of GB/T 18894 and the steps of its process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from cts_docs.archive.packages.bags import BagFile
from cts_docs.archive.packages.requests import Allocation, IssueRequest, ProcessStep
from cts_docs.files.hashing import Json

_FORMATS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".toml": "application/toml",
}


def package_metadata(
    request: IssueRequest,
    allocation: Allocation,
    content_hash: str,
    day: str,
    process: Sequence[ProcessStep],
    files: Sequence[BagFile],
) -> Json:
    """The metadata of a package made on a day; `files` are all its other files."""
    facts = request.facts
    return {
        **request.metadata,
        "date": day,
        "document_number": allocation.report,
        "source_workbook": request.workbook_name,
        "certificate_number": allocation.certificate,
        "content_hash": content_hash,
        "client": facts.client,
        "client_credit_code": facts.credit_code,
        "scope": facts.scope,
        "audit_type": facts.audit_type,
        "specification": {"id": facts.specification, "version": facts.specification_version},
        "outcome": facts.outcome,
        "grade": facts.grade_name,
        "grant_date": facts.granted.isoformat() if facts.granted else None,
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else None,
        "retain_until": facts.retain_until.isoformat() if facts.retain_until else None,
        "process": [{"step": one.step, "at": one.at, "person": one.person} for one in process],
        "files": [_file(file) for file in files],
    }


def file_format(path: str) -> str:
    """The media type of a file by its suffix."""
    return _FORMATS.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")


def _file(file: BagFile) -> Json:
    size, digest = file.measure()
    return {
        "name": PurePosixPath(file.path).name,
        "path": file.path,
        "format": file_format(file.path),
        "size": size,
        "sha256": digest,
        "document": file.document,
        "form": file.form,
    }
