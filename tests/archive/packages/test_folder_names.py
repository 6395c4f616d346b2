"""Numbers as folder names: reversible, and safe on Windows and macOS."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cts_docs.archive.paths import folder_name, number_from_folder, number_key

_WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_number_comes_back_from_its_folder(number: str) -> None:
    assert number_from_folder(folder_name(number)) == number


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_folder_name_is_one_that_windows_can_hold(number: str) -> None:
    folder = folder_name(number)
    assert not _WINDOWS.search(folder)
    assert not folder.endswith((".", " "))
    assert not _RESERVED.match(folder)
    assert folder not in (".", "..")


@pytest.mark.parametrize(
    ("number", "folder"),
    [
        ("CTS-2026-BG0001", "CTS-2026-BG0001"),
        ("赣认〔2026〕0001号", "赣认〔2026〕0001号"),
        ("CTS/2026/0001", "CTS%2F2026%2F0001"),
        ("..", "%2E%2E"),
        ("NUL", "%4EUL"),
        ("100%", "100%25"),
    ],
)
def test_what_people_can_read_stays_readable(number: str, folder: str) -> None:
    assert folder_name(number) == folder


def test_numbers_that_differ_in_case_alone_are_the_same_folder_on_windows() -> None:
    assert number_key("CTS-R0") == number_key("cts-r0")
