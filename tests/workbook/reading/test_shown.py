"""What a cell shows is what counts: a format that hides or rounds a value is reported with both."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.specification.model import Specification
from tests.workbook.editing import read
from tests.workbook.opening.test_formats import formatted

OTHERWISE = [
    ("0.85", "0.0", "0.9"),
    ("0.85", "0", "1"),
    ("0.5", '"不适用"', "不适用"),
    ("0.5", "[Red]0", "1"),
    ("0.5", "0,", "…"),
]
HIDDEN = [("0.5", ";;;"), ("0", "0.0;;"), ("0.5", ";-0")]
SHOWN = [
    ("0.85", "0.00"),
    ("0.9", "0.0"),
    ("0.85", "0%"),
    ("0.5", "General"),
    ("0.5", "0.0;;"),
    ("0.5", "# ?/?"),
    ("0.5", "0.0_);(0.0)"),
    ("1", "0"),
    ("0.5", "[>0.5]0;0.0"),
    ("0.5", "@"),
]


def codes(folder: Path, filled: bytes, specification: Specification, value: str, code: str) -> list[str]:
    content = formatted(filled, "person_days", 190, code, value)
    return [problem.code for problem in read(folder, content, specification).problems]


@pytest.mark.parametrize(("value", "code", "shown"), OTHERWISE)
def test_a_rounded_value_is_reported_with_what_is_shown(
    tmp_path: Path, filled: bytes, tbsc034: Specification, value: str, code: str, shown: str
) -> None:
    (problem,) = read(tmp_path, formatted(filled, "person_days", 190, code, value), tbsc034).problems
    assert (problem.code, problem.severity) == ("VALUE_SHOWN_OTHERWISE", "warning")
    assert (problem.found, problem.values["shown"], problem.values["format"]) == (value, shown, code)


@pytest.mark.parametrize(("value", "code"), HIDDEN)
def test_a_hidden_value_is_reported(
    tmp_path: Path, filled: bytes, tbsc034: Specification, value: str, code: str
) -> None:
    content = formatted(filled, "experience_coefficients", 190, code, value)
    (problem,) = read(tmp_path, content, tbsc034).problems
    assert (problem.code, problem.severity, problem.found) == ("VALUE_HIDDEN", "warning", value)


@pytest.mark.parametrize(("value", "code"), SHOWN)
def test_a_format_that_shows_the_value_is_not_reported(
    tmp_path: Path, filled: bytes, tbsc034: Specification, value: str, code: str
) -> None:
    assert codes(tmp_path, filled, tbsc034, value, code) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [("46082.99950231", "2026-03-01 23:59:17"), ("46082.666666666664", "2026-03-01 16:00:00")],
)
def test_a_date_of_another_program_is_shown_as_found_and_as_taken(
    tmp_path: Path, filled: bytes, tbsc034: Specification, value: str, found: str
) -> None:
    """JavaScript writers store 2 March 2026 some seconds early, or as the time in Greenwich."""
    (problem,) = read(tmp_path, formatted(filled, "audit_start", 14, value=value), tbsc034).problems
    assert (problem.code, problem.severity) == ("DATE_WITH_TIME", "warning")
    assert (problem.found, problem.values["taken"]) == (found, "2026-03-01")
