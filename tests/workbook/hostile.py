"""Files that are no honest workbook, each with the code by which it is refused."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from tests.workbook.editing import STAMP, WORKBOOK, members, packed, with_cell, with_part
from tests.workbook.odd import MAIN, OFFICE, TYPES, related, with_comment_and_picture

Change = Callable[[bytes], bytes]

SHEET = "xl/worksheets/sheet3.xml"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
TRANSITIONAL = "schemas.openxmlformats.org/officeDocument/2006"
MEGABYTE = 1024 * 1024
MERGED = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DECLARATIONS: Mapping[str, str] = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "external document type": '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>',
}
PARTS = (
    "_rels/.rels",
    TYPES,
    "docProps/app.xml",
    "docProps/core.xml",
    WORKBOOK,
    RELATIONSHIPS,
    STYLES,
    STRINGS,
    "xl/theme/theme1.xml",
    SHEET,
    "xl/worksheets/_rels/sheet2.xml.rels",
    "xl/comments91.xml",
    "xl/drawings/drawing91.xml",
    "xl/drawings/notes91.vml",
)
"""Every kind of XML part that a workbook of a spreadsheet program holds."""
READ = ("_rels/.rels", WORKBOOK, RELATIONSHIPS, STYLES, STRINGS, SHEET)
"""Those among them that are parsed."""


@cache
def complete(content: bytes) -> bytes:
    """The workbook with a part of every kind."""
    strings = f'<sst xmlns="{MAIN}"><si><t>示例</t></si></sst>'.encode()
    told = with_cell(with_comment_and_picture(content), "client_name", "<v>0</v>", "s")
    return related(told, f"{OFFICE}/sharedStrings", "sharedStrings.xml", strings)


def declaring(part: str, declaration: str) -> Change:
    """A document type put before the root of a part."""

    def change(content: bytes) -> bytes:
        parts = members(complete(content))
        body = parts[part].split(b"?>", 1)[-1]
        parts[part] = declaration.encode() + body
        return packed(parts)

    return change


def inside_root(part: str, inner: bytes) -> Change:
    """Something put into the root element of a part."""

    def change(content: bytes) -> bytes:
        parts = members(complete(content))
        start, _, end = parts[part].rpartition(b"</")
        parts[part] = start + inner + b"</" + end
        return packed(parts)

    return change


def with_member(name: str, data: bytes = b"x") -> Change:
    def change(content: bytes) -> bytes:
        target = io.BytesIO(content)
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
            info = zipfile.ZipInfo("placeholder", STAMP)
            info.filename = name
            package.writestr(info, data, zipfile.ZIP_DEFLATED)
        return target.getvalue()

    return change


def replaced(part: str, data: bytes) -> Change:
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


ROOT_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def unpacked(part: str, megabytes: int) -> Change:
    """A part so long, stored as it is, for no packing can make it suspicious."""

    def change(content: bytes) -> bytes:
        text = os.urandom(megabytes * MEGABYTE // 2).hex().encode()
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
            for name, data in {**members(complete(content)), part: text}.items():
                package.writestr(zipfile.ZipInfo(name, STAMP), data)
        return target.getvalue()

    return change


def replaced_complete(part: str, data: bytes) -> Change:
    """A part of the complete workbook with other content."""
    return lambda content: replaced(part, data)(complete(content))


def strings_of(count: int) -> Change:
    """Shared strings in numbers that no honest workbook has."""
    items = b"".join(b"<si><t>%d</t></si>" % number for number in range(count))
    return replaced_complete(STRINGS, f'<sst xmlns="{MAIN}">'.encode() + items + b"</sst>")


def naming(name: str, target: str) -> Change:
    """A defined name that leads somewhere else."""

    def change(content: bytes) -> bytes:
        parts = members(content)
        start, _, rest = parts[WORKBOOK].partition(f'<definedName name="{name}">'.encode())
        end = rest[rest.index(b"</definedName>") :]
        parts[WORKBOOK] = start + f'<definedName name="{name}">{target}'.encode() + end
        return packed(parts)

    return change


def many_names(content: bytes) -> bytes:
    """Defined names in numbers that no honest workbook has."""
    names = "".join(f'<definedName name="n{n}">A1</definedName>' for n in range(400_000))
    return with_part(content, WORKBOOK, lambda xml: xml.replace("</definedNames>", names + "</definedNames>"))


def merging(areas: str) -> Change:
    """Merged areas put into a sheet beside its own."""
    return lambda content: with_part(
        content, SHEET, lambda xml: xml.replace("</mergeCells>", areas + "</mergeCells>")
    )


def lying(content: bytes) -> bytes:
    """A part whose headers promise a thousandth of what comes out of it."""
    data = bytes(5 * MEGABYTE)
    changed = bytearray(replaced(STYLES, b"<styleSheet>" + data)(content))
    size = struct.pack("<L", len(data) + 12)
    place = changed.find(size)
    while place >= 0:
        changed[place : place + 4] = struct.pack("<L", 30_000)
        place = changed.find(size)
    return bytes(changed)


def endless_formula(content: bytes) -> bytes:
    """A computed cell that shares a formula longer than any of the layout's, which leads back to it."""
    text = "+".join(f"A{number % 90 + 1}" for number in range(50_000))
    shared = f'<row r="5000"><c r="A5000"><f t="shared" si="0" ref="A1:A99">{text}</f></c></row></sheetData>'

    def change(xml: str) -> str:
        xml = re.sub(r"<f>.*?</f>", '<f t="shared" si="0"/>', xml, count=1)
        return xml.replace("</sheetData>", shared)

    return with_part(content, SHEET, change)


def doubled(content: bytes) -> bytes:
    """A second workbook part, which readers take in place of the first, or not."""
    return with_member("xl/workbooX.xml")(content).replace(b"xl/workbooX.xml", WORKBOOK.encode())


def packed_without(part: str) -> Change:
    """A package that lacks a part."""
    return lambda content: packed({name: data for name, data in members(content).items() if name != part})


def packed_otherwise(content: bytes) -> bytes:
    """A package whose parts are packed in a way that no spreadsheet program uses."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as package:
        for name, data in members(content).items():
            package.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_LZMA)
    return target.getvalue()


def _declared() -> Iterator[tuple[str, tuple[Change, str]]]:
    for part in PARTS:
        for kind, declaration in DECLARATIONS.items():
            yield f"{kind} in {part}", (declaring(part, declaration), "WORKBOOK_ENTITIES")


def _swollen() -> Iterator[tuple[str, tuple[Change, str]]]:
    for part in READ:
        yield f"deep nesting in {part}", (inside_root(part, b"<a>" * 200_000), "WORKBOOK_DAMAGED")
        tags = b"<a/>" * 1_000_000
        yield f"a million elements in {part}", (inside_root(part, tags), "")
        yield f"ill-formed {part}", (inside_root(part, b"<a"), "WORKBOOK_DAMAGED")


CASES: Mapping[str, tuple[Change, str]] = {
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
    "other encoding": (
        replaced(SHEET, '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")),
        "WORKBOOK_ENCODING",
    ),
    "ill-formed": (replaced(SHEET, b"<worksheet><sheetData>"), "WORKBOOK_DAMAGED"),
    "path outside": (with_member("../evil.xml"), "WORKBOOK_MEMBER_NAME"),
    "absolute path": (with_member("/etc/evil"), "WORKBOOK_MEMBER_NAME"),
    "backslash": (with_member("xl\\evil.xml"), "WORKBOOK_MEMBER_NAME"),
    "doubled member": (with_member("XL/Workbook.xml"), "WORKBOOK_MEMBER_DOUBLED"),
    "bomb": (with_member("xl/media/bomb.bin", bytes(5 * MEGABYTE)), "WORKBOOK_BOMB"),
    "giant part": (unpacked(SHEET, 30), "WORKBOOK_TOO_LARGE"),
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
    **dict(_declared()),
    **dict(_swollen()),
    "huge shared strings": (strings_of(400_000), "WORKBOOK_TOO_LARGE"),
    "one huge shared string": (
        replaced_complete(STRINGS, b"<sst><si><t>" + b"a" * 5 * MEGABYTE),
        "WORKBOOK_BOMB",
    ),
    "string without end": (unpacked(STRINGS, 30), "WORKBOOK_TOO_LARGE"),
    "bomb in the styles": (replaced(STYLES, b"<styleSheet>" + b" " * 5 * MEGABYTE), "WORKBOOK_BOMB"),
    "bomb in the properties": (replaced("docProps/core.xml", b"<a>" + b" " * 5 * MEGABYTE), "WORKBOOK_BOMB"),
    "bomb in a comment": (replaced_complete("xl/comments91.xml", bytes(5 * MEGABYTE)), "WORKBOOK_BOMB"),
    "bomb whose size is a lie": (lying, "WORKBOOK_DAMAGED"),
    "huge defined name": (naming("client_name", os.urandom(2 * MEGABYTE).hex()), "NAME_BROKEN"),
    "a million defined names": (many_names, "WORKBOOK_TOO_LARGE"),
    "absurd range in a name": (naming("client_name", "基本信息!$A$1:$XFD$1048576"), "NAME_BROKEN"),
    "absurd range of inputs": (
        naming("experience_coefficients", "'附录1 服务特性测评'!$A$1:$XFD$1048576"),
        "NAME_BROKEN",
    ),
    "all rows in a name": (naming("team_names", "审核组!$A$1:$A$1048576"), "NAME_BROKEN"),
    "row beyond the sheet": (naming("client_name", "基本信息!$A$9999999"), "NAME_BROKEN"),
    "column beyond the sheet": (naming("client_name", "基本信息!$ZZZ$1"), "NAME_BROKEN"),
    "name of names": (naming("client_name", "client_name"), "NAME_BROKEN"),
    "name in another workbook": (naming("client_name", "[1]基本信息!$B$5"), "NAME_BROKEN"),
    "merged areas over each other": (
        merging("".join(f'<mergeCell ref="A1:ZZ{row}"/>' for row in range(2, 2000))),
        "WORKBOOK_TOO_LARGE",
    ),
    "sheet that is the workbook": (
        lambda content: with_part(
            content, RELATIONSHIPS, lambda xml: xml.replace("worksheets/sheet3.xml", "workbook.xml")
        ),
        "",
    ),
    "sheet outside the package": (
        lambda content: with_part(
            content, RELATIONSHIPS, lambda xml: xml.replace("worksheets/sheet3.xml", "../../../etc/passwd")
        ),
        "WORKBOOK_PART_MISSING",
    ),
    "sheet on the network": (
        lambda content: with_part(
            content,
            RELATIONSHIPS,
            lambda xml: xml.replace(
                'Target="/xl/worksheets/sheet3.xml"', 'Target="http://192.0.2.1/a.xml" TargetMode="External"'
            ),
        ),
        "",
    ),
    "shared formulas without end": (endless_formula, "COMPUTED_ALTERED"),
    "strict workbook part": (
        lambda content: with_part(
            content, WORKBOOK, lambda xml: xml.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        ),
        "WORKBOOK_STRICT",
    ),
    "binary workbook": (
        lambda content: packed(
            {
                name.replace("workbook.xml", "workbook.bin"): data.replace(
                    b"xl/workbook.xml", b"xl/workbook.bin"
                )
                for name, data in members(content).items()
            }
        ),
        "WORKBOOK_OLD_FORMAT",
    ),
    "Word document": (
        replaced("_rels/.rels", ROOT_RELATIONSHIPS.replace("xl/workbook.xml", "docProps/app.xml").encode()),
        "WORKBOOK_NOT_A_WORKBOOK",
    ),
    "no content": (packed_without(WORKBOOK), "WORKBOOK_NOT_A_WORKBOOK"),
    "no sheet": (packed_without(SHEET), "WORKBOOK_PART_MISSING"),
    "other packing": (packed_otherwise, "WORKBOOK_DAMAGED"),
    "doubled member, same name": (doubled, "WORKBOOK_MEMBER_DOUBLED"),
    "drive letter": (with_member("C:/evil.xml"), "WORKBOOK_MEMBER_NAME"),
    "path upward inside": (with_member("xl/../../evil.xml"), "WORKBOOK_MEMBER_NAME"),
    "member without name": (with_member(""), "WORKBOOK_MEMBER_NAME"),
}
"""Changes of a filled workbook, with a code of the refusal; any code will do where it is empty."""
