"""One commit point: before it nothing is visible, after it nothing is missing."""

from __future__ import annotations

import errno
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cts_docs.errors import CannotRunError
from cts_docs.files.writing import POINTS
from tests.torture.concurrency import crowd
from tests.torture.invariants import faults
from tests.torture.kills import FLOWS, REPRESENTATIVE, Recorder, points_of
from tests.torture.locations import Homes
from tests.torture.sample_audits import archive, issue_request

_ROOT = Path(__file__).resolve().parents[2]
_REFUSALS = ((errno.ENOSPC, "ARCHIVE_NO_SPACE"), (errno.EACCES, "ARCHIVE_READ_ONLY"))
_KILLED = [
    *(("sqlite", flow) for flow in REPRESENTATIVE),
    *(("postgresql", flow) for flow in ("found", "approve", "supersede")),
]
"""On PostgreSQL without a draft and an attachment, which write as the first issue does."""
_CAN_KILL = hasattr(os, "fork")


class Failing(Recorder):
    """A disk that refuses the step of a given place in the order, from 1, and all after it."""

    def __init__(self, step: int, number: int) -> None:
        super().__init__()
        self.step = step
        self.number = number

    def reach(self, point: str) -> None:
        super().reach(point)
        if len(self.points) >= self.step:
            raise OSError(self.number, os.strerror(self.number))


@pytest.mark.skipif(not _CAN_KILL, reason="the system cannot kill a process this way")
@pytest.mark.parametrize(("homes", "flow"), _KILLED, indirect=["homes"])
def test_a_process_killed_at_any_point_leaves_whole_or_nothing(homes: Homes, flow: str) -> None:
    socket = [homes.socket] if homes.socket else []
    command = [sys.executable, "-m", "tests.torture.kills", flow, *socket]
    ran = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, check=True)
    found = json.loads(ran.stdout)
    assert [(point, wrong) for point, wrong in found if wrong] == []
    assert found


def test_the_flows_reach_every_point_that_has_a_name(homes: Homes, tmp_path: Path) -> None:
    """A register in a database has no seal."""
    named = {point for point in POINTS if not (homes.socket and point.startswith("seal."))}
    assert {point for flow in ("found", "approve") for point in points_of(flow, tmp_path, homes)} == named


def test_every_transition_passes_the_points_of_one_whose_process_was_killed(tmp_path: Path) -> None:
    killed = set(points_of("supersede", tmp_path, Homes()))
    for transition in set(FLOWS) - set(REPRESENTATIVE):
        assert set(points_of(transition, tmp_path, Homes())) <= killed


def test_a_disk_that_refuses_leaves_the_archive_as_it_was(homes: Homes, tmp_path: Path) -> None:
    points = points_of("issue", tmp_path, homes)
    prepared = homes.make(tmp_path / "prepared")
    FLOWS["issue"][0](prepared)
    committed = points.index("register.committed")
    failpoints = [points.index(point) for point in dict.fromkeys(points[:committed])]
    for step, (number, code) in zip(failpoints, itertools.cycle(_REFUSALS), strict=False):
        folder = homes.copy(prepared, tmp_path / f"place-{step}")
        with pytest.raises(CannotRunError) as refused:
            archive(folder, failpoints=Failing(step + 1, number)).issue(issue_request(3))
        assert refused.value.problems[0].code == code
        assert list(faults(folder)) == []


def test_a_disk_that_refuses_after_the_commit_loses_nothing(homes: Homes, tmp_path: Path) -> None:
    points = points_of("issue", tmp_path, homes)
    first = points.index("register.committed") + 2
    for step in range(first, len(points) + 1):
        folder = homes.make(tmp_path / f"place-{step}")
        FLOWS["issue"][0](folder)
        issued = archive(folder, failpoints=Failing(step, errno.ENOSPC)).issue(issue_request(3))
        assert (issued.package / "data" / "metadata.json").is_file()
        assert list(faults(folder, [issued.number])) == []


def test_everything_is_flushed_before_the_commit_and_shelved_after_it(homes: Homes, tmp_path: Path) -> None:
    points = points_of("issue", tmp_path, homes)
    commit = points.index("register.commit")
    assert points.count("file.create") == points.count("file.flush") == points.count("file.done")
    assert "folder.rename" not in points[:commit]
    assert "file.create" not in points[commit:]
    last_file = max(n for n, point in enumerate(points) if point == "file.done")
    assert "folder.flush" in points[last_file:commit]
    assert points[commit : commit + 2] == ["register.commit", "register.committed"]
    after = points[commit + 2 :]
    assert after.index("folder.rename") < after.index("folder.renamed") < after.index("store.done")


def test_a_crowd_takes_consecutive_numbers_none_twice(home: Path) -> None:
    assert crowd(home, processes=3, issues=4) == []


@pytest.mark.skipif(not _CAN_KILL or os.geteuid() != 0, reason="only root can become another account")
def test_another_account_approves_and_a_closed_folder_stays_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for parent in list(tmp_path.parents)[:3]:
        parent.chmod(0o755)
    command = [
        sys.executable,
        "-m",
        "tests.torture.accounts",
        str(tmp_path / "shared"),
        str(tmp_path / "closed"),
    ]
    ran = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, check=True)
    assert json.loads(ran.stdout) == {
        "approve own draft": ["APPROVER_DRAFTED"],
        "issue into a closed folder": ["ARCHIVE_READ_ONLY"],
        "approve another's draft": [],
        "issue after another": [],
    }
