"""The four-property check (after DA/T 70): authenticity, integrity, usability, security.

Every item names what was checked. What a program cannot check is an item too, to be checked by hand.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cts_docs.archive.lifecycle.listing import EntryDetails, StoredBag
from cts_docs.archive.packages import file_formats
from cts_docs.archive.packages.bags import regular_files
from cts_docs.archive.packages.metadata import file_format
from cts_docs.archive.verification.verdicts import VerifyResult
from cts_docs.documents.forms.four_property.document import Finding, Found, InspectedItem
from cts_docs.errors import Problem
from cts_docs.files.hashing import file_sha256

AUTHENTICITY, INTEGRITY, USABILITY, SECURITY = (
    f"PROPERTY_{name}" for name in ("AUTHENTICITY", "INTEGRITY", "USABILITY", "SECURITY")
)
_STEPS = ("drafted", "registered", "issued")
_TEXTS = ("title", "document_number", "responsible_party", "date", "body", "retention_rule", "secrecy")
_REQUIRED = (*_TEXTS, "creating_program", "client", "content_hash", "process", "files")
_DATES = ("date", "grant_date", "valid_until", "retain_until")
_HASH = re.compile(r"[0-9a-f]{64}")
_FOREIGN = ("SHELF_FOREIGN", "BAG_FILE_FOREIGN", "BAG_FILE_ODD", "ARCHIVE_BYSTANDER")
_CONTENTS = {"data/result.json": "CONTENT_RESULT", "data/inputs/workbook": "CONTENT_WORKBOOK"}


@dataclass(frozen=True, slots=True)
class Record:
    """An issued entry with its package, its metadata (None where unreadable) and its bags."""

    number: str
    certificate: str | None
    package: StoredBag
    bags: tuple[StoredBag, ...]
    metadata: Mapping[str, Any] | None

    @property
    def present(self) -> bool:
        """Whether the folder of the package exists."""
        return self.package.folder.is_dir() and not self.package.folder.is_symlink()


@dataclass(frozen=True, slots=True)
class _Inspection:
    """The issued records, the result of verification, and the archive's folder."""

    records: tuple[Record, ...]
    verified: VerifyResult
    folder: Path

    @property
    def faults(self) -> tuple[Problem, ...]:
        """All faults of the register and the entries, and the notes on foreign files."""
        of_entries = (fault for one in self.verified.entries for fault in one.faults)
        return (*self.verified.register_faults, *self.verified.notes, *of_entries)

    def findings(self, faults: Iterable[Problem]) -> tuple[Found, ...]:
        """Faults as findings, with paths relative to the archive."""
        return tuple(
            Found(fault.code, {"found": fault.found, **fault.values, "file": self.relative(Path(fault.file))})
            for fault in faults
        )

    def each(self, check: Callable[[Record], Iterable[Found]]) -> tuple[Found, ...]:
        """The findings of a metadata check in all records."""
        return tuple(found for one in self.records for found in _unless_missing(one, check))

    def files(self, code: str, check: Callable[[Path], bool]) -> tuple[Found, ...]:
        """The existing registered files for which a check is true; missing files are another item."""
        paths = (bag.folder / file["path"] for one in self.records for bag in one.bags for file in bag.files)
        return tuple(self.file(code, path) for path in paths if path.is_file() and check(path))

    def file(self, code: str, path: Path) -> Found:
        """A finding about a file."""
        return Found(code, {"file": self.relative(path)})

    def relative(self, path: Path) -> str:
        """A path relative to the archive, if it is inside."""
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)

    def all_files(self) -> list[Path]:
        """Every regular file in the bags of the records, registered or not, and every foreign file."""
        foreign = (*_FOREIGN, "ARCHIVE_LITTER")
        locations = [bag.folder for one in self.records for bag in one.bags]
        locations += [Path(fault.file) for fault in self.faults if fault.code in foreign]
        return sorted({file for location in locations for file in _regular(location)})


def record_of(shown: EntryDetails) -> Record | None:
    """The record of an entry; None while it is a draft."""
    package = next((bag for bag in shown.bags if bag.kind == "package"), None)
    if package is None:
        return None
    metadata = _metadata(package.folder / "data" / "metadata.json")
    entry = shown.entry
    return Record(str(entry["number"]), entry["certificate"], package, shown.bags, metadata)


def four_properties(
    records: Iterable[Record], verified: VerifyResult, folder: Path
) -> tuple[InspectedItem, ...]:
    """Every item of the check over all issued records of the archive in a folder."""
    inspection = _Inspection(tuple(records), verified, folder)
    return (
        *_authenticity(inspection),
        *_integrity(inspection),
        *_usability(inspection),
        *_security(inspection),
    )


def _authenticity(inspection: _Inspection) -> Iterator[InspectedItem]:
    entries = inspection.verified.entries
    looked_at = "每个文件包 metadata.json 的文字、日期与哈希值"
    yield _item(AUTHENTICITY, "METADATA_FORM", looked_at, inspection.each(_ill_formed))
    looked_at = "每个文件的名称、格式、大小与 SHA-256"
    yield _item(AUTHENTICITY, "FILE_PROPERTIES", looked_at, inspection.each(_disagreeing))
    looked_at = "BagIt 清单与台账中的全部哈希值，逐字节"
    changed = inspection.findings(fault for one in entries if not one.intact for fault in one.faults)
    yield _item(AUTHENTICITY, "UNCHANGED", looked_at, changed)
    wrong = inspection.findings(fault for one in entries for fault in one.faults if "SIGNATURE" in fault.code)
    signed = [one for one in entries if one.issuer != "unsigned"]
    finding: Finding = "fault" if wrong else ("pass" if signed else "unseen")
    looked_at = "台账中每个事件的 Ed25519 签名" if signed or wrong else "机构未配置签名：签发者无法由程序证明"
    yield InspectedItem(AUTHENTICITY, "ITEM_SIGNATURES", looked_at, finding, wrong)
    yield _check_by_hand(AUTHENTICITY, "HANDWRITING", "扫描件上的签名、印章是否真实")


def _integrity(inspection: _Inspection) -> Iterator[InspectedItem]:
    faults = inspection.verified.register_faults
    looked_at = "GB/T 18894 的各项是否都有值"
    yield _item(INTEGRITY, "METADATA_COMPLETE", looked_at, inspection.each(_incomplete))
    gaps = inspection.findings(fault for fault in faults if fault.code == "NUMBER_GAP")
    yield _item(INTEGRITY, "NUMBERS", "每个编号系列的流水号", gaps)
    log = inspection.findings(fault for fault in faults if fault.code not in ("NUMBER_GAP", *_FOREIGN))
    looked_at = "每个事件的哈希值与前一事件的连接，以及由此得出的各表"
    yield _item(INTEGRITY, "CHAIN", looked_at, log)
    looked_at = "起草、批准、登记、签发各步的时间与人员"
    yield _item(INTEGRITY, "PROCESS", looked_at, inspection.each(_without_process))
    looked_at = "报告、证书（如有）、结果与输入是否在文件包中"
    content = tuple(found for one in inspection.records for found in _without_content(one))
    yield _item(INTEGRITY, "CONTENT", looked_at, content)
    looked_at = "程序之外形成的文件（合同、签到表、现场照片等）"
    yield _check_by_hand(INTEGRITY, "ALL_ARCHIVED", looked_at)


def _usability(inspection: _Inspection) -> Iterator[InspectedItem]:
    unreadable = inspection.each(lambda _: ())
    yield _item(USABILITY, "METADATA_READABLE", "每个文件包的 metadata.json", unreadable)
    missing = tuple(_no_package(one) for one in inspection.records if not one.present)
    closed = inspection.files("FOUND_FILE_CLOSED", lambda file: not file_formats.opens(file))
    looked_at = "每个文件按其格式打开（图片与 OFD 只看是否为空）"
    yield _item(USABILITY, "OPENS", looked_at, (*missing, *closed))
    other = inspection.files(
        "FOUND_FILE_FORMAT", lambda file: file.suffix.lower() not in file_formats.ATTACHED
    )
    yield _item(USABILITY, "FORMATS", " ".join(file_formats.ATTACHED), other)
    looked_at = "Office 文件与 PDF 的加密标志"
    encrypted = inspection.files("FOUND_FILE_ENCRYPTED", file_formats.encrypted)
    yield _item(USABILITY, "ENCRYPTION", looked_at, encrypted)
    yield _check_by_hand(USABILITY, "LEGIBLE", "扫描件是否清晰，版面是否符合原件")


def _security(inspection: _Inspection) -> Iterator[InspectedItem]:
    foreign = tuple(
        inspection.file("FOUND_FILE_FOREIGN", Path(fault.file))
        for fault in inspection.faults
        if fault.code in _FOREIGN
    )
    looked_at = "文件包与归档文件夹中不属于任何条目的文件、链接与设备"
    yield _item(SECURITY, "STRAYS", looked_at, foreign)
    programs = tuple(
        inspection.file("FOUND_FILE_EXECUTABLE", path)
        for path in inspection.all_files()
        if file_formats.executable(path)
    )
    looked_at = "文件包中的每个文件与归档文件夹中的外来文件：程序文件头、脚本与宏"
    yield _item(SECURITY, "EXECUTABLE", looked_at, programs)
    yield _check_by_hand(SECURITY, "VIRUSES", "请用机构的杀毒软件检查")
    yield _check_by_hand(SECURITY, "MEDIA", "磁盘、光盘与备份载体的状态和保管条件")
    yield _check_by_hand(SECURITY, "PROCEDURES", "归档人员的授权、备份与交接的执行")


def _item(attribute: str, name: str, looked_at: str, found: tuple[Found, ...]) -> InspectedItem:
    return InspectedItem(attribute, f"ITEM_{name}", looked_at, "fault" if found else "pass", found)


def _check_by_hand(attribute: str, name: str, looked_at: str) -> InspectedItem:
    return InspectedItem(attribute, f"ITEM_{name}", looked_at, "unseen")


def _unless_missing(record: Record, check: Callable[[Record], Iterable[Found]]) -> Iterator[Found]:
    """The findings of a check; a single one where the package or its metadata is missing."""
    if not record.present:
        yield _no_package(record)
    elif record.metadata is None:
        yield Found("FOUND_METADATA_UNREADABLE", {"number": record.number})
    else:
        yield from check(record)


def _no_package(record: Record) -> Found:
    return Found("FOUND_PACKAGE_MISSING", {"number": record.number})


def _regular(location: Path) -> Iterator[Path]:
    """A file, or the files below a folder; links are not followed."""
    if location.is_symlink():
        return
    if location.is_dir():
        yield from regular_files(location)
    elif location.is_file():
        yield location


def _metadata(file: Path) -> Mapping[str, Any] | None:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _named(record: Record, code: str, name: str) -> Found:
    """A finding about one metadata item of a record."""
    return Found(code, {"number": record.number, "found": name}, f"METADATA_{name.upper()}")


def _ill_formed(record: Record) -> Iterator[Found]:
    metadata = record.metadata or {}
    wrong = [name for name in _TEXTS if not isinstance(metadata.get(name, ""), str)]
    wrong += [name for name in _DATES if metadata.get(name) is not None and not _is_date(metadata[name])]
    if not _HASH.fullmatch(str(metadata.get("content_hash", ""))):
        wrong.append("content_hash")
    yield from (_named(record, "FOUND_METADATA_FORM", name) for name in dict.fromkeys(wrong))


def _is_date(value: object) -> bool:
    try:
        return bool(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return False


def _disagreeing(record: Record) -> Iterator[Found]:
    for file in _listed(record):
        path = record.package.folder / "data" / str(file.get("path"))
        if not path.is_file() or _properties(path) != tuple(
            file.get(name) for name in ("name", "format", "size", "sha256")
        ):
            yield Found("FOUND_FILE_DISAGREES", {"number": record.number, "file": str(file.get("path"))})


def _properties(path: Path) -> tuple[str, str, int, str]:
    return path.name, file_format(path.name), path.stat().st_size, file_sha256(path)


def _listed(record: Record) -> list[Mapping[str, Any]]:
    files = (record.metadata or {}).get("files")
    return [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []


def _incomplete(record: Record) -> Iterator[Found]:
    metadata = record.metadata or {}
    yield from (
        _named(record, "FOUND_METADATA_MISSING", name) for name in _REQUIRED if not metadata.get(name)
    )


def _without_process(record: Record) -> Iterator[Found]:
    process = (record.metadata or {}).get("process")
    listed = [one for one in process if isinstance(one, dict)] if isinstance(process, list) else []
    failpoints = {str(one.get("step")): one for one in listed}
    missing = [step for step in _STEPS if not _has_time_and_person(failpoints, step)]
    in_one_step = failpoints.get("drafted", {}).get("at") == failpoints.get("issued", {}).get("at")
    if not in_one_step and not _has_time_and_person(failpoints, "approved"):
        missing.append("approved")
    for step in missing:
        yield Found("FOUND_STEP_MISSING", {"number": record.number}, f"STEP_{step.upper()}")


def _has_time_and_person(failpoints: Mapping[str, Mapping[str, object]], step: str) -> bool:
    found = failpoints.get(step, {})
    return bool(found.get("at") and found.get("person"))


def _without_content(record: Record) -> Iterator[Found]:
    """Findings for required contents that are missing in the package's folder."""
    if not record.present:
        yield _no_package(record)
        return
    folder = record.package.folder
    there = [file for file in record.package.files if (folder / file["path"]).is_file()]
    documents = {file["document"] for file in there}
    required = ("report", *(["certificate"] if record.certificate else []))
    missing = [f"CONTENT_{name.upper()}" for name in required if name not in documents]
    for begins, code in _CONTENTS.items():
        if not any(str(file["path"]).startswith(begins) for file in there):
            missing.append(code)
    yield from (Found("FOUND_CONTENT_MISSING", {"number": record.number}, code) for code in missing)
