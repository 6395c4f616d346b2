"""QR codes as PNG pictures: error level M, one fixed mask, the same bytes for the same text."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator

_MASK = 2
"""Choosing the best of the eight masks costs five times the work and gains nothing here."""
MOST_BYTES = 2331
"""What the largest QR code holds at error level M."""
_QUIET_MODULES = 4
_PIXELS_PER_MODULE = 8
"""With one bit a pixel, a module is one byte of a line."""
_WHITE = b"\xff"
_COLOURS = bytes.maketrans(b"\0\1", b"\xff\0")
_PLAIN, _AS_ABOVE = b"\0", b"\2"
"""The filters of PNG lines: as it stands, and as the difference to the line above."""


def qr_png(text: str) -> bytes:
    """The picture of a QR code that holds `text` as UTF-8 (at most `MOST_BYTES`).

    Raises ValueError where the text is longer.
    """
    # Loaded here: only a certificate carries one, and it brings much along.
    import segno

    try:
        code = segno.make(
            text, error="m", mask=_MASK, micro=False, boost_error=False, mode="byte", encoding="utf-8"
        )
    except segno.DataOverflowError as error:
        raise ValueError(f"{len(text.encode())} bytes do not fit into a QR code") from error
    return _png([bytes(row) for row in code.matrix])


def _png(modules: list[bytes]) -> bytes:
    """The picture of square modules, 1 for a dark one, in the quiet zone that readers need."""
    modules_wide = len(modules) + 2 * _QUIET_MODULES
    pixels = modules_wide * _PIXELS_PER_MODULE
    header = struct.pack(">2I5B", pixels, pixels, 1, 0, 0, 0, 0)
    # Runs are all there is to find in these lines; looking for more takes forty times as long.
    packer = zlib.compressobj(strategy=zlib.Z_RLE)
    lines = packer.compress(b"".join(_lines(modules, modules_wide))) + packer.flush()
    chunks = ((b"IHDR", header), (b"IDAT", lines), (b"IEND", b""))
    return b"".join((b"\x89PNG\r\n\x1a\n", *_chunks(chunks)))


def _lines(modules: list[bytes], modules_wide: int) -> Iterator[bytes]:
    quiet = (_PLAIN + _WHITE * modules_wide) * (_QUIET_MODULES * _PIXELS_PER_MODULE)
    beside = _WHITE * _QUIET_MODULES
    same = (_AS_ABOVE + bytes(modules_wide)) * (_PIXELS_PER_MODULE - 1)
    yield quiet
    for row in modules:
        yield _PLAIN + beside + row.translate(_COLOURS) + beside + same
    yield quiet


def _chunks(chunks: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for name, content in chunks:
        yield struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
