"""`issue`, `approve` and `archive` as their users meet them."""

from __future__ import annotations

import datetime
import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cts_docs.archive.packages.requests import Document
from cts_docs.services.archive import issue as issuing
from cts_docs.services.archive import issue_request as ordering
from cts_docs.services.archive import rerender as rerendering
from cts_docs.specification.model import Specification
from filling import Filling
from tests.archive.configurations import configure, database_of
from tests.conftest import ROOT, Answer, Run
from tests.support.workbooks import put, workbook
from tests.torture.invariants import files

SAMPLE = ROOT / "samples" / "01-grade-1.xlsx"
NUMBER, CERTIFICATE = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-0001-R0"


@pytest.fixture
def place(home: Path) -> Path:
    """The folder of an archive that holds the body's configuration and nothing else."""
    configure(home)
    return home


@pytest.fixture
def two_persons(place: Path) -> Path:
    """An archive whose body asks for a second person."""
    configure(place, ("second_person = false", "second_person = true"))
    return place


def _issue(run: Run, place: Path, *arguments: object) -> Answer:
    return run("issue", *(arguments or (SAMPLE,)), "--archive", place, "--json")


def _codes(problems: list[dict[str, Any]]) -> list[str]:
    return [problem["code"] for problem in problems if problem["severity"] == "error"]


def _body(document: str) -> str:
    with zipfile.ZipFile(document) as package:
        return package.read("word/document.xml").decode()


def test_issue_works_in_one_step_with_the_archives_own_configuration(run: Run, place: Path) -> None:
    answer = _issue(run, place)
    assert answer.code == 0
    (issued,) = answer.json["workbooks"]
    assert (issued["path"], issued["ok"]) == (str(SAMPLE), True)
    assert (issued["number"], issued["certificate"]) == (NUMBER, CERTIFICATE)
    assert issued["package"] == str(place / "packages" / NUMBER)
    for document in issued["documents"]:
        assert hashlib.sha256(Path(document["path"]).read_bytes()).hexdigest() == document["sha256"]
        assert document["pdf"] is None
    assert {one["name"] for one in issued["documents"]} == {
        "appendix1",
        "appendix2",
        "appendix3",
        "report",
        *("attendance", "decision_record", "certificate_annex"),
        "certificate",
    }


def test_issued_documents_carry_their_numbers_and_no_draft_mark(run: Run, place: Path) -> None:
    (issued,) = _issue(run, place).json["workbooks"]
    paths = {one["name"]: one["path"] for one in issued["documents"]}
    assert CERTIFICATE in _body(paths["certificate"])
    assert NUMBER in _body(paths["report"])
    for path in paths.values():
        with zipfile.ZipFile(path) as package:
            assert not any("草稿".encode() in package.read(name) for name in package.namelist())


def test_documents_and_package_agree_on_the_content_hash(run: Run, place: Path) -> None:
    (issued,) = _issue(run, place).json["workbooks"]
    data = Path(issued["package"]) / "data"
    content = json.loads((data / "content.json").read_text("utf-8"))
    lines = "".join(f"{name}={value}\n" for name, value in sorted(content["parts"].items()))
    assert hashlib.sha256(lines.encode()).hexdigest() == content["content_hash"]
    for name in ("workbook.xlsx", "specification.toml", "configuration.toml"):
        digest = hashlib.sha256((data / "inputs" / name).read_bytes()).hexdigest()
        assert content["parts"][name.partition(".")[0]] == digest
    report = next(one["path"] for one in issued["documents"] if one["name"] == "report")
    assert run("show", report, "--json").json["content_hash"] == content["content_hash"]


def test_the_result_in_the_package_holds_the_figures_of_score_and_their_trace(run: Run, place: Path) -> None:
    (issued,) = _issue(run, place).json["workbooks"]
    result = json.loads((Path(issued["package"]) / "data" / "result.json").read_text("utf-8"))
    scored = run("score", SAMPLE, "--config", place / "cts-docs.toml", "--json").json["workbooks"][0]
    shared = ("specification", "readings", "configuration", "service", "management", "conformity", "grade")
    assert {key: result[key] for key in shared} == {key: scored[key] for key in shared}
    assert "service.score" in {step["figure"] for step in result["trace"]}


def test_an_audit_without_grade_gets_a_report_number_and_no_certificate(run: Run, place: Path) -> None:
    (issued,) = _issue(run, place, ROOT / "samples" / "05-score-60-79.xlsx").json["workbooks"]
    assert (issued["number"], issued["certificate"]) == (NUMBER, None)
    assert "certificate" not in {one["name"] for one in issued["documents"]}
    (entry,) = run("archive", "list", "--archive", place, "--json").json["entries"]
    assert (entry["status"], entry["certificate"], entry["grade"]) == ("no_certificate", None, None)


def test_a_surveillance_audit_gets_no_certificate(run: Run, place: Path, tbsc034: Specification) -> None:
    values: dict[str, Filling] = {
        "audit_type": "监督",
        "existing_certificate": "示例-0001-R0",
        "existing_certificate_valid_until": datetime.date(2027, 3, 1),
        "earlier_nonconformities": "无",
        "mark_use": "正确",
    }
    path = put(place.parent, "audit.xlsx", workbook(tbsc034, "1", 5, values=values))
    (issued,) = _issue(run, place, path).json["workbooks"]
    assert (issued["ok"], issued["certificate"]) == (True, None)


def test_a_sibling_specification_is_issued_under_its_own_scheme(
    run: Run, place: Path, fictional: Specification
) -> None:
    folder = (ROOT / "tests" / "specifications").as_posix()
    configure(place, before=f'specifications = "{folder}"\n')
    path = put(place.parent, "audit.xlsx", workbook(fictional, "1", len(fictional.levels)))
    (issued,) = _issue(run, place, path).json["workbooks"]
    assert issued["number"] == "CTS-EXAMPLE-TBSC901-2026-BG0001"
    assert run("archive", "verify", "--rerender", "--archive", place).code == 0


def test_a_refused_workbook_stands_among_the_others_and_takes_no_number(run: Run, place: Path) -> None:
    mistakes = next((ROOT / "samples").glob("*mistakes*.xlsx"))
    answer = _issue(run, place, mistakes, SAMPLE)
    refused, issued = answer.json["workbooks"]
    assert answer.code == 1
    assert (refused["ok"], issued["ok"], issued["number"]) == (False, True, NUMBER)
    assert set(refused) == {"path", "ok", "problems"}


def test_what_was_issued_is_told_even_where_a_later_workbook_ends_the_command(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine = issuing.examine

    def failing(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name.startswith("02"):
            raise ZeroDivisionError
        return examine(path, *arguments, **options)

    monkeypatch.setattr(issuing, "examine", failing)
    answer = _issue(run, place, SAMPLE, SAMPLE.with_name("02-grade-2.xlsx"))
    assert (answer.code, "INTERNAL_FAULT" in answer.err) == (2, True)
    assert [one["number"] for one in answer.json["workbooks"] if one["ok"]] == [NUMBER]


def test_without_configuration_nothing_is_issued_and_everything_missing_is_named(
    run: Run, tmp_path: Path
) -> None:
    assert run("archive", "init", "--archive", tmp_path / "new").code == 0
    answer = _issue(run, tmp_path / "new")
    assert answer.code == 1
    (refused,) = answer.json["workbooks"]
    missing = {one["found"] for one in refused["problems"] if one["code"] == "ISSUE_SETTING_MISSING"}
    assert missing == {
        "body.name",
        "body.address",
        "certificate.number_pattern",
        "certificate.validity_years",
        "certificate.surveillance_months",
        "certificate.signatory",
        "report.number_pattern",
    } | ({"body.address_en"} & missing)
    assert run("archive", "list", "--archive", tmp_path / "new", "--json").json == {"entries": []}


def test_a_path_that_does_not_exist_stops_everything(run: Run, place: Path) -> None:
    answer = _issue(run, place, SAMPLE, place / "missing.xlsx")
    assert (answer.code, answer.out) == (2, "")
    assert [path.name for path in place.iterdir()] == ["cts-docs.toml"]


def test_the_grant_date_stands_in_for_an_empty_one(run: Run, place: Path, tbsc034: Specification) -> None:
    path = put(place.parent, "audit.xlsx", workbook(tbsc034, "1", 5, values={"grant_date": None}))
    without = _issue(run, place, path)
    assert without.code == 1
    answer = _issue(run, place, path, "--grant-date", "2026-03-31")
    (issued,) = answer.json["workbooks"]
    assert issued["certificate"] == "CTS-TBSC034-2026-0001-R0"
    shown = run("archive", "show", issued["certificate"], "--archive", place, "--json").json
    assert (shown["granted"], shown["valid_until"]) == ("2026-03-31", "2029-03-30")
    assert run("archive", "verify", "--rerender", "--archive", place).code == 0


def test_another_grant_date_than_the_entered_one_is_an_error(run: Run, place: Path) -> None:
    answer = _issue(run, place, SAMPLE, "--grant-date", "2030-01-01")
    assert answer.code == 1
    (problem,) = [one for one in answer.json["workbooks"][0]["problems"] if one["severity"] == "error"]
    assert (problem["code"], problem["field"]) == ("GRANT_DATE_DIFFERS", "grant_date")
    assert problem["cell"]


def test_where_the_body_asks_for_a_second_person_one_step_is_refused(run: Run, two_persons: Path) -> None:
    answer = _issue(run, two_persons)
    assert answer.code == 1
    assert _codes(answer.json["workbooks"][0]["problems"]) == ["SECOND_PERSON_NEEDED"]


def test_one_person_drafts_and_another_approves(
    run: Run, two_persons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (drafted,) = _issue(run, two_persons, SAMPLE, "--draft").json["workbooks"]
    assert drafted["package"] == str(two_persons / "drafts" / NUMBER)
    own = run("approve", NUMBER, "--archive", two_persons)
    assert (own.code, "APPROVER_DRAFTED" in own.err) == (1, True)
    monkeypatch.setattr(issuing, "own_account", lambda: "另一账户")
    answer = run("approve", CERTIFICATE, "--archive", two_persons, "--json")
    assert answer.code == 0
    assert answer.json["number"] == NUMBER
    assert answer.json["package"] == str(two_persons / "packages" / NUMBER)
    shown = run("archive", "show", NUMBER, "--archive", two_persons, "--json").json
    assert answer.json["content_hash"] == drafted["content_hash"] == shown["content_hash"]
    assert [event["kind"] for event in shown["events"]] == ["drafted", "approved", "issued"]
    assert run("archive", "verify", "--archive", two_persons).code == 0


def test_a_configuration_that_changed_since_the_draft_voids_the_approval(
    run: Run, two_persons: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _issue(run, two_persons, SAMPLE, "--draft")
    monkeypatch.setattr(issuing, "own_account", lambda: "另一账户")
    with (two_persons / "cts-docs.toml").open("a", encoding="utf-8") as file:
        file.write("\n# 改动\n")
    answer = run("approve", NUMBER, "--archive", two_persons)
    assert answer.code == 1
    assert "DRAFT_CHANGED" in answer.err
    assert "configuration" in answer.err


def test_the_list_and_the_verdicts_in_json(run: Run, place: Path) -> None:
    _issue(run, place)
    (entry,) = run("archive", "list", "--archive", place, "--json").json["entries"]
    assert set(entry) == {"number", "certificate", "client", "grade", "status", "issued", "valid_until"}
    assert (entry["number"], entry["grade"]) == (NUMBER, "一级")
    answer = run("archive", "verify", "--archive", place, "--json")
    (verdict,) = answer.json["entries"]
    assert answer.code == 0
    assert {key: verdict[key] for key in ("number", "intact", "issuer", "faults")} == {
        "number": NUMBER,
        "intact": True,
        "issuer": "unsigned",
        "faults": [],
    }
    digest = run("archive", "digest", "--archive", place, "--json").json["head"]
    assert answer.json["chain"] == {"head": digest, "faults": []}


def test_verify_answers_for_a_file_and_for_one_that_is_not_ours(run: Run, place: Path) -> None:
    (issued,) = _issue(run, place).json["workbooks"]
    ours = run("archive", "verify", issued["documents"][0]["path"], "--archive", place, "--json")
    assert (ours.code, [one["number"] for one in ours.json["entries"]]) == (0, [NUMBER])
    assert ours.json["file"]["document"] == "appendix1"
    other = run("archive", "verify", SAMPLE.with_name("02-grade-2.xlsx"), "--archive", place, "--json")
    assert (other.code, other.json["entries"]) == (1, [])


def test_a_document_that_was_saved_again_is_not_ours_but_says_whose_it_was(
    run: Run, place: Path, tmp_path: Path
) -> None:
    (issued,) = _issue(run, place).json["workbooks"]
    saved = put(tmp_path, "saved.docx", b"")
    with zipfile.ZipFile(issued["documents"][0]["path"]) as ours, zipfile.ZipFile(saved, "w") as again:
        for name in ours.namelist():
            again.writestr(name, ours.read(name))
    answer = run("archive", "verify", saved, "--archive", place, "--json")
    assert (answer.code, answer.json["entries"], answer.json["file"]["claims"]) == (1, [], NUMBER)
    assert "FILE_CHANGED" in run("archive", "verify", saved, "--archive", place).err


def test_verify_names_the_damaged_file_and_ends_with_1(run: Run, place: Path) -> None:
    (issued,) = _issue(run, place).json["workbooks"]
    path = Path(issued["documents"][0]["path"])
    path.write_bytes(path.read_bytes() + b"x")
    before = files(place)
    answer = run("archive", "verify", "--archive", place, "--json")
    (verdict,) = answer.json["entries"]
    assert (answer.code, verdict["intact"]) == (1, False)
    assert [(fault["code"], fault["file"]) for fault in verdict["faults"]] == [
        ("BAG_FILE_CHANGED", str(path))
    ]
    assert files(place) == before


def test_a_head_kept_elsewhere_finds_a_roll_back(run: Run, place: Path) -> None:
    _issue(run, place)
    head = run("archive", "digest", "--archive", place).out.strip()
    assert run("archive", "verify", "--digest", head, "--archive", place).code == 0
    answer = run("archive", "verify", "--digest", "0" * 63 + "1", "--archive", place, "--json")
    assert (answer.code, _codes(answer.json["chain"]["faults"])) == (1, ["CHAIN_HEAD_UNKNOWN"])


def test_attach_and_repair(run: Run, place: Path) -> None:
    _issue(run, place)
    scan = put(place.parent, "scan.pdf", b"%PDF-1.7 scan")
    answer = run("archive", "attach", CERTIFICATE, scan, "--archive", place, "--note", "盖章扫描件", "--json")
    assert answer.code == 0
    assert Path(answer.json["path"]).read_bytes() == scan.read_bytes()
    assert run("archive", "repair", "--archive", place, "--json").json == {
        "finished": [],
        "undone": [],
        "quarantined": [],
        "indexed": [],
        "sealed": False,
    }
    assert run("archive", "verify", "--archive", place).code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "X"), 1),
        (("verify", "X"), 1),
        (("attach", "X", SAMPLE), 1),
        (("attach", NUMBER, "/nowhere"), 2),
    ],
)
def test_what_is_not_there_is_said(run: Run, place: Path, arguments: tuple[object, ...], code: int) -> None:
    _issue(run, place)
    assert run("archive", *arguments, "--archive", place).code == code


@pytest.mark.parametrize("command", ["list", "verify", "digest", "repair"])
def test_an_archive_that_does_not_exist_cannot_be_opened(run: Run, tmp_path: Path, command: str) -> None:
    answer = run("archive", command, "--archive", tmp_path / "missing")
    assert (answer.code, "ARCHIVE_MISSING" in answer.err) == (2, True)


def test_rerendering_gives_the_same_bytes_from_the_package_alone(run: Run, place: Path) -> None:
    _issue(run, place)
    put(place, "cts-docs.toml", database_of(place))
    assert run("archive", "verify", "--rerender", "--archive", place).code == 0


def test_rerendering_says_which_part_differs(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _issue(run, place)

    def altered(*arguments: Any) -> list[Document]:
        made = list(ordering.finished_documents(*arguments))
        return [replace(one, content=made[0].content) if one.name == "appendix2" else one for one in made]

    monkeypatch.setattr(rerendering, "finished_documents", altered)
    answer = run("archive", "verify", "--rerender", "--archive", place, "--json")
    (verdict,) = answer.json["entries"]
    assert (answer.code, verdict["intact"], _codes(verdict["faults"])) == (1, True, ["RERENDER_DIFFERS"])
    assert "word/document.xml" in verdict["faults"][0]["found"]


def test_a_body_with_a_key_signs_what_it_issues(run: Run, place: Path) -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    put(place.parent, "private.pem", pem)
    key = ("second_person = false", 'second_person = false\nsigning_key = "../private.pem"')
    configure(place, key)
    _issue(run, place)
    verified = run("archive", "verify", "--archive", place, "--json")
    assert [entry["issuer"] for entry in verified.json["entries"]] == ["signed"]
    configure(place)
    verified = run("archive", "verify", "--archive", place, "--json")
    assert (verified.code, [entry["issuer"] for entry in verified.json["entries"]]) == (0, ["unknown"])


def test_a_key_that_cannot_be_used_stops_before_anything_is_written(run: Run, place: Path) -> None:
    key = ("second_person = false", 'second_person = false\nsigning_key = "nowhere.pem"')
    configure(place, key)
    answer = _issue(run, place)
    assert (answer.code, "SIGNING_KEY" in answer.err) == (2, True)
    assert [path.name for path in place.iterdir()] == ["cts-docs.toml"]


def test_people_are_answered_in_their_language(run: Run, place: Path) -> None:
    _issue(run, place)
    needed = "请用 archive backup 备份" if database_of(place) else "复制整个归档文件夹就是备份"
    assert needed in run("archive", "verify", "--archive", place, "--lang", "zh").err
    assert NUMBER in run("archive", "list", "--archive", place).out


def test_a_folder_of_other_things_is_no_archive(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("示例")
    answer = run("archive", "verify", "--archive", tmp_path, "--lang", "en")
    assert answer.code == 2
    assert "ARCHIVE_FOREIGN" in answer.err


def test_an_archive_without_issues_is_not_called_intact(run: Run, tmp_path: Path) -> None:
    assert run("archive", "init", "--archive", tmp_path).code == 0
    answer = run("archive", "verify", "--archive", tmp_path, "--lang", "en")
    assert answer.code == 0
    assert "The archive has no entries yet" in answer.err
    assert "intact" not in answer.err
