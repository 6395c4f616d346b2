"""The four-property check (after DA/T 70): authenticity, integrity, usability, security.

Every item says what was looked at; what a program cannot see is an item too, and named as such.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cts_docs.archive import openness
from cts_docs.archive.canonical import sha256
from cts_docs.archive.listing import Bag, Shown
from cts_docs.archive.metadata import file_format
from cts_docs.archive.verification import Verified
from cts_docs.documents.inspection import Finding, InspectedItem

AUTHENTICITY, INTEGRITY, USABILITY, SECURITY = "真实性", "完整性", "可用性", "安全性"
_STEPS = ("drafted", "registered", "issued")
_TEXTS = ("title", "document_number", "responsible_party", "date", "body", "retention_rule", "secrecy")
_REQUIRED = (*_TEXTS, "creating_program", "client", "content_hash", "process", "files")
_DATES = ("date", "grant_date", "valid_until", "retain_until")
_HASH = re.compile(r"[0-9a-f]{64}")
_FOREIGN = ("SHELF_FOREIGN", "BAG_FILE_FOREIGN", "BAG_FILE_ODD", "ARCHIVE_BYSTANDER")


@dataclass(frozen=True, slots=True)
class Record:
    """One issued entry as the check sees it: its package, its metadata (None where unreadable), its bags."""

    number: str
    certificate: str | None
    package: Bag
    bags: tuple[Bag, ...]
    metadata: Mapping[str, Any] | None


def record_of(shown: Shown) -> Record | None:
    """The record of an entry; None while it is a draft."""
    package = next((bag for bag in shown.bags if bag.kind == "package"), None)
    if package is None:
        return None
    metadata = _metadata(package.folder / "data" / "metadata.json")
    entry = shown.entry
    return Record(str(entry["number"]), entry["certificate"], package, shown.bags, metadata)


def four_properties(records: Iterable[Record], verified: Verified) -> tuple[InspectedItem, ...]:
    """Every item of the check over all issued records."""
    kept = tuple(records)
    return (
        *_authenticity(kept, verified),
        *_integrity(kept, verified),
        *_usability(kept),
        *_security(kept, verified),
    )


def _authenticity(records: tuple[Record, ...], verified: Verified) -> Iterator[InspectedItem]:
    def each(check: Callable[[Record], Iterable[str]]) -> tuple[str, ...]:
        return _places(records, check)

    yield _item(
        AUTHENTICITY,
        "元数据的类型、范围与格式",
        "每个文件包 metadata.json 的文字、日期与哈希值",
        each(_ill_formed),
    )
    yield _item(
        AUTHENTICITY, "文件属性与元数据一致", "每个文件的名称、格式、大小与 SHA-256", each(_disagreeing)
    )
    changed = tuple(
        f"{one.number}：{fault.code}" for one in verified.entries if not one.intact for fault in one.faults
    )
    yield _item(AUTHENTICITY, "文件包与归档时一致", "BagIt 清单与登记簿中的全部哈希值，逐字节", changed)
    wrong = tuple(
        one.number for one in verified.entries if any("SIGNATURE" in fault.code for fault in one.faults)
    )
    signed = [one for one in verified.entries if one.issuer != "unsigned"]
    finding: Finding = "fault" if wrong else ("pass" if signed else "unseen")
    looked = "登记簿中每个事件的 Ed25519 签名" if signed or wrong else "机构未配置签名：签发者无法由程序证明"
    yield InspectedItem(AUTHENTICITY, "数字签名有效", looked, finding, wrong)
    yield _unseen(AUTHENTICITY, "手写签名与印章", "扫描件上的签名、印章是否真实")


def _integrity(records: tuple[Record, ...], verified: Verified) -> Iterator[InspectedItem]:
    yield _item(INTEGRITY, "元数据齐全", "GB/T 18894 的各项是否都有值", _places(records, _incomplete))
    gaps = tuple(fault.found for fault in verified.chain_faults if fault.code == "NUMBER_GAP")
    yield _item(INTEGRITY, "编号连续", "每个编号系列的流水号", gaps)
    chain = tuple(
        f"{fault.code} {fault.found}"
        for fault in verified.chain_faults
        if fault.code not in ("NUMBER_GAP", *_FOREIGN)
    )
    yield _item(INTEGRITY, "登记簿的事件链", "每个事件的哈希值与前一事件的连接，以及由此得出的各表", chain)
    yield _item(
        INTEGRITY,
        "过程记录齐全",
        "起草、批准、登记、签发各步的时间与人员",
        _places(records, _without_process),
    )
    yield _item(
        INTEGRITY,
        "每条记录都有内容",
        "报告、证书（如有）、结果与输入是否在文件包中",
        _places(records, _without_content),
    )
    yield _unseen(INTEGRITY, "应归档的是否都已归档", "程序之外形成的文件（合同、签到表、现场照片等）")


def _usability(records: tuple[Record, ...]) -> Iterator[InspectedItem]:
    unreadable = tuple(one.number for one in records if one.metadata is None)
    yield _item(USABILITY, "元数据可读", "每个文件包的 metadata.json", unreadable)
    yield _item(
        USABILITY,
        "文件可打开",
        "每个文件按其格式打开（图片与 OFD 只看是否为空）",
        _files(records, lambda file: not openness.opens(file)),
    )
    yield _item(
        USABILITY,
        "格式允许",
        " ".join(openness.ATTACHED),
        _files(records, lambda file: file.suffix.lower() not in openness.ATTACHED),
    )
    yield _item(USABILITY, "没有加密", "Office 文件与 PDF 的加密标志", _files(records, openness.encrypted))
    yield _unseen(USABILITY, "内容可读", "扫描件是否清晰，版面是否符合原件")


def _security(records: tuple[Record, ...], verified: Verified) -> Iterator[InspectedItem]:
    beside = (*verified.chain_faults, *verified.notes)
    faults = [*beside, *(fault for one in verified.entries for fault in one.faults)]
    strays = tuple(fault.file for fault in faults if fault.code in _FOREIGN)
    yield _item(SECURITY, "没有多余的文件", "文件包与归档文件夹中不属于任何条目的文件、链接与设备", strays)
    yield _item(SECURITY, "没有可执行的文件", "程序文件头与宏", _files(records, openness.executable))
    yield _unseen(SECURITY, "没有病毒", "请用机构的杀毒软件检查")
    yield _unseen(SECURITY, "载体状态", "磁盘、光盘与备份载体的状态和保管条件")
    yield _unseen(SECURITY, "管理过程", "归档人员的授权、备份与交接的执行")


def _item(group: str, name: str, looked_at: str, found: tuple[str, ...]) -> InspectedItem:
    return InspectedItem(group, name, looked_at, "fault" if found else "pass", found)


def _unseen(group: str, name: str, looked_at: str) -> InspectedItem:
    return InspectedItem(group, name, looked_at, "unseen")


def _places(records: tuple[Record, ...], check: Callable[[Record], Iterable[str]]) -> tuple[str, ...]:
    return tuple(f"{one.number}：{place}" for one in records for place in check(one))


def _files(records: tuple[Record, ...], check: Callable[[Path], bool]) -> tuple[str, ...]:
    """The files of all bags that a check finds; one that is missing is another item's business."""
    paths = (
        (one.number, bag.folder, str(file["path"]))
        for one in records
        for bag in one.bags
        for file in bag.files
    )
    return tuple(
        f"{number}：{path}"
        for number, folder, path in paths
        if (folder / path).is_file() and check(folder / path)
    )


def _metadata(file: Path) -> Mapping[str, Any] | None:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _ill_formed(record: Record) -> Iterator[str]:
    told = record.metadata or {}
    yield from (name for name in _TEXTS if not isinstance(told.get(name, ""), str))
    yield from (name for name in _DATES if told.get(name) is not None and not _is_date(told[name]))
    if not _HASH.fullmatch(str(told.get("content_hash", ""))):
        yield "content_hash"


def _is_date(value: object) -> bool:
    try:
        return bool(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return False


def _disagreeing(record: Record) -> Iterator[str]:
    for file in _listed(record):
        path = record.package.folder / "data" / str(file.get("path"))
        if not path.is_file():
            yield str(file.get("path"))
            continue
        content = path.read_bytes()
        seen = (path.name, file_format(path.name), len(content), sha256(content))
        if seen != tuple(file.get(name) for name in ("name", "format", "size", "sha256")):
            yield str(file.get("path"))


def _listed(record: Record) -> list[Mapping[str, Any]]:
    files = (record.metadata or {}).get("files")
    return [file for file in files if isinstance(file, dict)] if isinstance(files, list) else []


def _incomplete(record: Record) -> Iterator[str]:
    told = record.metadata or {}
    yield from (name for name in _REQUIRED if not told.get(name))


def _without_process(record: Record) -> Iterator[str]:
    process = (record.metadata or {}).get("process")
    steps = {str(one.get("step")): one for one in process} if isinstance(process, list) else {}
    yield from (step for step in _STEPS if not _told(steps, step))
    in_one_step = steps.get("drafted", {}).get("at") == steps.get("issued", {}).get("at")
    if not in_one_step and not _told(steps, "approved"):
        yield "approved"


def _told(steps: Mapping[str, Mapping[str, object]], step: str) -> bool:
    found = steps.get(step, {})
    return bool(found.get("at") and found.get("person"))


def _without_content(record: Record) -> Iterator[str]:
    documents = {file["document"] for file in record.package.files}
    yield from (
        name for name in ("report", *(["certificate"] if record.certificate else [])) if name not in documents
    )
    paths = [str(file["path"]) for file in record.package.files]
    yield from (
        name
        for name in ("data/result.json", "data/inputs/workbook")
        if not any(path.startswith(name) for path in paths)
    )
