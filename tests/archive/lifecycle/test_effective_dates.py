"""The dates of status changes: typing errors are reported or refused, and can be corrected.

It is 2 March 2026 in the archive of these tests; its certificate was granted on 1 March 2026 and is
valid until 28 February 2029.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.lifecycle.status_changes import StatusChange
from cts_docs.archive.lifecycle.transition_rules import Transition
from cts_docs.errors import RefusedError
from cts_docs.messages import message, remedy
from cts_docs.services.context import today
from tests.archive.changes import DRAFT, ONE, PERIODS, do, refusal, shown
from tests.torture.sample_audits import DRAFTER, FACTS, archive, issue_request

CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    "transition", ["suspend", "withdraw", "cancel", "surveillance", "renew", "supersede"]
)
def test_a_date_more_than_five_years_ahead_is_a_slip(place: Path, transition: Transition) -> None:
    for far in (date(2031, 3, 3), date(9998, 12, 1), date.max):
        reported = refusal(place, transition, date=far)
        assert (reported.code, reported.values["expected"]) == ("LIFE_DATE_FAR", "2031-03-02")


def test_a_date_ahead_is_recorded_and_told(place: Path) -> None:
    result = do(place, "suspend", date=date(2026, 3, 5))
    (warning,) = result.warnings
    assert (warning.code, warning.severity, warning.values["days"]) == ("LIFE_DATE_AHEAD", "warning", "3")
    assert shown(place).status == "valid"
    assert shown(place, as_of=date(2026, 3, 5)).status == "suspended"


@pytest.mark.parametrize("transition", ["withdraw", "cancel", "supersede"])
def test_what_nothing_takes_back_is_not_recorded_before_its_day(place: Path, transition: Transition) -> None:
    reported = refusal(place, transition, date=date(2026, 3, 3))
    assert (reported.code, reported.found, reported.values["today"]) == (
        "LIFE_DATE_FINAL",
        "2026-03-03",
        "2026-03-02",
    )
    assert shown(place).status == "valid"
    assert do(place, transition, date=date(2026, 3, 3), on=date(2026, 3, 3)).before == "valid"


@pytest.mark.parametrize(
    ("transition", "cure"),
    [
        ("suspend", "restore it with today's date"),
        ("surveillance", "record the surveillance once more"),
        ("renew", "record the renewal once more"),
    ],
)
def test_a_date_ahead_names_the_cure_of_its_own_transition_alone(
    place: Path, transition: Transition, cure: str
) -> None:
    (warning,) = do(
        place, transition, date=date(2029, 3, 2) if transition == "renew" else date(2026, 3, 5)
    ).warnings
    assert cure in warning.values["cure_en"]
    assert "withdrawal" not in remedy("LIFE_DATE_AHEAD", "en", warning.values)


def test_a_surveillance_ahead_is_recorded_again_with_an_earlier_date(place: Path) -> None:
    """Twelve months after 10 May 2026, not after the 10 May 2027 that was a slip."""
    on = date(2026, 5, 12)
    do(place, "surveillance", date=date(2027, 5, 10), on=on)
    assert do(place, "surveillance", date=date(2026, 5, 10), on=on).warnings == ()
    assert shown(place).entry["surveillance_due"] == "2027-05-10"
    assert refusal(place, "surveillance", date=date(2026, 5, 9), on=on).code == "LIFE_DATE_BEFORE"


def test_a_slip_that_was_corrected_binds_nothing_that_follows(place: Path) -> None:
    """Recorded on 12 May, put right to 4 May: a suspension of 8 May follows on 4 May."""
    on = date(2026, 5, 12)
    for day in (date(2027, 5, 4), date(2026, 5, 4)):
        do(place, "surveillance", date=day, on=on)
    assert refusal(place, "suspend", date=date(2026, 5, 3), on=on).values["expected"] == "2026-05-04"
    assert do(place, "suspend", date=date(2026, 5, 8), on=on).after == "suspended"


def test_a_slip_is_not_corrected_to_before_the_status_change_before_it(place: Path) -> None:
    on = date(2026, 5, 12)
    do(place, "suspend", date=date(2026, 5, 4), on=on)
    do(place, "surveillance", date=date(2027, 5, 10), on=on)
    reported = refusal(place, "surveillance", date=date(2026, 5, 3), on=on)
    words = "早于上一次状态变更的决定日期（暂停） 2026-05-04。"
    assert message(reported.code, "zh", {"found": reported.found, **reported.values}).endswith(words)


def test_a_date_too_early_is_held_against_what_it_is_early_of(place: Path) -> None:
    def told(day: date) -> tuple[str, str]:
        reported = refusal(place, "restore", date=day)
        return reported.values["since_zh"], reported.values["expected"]

    assert told(date(2026, 2, 28)) == ("颁证日期", "2026-03-01")
    do(place, "suspend", date=date(2026, 4, 1))
    assert told(date(2026, 3, 1)) == ("上一次状态变更的登记日期", "2026-03-02")


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 2), None])
def test_a_date_that_has_come_is_told_by_nobody(place: Path, day: date | None) -> None:
    assert do(place, "suspend", date=day).warnings == ()


def test_after_a_slip_the_next_status_change_may_be_dated_today(place: Path) -> None:
    do(place, "suspend", date=date(2026, 9, 1))
    assert do(place, "restore").date == date(2026, 3, 2)
    assert refusal(place, "suspend", date=date(2026, 3, 1)).code == "LIFE_DATE_BEFORE"


def test_dates_follow_one_another(place: Path) -> None:
    assert refusal(place, "suspend", date=date(2026, 2, 28)).code == "LIFE_DATE_BEFORE"
    do(place, "suspend", date=date(2026, 3, 2))
    assert refusal(place, "restore", date=date(2026, 3, 1)).code == "LIFE_DATE_BEFORE"
    assert do(place, "restore").date == date(2026, 3, 2)


def test_a_certificate_granted_from_a_later_day_can_be_cancelled_today(home: Path) -> None:
    later = replace(issue_request(), facts=replace(FACTS, granted=date(2026, 4, 1)))
    archive(home).issue(later)
    assert do(home, "cancel").date == date(2026, 3, 2)


def test_a_renewal_from_the_day_after_the_old_validity_is_dated_ahead_as_a_matter_of_course(
    place: Path,
) -> None:
    result = do(place, "renew", date=date(2029, 3, 1))
    assert (result.warnings, result.before, result.after) == ((), "valid", "valid")


def test_a_renewal_that_would_leave_a_gap_is_told_and_can_be_corrected(place: Path) -> None:
    (warning,) = do(place, "renew", date=date(2029, 3, 2)).warnings
    assert warning.code == "LIFE_DATE_AHEAD"
    assert shown(place).entry["valid_until"] == "2032-03-01"
    do(place, "renew", date=date(2029, 3, 1))
    assert shown(place).entry["valid_until"] == "2032-02-29"


def test_renewals_ahead_are_held_against_the_validity_that_is_secured(place: Path) -> None:
    """Valid until 28 February 2029: what does not follow on 1 March leaves a gap, however often renewed."""
    told = [do(place, "renew", date=day).warnings for day in (date(2029, 3, 1), date(2029, 3, 2))]
    assert [len(warnings) for warnings in told] == [0, 1]
    (warning,) = do(place, "renew", date=date(2031, 3, 1)).warnings
    assert warning.code == "LIFE_DATE_AHEAD"


def test_a_renewal_that_was_replaced_while_it_lay_ahead_secures_nothing(place: Path) -> None:
    do(place, "renew", date=date(2028, 3, 1))
    do(place, "renew", date=date(2029, 3, 1))
    assert len(do(place, "renew", date=date(2029, 3, 2), on=date(2028, 6, 1)).warnings) == 1


def test_a_renewal_whose_day_has_come_is_not_shortened(place: Path) -> None:
    keeping = replace(archive(place), clock=lambda: datetime(2029, 3, 5, 9, tzinfo=UTC))
    keeping.apply(ONE, StatusChange("renew", "示例理由", date(2029, 3, 1)), PERIODS)
    with pytest.raises(RefusedError) as refused:
        keeping.apply(ONE, StatusChange("renew", "示例理由"), replace(PERIODS, validity_years=1))
    (reported,) = refused.value.problems
    expected = ("LIFE_RENEWAL_SHORTER", "2030-03-04", {"expected": "2032-02-29"})
    assert (reported.code, reported.found, dict(reported.values)) == expected


def test_a_draft_is_cancelled_on_the_day_of_drafting_and_not_before(place: Path) -> None:
    assert refusal(place, "cancel", DRAFT, date=date(2026, 2, 28)).code == "LIFE_DATE_BEFORE"
    assert do(place, "cancel", DRAFT).date == date(2026, 3, 2)


def test_the_day_is_that_of_the_clock_on_the_wall(tmp_path: Path) -> None:
    """At six in the morning of 2 March in China it is still 1 March in UTC."""
    morning = datetime(2026, 3, 2, 6, tzinfo=CHINA)
    keeping = Archive(tmp_path, DRAFTER, clock=lambda: morning)
    issued = keeping.issue(issue_request())
    assert today(lambda: morning) == date(2026, 3, 2)
    read = shown(tmp_path)
    assert (read.entry["issued"], read.events[0]["at"]) == ("2026-03-02", "2026-03-01T22:00:00Z")
    metadata = json.loads((issued.package / "data" / "metadata.json").read_bytes())
    assert metadata["date"] == "2026-03-02"
    assert "Bagging-Date: 2026-03-02" in (issued.package / "bag-info.txt").read_text("utf-8")
    assert keeping.apply(ONE, StatusChange("suspend", "示例理由"), PERIODS).date == date(2026, 3, 2)
    with pytest.raises(RefusedError) as refused:
        keeping.apply(ONE, StatusChange("restore", "示例理由", date(2026, 3, 1)), PERIODS)
    assert refused.value.problems[0].code == "LIFE_DATE_BEFORE"
