"""Many processes that issue into one archive at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cts_docs.archive.listing import list_entries
from cts_docs.archive.verification import Question, verify
from tests.torture.orders import TODAY, archive, order
from tests.torture.soundness import serials

_ROOT = Path(__file__).resolve().parents[2]


def crowd(folder: Path, processes: int, issues: int) -> list[str]:
    """Let `processes` issue `issues` audits each; everything that is wrong afterwards."""
    command = [sys.executable, "-m", "tests.torture.crowd", str(folder), str(issues)]
    running = [
        subprocess.Popen([*command, str(worker)], cwd=_ROOT, stdout=subprocess.PIPE, text=True)
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
    if not verify(archive(folder).register, Question(TODAY)).ok:
        wrong.append("the archive does not verify")
    return wrong


def main() -> None:
    """One of the crowd: issue, and report each number once it is durable."""
    folder, issues, worker = sys.argv[1:]
    for count in range(int(issues)):
        issued = archive(Path(folder)).issue(order(int(worker) * 1_000 + count))
        sys.stdout.write(f"{issued.number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
