"""Numbers are composed as the body's pattern says."""

import pytest

from cts_docs.settings import numbered
from cts_docs.settings.patterns import faults


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{body}-{scheme}-{year}-{serial:04d}-R{cycle}", "EX-TBSC901-2026-0007-R1"),
        ("{serial}", "7"),
        ("示例{year}字第{serial:03d}号", "示例2026字第007号"),
        ("{{{serial}}}", "{7}"),
    ],
)
def test_a_pattern_makes_a_number(pattern: str, number: str) -> None:
    made = numbered(pattern, body="EX", scheme="TBSC901", year=2026, serial=7, cycle=1)
    assert made == number


def test_a_pattern_with_every_placeholder_has_no_fault() -> None:
    assert faults("{body}{scheme}{year}{serial:05d}{cycle}", "EX") == ()


def test_a_pattern_with_the_code_of_the_body_needs_one() -> None:
    assert faults("{body}{serial}", "") == (("PATTERN_BODY", "{body}"),)
