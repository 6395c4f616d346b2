"""The content hash, as anyone can compute it with sha256sum."""

from __future__ import annotations

import datetime
import hashlib

from cts_docs.archive.packages.content_hash import changed, content_hash, content_parts, preimage

_INPUTS = {"workbook": "w", "specification": "s", "templates": "t", "configuration": "c", "toolkit": "0.1.0"}
_PARTS = content_parts(_INPUTS, "BG0001", "0001-R0", datetime.date(2026, 3, 1))


def test_the_preimage_is_one_line_for_each_input_in_the_order_of_their_names() -> None:
    assert preimage(_PARTS) == (
        b"certificate_number=0001-R0\nconfiguration=c\ngrant_date=2026-03-01\nreport_number=BG0001\n"
        b"specification=s\ntemplates=t\ntoolkit=0.1.0\nworkbook=w\n"
    )


def test_the_hash_is_sha_256_over_the_preimage() -> None:
    assert content_hash(_PARTS) == hashlib.sha256(preimage(_PARTS)).hexdigest()


def test_an_audit_without_certificate_has_an_empty_number_and_date() -> None:
    parts = content_parts(_INPUTS, "BG0001", None, None)
    assert (parts["certificate_number"], parts["grant_date"]) == ("", "")


def test_what_changed_is_named() -> None:
    assert changed(_PARTS, {**_PARTS, "workbook": "other", "toolkit": "0.2.0"}) == ("toolkit", "workbook")
