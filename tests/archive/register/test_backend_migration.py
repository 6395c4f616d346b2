"""Moving a register between the two kinds: compared before it counts, and finished after any interruption."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.lifecycle.listing import list_entries, read_log_head
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CtsDocsError
from cts_docs.files.writing import Failpoints
from tests.archive.register.test_postgresql import HangUp, told
from tests.torture.invariants import faults
from tests.torture.kills import Killer, Recorder, killed
from tests.torture.locations import Homes
from tests.torture.sample_audits import APPROVER, DATABASES, TODAY, archive, issue_request

DRAFT = "CTS-TBSC034-2026-BG0004"


@pytest.fixture
def settled(embedded: Path) -> Path:
    """An archive with its register as a file, in which no draft waits."""
    archive(embedded, APPROVER).approve(DRAFT, issue_request(9))
    return embedded


def _codes(work: Callable[[], object]) -> list[str]:
    with pytest.raises(CtsDocsError) as refused:
        work()
    return [problem.code for problem in refused.value.problems]


def _state(used: Archive) -> tuple[str, list[object]]:
    return read_log_head(used.register).head, list(list_entries(used.register, TODAY))


def test_a_move_there_and_back_keeps_every_entry_and_the_head(settled: Path, database: str) -> None:
    here, there = archive(settled), replace(archive(settled), database=database)
    reported: list[str] = []
    moved = here.migrate_register(database, lambda: reported.append("there"))
    assert _state(there) == _state(here)
    assert (moved.to, moved.entries, moved.head) == ("postgresql", 4, _state(there)[0])
    assert there.issue(issue_request(20)).number == "CTS-TBSC034-2026-BG0005"
    back = there.migrate_register("", lambda: reported.append("back"))
    assert (back.to, back.entries, reported) == ("sqlite", 5, ["there", "back"])
    assert here.issue(issue_request(21)).number == "CTS-TBSC034-2026-BG0006"
    assert list(faults(settled)) == []


@pytest.mark.parametrize(
    ("typed", "reported"),
    [
        ("garbage", "garbage"),
        ("u:secret@host/name", "u:***@host/name"),
        ("host=h password=secret", "host=h password=***"),
        ("mysql://u:se@cret@host/name", "mysql://u:***@host/name"),
        ("postgresql://u:secret@host:port/name", "postgresql://u:***@host:port/name"),
    ],
)
def test_what_is_no_address_is_repeated_without_its_password(
    embedded: Path, typed: str, reported: str
) -> None:
    with pytest.raises(CtsDocsError) as refused:
        archive(embedded).migrate_register(typed, lambda: None)
    assert [(one.code, one.found) for one in refused.value.problems] == [("DATABASE_ADDRESS", reported)]


def test_from_one_database_to_another_the_way_leads_through_the_folder(embedded: Path) -> None:
    here = replace(archive(embedded), database="postgresql://one.example.invalid/cts")
    with pytest.raises(CtsDocsError) as refused:
        here.migrate_register("postgresql://u:secret@two.example.invalid/cts", lambda: None)
    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("MOVE_BETWEEN", "postgresql://u:***@two.example.invalid/cts")


def test_a_draft_that_waits_is_named_and_nothing_is_moved(place: Path, database: str) -> None:
    before = _state(archive(place))
    target = "" if place in DATABASES else database
    with pytest.raises(CtsDocsError) as refused:
        archive(place).migrate_register(target, lambda: None)
    assert [(one.code, one.found) for one in refused.value.problems] == [("MOVE_DRAFTS", DRAFT)]
    assert _state(archive(place)) == before
    archive(place, APPROVER).approve(DRAFT, issue_request(9))
    assert archive(place).migrate_register(target, lambda: None).entries == 4


def test_a_register_that_was_moved_away_takes_nothing_more(settled: Path, database: str) -> None:
    archive(settled).migrate_register(database, lambda: None)
    assert _codes(lambda: archive(settled).issue(issue_request(20))) == ["REGISTER_MOVED"]
    assert verify(archive(settled).register, VerifyRequest(TODAY)).ok


def test_another_archive_is_not_written_over(settled: Path, tmp_path: Path, database: str) -> None:
    other = replace(archive(tmp_path / "other"), database=database)
    other.issue(issue_request())
    before = _state(other)
    assert _codes(lambda: archive(settled).migrate_register(database, lambda: None)) == ["MOVE_TARGET_OTHER"]
    assert _state(other) == before
    assert archive(settled).issue(issue_request(20)).number.endswith("BG0005")


def test_a_move_that_could_not_be_announced_is_finished_by_the_same_command(
    settled: Path, database: str
) -> None:
    def interrupted() -> None:
        raise OSError(5, "示例")

    with pytest.raises(OSError, match="示例"):
        archive(settled).migrate_register(database, interrupted)
    head = read_log_head(archive(settled).register).head
    assert archive(settled).migrate_register(database, lambda: None).head == head
    assert replace(archive(settled), database=database).issue(issue_request(20)).number.endswith("BG0005")


def _moving(folder: Path, target: str, failpoints: Failpoints) -> object:
    """A move whose announcement is a file beside the folder, which outlives its process."""
    return archive(folder, failpoints=failpoints).migrate_register(target, _announcement(folder).touch)


def _announcement(folder: Path) -> Path:
    return folder.with_suffix(".announced")


def _lose(folder: Path, target: str, step: int, socket: str) -> None:
    """Move, and lose every connection at a step."""
    assert told(lambda: _moving(folder, target, HangUp(step, socket))) in ([], ["ARCHIVE_CONNECTION"])


def _kill(folder: Path, target: str, step: int, socket: str) -> None:
    """Move in a process that is killed at a step."""
    del socket
    assert killed(lambda: _moving(folder, target, Killer(step)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot kill a process this way")
@pytest.mark.parametrize("interrupt", [_lose, _kill])
def test_a_move_interrupted_at_any_point_loses_nothing_and_is_finished_by_the_same_command(
    homes: Homes,
    database_server: str,
    tmp_path: Path,
    interrupt: Callable[[Path, str, int, str], None],
) -> None:
    from tests.support.postgresql import schema

    prepared = homes.make(tmp_path / "prepared")
    archive(prepared).issue(issue_request(1))
    for step in _steps_of_a_move(homes, prepared, schema(database_server)):
        folder = homes.copy(prepared, tmp_path / f"place-{step}")
        target = "" if homes.socket else schema(database_server)
        interrupt(folder, target, step, database_server)
        if not _announcement(folder).exists():
            assert len(list_entries(archive(folder).register, TODAY)) == 1
            assert verify(archive(folder).register, VerifyRequest(TODAY)).ok
            _moving(folder, target, Failpoints())
        _settle(folder, target)
        assert list(faults(folder)) == [], step


def _steps_of_a_move(homes: Homes, prepared: Path, database: str) -> list[int]:
    """Where a move begins, records, commits and has committed, in both registers; from 1."""
    recorder = Recorder()
    folder = homes.copy(prepared, prepared.with_name("recorded"))
    _moving(folder, "" if homes.socket else database, recorder)
    return [n for n, point in enumerate(recorder.points, start=1) if point.startswith("register.")]


def _settle(folder: Path, target: str) -> None:
    """What the archive's configuration says after the move."""
    if target:
        DATABASES[folder] = target
    else:
        DATABASES.pop(folder)
