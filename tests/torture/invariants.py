"""What must hold of an archive whatever happened to the process that wrote it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from cts_docs.archive.lifecycle.listing import list_entries
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from tests.torture.sample_audits import TODAY, archive, issue_request

_SERIAL = re.compile(r"BG(\d+)$")


def faults(folder: Path, promised: Collection[str] = ()) -> Iterator[str]:
    """Everything that is wrong: before anything is repaired, and after the next issue.

    `promised` are the numbers that were reported as issued before the process ended.
    """
    before = files(folder)
    verified = verify(archive(folder).register, VerifyRequest(TODAY))
    if files(folder) != before:
        yield "verify wrote something"
    yield from (f"chain: {problem.code}" for problem in verified.register_faults)
    for entry in verified.entries:
        yield from (f"{entry.number}: {problem.code} {problem.found}" for problem in entry.faults)
    numbers = [entry.number for entry in verified.entries]
    yield from (f"{number} was reported and is missing" for number in set(promised) - set(numbers))
    if serials(numbers) != list(range(1, len(numbers) + 1)):
        yield f"numbers are not consecutive: {numbers}"
    yield from _next_issue(folder, len(numbers))


def _next_issue(folder: Path, present: int) -> Iterator[str]:
    """The next issue repairs by itself and takes the next number."""
    issued = archive(folder).issue(issue_request(9_999, again="示例理由"))
    if serials([issued.number]) != [present + 1]:
        yield f"after {present} entries the next number is {issued.number}"
    if left := [path.name for path in (folder / "staging").iterdir()]:
        yield f"left in staging: {left}"
    verified = verify(archive(folder).register, VerifyRequest(TODAY))
    if not verified.ok or len(verified.entries) != present + 1:
        yield "the archive does not verify after the next issue"
    listed = {entry.number: entry.status for entry in list_entries(archive(folder).register, TODAY)}
    drafts = {number for number, status in listed.items() if status == "draft"}
    if {path.name for path in (folder / "packages").iterdir()} != set(listed) - drafts:
        yield "packages and register disagree"
    if {path.name for path in (folder / "drafts").iterdir()} != drafts:
        yield "drafts and register disagree"


def serials(numbers: Collection[str]) -> list[int]:
    """The serials of report numbers in order."""
    return sorted(int(found[1]) for number in numbers if (found := _SERIAL.search(number)))


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
