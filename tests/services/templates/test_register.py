"""The register of templates: numbers, versions, hashes and dates, and why each changed."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.errors import CannotRunError, RefusedError
from cts_docs.services.templates.register import (
    Register,
    RevisionNote,
    read_register,
    revision_note,
    write_register,
)
from cts_docs.specification.model import Specification

FIRST = RevisionNote(datetime.date(2026, 3, 1), "示例：首次登记")
SECOND = RevisionNote(datetime.date(2026, 4, 1), '示例：改"标志"')


def test_a_template_is_registered_with_number_version_and_date(fictional: Specification) -> None:
    register, changed = Register().registered(
        {"a.docx": ("11", fictional), "b.docx": ("22", fictional)}, FIRST
    )
    assert changed == ("a.docx", "b.docx")
    assert [(each.number, each.version, each.date) for each in register.entries] == [
        (1, 1, "2026-03-01"),
        (2, 1, "2026-03-01"),
    ]


def test_a_changed_template_takes_the_next_version_and_keeps_its_number(fictional: Specification) -> None:
    first, _ = Register().registered({"a.docx": ("11", fictional), "b.docx": ("22", fictional)}, FIRST)
    second, changed = first.registered({"a.docx": ("11", fictional), "b.docx": ("33", fictional)}, SECOND)
    entry = second.entry("b.docx")
    assert changed == ("b.docx",)
    assert entry is not None
    assert (entry.number, entry.version, entry.date) == (2, 2, "2026-04-01")
    assert [told.what for told in second.record] == [FIRST.what, SECOND.what]


def test_another_version_of_the_specification_is_a_change(fictional: Specification) -> None:
    first, _ = Register().registered({"a.docx": ("11", fictional)}, FIRST)
    _, changed = first.registered({"a.docx": ("11", replace(fictional, sha256="0"))}, SECOND)
    assert changed == ("a.docx",)


def test_nothing_changed_leaves_no_trace(fictional: Specification) -> None:
    first, _ = Register().registered({"a.docx": ("11", fictional)}, FIRST)
    assert first.registered({"a.docx": ("11", fictional)}, SECOND) == (first, ())


def test_a_register_is_read_as_it_was_written(fictional: Specification, tmp_path: Path) -> None:
    first, _ = Register().registered({"a.docx": ("11", fictional)}, FIRST)
    second, _ = first.registered({"a.docx": ("22", fictional)}, SECOND)
    write_register(tmp_path, second)
    assert read_register(tmp_path) == second


def test_a_folder_without_register_has_none(tmp_path: Path) -> None:
    assert read_register(tmp_path) is None


@pytest.mark.parametrize("text", ["[[templates]]\n", "templates = 1\n", "x", "[[revisions]]\ndate = 1\n"])
def test_a_damaged_register_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "register.toml").write_text(text, "utf-8")
    with pytest.raises(RefusedError, match="REGISTER_UNREADABLE"):
        read_register(tmp_path)


@pytest.mark.parametrize(("date", "what"), [(None, "示例"), (datetime.datetime(2026, 3, 1), " ")])
def test_date_and_reason_are_told_never_guessed(date: datetime.datetime | None, what: str) -> None:
    with pytest.raises(CannotRunError, match="REGISTER_DATE"):
        revision_note(date, what)
