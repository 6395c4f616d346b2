"""What stands in an archive after an audit was issued, drafted, approved or added to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bagit
import pytest

from cts_docs.archive.lifecycle.listing import entry_details, list_entries, read_log_head
from cts_docs.archive.lifecycle.status_changes import Periods, StatusChange
from cts_docs.archive.packages.requests import IssueRequest
from cts_docs.archive.verification.verdicts import VerifyRequest, verify
from cts_docs.errors import CtsDocsError
from tests.torture.locations import alter
from tests.torture.sample_audits import APPROVER, DATABASES, DRAFTER, NOW, TODAY, archive, issue_request

NUMBER = "CTS-TBSC034-2026-BG0001"


def _refusal(work: Callable[[], object]) -> str:
    with pytest.raises(CtsDocsError) as refused:
        work()
    return refused.value.problems[0].code


def test_a_package_holds_documents_inputs_result_and_metadata(home: Path) -> None:
    package = archive(home).issue(issue_request()).package
    assert package == home / "packages" / NUMBER
    assert sorted(path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()) == [
        "bag-info.txt",
        "bagit.txt",
        "data/content.json",
        "data/documents/certificate.docx",
        "data/documents/report.docx",
        "data/inputs/workbook.xlsx",
        "data/metadata.json",
        "data/result.json",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    ]


def test_a_package_is_a_bag_that_the_library_accepts(home: Path) -> None:
    bag = bagit.Bag(str(archive(home).issue(issue_request()).package))
    assert bag.validate()
    assert bag.algorithms == ["sha256"]
    assert bag.info["External-Identifier"] == NUMBER
    assert bag.info["Bagging-Date"] == "2026-03-02"


def test_documents_carry_the_content_hash_that_the_register_records(home: Path) -> None:
    issued = archive(home).issue(issue_request())
    shown = entry_details(archive(home).register, issued.number, TODAY)
    content = json.loads((issued.package / "data/content.json").read_text("utf-8"))
    assert shown.entry["content_hash"] == issued.content_hash == content["content_hash"]
    assert issued.documents[0].content == f"{NUMBER} {issued.content_hash} final".encode()


def test_metadata_names_every_file_with_size_and_hash(home: Path) -> None:
    data = archive(home).issue(issue_request()).package / "data"
    metadata = json.loads((data / "metadata.json").read_text("utf-8"))
    for file in metadata["files"]:
        content = (data / file["path"]).read_bytes()
        assert (file["size"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    named = {file["path"] for file in metadata["files"]} | {"metadata.json"}
    assert named == {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()}


def test_metadata_dates_the_package_and_names_the_workbook_handed_in(home: Path) -> None:
    package = archive(home).issue(issue_request()).package
    metadata = json.loads((package / "data/metadata.json").read_text("utf-8"))
    assert (metadata["date"], metadata["source_workbook"]) == ("2026-03-02", "示例.xlsx")


def test_metadata_tells_the_process_with_time_and_person(home: Path) -> None:
    package = archive(home).issue(issue_request()).package
    process = json.loads((package / "data/metadata.json").read_text("utf-8"))["process"]
    at = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [(step["step"], step["at"], step["person"]) for step in process] == [
        ("reviewed", "2026-02-20", "示例复核人"),
        ("drafted", at, DRAFTER.account),
        ("registered", at, DRAFTER.account),
        ("issued", at, DRAFTER.account),
    ]


def test_the_list_says_number_client_grade_status_and_dates(home: Path) -> None:
    archive(home).issue(issue_request())
    (entry,) = list_entries(archive(home).register, TODAY)
    assert (entry.number, entry.certificate) == (NUMBER, "CTS-TBSC034-2026-0001-R0")
    assert (entry.client, entry.grade, entry.status) == ("示例水务工程有限公司", "二级", "valid")
    assert (entry.issued, entry.valid_until) == ("2026-03-02", "2029-02-28")


def test_a_certificate_number_finds_the_entry_too(home: Path) -> None:
    issued = archive(home).issue(issue_request())
    assert issued.certificate is not None
    assert entry_details(archive(home).register, issued.certificate, TODAY).entry["number"] == NUMBER


def test_a_certificate_that_the_client_already_holds_is_said(home: Path) -> None:
    first = archive(home).issue(issue_request(1)).certificate
    assert archive(home).issue(issue_request(2, certificate=False)).in_force == (first,)
    archive(home).apply(NUMBER, StatusChange("withdraw", "示例理由"), Periods(3, 12))
    assert archive(home).issue(issue_request(3)).in_force == ()


@pytest.mark.parametrize(
    ("code", "client", "held"),
    [
        ("", "示例水务工程有限公司", True),
        ("", " 示例 水务工程有限公司", True),
        ("", "示例另一工程有限公司", False),
        ("91360000MA00000000", "示例水务工程有限公司", True),
        ("91360000MA00000000", "示例另一工程有限公司", False),
    ],
)
def test_clients_without_a_credit_code_are_told_apart_by_name(
    home: Path, code: str, client: str, held: bool
) -> None:
    def of(workbook: int, credit_code: str, name: str) -> IssueRequest:
        request = issue_request(workbook)
        return replace(request, facts=replace(request.facts, credit_code=credit_code, client=name))

    first = archive(home).issue(of(1, "", "示例水务工程有限公司")).certificate
    assert archive(home).issue(of(2, code, client)).in_force == ((first,) if held else ())


def test_an_empty_folder_is_an_archive_without_entries(home: Path) -> None:
    assert list_entries(archive(home).register, TODAY) == ()
    assert read_log_head(archive(home).register).events == 0
    assert list(home.iterdir()) == []


def test_a_draft_takes_its_numbers_and_waits(home: Path) -> None:
    drafted = archive(home).draft(issue_request())
    assert drafted.package == home / "drafts" / NUMBER
    (entry,) = list_entries(archive(home).register, TODAY)
    assert (entry.number, entry.status, entry.issued) == (NUMBER, "draft", None)
    assert drafted.documents[0].content.endswith(b"draft")


def test_a_second_account_approves_what_was_drafted_under_the_same_content_hash(home: Path) -> None:
    drafted = archive(home).draft(issue_request())
    issued = archive(home, APPROVER).approve(NUMBER, issue_request())
    assert issued.content_hash == drafted.content_hash
    assert issued.documents[0].content == f"{NUMBER} {drafted.content_hash} final".encode()
    shown = entry_details(archive(home).register, NUMBER, TODAY)
    assert (shown.entry["drafted_by"], shown.entry["approved_by"]) == (DRAFTER.account, APPROVER.account)
    assert [event["kind"] for event in shown.events] == ["drafted", "approved", "issued"]
    assert list((home / "drafts").iterdir()) == []


def test_the_account_that_drafted_cannot_approve_under_any_name(home: Path) -> None:
    archive(home).draft(issue_request())
    renamed = archive(home, replace(DRAFTER, person="另一姓名"))
    assert _refusal(lambda: renamed.approve(NUMBER, issue_request())) == "APPROVER_DRAFTED"


def test_a_row_that_names_another_drafter_lets_nobody_approve(home: Path) -> None:
    archive(home).draft(issue_request())
    alter(home, "UPDATE entries SET drafted_by = 'nobody'")
    told = "REGISTER_ROW" if home in DATABASES else "REGISTER_SEAL"
    assert _refusal(lambda: archive(home).approve(NUMBER, issue_request())) == told


@pytest.mark.parametrize("part", ["workbook", "specification", "templates", "configuration", "toolkit"])
def test_an_approval_does_not_carry_over_to_changed_inputs(home: Path, part: str) -> None:
    archive(home).draft(issue_request())
    other = replace(issue_request(), inputs={**issue_request().inputs, part: "4" * 64})
    with pytest.raises(CtsDocsError) as refused:
        archive(home, APPROVER).approve(NUMBER, other)
    assert [(problem.code, problem.found) for problem in refused.value.problems] == [("DRAFT_CHANGED", part)]
    assert list_entries(archive(home).register, TODAY)[0].status == "draft"


def test_a_damaged_draft_is_not_approved(home: Path) -> None:
    drafted = archive(home).draft(issue_request())
    (drafted.package / "data/inputs/workbook.xlsx").write_bytes(b"another")
    assert _refusal(lambda: archive(home, APPROVER).approve(NUMBER, issue_request())) == "BAG_FILE_CHANGED"


def test_what_is_issued_cannot_be_approved_again(home: Path) -> None:
    archive(home).draft(issue_request())
    archive(home, APPROVER).approve(NUMBER, issue_request())
    assert _refusal(lambda: archive(home, APPROVER).approve(NUMBER, issue_request())) == "ENTRY_NOT_DRAFT"


def test_an_attachment_is_a_bag_beside_the_package_and_an_event(home: Path) -> None:
    package = archive(home).issue(issue_request()).package
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    attached = archive(home).attach("CTS-TBSC034-2026-0001-R0", "盖章 扫描件?.pdf", b"scan", "盖章扫描件")
    data = home / "attachments" / NUMBER / "0001" / "data"
    assert attached.path == data / "attached" / "盖章 扫描件%3F.pdf"
    assert attached.path.read_bytes() == b"scan"
    assert bagit.Bag(str(attached.path.parents[2])).validate()
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before
    event = entry_details(archive(home).register, NUMBER, TODAY).events[-1]
    assert (event["kind"], event["payload"]["note"]) == ("attached", "盖章扫描件")


def test_an_attachment_may_have_any_name(home: Path) -> None:
    archive(home).issue(issue_request())
    for name in ("metadata.json", "bagit.txt", "..", "NUL"):
        assert archive(home).attach(NUMBER, name, b"scan").path.read_bytes() == b"scan"
    assert verify(archive(home).register, VerifyRequest(TODAY)).ok


@pytest.mark.parametrize(
    ("number", "content", "code"),
    [
        ("CTS-0000", b"scan", "ENTRY_UNKNOWN"),
        (NUMBER, b"", "ATTACHMENT_SIZE"),
        ("CTS-TBSC034-2026-BG0002", b"scan", "ENTRY_IS_DRAFT"),
    ],
)
def test_what_cannot_be_attached_is_refused(home: Path, number: str, content: bytes, code: str) -> None:
    archive(home).issue(issue_request(1))
    archive(home).draft(issue_request(2))
    assert _refusal(lambda: archive(home).attach(number, "scan.pdf", content)) == code
