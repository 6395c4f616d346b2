"""QR codes as PNG pictures: error level M, one fixed mask, the same bytes for the same text."""

from __future__ import annotations

from io import BytesIO

MOST_BYTES = 2331
"""The capacity of the largest QR code at error level M."""
_MASK = 2
"""Choosing the best of the eight masks costs five times the work; readers do not need it."""
_PIXELS_PER_MODULE = 4
"""A code of 30 mm is printed at 300 dots an inch and more; each further pixel costs time squared."""


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
