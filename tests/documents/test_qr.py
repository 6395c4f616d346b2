"""QR codes: the same picture for the same text, and a limit that is told."""

from __future__ import annotations

import pytest

from cts_docs.documents.ooxml.qr import qr_png


def size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_the_same_text_gives_the_same_picture() -> None:
    assert qr_png("示例") == qr_png("示例") != qr_png("示例二")


def test_the_picture_is_a_square_with_a_quiet_zone() -> None:
    # 6 bytes fit into version 1, 21 modules wide; 4 quiet modules at each side, 8 pixels each.
    assert size(qr_png("示例")) == ((21 + 8) * 8, (21 + 8) * 8)


def test_level_m_holds_2331_bytes_and_no_more() -> None:
    assert size(qr_png("x" * 2331)) == ((177 + 8) * 8, (177 + 8) * 8)
    with pytest.raises(ValueError, match="2332 bytes"):
        qr_png("x" * 2332)
