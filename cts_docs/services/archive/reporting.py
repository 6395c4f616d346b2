"""The use case `archive report`: certificates and audit plans as a body reports them to its regulator.

One workbook of two sheets, a row for each certificate and for each audit with a plan. The columns are
the body's (`[reporting]` in its configuration); every value comes from the register, or from the
score workbook in the package of its entry.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cts_docs.archive.lifecycle.listing import EntryDetails
from cts_docs.archive.packages import register_table
from cts_docs.archive.register.entries import ENDED, entries_as_of, status_label
from cts_docs.archive.register.faults import coded_errors
from cts_docs.archive.register.integrity import refuse_inconsistent
from cts_docs.assessment.model import Assessment, PlanEntry
from cts_docs.errors import CannotRunError, Problem, RefusedError
from cts_docs.files.hashing import sha256
from cts_docs.files.writing import write_file
from cts_docs.progress import tracked
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.export import refuse_output_in_archive
from cts_docs.services.archive.keys import trusted_keys
from cts_docs.services.archive.rerender import packaged_context, packaged_workbook
from cts_docs.services.context import ServiceContext
from cts_docs.services.workbook_paths import find_workbooks
from cts_docs.workbook import read_workbook

_SUFFIX = ".xlsx"
_CERTIFICATES, _PLANS = "证书", "审核计划"
_PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class Period:
    """From which day to which, both included; None where a side is open."""

    first: datetime.date | None = None
    last: datetime.date | None = None

    def holds(self, day: str) -> bool:
        """Whether a day, as ISO text, lies in the period; an empty one lies in the open period alone."""
        if not day:
            return self.first is None and self.last is None
        after = self.first is None or day >= self.first.isoformat()
        return after and (self.last is None or day <= self.last.isoformat())


@dataclass(frozen=True, slots=True)
class RegulatorReport:
    """A report as written, with its numbers of rows."""

    path: str
    sha256: str
    certificates: int
    plans: int


def write_report(
    service: ArchiveService,
    output: Path,
    period: Period,
    workbooks: Sequence[Path] = (),
    *,
    replace: bool = False,
) -> RegulatorReport:
    """Write the certificates granted and the audits begun in a period, each with its status today.

    `workbooks` are audits that are not in the archive yet, for their plans. Raises CannotRunError where
    the name does not end in .xlsx, the file exists and `replace` is false, it lies in the archive, the
    period ends before it begins or a workbook is missing; RefusedError where the register disagrees
    with its event log, a package lacks its workbook or holds a changed one, or a workbook has errors.
    """
    _check(service, output, period, replace=replace)
    columns = service.context.settings.reporting
    certificates, plans = [list(columns.certificates)], [list(columns.plans)]
    for number in tracked(_numbers(service), "PROGRESS_PACKAGES"):
        shown = service.show(number)
        facts = _facts(shown, _assessment(shown))
        if shown.entry["certificate"] is not None and period.holds(facts["granted"]):
            certificates.append([facts.get(fact, "") for fact in columns.certificates.values()])
        plans += _plan_rows(facts, period, columns.plans)
    for assessment in _begun(service.context, workbooks):
        plans += _plan_rows(dict(_recorded(assessment)), period, columns.plans)
    content = register_table.as_xlsx({_CERTIFICATES: certificates, _PLANS: plans})
    write_file(output, content)
    return RegulatorReport(str(output), sha256(content), len(certificates) - 1, len(plans) - 1)


def _plan_rows(facts: Mapping[str, str], period: Period, columns: Mapping[str, str]) -> list[list[str]]:
    """The row of an audit that has a plan and begins in the period."""
    if not facts.get("plan") or not period.holds(facts.get("audit_start", "")):
        return []
    return [[facts.get(fact, "") for fact in columns.values()]]


def _begun(context: ServiceContext, workbooks: Sequence[Path]) -> Iterator[Assessment]:
    """What the workbooks of audits that are not archived hold so far; raises RefusedError for errors."""
    for path in find_workbooks(workbooks) if workbooks else ():
        book = read_workbook(path, context.find, context.readings)
        errors = [problem for problem in book.problems if problem.is_error]
        if errors or book.assessment is None:
            raise RefusedError((Problem("REPORT_WORKBOOK", file=str(path)), *errors))
        yield book.assessment


def _check(service: ArchiveService, output: Path, period: Period, *, replace: bool) -> None:
    if output.suffix.lower() != _SUFFIX:
        raise CannotRunError(Problem("FILE_SUFFIX", file=str(output), found=output.suffix or output.name))
    if period.first is not None and period.last is not None and period.last < period.first:
        values = {"expected": period.first.isoformat()}
        raise CannotRunError(Problem("REPORT_PERIOD", found=period.last.isoformat(), values=values))
    refuse_output_in_archive(service, output)
    if not replace and output.exists():
        raise CannotRunError(Problem("FILE_EXISTS", file=str(output)))


def _numbers(service: ArchiveService) -> list[str]:
    """The numbers of the entries that were issued, after the register was checked."""
    place, trusted = service.archive.paths, trusted_keys(service.context.settings)
    with coded_errors(place.folder), service.archive.register.reading() as snapshot:
        refuse_inconsistent(snapshot, place, trusted=trusted)
        entries = entries_as_of(snapshot, service.as_of, historic=service.historic)
    return [str(entry["number"]) for entry in entries if entry["issued"] is not None]


def _assessment(shown: EntryDetails) -> Assessment | None:
    """What the auditors recorded, from the workbook in the package; None where it was disposed of."""
    bag = next((bag for bag in shown.bags if bag.kind == _PACKAGE), None)
    if bag is None or shown.status == "disposed":
        return None
    try:
        workbook = packaged_workbook(bag.folder)
        content = workbook.read_bytes()
    except (OSError, StopIteration) as error:
        raise RefusedError(Problem("BAG_MISSING", file=str(bag.folder))) from error
    path = workbook.relative_to(bag.folder).as_posix()
    recorded = next((file["sha256"] for file in bag.files if file["path"] == path), None)
    if sha256(content) != recorded:
        raise RefusedError(Problem("BAG_FILE_CHANGED", file=str(workbook), found=path))
    context = packaged_context(bag.folder)
    return read_workbook(workbook, context.find, context.readings).assessment


def _facts(shown: EntryDetails, assessment: Assessment | None) -> Mapping[str, str]:
    """Every fact of an entry by name, as text: the workbook's, and above them the register's."""
    found = {} if assessment is None else dict(_recorded(assessment))
    entry = {**shown.entry, "status": status_label(shown.status, "zh")}
    if shown.status in ENDED:
        entry["surveillance_due"] = None
    found.update({name: _text(value) for name, value in entry.items()})
    return found


def _recorded(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for name, value in assessment.values.items():
        yield name, _text(value)
    members = (f"{member.name or ''}（{member.role or ''}）" for member in assessment.team)
    yield "team", "、".join(members)
    yield "plan", "\n".join(_appointment(entry) for entry in assessment.plan)


def _appointment(entry: PlanEntry) -> str:
    parts = (entry.date, entry.time, entry.auditor, entry.subject, entry.place)
    return " ".join(_text(part) for part in parts if part is not None)


def _text(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else str(value)
