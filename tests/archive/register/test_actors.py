"""Moments are recorded in UTC; days are those of the clock on the wall."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from cts_docs.archive.register.actors import local_date, system_clock, timestamp

MORNING = datetime(2026, 3, 2, 6, 0, 7, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock stands in China, eight hours before UTC."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system has no tzset")
    with monkeypatch.context() as machine:
        machine.setenv("TZ", "CST-8")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("china")
def test_the_clock_says_its_own_time_zone() -> None:
    assert system_clock().utcoffset() == timedelta(hours=8)


def test_a_moment_is_recorded_in_utc_and_is_of_the_day_where_the_clock_stands() -> None:
    assert timestamp(MORNING) == "2026-03-01T22:00:07Z"
    assert local_date("2026-03-01T22:00:07Z", MORNING) == date(2026, 3, 2)
    assert local_date("2026-03-01T22:00:07Z", datetime(2026, 3, 5, tzinfo=UTC)) == date(2026, 3, 1)
