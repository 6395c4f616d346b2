"""Many processes that issue into one archive at the same time, as the machines of an office would.

Each has a connection of its own, reaches the folder by a path of its own, and has a clock that
is a day behind the one before.
"""

from __future__ import annotations

import datetime
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from cts_docs.archive.lifecycle.listing import list_entries
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import RefusedError
from tests.torture.invariants import serials
from tests.torture.sample_audits import DATABASES, NOW, TODAY, archive, issue_request

_ROOT = Path(__file__).resolve().parents[2]


def crowd(folder: Path, processes: int, issues: int) -> list[str]:
    """Let `processes` issue `issues` audits each; everything that is wrong afterwards."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.torture.concurrency", DATABASES.get(folder, ""), str(issues)]
    running = [
        subprocess.Popen(
            [*command, str(worker), str(_mounted(folder, worker))],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for worker in range(processes)
    ]
    reported = [number for one in running for number in one.communicate()[0].split()]
    wrong = [f"a process ended with {one.returncode}" for one in running if one.returncode]
    expected = list(range(1, processes * issues + 1))
    if serials(reported) != expected:
        wrong.append(f"reported {serials(reported)}")
    entries = list_entries(archive(folder).register, TODAY)
    if serials([entry.number for entry in entries]) != expected:
        wrong.append(f"registered {len(entries)} entries")
    if not verify(archive(folder).register, VerifyRequest(TODAY)).ok:
        wrong.append("the archive does not verify")
    return wrong


def _mounted(folder: Path, worker: int) -> Path:
    """The folder under another path, as a machine might have it."""
    path = folder.with_name(f"{folder.name}-{worker}")
    path.symlink_to(folder, target_is_directory=True)
    return path


def _same(act: str, address: str, folder: str) -> None:
    """One of several processes that issue or draft the same audit: its number, or the code of its refusal."""
    own = replace(archive(Path(folder)), database=address)
    try:
        sys.stdout.write(getattr(own, act)(issue_request(1)).number)
    except RefusedError as error:
        sys.stdout.write(error.problems[0].code)


def main() -> None:
    """One of the crowd: issue, and report each number once it is durable."""
    if sys.argv[1] == "--same":
        _same(*sys.argv[2:])
        return
    address, issues, worker, folder = sys.argv[1:]
    behind = NOW - datetime.timedelta(days=int(worker))
    own = replace(archive(Path(folder)), database=address, clock=lambda: behind)
    for count in range(int(issues)):
        issued = own.issue(issue_request(int(worker) * 1_000 + count))
        sys.stdout.write(f"{issued.number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
