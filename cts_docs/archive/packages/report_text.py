"""What the report of an entry says, by which the entry is found among others."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree
from sqlalchemy import or_, select

from cts_docs.archive.packages.recovery import whereabouts
from cts_docs.archive.paths import Place
from cts_docs.archive.register.register import Ledger, Snapshot
from cts_docs.archive.register.schema import ENTRIES, TEXTS
from cts_docs.documents.ooxml.text import document_lines
from cts_docs.files.hashing import sha256

REPORT = "report"
_TEMPLATE = f"data/inputs/templates/{REPORT}.docx"


def report_text(report: bytes, template: bytes) -> str:
    """The lines of a report that its template has not, each once."""
    common = set(document_lines(template))
    return "\n".join(dict.fromkeys(line for line in document_lines(report) if line not in common))


def index_reports(ledger: Ledger, place: Place, *, anew: bool = False) -> tuple[str, ...]:
    """Let entries be found by their reports that are not yet, as of older registers; their numbers.

    With `anew` no text that is there is believed, and all are written again.

    Reports and templates are read from the bags. One that is missing, altered or does not open is
    left out: verification says so, and searching proves nothing.
    """
    if anew:
        ledger.connection.execute(TEXTS.delete())
        for entry in ledger.rows("entries"):
            ledger.index(entry["number"])
    found = tuple(_texts(ledger, place))
    for number, text in found:
        ledger.index(number, text)
    return tuple(number for number, _ in found)


def _texts(snapshot: Snapshot, place: Place) -> Iterator[tuple[str, str]]:
    lacking = (
        select(ENTRIES.c.number)
        .outerjoin(TEXTS, TEXTS.c.number == ENTRIES.c.number)
        .where(or_(TEXTS.c.report.is_(None), TEXTS.c.report == ""))
        .order_by(ENTRIES.c.number)
    )
    for number in snapshot.connection.execute(lacking).scalars().all():
        if text := _stored_text(snapshot, place, number):
            yield number, text


def _stored_text(snapshot: Snapshot, place: Place, number: str) -> str:
    """What the stored report of an entry says; empty where that cannot be told."""
    for bag in snapshot.bags_of(number):
        if bag["kind"] == "attachment":
            continue
        files = snapshot.files_of(bag["kind"], number, bag["position"])
        try:
            report = next(file for file in files if _is_report(file))
            template = next(file for file in files if file["path"] == _TEMPLATE)
            return report_text(_content(place, bag, report), _content(place, bag, template))
        except (StopIteration, OSError, ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
            continue
    return ""


def _is_report(file: Mapping[str, Any]) -> bool:
    return file["document"] == REPORT and str(file["path"]).endswith(".docx")


def _content(place: Place, bag: Mapping[str, Any], file: Mapping[str, Any]) -> bytes:
    """A file of a bag; raises OSError or ValueError where it is not what was recorded."""
    path = whereabouts(place, bag) / file["path"]
    if path.is_symlink() or path.stat().st_size != file["size"]:
        raise ValueError(path.name)
    content: bytes = path.read_bytes()
    if sha256(content) != file["sha256"]:
        raise ValueError(path.name)
    return content
