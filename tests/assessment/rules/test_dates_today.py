"""Decision and grant dates beside today, which is always given and never taken from the clock."""

from __future__ import annotations

import datetime

import pytest

from cts_docs.assessment.fields import STAGES, Stage
from cts_docs.assessment.readings import choose
from cts_docs.assessment.rules.checks import check
from cts_docs.specification.loader import load_specification
from tests.support.assessments import assessment

SPECIFICATION = load_specification()
READINGS = choose(SPECIFICATION, {})
DECISION = datetime.date(2026, 3, 16)
DAY = datetime.timedelta(1)


def found(
    today: datetime.date | None, stage: Stage = "issue", days: int = 30, **values: str | datetime.date
) -> list[tuple[str, str, bool]]:
    item = assessment(SPECIFICATION, **values)
    problems = check(SPECIFICATION, READINGS, item, stage, today=today, grant_days_ahead=days)
    dated = ("DECISION_AFTER_TODAY", "GRANT_TOO_FAR_AHEAD")
    return [(each.code, each.field, each.is_error) for each in problems if each.code in dated]


@pytest.mark.parametrize("stage", STAGES)
def test_a_decision_may_be_of_today_and_not_of_tomorrow(stage: Stage) -> None:
    assert found(DECISION, stage) == []
    assert found(DECISION - DAY, stage) == [("DECISION_AFTER_TODAY", "decision_date", stage == "issue")]


@pytest.mark.parametrize(("days", "stage"), [(30, "issue"), (30, "render"), (0, "issue"), (7, "issue")])
def test_a_grant_lies_at_most_the_configured_days_ahead(days: int, stage: Stage) -> None:
    today = DECISION + 10 * DAY
    last = today + days * DAY
    assert found(today, stage, days, grant_date=last) == []
    late = [("GRANT_TOO_FAR_AHEAD", "grant_date", stage == "issue")]
    assert found(today, stage, days, grant_date=last + DAY) == late


def test_a_recertification_may_be_granted_up_to_the_day_after_the_existing_certificate() -> None:
    today, until = DECISION + 10 * DAY, datetime.date(2026, 8, 1)
    again = {"audit_type": "再认证", "existing_certificate_valid_until": until}
    assert found(today, grant_date=until + DAY, **again) == []
    late = [("GRANT_TOO_FAR_AHEAD", "grant_date", True)]
    assert found(today, grant_date=until + 2 * DAY, **again) == late
    # the exception is that of a recertification alone, and never shortens the ordinary days
    assert found(today, grant_date=until, existing_certificate_valid_until=until) == late
    assert found(today, grant_date=today + 30 * DAY, audit_type="再认证") == []


def test_a_grant_on_the_last_day_of_the_calendar_is_no_accident() -> None:
    last = datetime.date.max
    again = {"audit_type": "再认证", "existing_certificate_valid_until": last}
    assert found(DECISION + 10 * DAY, grant_date=last, **again) == []
    assert found(last, days=90, grant_date=last) == []


def test_without_today_no_date_is_compared_with_it() -> None:
    assert found(None, grant_date=datetime.date(2062, 3, 18)) == []
