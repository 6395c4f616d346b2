"""Wrong attachments are struck out, entries disposed of after their retention; nothing else is lost."""

from __future__ import annotations

import datetime
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cts_docs.archive.lifecycle.due_dates import due_dates
from cts_docs.archive.lifecycle.issuing import Archive
from cts_docs.archive.lifecycle.listing import entry_details, list_entries
from cts_docs.archive.lifecycle.second_person import SecondPersonPolicy
from cts_docs.archive.register.actors import Actor
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import RefusedError
from tests.archive.changes import do
from tests.archive.configurations import configure
from tests.conftest import Run
from tests.torture.invariants import files
from tests.torture.kills import Killer, Recorder, killed
from tests.torture.locations import Homes
from tests.torture.sample_audits import NOW, TODAY, archive

ONE, TWO = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-BG0003"
AFTER = datetime.date(2031, 3, 1)
REASON = "示例理由"


def on(folder: Path, day: datetime.date = AFTER) -> Archive:
    """The archive on a day, after the end of retention unless another is named."""
    moment = datetime.datetime.combine(day, NOW.timetz())
    return replace(archive(folder), clock=lambda: moment)


def code(work: object, *arguments: object, **named: object) -> str:
    with pytest.raises(RefusedError) as refused:
        work(*arguments, **named)  # type: ignore[operator]
    return refused.value.problems[0].code


def test_a_voided_attachment_stays_and_is_marked(place: Path) -> None:
    before = files(place / "attachments")
    voided = archive(place).void(ONE, "0001", f" {REASON} ")
    assert (voided.number, voided.position, voided.name) == (ONE, 1, "scan.pdf")
    shown = entry_details(archive(place).register, ONE, TODAY)
    assert [(bag.voided, bag.void_reason) for bag in shown.bags] == [("2026-03-02", REASON), (None, "")]
    assert (shown.events[-1]["kind"], shown.events[-1]["payload"]["reason"]) == ("voided", REASON)
    assert files(place / "attachments") == before
    assert verify(archive(place).register, VerifyRequest(TODAY)).ok
    assert code(archive(place).void, ONE, "scan.pdf", REASON) == "ATTACHMENT_VOIDED"


@pytest.mark.parametrize(
    ("attachment", "reason", "expected"),
    [
        ("0002", REASON, "ATTACHMENT_UNKNOWN"),
        ("other.pdf", REASON, "ATTACHMENT_UNKNOWN"),
        ("1", " ", "LIFE_REASON"),
    ],
)
def test_what_cannot_be_voided_changes_nothing(
    place: Path, attachment: str, reason: str, expected: str
) -> None:
    assert code(archive(place).void, ONE, attachment, reason) == expected
    assert [bag.voided for bag in entry_details(archive(place).register, ONE, TODAY).bags] == [None, None]


def test_a_file_name_that_two_attachments_have_names_none(place: Path) -> None:
    attached = archive(place).attach(ONE, "scan.pdf", b"a scan of the sealed original")
    assert attached.duplicates == (1,)
    assert [one.code for one in attached.warnings()] == ["ATTACHMENT_DUPLICATE"]
    assert code(archive(place).void, ONE, "scan.pdf", REASON) == "ATTACHMENT_AMBIGUOUS"
    assert archive(place).void(ONE, "2", REASON).position == 2


def _macros() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/vbaProject.bin", b"macros")
    return stream.getvalue()


def _with_a_password() -> bytes:
    """A zip with an encrypted member: bit 0 of its flags, in both of its headers (APPNOTE 4.4.4)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("scan.pdf", b"a scan")
    content = bytearray(stream.getvalue())
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("scan.exe", b"text", "ATTACHMENT_EXECUTABLE"),
        ("scan.pdf", b"MZ\x90\x00", "ATTACHMENT_EXECUTABLE"),
        ("scan.txt", b"#!/bin/sh\n", "ATTACHMENT_EXECUTABLE"),
        ("letter.docm", _macros(), "ATTACHMENT_EXECUTABLE"),
        ("letter.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ATTACHMENT_ENCRYPTED"),
        ("scans.zip", _with_a_password(), "ATTACHMENT_ENCRYPTED"),
    ],
)
def test_programs_and_encrypted_files_are_not_attached(
    place: Path, name: str, content: bytes, expected: str
) -> None:
    before = files(place / "attachments")
    assert code(archive(place).attach, ONE, name, content) == expected
    assert files(place / "attachments") == before


def test_disposal_removes_the_files_and_keeps_row_events_and_hashes(place: Path) -> None:
    hashes = {
        file["sha256"]
        for bag in entry_details(archive(place).register, ONE, TODAY).bags
        for file in bag.files
    }
    others = files(place / "packages" / TWO)
    disposed = on(place).dispose(ONE, REASON)
    assert (disposed.number, disposed.retained_until) == (ONE, "2031-02-28")
    assert not (place / "packages" / ONE).exists()
    assert list((place / "attachments").rglob("*.pdf")) == []
    assert files(place / "packages" / TWO) == others
    shown = entry_details(archive(place).register, ONE, AFTER)
    assert (shown.status, shown.bags, shown.allowed) == ("disposed", (), ())
    payload = shown.events[-1]["payload"]
    assert (payload["reason"], payload["date"]) == (REASON, "2031-03-01")
    assert {file["sha256"] for file in payload["files"]} == hashes
    verified = verify(archive(place).register, VerifyRequest(AFTER))
    assert (verified.ok, verified.notes) == (True, ())
    assert ONE not in {one.number for one in due_dates(archive(place).register, AFTER, 60)}


def test_before_its_disposal_an_entry_had_its_status(place: Path) -> None:
    on(place).dispose(ONE, REASON)
    day = datetime.date(2028, 1, 1)
    listed = list_entries(archive(place).register, day, historic=True)
    assert next(one.status for one in listed if one.number == ONE) == "valid"


def test_nothing_is_disposed_of_before_its_retention_ends(place: Path) -> None:
    before = files(place / "packages")
    assert code(on(place, datetime.date(2031, 2, 27)).dispose, ONE, REASON) == "DISPOSE_RETAINED"
    do(place, "renew", date=datetime.date(2029, 3, 1))
    assert code(on(place).dispose, ONE, REASON) == "DISPOSE_RETAINED"
    assert files(place / "packages") == before


def test_a_predecessor_is_retained_as_long_as_its_successor(place: Path) -> None:
    do(place, "supersede")
    do(place, "renew", TWO, date=datetime.date(2029, 3, 1))
    assert code(on(place).dispose, ONE, REASON) == "DISPOSE_RETAINED"


def test_a_legal_hold_stops_disposal_until_it_is_released(place: Path) -> None:
    assert archive(place).hold(ONE, "示例诉讼") == ONE
    assert code(archive(place).hold, ONE, REASON) == "HOLD_ALREADY"
    assert code(on(place).dispose, ONE, REASON) == "DISPOSE_HELD"
    archive(place).hold(ONE, REASON, held=False)
    assert code(archive(place).hold, ONE, REASON, held=False) == "HOLD_NONE"
    on(place).dispose(ONE, REASON)
    assert code(on(place).dispose, ONE, REASON) == "DISPOSE_DONE"


@pytest.mark.parametrize("second", ["", "示例账户甲", " 示例账户甲 ", "示例经办人"])
def test_where_the_body_asks_for_a_second_person_one_is_named(place: Path, second: str) -> None:
    asked = replace(
        on(place), policy=SecondPersonPolicy(issuing=True), actor=Actor("示例账户甲", "示例经办人")
    )
    assert code(asked.dispose, ONE, REASON, second) == "SECOND_PERSON_UNNAMED"
    assert code(asked.void, ONE, "1", REASON, second) == "SECOND_PERSON_UNNAMED"
    asked.void(ONE, "1", REASON, "示例监督人")
    asked.dispose(ONE, REASON, "示例监督人")
    events = entry_details(archive(place).register, ONE, AFTER).events[-2:]
    assert [(one["kind"], one["person"], one["payload"]["second_person"]) for one in events] == [
        ("voided", "示例经办人", "示例监督人"),
        ("disposed", "示例经办人", "示例监督人"),
    ]


def test_a_file_kept_in_another_format_names_the_one_that_it_preserves(place: Path) -> None:
    before = files(place / "packages")
    assert code(archive(place).attach, ONE, "a.pdf", b"x", "", "report.docx") == "PRESERVES_NOTE"
    assert code(archive(place).attach, ONE, "a.pdf", b"x", "PDF/A-4", "other.docx") == "PRESERVES_UNKNOWN"
    report = entry_details(archive(place).register, ONE, TODAY).bags[1].files
    original = next(file for file in report if file["document"] == "report")
    archive(place).attach(ONE, "report.pdf", b"a new format", "PDF/A-4", "documents/report.docx")
    shown = entry_details(archive(place).register, ONE, TODAY)
    assert shown.events[-1]["kind"] == "preserved"
    assert shown.events[-1]["payload"]["preserves"] == {
        "kind": "package",
        "position": 0,
        "path": "data/documents/report.docx",
        "sha256": original["sha256"],
    }
    assert files(place / "packages") == before
    assert verify(archive(place).register, VerifyRequest(TODAY)).ok
    assert (
        code(archive(place).attach, ONE, "b.pdf", b"y", "PDF/A-4", "metadata.json") == "PRESERVES_AMBIGUOUS"
    )


def test_altered_files_of_a_disposed_entry_are_kept(place: Path) -> None:
    report = next((place / "packages" / ONE).rglob("report.docx"))
    report.write_bytes(b"the only copy of something")
    on(place).dispose(ONE, REASON)
    on(place).repair()
    (kept,) = (place / "quarantine").rglob("report.docx")
    assert kept.read_bytes() == b"the only copy of something"


def test_a_kill_at_any_point_of_a_disposal_leaves_the_whole_or_nothing(
    homes: Homes, place: Path, tmp_path: Path
) -> None:
    def dispose(folder: Path, failpoints: Recorder) -> None:
        replace(on(folder), failpoints=failpoints).dispose(ONE, REASON)

    recorder, rehearsal = Recorder(), homes.copy(place, tmp_path / "rehearsal")
    dispose(rehearsal, recorder)
    homes.forget(rehearsal)
    points = recorder.points
    steps = sorted({points.index(point) + 1 for point in points} | {len(points) - 1, len(points)})
    for step in steps:
        folder = homes.copy(place, tmp_path / f"at-{step}")
        assert killed(lambda at=step, into=folder: dispose(into, Killer(at)))
        verified = verify(archive(folder).register, VerifyRequest(AFTER))
        assert verified.ok, points[step - 1]
        on(folder).repair()
        status = entry_details(archive(folder).register, ONE, AFTER).status
        there = (folder / "packages" / ONE).exists()
        assert (status, there) in (("disposed", False), ("expired", True)), points[step - 1]
        assert not list(folder.glob("quarantine/*")), points[step - 1]
        homes.forget(folder)


def test_the_commands(run: Run, place: Path) -> None:
    configure(place)
    reason = ("--reason", REASON, "--archive", place)
    assert run("archive", "void", ONE, "scan.pdf", *reason, "--json").json["position"] == "0001"
    assert run("archive", "hold", ONE, *reason).code == 0
    assert run("archive", "release", ONE, *reason).code == 0
    assert REASON in run("archive", "show", ONE, "--archive", place).out.partition("0001")[2]
    scan = next((place / "attachments").rglob("scan.pdf"))
    verified = run("archive", "verify", scan, "--archive", place, "--json")
    assert [note["code"] for note in verified.json["notes"]] == ["FILE_VOIDED"]
    exported = run("archive", "export", ONE, "-o", place.parent / "out", "--archive", place, "--json")
    (voided,) = (one["path"] for one in exported.json["files"] if "作废" in one["path"])
    verified = run("archive", "verify", voided, "--archive", place, "--json")
    assert [note["code"] for note in verified.json["notes"]] == ["FILE_VOIDED"]
    refused = run("archive", "dispose", ONE, *reason)
    assert (refused.code, "DISPOSE_RETAINED" in refused.err) == (1, True)
