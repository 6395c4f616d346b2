"""The four-property check: each fault lands in its item, and what no program sees is never a pass."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.packages.file_formats import encrypted, executable, opens
from cts_docs.archive.packages.requests import Allocation, Document, IssueRequest, Paperwork, Source
from cts_docs.documents.forms.four_property.document import Found, InspectedItem, inspection_report
from cts_docs.documents.ooxml.text import document_lines
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.four_property import FourPropertyCheck, check_four_properties
from cts_docs.services.context import open_context
from tests.torture.locations import Homes
from tests.torture.sample_audits import TODAY, archive, issue_request

NUMBER = "CTS-TBSC034-2026-BG0001"
UNSEEN = {
    "数字签名有效",
    "手写签名与印章",
    "应归档的是否都已归档",
    "内容可读",
    "病毒检查",
    "载体状态",
    "管理过程",
}


def _packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


WORD = _packed(word__document_xml=b"<document/>")
EXCEL = _packed(xl__workbook_xml=b"<workbook/>")
METADATA = {
    "title": "示例报告",
    "responsible_party": "示例机构",
    "body": "示例机构",
    "retention_rule": "示例规则",
    "secrecy": "内部",
    "creating_program": "cts-docs 0.1.0",
}


def _real(number: int = 1) -> IssueRequest:
    """An audit whose files open."""

    def produce(allocation: Allocation, content_hash: str, draft: bool) -> Paperwork:
        del content_hash, draft
        names = ["report", *(["certificate"] if allocation.certificate else [])]
        return Paperwork(tuple(Document(name, None, f"{name}.docx", WORD) for name in names), {"grade": 2})

    sources = (Source("inputs/workbook.xlsx", EXCEL),)
    return replace(issue_request(number), sources=sources, metadata=METADATA, produce=produce)


@pytest.fixture(scope="module")
def sound(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An archive with one issued entry that has nothing wrong; not to be changed."""
    with homes.lent(tmp_path_factory.mktemp("sound") / "archive") as folder:
        archive(folder).issue(_real())
        yield folder


def _inspected(place: Path, output: Path | None = None) -> FourPropertyCheck:
    return check_four_properties(ArchiveService(archive(place), open_context(None), TODAY), output)


def _faults(place: Path) -> set[str]:
    return {one.name for one in _inspected(place).items if one.finding == "fault"}


def test_a_sound_archive_has_no_fault_and_names_what_no_program_sees(sound: Path) -> None:
    inspected = _inspected(sound)
    assert inspected.ok
    assert {one.name for one in inspected.items if one.finding == "unseen"} == UNSEEN
    assert {one.group for one in inspected.items} == {"真实性", "完整性", "可用性", "安全性"}
    assert all(one.looked_at for one in inspected.items)


def _change(name: str, content: bytes) -> Callable[[Path], None]:
    def change(package: Path) -> None:
        (package / name).write_bytes(content)

    return change


def _metadata(**changes: object) -> Callable[[Path], None]:
    def change(package: Path) -> None:
        file = package / "data" / "metadata.json"
        file.write_text(json.dumps({**json.loads(file.read_bytes()), **changes}), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "item"),
    [
        (_change("data/documents/report.docx", b"x"), "文件可打开"),
        (_change("data/documents/report.docx", b"x"), "文件属性与元数据一致"),
        (_change("data/documents/report.docx", b"\xd0\xcf\x11\xe0"), "没有加密"),
        (_change("data/documents/report.docx", b"MZ"), "没有可执行的文件"),
        (_change("data/documents/other.bin", b"x"), "没有多余的文件"),
        (_change("data/metadata.json", b"{"), "元数据可读"),
        (_metadata(secrecy=""), "元数据齐全"),
        (_metadata(valid_until="2029-02-30"), "元数据的类型、范围与格式"),
        (_metadata(process=[]), "过程记录齐全"),
    ],
)
def test_each_fault_is_found_by_its_item(
    homes: Homes, sound: Path, tmp_path: Path, change: Callable[[Path], None], item: str
) -> None:
    place = homes.copy(sound, tmp_path / "place")
    change(place / "packages" / NUMBER)
    found = _faults(place)
    assert item in found
    assert "文件包与归档时一致" in found


def test_what_stands_beside_the_archive_is_stray_unless_the_system_left_it(
    homes: Homes, sound: Path, tmp_path: Path
) -> None:
    place = homes.copy(sound, tmp_path / "place")
    (place / ".DS_Store").write_bytes(b"x")
    assert _faults(place) == set()
    (place / "notes.txt").write_bytes(b"x")
    assert _faults(place) == {"没有多余的文件"}


@pytest.mark.parametrize(
    ("where", "name", "content"),
    [
        (f"packages/{NUMBER}/data/documents", "other", b"MZ\x90"),
        (f"packages/{NUMBER}", "tool.bin", b"\x7fELF"),
        (".", "run", b"#!/bin/sh"),
        ("staging", "setup.bat", b"echo"),
        ("packages", "folder/deep/game.exe", b""),
        (".", "~$macro", b"MZ"),
    ],
)
def test_a_program_is_found_wherever_it_lies(
    homes: Homes, sound: Path, tmp_path: Path, where: str, name: str, content: bytes
) -> None:
    place = homes.copy(sound, tmp_path / "place")
    (place / where / name).parent.mkdir(parents=True, exist_ok=True)
    (place / where / name).write_bytes(content)
    assert "没有可执行的文件" in _faults(place)


def test_a_missing_package_is_one_finding_of_each_item_that_looks_into_it(
    homes: Homes, sound: Path, tmp_path: Path
) -> None:
    place = homes.copy(sound, tmp_path / "place")
    shutil.rmtree(place / "packages" / NUMBER)
    found = {one.name: [each.in_words("zh") for each in one.found] for one in _inspected(place).items}
    missing = [f"{NUMBER}：整个文件包缺失"]
    for item in (
        "元数据的类型、范围与格式",
        "文件属性与元数据一致",
        "元数据齐全",
        "过程记录齐全",
        "每条记录都有内容",
        "元数据可读",
        "文件可打开",
    ):
        assert found[item] == missing
    assert found["文件包与归档时一致"] == [f"缺少文件包：packages/{NUMBER}"]


def test_a_document_that_is_gone_is_missed_on_the_disk(homes: Homes, sound: Path, tmp_path: Path) -> None:
    place = homes.copy(sound, tmp_path / "place")
    (place / "packages" / NUMBER / "data" / "documents" / "certificate.docx").unlink()
    (content,) = (one for one in _inspected(place).items if one.name == "每条记录都有内容")
    assert [each.in_words("zh") for each in content.found] == [f"{NUMBER}：文件包中没有证书"]
    assert [each.in_words("en") for each in content.found] == [
        f"{NUMBER}: the certificate is not in the package"
    ]


def test_findings_are_told_in_the_words_of_the_catalogue_with_their_place(
    homes: Homes, sound: Path, tmp_path: Path
) -> None:
    place = homes.copy(sound, tmp_path / "place")
    _metadata(secrecy="", content_hash="x")(place / "packages" / NUMBER)
    found = {one.item: [each.in_words("zh") for each in one.found] for one in _inspected(place).items}
    assert found["ITEM_METADATA_COMPLETE"] == [f"{NUMBER}：缺少密级（secrecy）"]
    assert found["ITEM_METADATA_FORM"] == [f"{NUMBER}：内容哈希值（content_hash）的类型、范围或格式不对"]
    assert found["ITEM_UNCHANGED"] == [f"文件在归档后被修改：packages/{NUMBER}/data/metadata.json"]


def test_a_cancelled_draft_is_no_record(homes: Homes, sound: Path, tmp_path: Path) -> None:
    place = homes.copy(sound, tmp_path / "place")
    draft = archive(place).draft(issue_request(9)).number
    archive(place).apply(draft, StatusChange("cancel", "示例理由"), Periods(3, 12))
    inspected = _inspected(place)
    assert (inspected.ok, inspected.entries) == (True, 1)


def test_an_attachment_of_another_format_and_a_workbook_with_macros_are_named(home: Path) -> None:
    macros = replace(_real(), sources=(Source("inputs/workbook.xlsm", _packed(xl__vbaProject_bin=b"x")),))
    archive(home).issue(macros)
    archive(home).attach(NUMBER, "scan.xyz", b"text")
    assert _faults(home) == {"格式允许", "没有可执行的文件", "文件可打开"}


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", b"{"), ("a.toml", b"="), ("a.pdf", b"%PDF"), ("a.png", b"")]
)
def test_what_does_not_open_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert not opens(file)
    assert not encrypted(file)
    assert not executable(file)


def test_the_report_names_every_item_and_is_the_same_each_time(sound: Path, tmp_path: Path) -> None:
    inspected = _inspected(sound, tmp_path / "report.docx")
    content = (tmp_path / "report.docx").read_bytes()
    reported = list(document_lines(content))
    assert {one.name for one in inspected.items} <= set(reported)
    assert reported.count("人工检查结果：") == len(UNSEEN)
    assert reported.count("需人工核查") == len(UNSEEN) + 1, "one for each item, and one in the summary"
    _inspected(sound, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == content


def test_many_findings_are_shortened_in_the_report() -> None:
    found = tuple(Found("FOUND_FILE_FOREIGN", {"file": f"示例{n}"}) for n in range(25))
    item = InspectedItem("PROPERTY_SECURITY", "ITEM_STRAYS", "对象", "fault", found)
    report = inspection_report([item], "", "0", 1, TODAY)
    lines = list(document_lines(report))
    assert any("另有 5 处" in line for line in lines)
    assert "示例0 不属于任何条目" in lines
