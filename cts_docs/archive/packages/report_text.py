"""The text of an entry's report, by which the entry can be searched."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree
from sqlalchemy import or_, select

from cts_docs.archive.packages.storage import locate
from cts_docs.archive.paths import ArchivePaths
from cts_docs.archive.register.register import RegisterWriter
from cts_docs.archive.register.schema import ENTRIES, TEXTS
from cts_docs.archive.register.snapshot import Snapshot
from cts_docs.documents.ooxml.text import document_lines
from cts_docs.files.hashing import sha256

REPORT = "report"
_TEMPLATE = f"data/inputs/templates/{REPORT}.docx"


def report_text(report: bytes, template: bytes) -> str:
    """The lines of a report that are not in its template, each once."""
    common = set(document_lines(template))
    return "\n".join(dict.fromkeys(line for line in document_lines(report) if line not in common))


def index_reports(writer: RegisterWriter, paths: ArchivePaths, *, anew: bool = False) -> tuple[str, ...]:
    """Index the reports of entries that have no text yet (older registers); gives their numbers.

    With `anew` all texts are written again. Reports and templates are read from the bags; missing,
    altered or unreadable ones are skipped, because verification reports them.
    """
    if anew:
        writer.connection.execute(TEXTS.delete())
        for entry in writer.rows("entries"):
            writer.index(entry["number"])
    found = tuple(_texts(writer, paths))
    for number, text in found:
        writer.index(number, text)
    return tuple(number for number, _ in found)


def _texts(snapshot: Snapshot, paths: ArchivePaths) -> Iterator[tuple[str, str]]:
    without_text = (
        select(ENTRIES.c.number)
        .outerjoin(TEXTS, TEXTS.c.number == ENTRIES.c.number)
        .where(or_(TEXTS.c.report.is_(None), TEXTS.c.report == ""))
        .order_by(ENTRIES.c.number)
    )
    for number in snapshot.connection.execute(without_text).scalars().all():
        if text := _stored_text(snapshot, paths, number):
            yield number, text


def _stored_text(snapshot: Snapshot, paths: ArchivePaths, number: str) -> str:
    """The text of an entry's stored report; empty where it cannot be read."""
    for bag in snapshot.bags_of(number):
        if bag["kind"] == "attachment":
            continue
        files = snapshot.files_of(bag["kind"], number, bag["position"])
        try:
            report = next(file for file in files if _is_report(file))
            template = next(file for file in files if file["path"] == _TEMPLATE)
            return report_text(_content(paths, bag, report), _content(paths, bag, template))
        except (StopIteration, OSError, ValueError, KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
            continue
    return ""


def _is_report(file: Mapping[str, Any]) -> bool:
    return file["document"] == REPORT and str(file["path"]).endswith(".docx")


def _content(paths: ArchivePaths, bag: Mapping[str, Any], file: Mapping[str, Any]) -> bytes:
    """The content of a file of a bag; raises OSError or ValueError where it differs from the register."""
    path = locate(paths, bag) / file["path"]
    if path.is_symlink() or path.stat().st_size != file["size"]:
        raise ValueError(path.name)
    content: bytes = path.read_bytes()
    if sha256(content) != file["sha256"]:
        raise ValueError(path.name)
    return content
