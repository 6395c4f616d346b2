"""Files that are no honest workbook: each refused with its code, within 10 s and 500 MB."""

from __future__ import annotations

import io
import os
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.workbook.editing import STAMP, WORKBOOK, members, packed, with_part

SECONDS, MEMORY = 10, 500 * 1024 * 1024
SHEET = "xl/worksheets/sheet3.xml"
STYLES = "xl/styles.xml"
DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
TRANSITIONAL = "schemas.openxmlformats.org/officeDocument/2006"
MEGABYTE = 1024 * 1024
MERGED = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
CHILD = """
import sys
from cts_docs.assessment.readings import choose
from cts_docs.specification.loader import find
from cts_docs.workbook import read_workbook
book = read_workbook(sys.argv[1], find, lambda each: choose(each, {}))
print(" ".join(sorted({problem.code for problem in book.problems})))
"""


def child_limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def codes(path: Path) -> list[str]:
    """The codes of a file as a bounded process of its own finds them."""
    answer = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=child_limits,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    return answer.stdout.split()


def with_declaration(part: str) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        parts = members(content)
        body = parts[part].split(b"?>", 1)[-1]
        parts[part] = DTD.encode() + body
        return packed(parts)

    return change


def with_member(name: str, data: bytes = b"x") -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        target = io.BytesIO(content)
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
            info = zipfile.ZipInfo("placeholder", STAMP)
            info.filename = name
            package.writestr(info, data, zipfile.ZIP_DEFLATED)
        return target.getvalue()

    return change


def replaced(part: str, data: bytes) -> Callable[[bytes], bytes]:
    return lambda content: packed({**members(content), part: data})


def sheet_of(body: bytes) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return head + body + b"</sheetData></worksheet>"


def many_members(_content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for number in range(6000):
            package.writestr(zipfile.ZipInfo(str(number), STAMP), b"")
    return target.getvalue()


def encrypted_member(content: bytes) -> bytes:
    changed = bytearray(content)
    start = changed.rfind(b"PK\x01\x02")
    struct.pack_into("<H", changed, start + 8, 1)
    return bytes(changed)


def flipped(content: bytes) -> bytes:
    changed = bytearray(content)
    middle = changed.find(SHEET.encode()) + 1000
    changed[middle] ^= 0xFF
    return bytes(changed)


def compound(stream: str) -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1024) + stream.encode("utf-16-le") + bytes(1024)


def strict(content: bytes) -> bytes:
    return with_part(
        content,
        "_rels/.rels",
        lambda xml: xml.replace(TRANSITIONAL, "purl.oclc.org/ooxml/officeDocument"),
    )


def opendocument(_content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return target.getvalue()


HOSTILE: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "WORKBOOK_NOT_A_WORKBOOK"),
    "text": (lambda _: "一,二\n".encode(), "WORKBOOK_NOT_A_WORKBOOK"),
    "web page named xlsx": (lambda _: b"<html></html>", "WORKBOOK_NOT_A_WORKBOOK"),
    "other zip": (lambda _: packed({"a.txt": b"a"}), "WORKBOOK_NOT_A_WORKBOOK"),
    "truncated": (lambda content: content[: len(content) // 2], "WORKBOOK_TRUNCATED"),
    "flipped bits": (flipped, "WORKBOOK_DAMAGED"),
    "encrypted, Office": (lambda _: compound("EncryptedPackage"), "WORKBOOK_ENCRYPTED"),
    "encrypted, zip": (encrypted_member, "WORKBOOK_ENCRYPTED"),
    "old xls": (lambda _: compound("Workbook"), "WORKBOOK_OLD_FORMAT"),
    "ods": (opendocument, "WORKBOOK_OPENDOCUMENT"),
    "strict": (strict, "WORKBOOK_STRICT"),
    "entities in a sheet": (with_declaration(SHEET), "WORKBOOK_ENTITIES"),
    "entities in the styles": (with_declaration(STYLES), "WORKBOOK_ENTITIES"),
    "entities in the workbook part": (with_declaration(WORKBOOK), "WORKBOOK_ENTITIES"),
    "entities in relationships": (with_declaration("_rels/.rels"), "WORKBOOK_ENTITIES"),
    "other encoding": (
        replaced(SHEET, '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")),
        "WORKBOOK_ENCODING",
    ),
    "ill-formed": (replaced(SHEET, b"<worksheet><sheetData>"), "WORKBOOK_DAMAGED"),
    "path outside": (with_member("../evil.xml"), "WORKBOOK_MEMBER_NAME"),
    "absolute path": (with_member("/etc/evil"), "WORKBOOK_MEMBER_NAME"),
    "backslash": (with_member("xl\\evil.xml"), "WORKBOOK_MEMBER_NAME"),
    "doubled member": (with_member("XL/Workbook.xml"), "WORKBOOK_MEMBER_DOUBLED"),
    "bomb": (with_member("xl/media/bomb.bin", bytes(60 * MEGABYTE)), "WORKBOOK_BOMB"),
    "giant part": (replaced(SHEET, sheet_of(os.urandom(15 * MEGABYTE).hex().encode())), "WORKBOOK_TOO_LARGE"),
    "million rows": (
        replaced(SHEET, sheet_of(b"".join(b'<row r="%d"/>' % n for n in range(1_000_000)))),
        "WORKBOOK_TOO_LARGE",
    ),
    "million cells, hardly": (
        replaced(SHEET, sheet_of(b"".join(b'<c r="A%d"/>' % n for n in range(1, 440_000)))),
        "WORKBOOK_TOO_LARGE",
    ),
    "everything merged": (
        lambda content: with_part(
            content, SHEET, lambda xml: xml.replace("<mergeCells", MERGED + "<mergeCells", 1)
        ),
        "WORKBOOK_TOO_LARGE",
    ),
    "million attributes": (
        replaced(SHEET, sheet_of(b"<row " + b" ".join(b'a%d=""' % n for n in range(1_000_000)) + b"/>")),
        "WORKBOOK_TOO_LARGE",
    ),
    "deep nesting": (replaced(SHEET, sheet_of(b"<a>" * 200_000)), "WORKBOOK_DAMAGED"),
    "cell twice": (
        replaced(SHEET, sheet_of(b'<row r="1"><c r="A1"/><c r="A1"/></row>')),
        "WORKBOOK_CELLS_DOUBLED",
    ),
    "many members": (many_members, "WORKBOOK_TOO_LARGE"),
    "sheets of the same name": (
        lambda content: with_part(content, WORKBOOK, lambda xml: xml.replace("基本信息", "审核组", 1)),
        "WORKBOOK_SHEETS",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_its_code(tmp_path: Path, filled: bytes, name: str) -> None:
    change, code = HOSTILE[name]
    path = tmp_path / "book.xlsx"
    path.write_bytes(change(filled))
    assert code in codes(path)


def test_a_folder_a_pipe_and_a_device_are_no_workbooks(tmp_path: Path) -> None:
    pipe, folder, link = tmp_path / "pipe.xlsx", tmp_path / "folder.xlsx", tmp_path / "link.xlsx"
    os.mkfifo(pipe)
    folder.mkdir()
    link.symlink_to("/dev/zero")
    assert [codes(path) for path in (pipe, folder, link)] == [["WORKBOOK_NOT_A_FILE"]] * 3


def test_a_link_to_a_workbook_is_read(tmp_path: Path, filled: bytes) -> None:
    (tmp_path / "real.xlsx").write_bytes(filled)
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "real.xlsx")
    assert codes(tmp_path / "link.xlsx") == []


def test_a_missing_file(tmp_path: Path) -> None:
    assert codes(tmp_path / "none.xlsx") == ["WORKBOOK_FILE_MISSING"]


def test_a_file_above_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as opened:
        opened.write(b"PK\x03\x04")
        opened.truncate(200 * MEGABYTE)
    assert codes(path) == ["WORKBOOK_TOO_LARGE"]
