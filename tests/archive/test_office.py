"""One register for an office: SQLite and PostgreSQL alike, many issuers, lost connections, moves."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive import migrations
from cts_docs.archive.agenda import due
from cts_docs.archive.archive import Archive
from cts_docs.archive.finding import search
from cts_docs.archive.life import Happening, Terms
from cts_docs.archive.listing import chain_digest, list_entries, show_entry
from cts_docs.archive.steps import Steps
from cts_docs.archive.verification import Question, verify
from cts_docs.errors import CtsDocsError
from tests.torture.killing import Recorder
from tests.torture.orders import APPROVER, DATABASES, TODAY, archive, order
from tests.torture.soundness import faults

ONE, TWO, THREE, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 2, 3, 4))
TERMS = Terms(3, 12)


def _codes(work: Callable[[], object]) -> list[str]:
    with pytest.raises(CtsDocsError) as refused:
        work()
    return [problem.code for problem in refused.value.problems]


def test_the_whole_life_of_an_entry_on_either_register(office: Path) -> None:
    used = archive(office)
    assert archive(office, APPROVER).approve(DRAFT, order(9)).number == DRAFT
    used.live(ONE, Happening("supersede", "示例理由", by=THREE), TERMS)
    used.live(THREE, Happening("suspend", "示例理由"), TERMS)
    assert [one.status for one in list_entries(used.register, TODAY)] == [
        "superseded",
        "no_certificate",
        "suspended",
        "valid",
    ]
    assert show_entry(used.register, THREE, TODAY).supersedes == (ONE,)
    assert used.attach(TWO, "scan.pdf", b"scan").path.read_bytes() == b"scan"
    assert verify(used.register, Question(TODAY)).ok
    assert list(faults(office)) == []


def test_searching_and_what_is_due_on_either_register(office: Path) -> None:
    register = archive(office).register
    assert [one.listed.number for one in search(register, "水务 BG0003", TODAY)] == [THREE]
    assert {one.what for one in due(register, TODAY, 5000)} == {"surveillance", "expiry", "retention"}


def test_a_new_archive_on_either_register(home: Path) -> None:
    assert archive(home).issue(order()).number == ONE
    assert list(faults(home)) == []
    assert (home / "register.sqlite").exists() is (home not in DATABASES)


def test_a_row_altered_behind_the_chain_is_found_on_either_register(office: Path) -> None:
    with archive(office).register.held() as connection:
        connection.exec_driver_sql("UPDATE entries SET client = 'X' WHERE certificate IS NULL")
    verified = verify(archive(office).register, Question(TODAY))
    assert {one.number for one in verified.entries if not one.intact} == {TWO}


@pytest.mark.parametrize("statement", ["DELETE FROM events", "UPDATE events SET kind = 'X'"])
def test_the_database_refuses_to_change_events(home: Path, statement: str) -> None:
    archive(home).issue(order())
    with pytest.raises(CtsDocsError), archive(home).register.held() as connection:
        connection.exec_driver_sql(statement)
    assert verify(archive(home).register, Question(TODAY)).ok


def _issue_some(folder: Path, database: str, first: int) -> None:
    DATABASES[folder] = database
    for number in range(first, first + 5):
        archive(folder).issue(order(number))


def test_many_issuers_at_once_leave_no_gap(tmp_path: Path, database: str) -> None:
    """Each process opens its own connection, as each machine of an office would."""
    fork = multiprocessing.get_context("fork")
    crowd = [fork.Process(target=_issue_some, args=(tmp_path, database, 10 * n)) for n in range(4)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    DATABASES[tmp_path] = database
    numbers = [one.number for one in list_entries(archive(tmp_path).register, TODAY)]
    assert numbers == [f"CTS-TBSC034-2026-BG{n:04d}" for n in range(1, 21)]
    assert list(faults(tmp_path)) == []


def test_a_writer_waits_for_the_one_before_and_then_says_so(tmp_path: Path, database: str) -> None:
    used = replace(archive(tmp_path), database=database)
    used.issue(order())
    with used.register.held():
        assert _codes(lambda: replace(used, wait=0.1).issue(order(2))) == ["ARCHIVE_BUSY"]
    assert used.issue(order(2)).number == TWO


class _HangUp(Recorder):
    """Loses the connection at the step of a given place, from 1."""

    def __init__(self, step: int, socket: str) -> None:
        super().__init__()
        self.step, self.socket = step, socket

    def at(self, point: str) -> None:
        from tests.support.postgresql import hang_up

        super().at(point)
        if len(self.points) == self.step:
            hang_up(self.socket)


def _told(work: Callable[[], object]) -> list[str]:
    try:
        work()
    except CtsDocsError as error:
        return [problem.code for problem in error.problems]
    return []


def _flow(folder: Path, steps: Steps) -> str:
    return archive(folder, steps=steps).issue(order(3)).number


@pytest.fixture
def connected(tmp_path: Path, database: str) -> Iterator[Path]:
    """An archive in a database, with one entry."""
    DATABASES[tmp_path] = database
    archive(tmp_path).issue(order(1))
    yield tmp_path
    DATABASES.pop(tmp_path)


def _first_of_each(points: list[str]) -> list[int]:
    last = len(points) - 1 - points[::-1].index("register.append")
    return sorted({points.index(point) + 1 for point in points} | {last + 1})


def test_a_connection_lost_at_any_point_leaves_the_whole_or_nothing(
    connected: Path, database_server: str
) -> None:
    recorder = Recorder()
    _flow(connected, recorder)
    for step in _first_of_each(recorder.points):
        present = len(list_entries(archive(connected).register, TODAY))
        point = recorder.points[step - 1]
        told = _told(lambda at=step: _flow(connected, _HangUp(at, database_server)))
        assert told in ([], ["ARCHIVE_CONNECTION"]), point
        after = len(list_entries(archive(connected).register, TODAY))
        assert after in (present, present + 1), point
        assert verify(archive(connected).register, Question(TODAY)).ok, point
    assert list(faults(connected)) == []


class _Unheard(Steps):
    """The server has committed, and its answer never arrives."""

    def at(self, point: str) -> None:
        if point == "register.committed":
            raise ConnectionResetError(104, "示例")


def test_a_commit_whose_answer_was_lost_is_whole(connected: Path) -> None:
    with pytest.raises(CtsDocsError):
        archive(connected, steps=_Unheard()).issue(order(2))
    assert len(list_entries(archive(connected).register, TODAY)) == 2
    assert verify(archive(connected).register, Question(TODAY)).ok
    assert list(faults(connected)) == []


def _state(used: Archive) -> tuple[str, list[object]]:
    return chain_digest(used.register).head, list(list_entries(used.register, TODAY))


def test_a_move_there_and_back_keeps_every_entry_and_the_head(place: Path, database: str) -> None:
    here, there = archive(place), replace(archive(place), database=database)
    said: list[str] = []
    moved = here.move(database, lambda: said.append("there"))
    assert _state(there) == _state(here)
    assert (moved.to, moved.entries, moved.head) == ("postgresql", 4, _state(there)[0])
    assert there.issue(order(20)).number == "CTS-TBSC034-2026-BG0005"
    back = there.move("", lambda: said.append("back"))
    assert (back.to, back.entries, said) == ("sqlite", 5, ["there", "back"])
    assert here.issue(order(21)).number == "CTS-TBSC034-2026-BG0006"
    assert list(faults(place)) == []


def test_a_register_that_was_moved_away_takes_nothing_more(place: Path, database: str) -> None:
    archive(place).move(database, lambda: None)
    assert _codes(lambda: archive(place).issue(order(20))) == ["REGISTER_MOVED"]
    assert verify(archive(place).register, Question(TODAY)).ok


def test_a_move_that_was_interrupted_is_finished_by_the_same_command(place: Path, database: str) -> None:
    def interrupted() -> None:
        raise OSError(5, "示例")

    with pytest.raises(OSError, match="示例"):
        archive(place).move(database, interrupted)
    head = chain_digest(archive(place).register).head
    assert archive(place).move(database, lambda: None).head == head
    assert replace(archive(place), database=database).issue(order(20)).number.endswith("BG0005")


def test_another_archive_is_not_written_over(place: Path, tmp_path: Path, database: str) -> None:
    other = replace(archive(tmp_path / "other"), database=database)
    other.issue(order())
    before = _state(other)
    assert _codes(lambda: archive(place).move(database, lambda: None)) == ["MOVE_TARGET_OTHER"]
    assert _state(other) == before
    assert archive(place).issue(order(20)).number.endswith("BG0005")


def test_an_older_register_is_read_as_it_is(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = migrations.Migration(len(migrations.MIGRATIONS) + 1, ("CREATE TABLE added (name TEXT)",))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, later))
    assert len(list_entries(archive(office).register, TODAY)) == 4
    assert archive(office).issue(order(20)).number.endswith("BG0005")


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
    assert _codes(lambda: used.issue(order())) == [code]
    assert _codes(lambda: list_entries(used.register, TODAY)) == [code]


def test_a_place_whose_bags_the_database_does_not_know_is_refused(place: Path, database: str) -> None:
    used = replace(archive(place), database=database)
    assert _codes(lambda: used.issue(order(20))) == ["REGISTER_MISSING"]
    assert _codes(lambda: list_entries(used.register, TODAY)) == ["REGISTER_MISSING"]
