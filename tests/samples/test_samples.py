"""The workbooks of samples/: fresh, complete, and each telling the outcome it is named for."""

from __future__ import annotations

from pathlib import Path

import pytest

import archive_acts
import make_samples
from tests.conftest import ROOT, Run

SAMPLES = ROOT / "samples"
CONFIG = SAMPLES / "cts-docs.toml"

OUTCOMES = {
    "01-grade-1.xlsx": ("certified", "一级", []),
    "02-grade-2.xlsx": ("certified", "二级", []),
    "03-grade-3.xlsx": ("certified", "三级", []),
    "04-lowered-by-A5.xlsx": ("certified", "三级", ["A5_lowered"]),
    "05-score-60-79.xlsx": ("not_certified", None, []),
    "06-conformity-failed.xlsx": ("not_certified", None, ["conformity_failed"]),
    "07-level-too-low.xlsx": ("not_certified", None, []),
    "08-thirty-forms.xlsx": ("certified", "二级", ["C1_total_105_119"]),
    "10-case-file.xlsx": ("certified", "二级", ["C1_total_105_119"]),
    "11-surveillance.xlsx": ("certified", "二级", ["C1_total_105_119"]),
}
MISTAKES = "09-mistakes.xlsx"


def test_the_samples_are_what_their_script_makes() -> None:
    assert list(make_samples.stale()) == []


def test_there_is_a_test_for_each_sample() -> None:
    assert sorted(path.name for path in SAMPLES.glob("*.xlsx")) == sorted([*OUTCOMES, MISTAKES])


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_sample_is_complete_up_to_issue(run: Run, name: str) -> None:
    answer = run("check", SAMPLES / name, "--for", "issue", "--config", CONFIG, "--json")

    assert answer.json["workbooks"][0]["problems"] == []


@pytest.mark.parametrize(("name", "expected"), OUTCOMES.items(), ids=OUTCOMES)
def test_a_sample_has_the_outcome_it_is_named_for(
    run: Run, name: str, expected: tuple[str, str | None, list[str]]
) -> None:
    grade = run("score", SAMPLES / name, "--config", CONFIG, "--json").json["workbooks"][0]["grade"]

    assert (grade["outcome"], grade["name"], grade["flags"]) == expected


def test_thirty_forms_are_thirty_forms(run: Run) -> None:
    answer = run("score", SAMPLES / "08-thirty-forms.xlsx", "--config", CONFIG, "--json")

    assert len(answer.json["workbooks"][0]["service"]["forms"]) == 30


def test_a_score_of_60_to_79_has_one(run: Run) -> None:
    answer = run("score", SAMPLES / "05-score-60-79.xlsx", "--config", CONFIG, "--json")

    assert 60 <= float(answer.json["workbooks"][0]["service"]["score"]) < 80


def test_every_planted_mistake_is_found(run: Run, tmp_path: Path) -> None:
    """The fields that samples/audits.py spoils, and those whose rules the spoiled ones break."""
    answer = run("check", SAMPLES / MISTAKES, "--config", CONFIG, "--json")
    render = run("render", SAMPLES / MISTAKES, "--config", CONFIG, "-o", tmp_path / "out")

    errors = {
        problem["field"]
        for problem in answer.json["workbooks"][0]["problems"]
        if problem["severity"] == "error"
    }
    assert answer.code == render.code == 1
    assert errors == {
        "client_credit_code",
        "client_address",
        "audit_type",
        "audit_end",
        "person_days",
        "evaluators[5]",
        "experience_coefficients[1.1,1]",
        "experience_coefficients[1.2,1]",
        "experience_coefficients[1.3,2]",
        "experience_coefficients[2.1,2]",
        "experience_coefficients[2.2,3]",
        "experience_coefficients[2.3,3]",
        "experience_coefficients[3.1,4]",
        "maturity_levels[1.4]",
        "maturity_levels[2.1]",
        "maturity_levels[2.2]",
        "maturity_evidence[3.1]",
        "team_roles[2]",
        "management_conformity",
        "recommendation",
        "report_date",
        "reviewer",
    }


def test_in_the_sample_archive_a_suspension_is_lifted_and_a_certificate_withdrawn(
    run: Run, tmp_path: Path
) -> None:
    place = tmp_path / "archive"
    assert archive_acts.main(place) == 0
    entries = run("archive", "list", "--archive", place, "--json").json["entries"]
    assert [entry["status"] for entry in entries] == ["valid", "withdrawn"]
    assert len(list(place.glob("attachments/*/*/data/attached/*通知书*.docx"))) == 3
    assert run("archive", "verify", "--archive", place).code == 0


def test_a_sample_archive_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    assert archive_acts.main(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
