"""The sequence of `archive four-property`: verify, look at every record, write the report."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from cts_docs.archive.verification.four_property import four_properties, record_of
from cts_docs.documents.forms.four_property import InspectedItem, inspection_report
from cts_docs.errors import CannotRunError, Problem
from cts_docs.files.writing import write_file
from cts_docs.services.archive.archive import Keeper
from cts_docs.services.archive.export import refuse_inside


@dataclass(frozen=True, slots=True)
class Inspected:
    """The findings of a check on a day; `report` is the Word file, None where none was asked for."""

    as_of: datetime.date
    items: tuple[InspectedItem, ...]
    entries: int
    head: str
    report: Path | None = None

    @property
    def ok(self) -> bool:
        """Whether no item is a fault; what a program cannot see is none."""
        return all(item.finding != "fault" for item in self.items)


def inspect_archive(keeper: Keeper, output: Path | None = None) -> Inspected:
    """Check an archive and write the report as Word where a file is named.

    Raises CannotRunError where the file is no Word file, cannot be written, or is in the archive.
    """
    if output is not None and output.suffix.lower() != ".docx":
        raise CannotRunError(Problem("INSPECTION_SUFFIX", file=str(output)))
    if output is not None:
        refuse_inside(keeper, output)
    verified = keeper.verify()
    shown = (keeper.show(one.number) for one in verified.entries)
    records = [record for record in map(record_of, shown) if record is not None]
    items = four_properties(records, verified, keeper.archive.place.folder)
    if output is not None:
        body = keeper.office.settings.body.name
        write_file(output, inspection_report(items, body, verified.head, len(records), keeper.as_of))
    return Inspected(keeper.as_of, items, len(records), verified.head, output)
