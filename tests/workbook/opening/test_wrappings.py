"""A workbook in an odd wrapping: what it is, and the remedy that helps with it."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from cts_docs.messages import LANGUAGES, message, remedy
from cts_docs.specification.model import Specification
from tests.workbook.editing import members, packed, read, with_part
from tests.workbook.hostile import compound

Wrapping = Callable[[bytes], bytes]

XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
ROWS = "受审核方名称,示例公司\n审核开始日期,2026-03-02\n"


def backslashed(content: bytes) -> bytes:
    return packed({name.replace("/", "\\"): part for name, part in members(content).items()})


def as_zip64(content: bytes) -> bytes:
    """The package with the records that a ZIP64 program puts before its end (APPNOTE 4.3.14, 4.3.15)."""
    end = content.rfind(b"PK\x05\x06")
    entries, size, start = struct.unpack_from("<HLL", content, end + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    return content[:end] + record + locator + content[end:]


def in_encoding(declared: str, codec: str) -> Wrapping:
    def change(content: bytes) -> bytes:
        part = "xl/workbook.xml"
        text = members(content)[part].decode().split("?>", 1)[-1]
        declaration = f'<?xml version="1.0" encoding="{declared}"?>'
        return packed({**members(content), part: (declaration + text).encode(codec)})

    return change


def without_names(xml: str) -> str:
    start, end = xml.index("<definedNames>"), xml.index("</definedNames>") + len("</definedNames>")
    return xml[:start] + xml[end:]


def written(text: str, codec: str = "utf-8") -> Wrapping:
    return lambda _: text.encode(codec)


SAVE = ("另存为新的 .xlsx", "save it as a new .xlsx")
OLD = ("另存为 .xlsx", "Save it as .xlsx")
DECRYPT = ("解密", "decryption")
WRAPPINGS: dict[str, tuple[Wrapping, str, tuple[str, str]]] = {
    "E-SafeNet": (lambda content: bytes.fromhex("62142365") + content, "WORKBOOK_DLP_ENCRYPTED", DECRYPT),
    "TSD": (lambda content: b"%TSD-Header-###%" + content, "WORKBOOK_DLP_ENCRYPTED", DECRYPT),
    "backslashes": (backslashed, "WORKBOOK_BACKSLASHES", SAVE),
    "ZIP64": (as_zip64, "WORKBOOK_ZIP64", SAVE),
    "UTF-16": (in_encoding("UTF-16", "utf-16"), "WORKBOOK_ENCODING", SAVE),
    "UTF8": (in_encoding("UTF8", "utf-8"), "WORKBOOK_ENCODING", SAVE),
    "old xls renamed": (lambda _: compound("Workbook"), "WORKBOOK_OLD_FORMAT", OLD),
    "XML 2003": (written(XML_2003), "WORKBOOK_OLD_FORMAT", OLD),
    "empty": (written(""), "WORKBOOK_NOT_A_WORKBOOK", ("重新复制或下载", "copy or download it again")),
    "without its names": (
        lambda content: with_part(content, "xl/workbook.xml", without_names),
        "WORKBOOK_NAMES_LOST",
        ("Numbers", "Numbers"),
    ),
}
TABLES = {
    **{f"CSV in {codec}": written(ROWS, codec) for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16")},
    "CSV of tabs": written(ROWS.replace(",", "\t"), "gb18030"),
    "HTML": written("<html><table><tr><td>示例"),
    "HTML of a type": written("\n<!DOCTYPE html><table>"),
    "HTML of Excel": written("\ufeff<HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>"),
    "MHTML": written("MIME-Version: 1.0\nX-Document-Type: Workbook\n"),
}
WRAPPINGS |= {
    name: (
        wrapping,
        "WORKBOOK_NOT_A_WORKBOOK",
        (f"{name.split()[0]} 文件只保存数值", f"kind {name.split()[0]} holds values only"),
    )
    for name, wrapping in TABLES.items()
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_an_odd_wrapping_is_one_problem_with_the_remedy_that_helps(
    tmp_path: Path, filled: bytes, tbsc034: Specification, name: str
) -> None:
    wrapped, code, (chinese, english) = WRAPPINGS[name]

    (problem,) = read(tmp_path, wrapped(filled), tbsc034).problems

    assert problem.code == code
    values = {"found": problem.found, **problem.values}
    said = {language: remedy(code, language, values) for language in LANGUAGES}
    assert chinese in said["zh"]
    assert english in said["en"]
    for language in LANGUAGES:
        assert not set("⟦⟧—") & set(said[language] + message(code, language, values))


@pytest.mark.parametrize(
    ("content", "found"), [(b"%PDF-1.7", "PDF"), ("一段文字".encode(), "TXT"), (b"\x89PNG\r\n\x1a\n", "")]
)
def test_any_other_file_is_named_and_promises_nothing(
    tmp_path: Path, tbsc034: Specification, content: bytes, found: str
) -> None:
    (problem,) = read(tmp_path, content, tbsc034).problems

    assert (problem.code, problem.found) == ("WORKBOOK_NOT_A_WORKBOOK", found)
    assert remedy(problem.code, "zh", problem.values).startswith("请交回")


def test_one_odd_path_among_good_ones_is_unsafe_still(
    tmp_path: Path, filled: bytes, tbsc034: Specification
) -> None:
    names = {"xl\\evil.xml": b"<a/>", "..\\evil.xml": b"<a/>"}
    book = read(tmp_path, packed({**members(filled), **names}), tbsc034)
    assert [problem.code for problem in book.problems] == ["WORKBOOK_MEMBER_NAME"] * 2

    outside = {f"..\\{name}".replace("/", "\\"): part for name, part in members(filled).items()}
    book = read(tmp_path, packed(outside), tbsc034)
    assert {problem.code for problem in book.problems} == {"WORKBOOK_MEMBER_NAME"}
