"""QR symbols against the standard's own example, against another encoder, and read back."""

from __future__ import annotations

import pytest
import segno

from cts_docs.documents import qr_symbol
from cts_docs.documents.qr_symbol import MOST_BYTES, symbol

# Bytes that a symbol of each version holds at level M (ISO/IEC 18004, table 7): on both sides of a longer
# count, of the first version that is told twice, and of each number of alignment patterns.
FULL = {
    1: 14,
    2: 26,
    6: 106,
    7: 122,
    9: 180,
    10: 213,
    13: 331,
    14: 362,
    21: 711,
    28: 1190,
    32: 1538,
    40: 2331,
}


def content(length: int) -> bytes:
    """Bytes of every value, in no order that a mistake could hide in."""
    return bytes((37 * place + 11) % 256 for place in range(length))


def test_error_correction_is_that_of_the_standard_s_example() -> None:
    # ISO/IEC 18004, annex I: 01234567 in version 1-M.
    data = bytes.fromhex("10200c566180ec11ec11ec11ec11ec11")

    assert qr_symbol._correction(data, 10).hex() == "a524d4c1ed36c7872c55"


def test_format_is_that_of_the_standard_s_table() -> None:
    # ISO/IEC 18004, table C.1: error level 00 with mask 010 is 101111001111100; the eighth line shows it.
    lines = symbol(content(14))

    assert [lines[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)] == [1, 0, 1, 1, 1, 1, 0, 0]
    assert [lines[line][8] for line in (7, 5, 4, 3, 2, 1, 0)] == [1, 1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize(("version", "length"), FULL.items())
def test_full_symbol_is_the_one_that_another_encoder_makes(version: int, length: int) -> None:
    other = segno.make(
        content(length), error="m", mask=2, micro=False, boost_error=False, mode="byte", version=version
    )

    assert symbol(content(length)) == [bytes(row) for row in other.matrix]


@pytest.mark.parametrize(("version", "length"), FULL.items())
def test_each_version_is_the_least_that_holds_the_content(version: int, length: int) -> None:
    assert len(symbol(content(length))) == 17 + 4 * version
    if length < MOST_BYTES:
        assert len(symbol(content(length + 1))) == 17 + 4 * (version + 1)


def read_first_version(lines: list[bytes]) -> bytes:
    """The bytes of data in a symbol of version 1, read by the standard's way through it."""
    patterns = {(line, column) for line in range(21) for column in range(21) if 6 in (line, column)}
    patterns |= {(line, column) for line in range(9) for column in (*range(9), *range(13, 21))}
    patterns |= {(line, column) for line in range(13, 21) for column in range(9)}
    bits = ""
    for number, right in enumerate((20, 18, 16, 14, 12, 10, 8, 5, 3, 1)):
        for line in range(20, -1, -1) if number % 2 == 0 else range(21):
            for column in (right, right - 1):
                if (line, column) not in patterns:
                    bits += str(lines[line][column] ^ (column % 3 == 0))
    return int(bits, 2).to_bytes(26, "big")[:16]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", "4000 ec11ec11ec11ec11ec11ec11ec11"),
        ("A", "4014 10 ec11ec11ec11ec11ec11ec11ec"),
        ("示例", "406e 7a4bae4be8b0 ec11ec11ec11ec11"),
        ("x" * 13, "40d7 87878787878787878787878780 ec"),
        ("x" * 14, "40e7 8787878787878787878787878780"),
    ],
)
def test_content_is_followed_by_its_end_and_the_padding(text: str, data: str) -> None:
    # 0100 for bytes, eight bits of length, the bytes, 0000, then 11101100 and 00010001 in turn (7.4).
    assert read_first_version(symbol(text.encode())) == bytes.fromhex(data)
