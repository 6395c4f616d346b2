"""`config new` writes a configuration from the answers of a body; `config check` judges one."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from cts_docs.services.configuration import QUESTIONS
from tests.conftest import ROOT, Run

ANSWERS = (
    "body.name=示例认证有限公司",
    "body.address=示例省示例市示例路 1 号",
    "body.code=EX",
    "certificate.signatory=示例签发人",
)


def given(*answers: str) -> list[str]:
    return [part for answer in answers for part in ("--set", answer)]


def test_with_the_answers_that_only_the_body_knows_it_is_complete(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cts-docs.toml"
    answer = run("config", "new", "-o", path, *given(*ANSWERS), "--lang", "zh")

    assert (answer.code, answer.out) == (0, "")
    assert "配置完整，可以签发。" in answer.err
    assert run("config", "check", path, "--json").json == {
        "path": str(path),
        "ok": True,
        "problems": [],
        "missing": [],
    }


def test_what_it_writes_is_enough_to_issue(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "archive"
    settings = given(*ANSWERS, "issuing.second_person=false", "issuing.pdf=false")
    config = tmp_path / "cts-docs.toml"
    run("config", "new", "-o", config, *settings)
    assert run("archive", "init", "--archive", place, "--config", config).code == 0

    answer = run("issue", ROOT / "samples" / "01-grade-1.xlsx", "--archive", place, "--json")

    assert answer.code == 0, answer.err
    assert answer.json["workbooks"][0]["certificate"].startswith("EX-")


def test_without_answers_it_names_what_is_still_needed(run: Run, tmp_path: Path) -> None:
    answer = run("config", "new", "-o", tmp_path / "c.toml")

    assert answer.code == 0
    assert "body.name, body.address, body.code, certificate.number_pattern" in answer.err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_key_is_explained(run: Run, tmp_path: Path, language: str) -> None:
    path = tmp_path / "c.toml"
    run("config", "new", "-o", path, "--lang", language, *given(*ANSWERS))
    text = path.read_text("utf-8")

    assert tomllib.loads(text)["body"]["code"] == "EX"
    for question in QUESTIONS:
        lines = text.splitlines()
        key = question.key.partition(".")[2]
        places = [number for number, line in enumerate(lines) if line.lstrip("# ").startswith(f"{key} = ")]
        assert places, key
        assert all(lines[number - 1].startswith("# ") for number in places), key


def test_an_existing_file_is_kept(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text("# mine", "utf-8")

    answer = run("config", "new", "-o", path)

    assert (answer.code, "FILE_EXISTS" in answer.err, path.read_text("utf-8")) == (2, True, "# mine")
    assert run("config", "new", "-o", path, "--force").code == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("certificate.validity_years=99", "CONFIG_ANSWER"),
        ("issuing.pdf=maybe", "CONFIG_ANSWER"),
        ("body.colour=red", "CONFIG_KEY"),
        ("body.name", "CONFIG_SYNTAX"),
    ],
)
def test_a_wrong_answer_writes_nothing(run: Run, tmp_path: Path, wrong: str, code: str) -> None:
    answer = run("config", "new", "-o", tmp_path / "c.toml", "--set", wrong)

    assert answer.code in (1, 2)
    assert code in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_is_asked_until_the_answer_is_possible(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"body.code": ["EX"], "certificate.validity_years": ["never", "5"]}
    asked: list[str] = []

    def prompt(text: str, default: str, **_: object) -> str:
        key = text.splitlines()[-1]
        asked.append(key)
        return typed[key].pop(0) if typed.get(key) else default

    monkeypatch.setattr("click.prompt", prompt)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    path = tmp_path / "c.toml"

    answer = run("config", "new", "-o", path, "--set", "body.name=示例认证有限公司")

    settings = tomllib.loads(path.read_text("utf-8"))
    assert settings["certificate"]["validity_years"] == 5
    assert asked.count("certificate.validity_years") == 2
    assert "body.name" not in asked
    assert "never" in answer.err


def test_faults_of_a_configuration_are_named_by_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text("[body]\nname = 7\n", "utf-8")

    answer = run("config", "check", path, "--json")

    (problem,) = answer.json["problems"]
    assert answer.code == 1
    assert (problem["code"], problem["line"]) == ("SETTINGS_TYPE", "2")
