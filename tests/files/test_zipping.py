from __future__ import annotations

import io
import zipfile

import pytest

from cts_docs.errors import RefusedError
from cts_docs.files import zipping as zipped
from cts_docs.files.zipping import read_package, write_package


def code_of(content: bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        read_package(content, "sample.docx")
    return caught.value.problems[0].code


def test_order_of_parts_does_not_change_the_bytes() -> None:
    assert write_package({"b": b"2", "a": b"1"}) == write_package({"a": b"1", "b": b"2"})


def test_what_is_written_is_read() -> None:
    assert read_package(write_package({"b": b"2", "a": b"1"}), "sample.docx") == {"a": b"1", "b": b"2"}


def test_members_carry_the_earliest_time() -> None:
    with zipfile.ZipFile(io.BytesIO(write_package({"a": b"1"}))) as package:
        assert package.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_damaged_member_is_refused() -> None:
    content = bytearray(write_package({"a": b"text " * 200}))
    content[40] ^= 0xFF

    assert code_of(bytes(content)) == "DOCX_UNREADABLE"


def test_doubled_part_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/a.xml", "1")
        package.writestr("Word/A.xml", "2")

    assert code_of(stream.getvalue()) == "DOCX_DOUBLED_PART"


def test_too_many_members_are_refused() -> None:
    content = write_package({str(number): b"" for number in range(zipped.MAX_MEMBERS + 1)})

    assert code_of(content) == "DOCX_TOO_LARGE"


def test_bomb_is_refused_unopened() -> None:
    content = write_package({"a": bytes(zipped.MAX_UNPACKED + 1)})

    assert code_of(content) == "DOCX_TOO_LARGE"
