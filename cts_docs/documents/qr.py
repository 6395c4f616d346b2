"""QR codes as PNG pictures: error level M, one fixed mask, the same bytes for the same text."""

from __future__ import annotations

import io

import segno

_MASK = 2
"""Choosing the best of the eight masks costs five times the work and gains nothing here."""
MOST_BYTES = 2331
"""What the largest QR code holds at error level M."""
_QUIET_MODULES = 4
_PIXELS_PER_MODULE = 8


def qr_png(text: str) -> bytes:
    """The picture of a QR code that holds `text` as UTF-8 (at most `MOST_BYTES`).

    Raises ValueError where the text is longer.
    """
    try:
        code = segno.make(
            text, error="m", mask=_MASK, micro=False, boost_error=False, mode="byte", encoding="utf-8"
        )
    except segno.DataOverflowError as error:
        raise ValueError(f"{len(text.encode())} bytes do not fit into a QR code") from error
    stream = io.BytesIO()
    code.save(stream, kind="png", scale=_PIXELS_PER_MODULE, border=_QUIET_MODULES)
    return stream.getvalue()
