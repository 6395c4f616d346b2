"""`cts-docs render`: the paperwork of workbooks, whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cts_docs.cli.language import system_language
from cts_docs.specification.model import Specification
from tests.conftest import Run
from tests.support.workbooks import put, workbook

NAMES = [
    *("appendix1", "appendix1", "appendix1", "appendix2", "appendix3", "report"),
    # The forms of the case whose data a workbook of layout 2 holds: team, decision and sites.
    *("attendance", "decision_record", "certificate_annex", "certificate"),
]


def files(folder: Path) -> list[Path]:
    """The documents in a folder, without the hidden record of them."""
    return sorted(path for path in folder.rglob("[!.]*") if path.is_file())


def test_all_documents_of_a_workbook_are_written(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "评分.xlsx", workbook(tbsc034, forms=2))

    answer = run("render", path, "-o", tmp_path / "out", "--json")

    (found,) = answer.json["workbooks"]
    assert answer.code == 0
    assert sorted(document["name"] for document in found["documents"]) == sorted(NAMES)
    assert {document["form"] for document in found["documents"] if document["name"] == "appendix1"} == {
        1,
        2,
        None,
    }
    assert [Path(document["path"]) for document in found["documents"]]
    assert sorted(Path(document["path"]) for document in found["documents"]) == files(
        tmp_path / "out" / "评分"
    )
    for document in found["documents"]:
        content = Path(document["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == document["sha256"]
        assert document["pdf"] is None


def test_the_same_inputs_give_the_same_bytes(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    first = run("render", path, "-o", tmp_path / "one", "--json").json["workbooks"][0]["documents"]
    second = run("render", path, "-o", tmp_path / "two", "--json").json["workbooks"][0]["documents"]

    assert [document["sha256"] for document in first] == [document["sha256"] for document in second]


def test_without_a_grade_there_is_no_certificate(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    values = {"recommendation": "不推荐认证", "decision": "不同意", "decision_reasons": "得分不足"}
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, "0.7", values={**values, "grant_date": None}))

    answer = run("render", path, "-o", tmp_path / "out", "--json")

    assert answer.code == 0
    assert "certificate" not in {one["name"] for one in answer.json["workbooks"][0]["documents"]}


def test_only_the_named_documents(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    answer = run("render", path, "-o", tmp_path / "out", "--only", "appendix3", "--only", "report", "--json")

    assert [one["name"] for one in answer.json["workbooks"][0]["documents"]] == ["appendix3", "report"]


def test_an_unknown_document_ends_with_2_before_anything_is_written(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    answer = run("render", path, "-o", tmp_path / "out", "--only", "appendix9")

    assert answer.code == 2
    assert "DOCUMENT_UNKNOWN" in answer.err
    assert not (tmp_path / "out").exists()
    misspelt = run("render", path, "-o", tmp_path / "out", "--only", "审核报", "--lang", "zh")
    assert "是否想写 审核报告" in misspelt.err


def test_a_missing_path_ends_with_2_before_anything_is_written(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    answer = run("render", path, tmp_path / "b.xlsx", "-o", tmp_path / "out")

    assert answer.code == 2
    assert not (tmp_path / "out").exists()


def test_workbooks_that_share_a_name_are_refused_before_anything_is_written(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder, "a.xlsx", workbook(tbsc034))

    answer = run("render", tmp_path / "x", tmp_path / "y", "-o", tmp_path / "out")

    assert answer.code == 2
    assert "WORKBOOK_SAME_NAME" in answer.err
    assert not (tmp_path / "out").exists()


def test_a_refused_workbook_leaves_no_folder_and_stops_no_other(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    put(tmp_path, "a.xlsx", b"PK\x03\x04 truncated")
    put(tmp_path, "b.xlsx", workbook(tbsc034))

    answer = run("render", tmp_path, "-o", tmp_path / "out", "--json")

    assert answer.code == 1
    assert [one["ok"] for one in answer.json["workbooks"]] == [False, True]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b"]


def test_an_output_that_is_in_the_way_ends_with_2(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))
    (tmp_path / "out").mkdir()
    put(tmp_path / "out", "a", b"a file where the folder should be")

    answer = run("render", path, "-o", tmp_path / "out", "--json")

    assert answer.code == 2
    assert [one["code"] for one in answer.json["workbooks"][0]["problems"]] == ["OUTPUT_IN_THE_WAY"]


def test_several_at_a_time_give_the_same_as_one_after_the_other(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    put(tmp_path, "a.xlsx", workbook(tbsc034))
    put(tmp_path, "b.xlsx", workbook(tbsc034, "0.85"))
    put(tmp_path, "c.xlsx", b"not a workbook")

    one = run("render", tmp_path, "-o", tmp_path / "one", "--json")
    two = run("render", tmp_path, "-o", tmp_path / "two", "--jobs", 2, "--json")

    assert one.code == two.code == 1
    assert two.out.replace(str(tmp_path / "two"), str(tmp_path / "one")) == one.out


def test_pdf_files_stand_beside_their_documents_and_are_known_again(
    run: Run, tmp_path: Path, tbsc034: Specification, soffice: str
) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034, forms=2))

    answer = run("render", path, "-o", tmp_path / "out", "--only", "appendix3", "--pdf", "--json")

    (document,) = answer.json["workbooks"][0]["documents"]
    content = Path(document["pdf"]["path"]).read_bytes()
    assert soffice
    assert Path(document["pdf"]["path"]).with_suffix(".docx") == Path(document["path"])
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == document["pdf"]["sha256"]

    again = run("render", path, "-o", tmp_path / "out", "--only", "appendix3", "--pdf", "--json", "--resume")

    assert again.out == answer.out
    assert Path(document["pdf"]["path"]).read_bytes() == content


def test_the_twin_inside_a_document_is_shown(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))
    rendered = run("render", path, "-o", tmp_path / "out", "--only", "appendix3", "--json")
    (document,) = rendered.json["workbooks"][0]["documents"]

    answer = run("show", document["path"], "--json")

    assert answer.code == 0
    assert answer.json["document"] == "appendix3"
    assert answer.json["specification"]["id"] == "CTS-TBSC034-2026"
    assert len(answer.json["content_hash"]) == 64


@pytest.mark.parametrize(
    ("name", "language"),
    [("zh_CN.UTF-8", "zh"), ("Chinese (Simplified)_China", "zh"), ("en_US.UTF-8", "en"), ("C", "en")],
)
def test_the_locale_chooses_the_language(monkeypatch: pytest.MonkeyPatch, name: str, language: str) -> None:
    monkeypatch.setenv("LC_ALL", name)

    assert system_language() == language


def test_what_an_earlier_run_left_is_told_and_kept(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))
    run("render", path, "-o", tmp_path / "out")
    values = {"recommendation": "不推荐认证", "decision": "不同意", "decision_reasons": "得分不足"}
    put(tmp_path, "a.xlsx", workbook(tbsc034, "0.7", values={**values, "grant_date": None}))

    (found,) = run("render", path, "-o", tmp_path / "out", "--json").json["workbooks"]

    assert found["ok"]
    told = [problem for problem in found["problems"] if problem["code"] == "OUTPUT_LEFT_OVER"]
    assert {problem["found"] for problem in told} == {"服务认证证书.docx", "证书附件.docx"}
    assert (tmp_path / "out" / "a" / "服务认证证书.docx").exists()


def test_summary_that_would_replace_a_workbook_is_refused_before_anything_is_done(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    path = put(tmp_path, "b2.xlsx", workbook(tbsc034))
    before = path.read_bytes()

    answer = run("render", path.parent, "-o", tmp_path / "out", "--summary", path)

    assert (answer.code, path.read_bytes()) == (2, before)
    assert "SUMMARY_OVER_FILE" in answer.err
    assert not (tmp_path / "out").exists()


def test_summary_that_cannot_be_written_after_all_takes_no_answer_away(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    names = [put(tmp_path, name, workbook(tbsc034)) for name in ("a.xlsx", "b.xlsx")]

    # A document comes to stand where the folder of the summary was to be made.
    summary = tmp_path / "out" / "a" / "附录2.docx" / "s.json"
    answer = run(
        "render", *names, "-o", tmp_path / "out", "--only", "appendix2", "--json", "--summary", summary
    )

    assert answer.code == 2
    assert [one["ok"] for one in answer.json["workbooks"]] == [True, True]
    assert "2 workbooks: 2 done" in answer.err
    assert "OUTPUT_IN_THE_WAY" in answer.err
