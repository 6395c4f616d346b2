"""The use case `archive four-property`: verify, check every record, write the report."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from cts_docs.archive.verification.four_property import four_properties, record_of
from cts_docs.documents.forms.four_property.document import InspectedItem, inspection_report
from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.writing import write_file
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.export import refuse_output_in_archive


@dataclass(frozen=True, slots=True)
class FourPropertyCheck:
    """The findings of a four-property check; `report` is the Word file, None where none was requested."""

    as_of: datetime.date
    items: tuple[InspectedItem, ...]
    entries: int
    head: str
    report: Path | None = None

    @property
    def ok(self) -> bool:
        """Whether no item is a fault; items that need a check by hand are not faults."""
        return all(item.finding != "fault" for item in self.items)


def check_four_properties(service: ArchiveService, output: Path | None = None) -> FourPropertyCheck:
    """Check an archive, and write the report in Word where a file is named.

    Raises CannotRunError where the file name does not end in .docx, it cannot be written, or it is in
    the archive.
    """
    if output is not None and output.suffix.lower() != ".docx":
        raise CannotRunError(Problem("INSPECTION_SUFFIX", file=str(output)))
    if output is not None:
        refuse_output_in_archive(service, output)
    verified = service.verify()
    shown = (service.show(one.number) for one in verified.entries)
    records = [record for record in map(record_of, shown) if record is not None]
    items = four_properties(records, verified, service.archive.paths.folder)
    if output is not None:
        body = service.context.settings.body.name
        write_file(output, inspection_report(items, body, verified.head, len(records), service.as_of))
    return FourPropertyCheck(service.as_of, items, len(records), verified.head, output)
