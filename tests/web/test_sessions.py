"""Sessions and their results: whose they are, how long they live, who makes room."""

from __future__ import annotations

from pathlib import Path

from cts_docs.web.jobs.runner import Job
from cts_docs.web.jobs.workbooks import WorkbooksRequest
from cts_docs.web.sessions import Session, Sessions
from tests.web.visiting import Time

IDLE = 100.0


def sessions(clock: Time, most: int = 10) -> Sessions:
    return Sessions(IDLE, most, clock)


def job(deadline: float) -> Job:
    return Job(
        f"job-{deadline}", "示例甲", WorkbooksRequest((), "score", "zh", None, Path()), deadline, "10:00"
    )


def begun(found: Sessions, person: str = "示例甲") -> Session:
    return found.create(person)[0]


def test_a_session_is_found_by_its_token_and_its_person_only() -> None:
    known = sessions(Time())
    session = begun(known)
    assert known.find(session.token, "示例甲") is session
    assert known.find(session.token, "示例乙") is None
    assert known.find("", "示例甲") is None


def test_secrets_differ() -> None:
    known = sessions(Time())
    one, other = begun(known), begun(known)
    assert len({one.token, one.csrf, other.token, other.csrf}) == 4


def test_every_visit_lengthens_a_session() -> None:
    clock = Time()
    known = sessions(clock)
    session = begun(known)
    for clock.now in (IDLE, 2 * IDLE, 3 * IDLE):
        assert known.find(session.token, "示例甲") is session
    clock.now = 4 * IDLE + 1
    assert known.find(session.token, "示例甲") is None


def test_a_session_that_ends_gives_up_its_jobs() -> None:
    clock = Time()
    known = sessions(clock)
    session = begun(known)
    session.jobs["a"] = job(deadline=10 * IDLE)
    clock.now = IDLE
    assert known.expire() == ()
    clock.now = IDLE + 1
    assert [ended.token for ended in known.expire()] == [f"job-{10 * IDLE}"]
    assert list(known) == []


def test_a_result_ends_with_its_time_though_its_session_lives() -> None:
    clock = Time()
    known = sessions(clock)
    session = begun(known)
    session.jobs = {"early": job(deadline=50), "late": job(deadline=51)}
    clock.now = 50
    assert [ended.token for ended in known.expire()] == ["job-50"]
    assert list(session.jobs) == ["late"]


def test_an_empty_session_makes_room_before_one_with_results() -> None:
    clock = Time()
    known = sessions(clock, most=2)
    busy = begun(known)
    busy.jobs["a"] = job(deadline=1000)
    clock.now = 1
    empty = begun(known)
    clock.now = 2
    third, dropped = known.create("示例甲")
    assert dropped == ()
    assert known.find(empty.token, "示例甲") is None
    assert set(map(id, known)) == {id(busy), id(third)}


def test_the_jobs_of_a_session_that_makes_room_are_given_up() -> None:
    known = sessions(Time(), most=1)
    begun(known).jobs["a"] = job(deadline=7)
    assert [dropped.token for dropped in known.create("示例甲")[1]] == ["job-7"]
