"""The inputs of the measurements: the samples of this project, and workbooks made in the same way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audits import AUDITS
from cts_docs.documents.audit_file import AuditFile
from cts_docs.services import ServiceContext, open_context
from cts_docs.services.workbooks.check import examine
from cts_docs.workbook import blank_workbook
from filling import fill

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"


def context() -> ServiceContext:
    """The service context of the samples."""
    return open_context(SAMPLES / "cts-docs.toml")


def sample_audit_file(name: str) -> AuditFile:
    """The audit file of a sample workbook."""
    found = examine(SAMPLES / name, "render", context()).audit_file
    if found is None:
        raise ValueError(f"{name} is refused")
    return found


def workbook(folder: Path, forms: int) -> Path:
    """The first sample with another number of evaluation forms."""
    path = folder / f"forms-{forms}.xlsx"
    if not path.exists():
        specification = context().specification()
        audit = replace(AUDITS[0], forms=forms)
        fillings = audit.fillings(len(specification.indicators), len(specification.clauses))
        blank = blank_workbook(specification, context().readings(specification), forms)
        path.write_bytes(fill(blank, fillings, audit.cells))
    return path
