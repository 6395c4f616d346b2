"""QR codes as PNG pictures: error level M, one fixed mask, the same bytes for the same text."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from math import gcd

MOST_BYTES = 2331
"""The capacity of the largest QR code at error level M."""
_MASK = 2
"""Choosing the best of the eight masks costs five times the work; readers do not need it."""
_PIXELS_PER_MODULE = 4
"""A code of 30 mm is printed at 300 dots an inch and more; each further pixel costs time squared."""
_HEADER = struct.Struct(">2L5B")
_WIDEST = 4096
"""The most pixels of a side that are looked at."""


def qr_png(text: str) -> bytes:
    """The picture of a QR code that holds `text` as UTF-8 (at most `MOST_BYTES`).

    Raises ValueError where the text is longer.
    """
    # Loaded here: only certificates carry a QR code.
    import segno

    try:
        code = segno.make(
            text, error="m", mask=_MASK, micro=False, boost_error=False, mode="byte", encoding="utf-8"
        )
    except segno.DataOverflowError as error:
        raise ValueError(f"{len(text.encode())} bytes do not fit into a QR code") from error
    picture = BytesIO()
    code.save(picture, kind="png", scale=_PIXELS_PER_MODULE)
    return picture.getvalue()


def modules_of(png: bytes) -> tuple[str, ...]:
    """The rows of a QR code's picture, a digit for each module, however many pixels wide these are.

    Raises ValueError for a picture that is not black and white or of another kind than `qr_png` writes.
    """
    rows = _pixel_rows(png)
    size = gcd(*(len(list(run)) for row in rows for _, run in groupby(row)))
    return tuple(row[::size] for row in rows[::size])


def _pixel_rows(png: bytes) -> list[str]:
    chunks = list(_chunks(png))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != _HEADER.size:
        raise ValueError("not a PNG picture")
    width, height, *kind = _HEADER.unpack(chunks[0][1])
    if kind != [1, 0, 0, 0, 0] or max(width, height) > _WIDEST:
        raise ValueError("not a QR code in black and white")
    length = (width + 7) // 8
    packed = b"".join(content for name, content in chunks if name == b"IDAT")
    data = zlib.decompressobj().decompress(packed, height * (length + 1))
    above = bytes(length)
    rows = []
    for start in range(0, len(data), length + 1):
        above = _unfiltered(data[start], data[start + 1 : start + 1 + length], above)
        rows.append("".join(f"{byte:08b}" for byte in above)[:width])
    return rows


def _unfiltered(method: int, row: bytes, above: bytes) -> bytes:
    """A row of a picture: stored as it is (0), or as its differences from the row above (2)."""
    if method == 0:
        return row
    if method == 2:
        return bytes((one + other) & 0xFF for one, other in zip(row, above, strict=True))
    raise ValueError(f"filter {method}")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 8
    while position + 8 <= len(png):
        (length,) = struct.unpack_from(">L", png, position)
        yield png[position + 4 : position + 8], png[position + 8 : position + 8 + length]
        position += length + 12
