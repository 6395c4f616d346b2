"""QR codes: the same picture for the same text, and a limit that is told."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image

from cts_docs.documents.ooxml.qr import modules_of, qr_png


def size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_the_same_text_gives_the_same_picture() -> None:
    assert qr_png("示例") == qr_png("示例") != qr_png("示例二")


def test_the_picture_is_a_square_with_a_quiet_zone() -> None:
    # 6 bytes fit into version 1, 21 modules wide; 4 quiet modules at each side, 4 pixels each.
    assert size(qr_png("示例")) == ((21 + 8) * 4, (21 + 8) * 4)


def test_level_m_holds_2331_bytes_and_no_more() -> None:
    assert size(qr_png("x" * 2331)) == ((177 + 8) * 4, (177 + 8) * 4)
    with pytest.raises(ValueError, match="2332 bytes"):
        qr_png("x" * 2332)


def test_the_picture_shows_the_modules_of_the_code() -> None:
    """The upper left finder pattern of ISO/IEC 18004: a dark ring, a light one, a dark square of three."""
    picture = Image.open(io.BytesIO(qr_png("示例")))
    rows = [
        "".join("#" if picture.getpixel((4 * (4 + x) + 2, 4 * (4 + y) + 2)) == 0 else "." for x in range(7))
        for y in range(7)
    ]
    assert rows == ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]


@pytest.mark.parametrize("pixels", [1, 4, 8])
def test_modules_are_the_same_however_wide_they_are_drawn(pixels: int) -> None:
    drawn = io.BytesIO()
    code = segno.make(
        "示例", error="m", mask=2, micro=False, boost_error=False, mode="byte", encoding="utf-8"
    )
    code.save(drawn, kind="png", scale=pixels)

    assert modules_of(drawn.getvalue()) == modules_of(qr_png("示例")) != modules_of(qr_png("示列"))
    assert modules_of(drawn.getvalue())[4][4:11] == "0000000", "the upper edge of a finder pattern is dark"


@pytest.mark.parametrize("kind", ["L", "RGB"])
def test_a_picture_of_another_kind_has_no_modules(kind: str) -> None:
    picture = io.BytesIO()
    Image.new(kind, (10, 10)).save(picture, "png")
    with pytest.raises(ValueError, match="QR code"):
        modules_of(picture.getvalue())
    with pytest.raises(ValueError, match="PNG"):
        modules_of(b"no picture at all")
