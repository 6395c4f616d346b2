"""One register for an office: both kinds alike, lost connections, addresses that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.due_dates import due_dates
from cts_docs.archive.lifecycle.listing import entry_details, list_entries, read_log_head
from cts_docs.archive.lifecycle.search import search
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.register import migrations
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CtsDocsError
from cts_docs.files.writing import Failpoints
from tests.torture.invariants import faults
from tests.torture.kills import FLOWS, Recorder, points_of
from tests.torture.locations import Homes
from tests.torture.sample_audits import APPROVER, DATABASES, TODAY, archive, issue_request

ONE, TWO, THREE, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 2, 3, 4))
PERIODS = Periods(3, 12)
_TELLING = ("register.begin", "register.append", "file.flush", "register.commit", "store.done")
"""Before the lock, in the middle of it, while a bag is built, before the commit, and after it."""


def _codes(work: Callable[[], object]) -> list[str]:
    with pytest.raises(CtsDocsError) as refused:
        work()
    return [problem.code for problem in refused.value.problems]


def test_the_whole_life_of_an_entry_on_either_register(place: Path) -> None:
    used = archive(place)
    assert archive(place, APPROVER).approve(DRAFT, issue_request(9)).number == DRAFT
    used.apply(ONE, StatusChange("supersede", "示例理由", by=THREE), PERIODS)
    used.apply(THREE, StatusChange("suspend", "示例理由"), PERIODS)
    assert [one.status for one in list_entries(used.register, TODAY)] == [
        "superseded",
        "no_certificate",
        "suspended",
        "valid",
    ]
    assert entry_details(used.register, THREE, TODAY).supersedes == (ONE,)
    assert used.attach(TWO, "scan.pdf", b"scan").path.read_bytes() == b"scan"
    assert verify(used.register, VerifyRequest(TODAY)).ok
    assert list(faults(place)) == []


def test_searching_and_what_is_due_on_either_register(whole: Path) -> None:
    register = archive(whole).register
    assert [one.entry.number for one in search(register, "水务 BG0003", TODAY)] == [THREE]
    assert {one.what for one in due_dates(register, TODAY, 5000)} == {"surveillance", "expiry", "retention"}


def test_a_new_archive_on_either_register(home: Path) -> None:
    assert archive(home).issue(issue_request()).number == ONE
    assert list(faults(home)) == []
    assert (home / "register.sqlite").exists() is (home not in DATABASES)


def test_a_writer_waits_for_the_one_before_and_then_says_so(home: Path) -> None:
    archive(home).issue(issue_request())
    with archive(home).register.locked():
        assert _codes(lambda: replace(archive(home), wait=0.1).issue(issue_request(2))) == ["ARCHIVE_BUSY"]
    assert archive(home).issue(issue_request(2)).number == TWO


def test_an_older_register_is_read_as_it_is(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = migrations.Migration(len(migrations.MIGRATIONS) + 1, ("CREATE TABLE added (name TEXT)",))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, later))
    assert len(list_entries(archive(place).register, TODAY)) == 4
    assert archive(place).issue(issue_request(20)).number.endswith("BG0005")


def test_two_archives_stand_in_schemas_of_one_database(tmp_path: Path, database_server: str) -> None:
    from tests.support.postgresql import schema

    one, other = (replace(archive(tmp_path / n), database=schema(database_server)) for n in "ab")
    with one.register.locked():
        assert other.issue(issue_request()).number == ONE
    assert one.issue(issue_request()).number == ONE


class HangUp(Recorder):
    """Loses the connection at the step of a given place, from 1."""

    def __init__(self, step: int, socket: str) -> None:
        super().__init__()
        self.step, self.socket = step, socket

    def reach(self, point: str) -> None:
        """Note the point, and lose the connection if it is the one."""
        from tests.support.postgresql import hang_up

        super().reach(point)
        if len(self.points) == self.step:
            hang_up(self.socket)


def told(work: Callable[[], object]) -> list[str]:
    """The codes of what was refused; none where it was done."""
    try:
        work()
    except CtsDocsError as error:
        return [problem.code for problem in error.problems]
    return []


def _steps(flow: str, points: list[str]) -> list[int]:
    """Where a connection is lost: at each point of an issue, at the telling ones of other flows."""
    asked = points if flow == "issue" else _TELLING
    last = len(points) - points[::-1].index("register.append")
    return sorted({points.index(point) + 1 for point in asked if point in points} | {last})


@pytest.mark.parametrize("flow", ["issue", "approve", "attach", "supersede"])
def test_a_connection_lost_at_any_point_leaves_the_whole_or_nothing(
    flow: str, database_server: str, tmp_path: Path
) -> None:
    homes = Homes(database_server)
    prepare, work = FLOWS[flow]
    prepared = homes.make(tmp_path / "prepared")
    prepare(prepared)
    before = read_log_head(archive(prepared).register).events
    for step in _steps(flow, points := points_of(flow, tmp_path, homes)):
        place = homes.copy(prepared, tmp_path / f"place-{step}")
        lost = HangUp(step, database_server)
        reported = told(lambda at=place, failpoints=lost: work(at, failpoints))
        recorded = read_log_head(archive(place).register).events - before
        whole = points.count("register.append")
        assert (reported, recorded) in ((["ARCHIVE_CONNECTION"], 0), ([], whole)), points[step - 1]
        assert list(faults(place)) == [], points[step - 1]
        homes.forget(place)


class _Unheard(Failpoints):
    """The server has committed, and its answer never arrives."""

    def reach(self, point: str) -> None:
        if point == "register.committed":
            raise ConnectionResetError(104, "示例")


def test_a_commit_whose_answer_was_lost_is_whole(office: Path) -> None:
    with pytest.raises(CtsDocsError):
        archive(office, failpoints=_Unheard()).issue(issue_request(2))
    assert len(list_entries(archive(office).register, TODAY)) == 2
    assert verify(archive(office).register, VerifyRequest(TODAY)).ok
    assert list(faults(office)) == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("mysql://user@host/name", "DATABASE_ADDRESS"),
        ("nonsense", "DATABASE_ADDRESS"),
        ("postgresql://cts@/postgres?host=/nowhere", "ARCHIVE_CONNECTION"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(tmp_path: Path, address: str, code: str) -> None:
    used = replace(archive(tmp_path), database=address)
    assert _codes(lambda: used.issue(issue_request())) == [code]
    assert _codes(lambda: list_entries(used.register, TODAY)) == [code]


def test_a_place_whose_bags_the_database_does_not_know_is_refused(embedded: Path, database: str) -> None:
    used = replace(archive(embedded), database=database)
    assert _codes(lambda: used.issue(issue_request(20))) == ["REGISTER_MISSING"]
    assert _codes(lambda: list_entries(used.register, TODAY)) == ["REGISTER_MISSING"]
