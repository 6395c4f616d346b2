"""Nothing is founded by a slip, the archive's own configuration decides, the same audit is issued once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.archive.configurations import configure
from tests.conftest import ROOT, Run
from tests.torture.invariants import files

SAMPLE = ROOT / "samples" / "01-grade-1.xlsx"
CONFIGURATION = ROOT / "samples" / "cts-docs.toml"
NUMBER = "CTS-TBSC034-2026-BG0001"
REASON = ("--reason", "示例理由")


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """The sample configuration with changes, outside of any archive."""
    text = CONFIGURATION.read_text("utf-8").replace("pdf = true", "pdf = false")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / "changed.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def place(tmp_path: Path, run: Run) -> Path:
    """An archive that was set up with the sample configuration."""
    folder = tmp_path / "archive-2026"
    config = changed(tmp_path)
    assert run("archive", "init", "--archive", folder, "--config", config).code == 0
    return folder


READING = (
    ("list",),
    ("search", "示例"),
    ("show", NUMBER),
    ("verify",),
    ("due",),
    ("digest",),
    ("four-property",),
)
WRITING = (
    ("repair",),
    ("suspend", NUMBER, *REASON),
    ("attach", NUMBER, SAMPLE),
)


@pytest.mark.parametrize("command", [*READING, *WRITING], ids=lambda command: command[0])
@pytest.mark.parametrize("kind", ["missing", "empty", "foreign"])
def test_a_folder_that_is_not_an_archive_is_named_and_stays_as_it_is(
    run: Run, tmp_path: Path, place: Path, command: tuple[object, ...], kind: str
) -> None:
    slip = tmp_path / "archive-2025"
    if kind != "missing":
        slip.mkdir()
    if kind == "foreign":
        (slip / "letter.txt").write_text("示例")
    answer = run("archive", *command, "--archive", slip, "--lang", "en")
    assert answer.code == 2
    assert "archive init" in answer.err
    assert str(place) in answer.err
    assert slip.exists() is (kind != "missing")
    assert [path.name for path in slip.rglob("*")] == (["letter.txt"] if kind == "foreign" else [])


@pytest.mark.parametrize("kind", ["missing", "empty"])
def test_issue_founds_no_archive_by_a_slip(run: Run, tmp_path: Path, place: Path, kind: str) -> None:
    slip = tmp_path / "archive-206"
    if kind == "empty":
        slip.mkdir()
    answer = run("issue", SAMPLE, "--archive", slip, "--config", changed(tmp_path), "--lang", "zh")
    assert answer.code == 2
    assert "archive init" in answer.err
    assert str(place) in answer.err
    assert not slip.exists() or not list(slip.iterdir())


def test_issue_founds_an_archive_in_a_folder_with_a_configuration(run: Run, tmp_path: Path) -> None:
    configure(tmp_path)
    assert run("issue", SAMPLE, "--archive", tmp_path).code == 0
    assert (tmp_path / "register.sqlite").is_file()


def test_init_copies_the_configuration_and_founds_the_register(run: Run, tmp_path: Path, place: Path) -> None:
    assert (place / "cts-docs.toml").read_bytes() == (tmp_path / "changed.toml").read_bytes()
    assert run("archive", "list", "--archive", place, "--json").json == {"entries": []}
    assert run("archive", "verify", "--archive", place).code == 0
    assert run("issue", SAMPLE, "--archive", place).code == 0


def test_init_without_configuration_leaves_one_to_fill_in(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert run("archive", "init", "--archive", folder).code == 0
    assert (folder / "cts-docs.toml").is_file()
    answer = run("issue", SAMPLE, "--archive", folder)
    assert answer.code == 1
    assert "certificate.number_pattern" in answer.err


def test_init_changes_no_archive_and_no_folder_with_other_files(
    run: Run, tmp_path: Path, place: Path
) -> None:
    before = files(place)
    assert run("archive", "init", "--archive", place, "--config", changed(tmp_path)).code == 1
    assert files(place) == before
    other = tmp_path / "documents"
    other.mkdir()
    (other / "letter.txt").write_text("示例")
    assert run("archive", "init", "--archive", other).code == 2
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


def test_init_refuses_a_wrong_configuration_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[body]\nnome = "示例"\n', "utf-8")
    assert run("archive", "init", "--archive", tmp_path / "new", "--config", wrong).code == 1
    assert not (tmp_path / "new").exists()


def test_init_refuses_a_path_that_leads_nowhere_from_the_archive(run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates" / "docx", tmp_path / "words")
    key = ('# templates = "templates"', 'templates = "words"')
    answer = run("archive", "init", "--archive", tmp_path / "new", "--config", changed(tmp_path, key))
    assert answer.code == 1
    assert "templates" in answer.err
    assert not (tmp_path / "new").exists()


SOFTER = {
    "issuing.second_person": ("second_person = true ", "second_person = false "),
    "issuing.second_person_changes": ("second_person_changes = true", "second_person_changes = false"),
    "certificate.number_pattern": ('R{cycle}"', 'Z{cycle}"'),
    "report.number_pattern": ("BG{serial:04d}", "XX{serial:04d}"),
    "certificate.validity_years": ("validity_years = 3", "validity_years = 10"),
    "certificate.surveillance_months": ("surveillance_months = 12", "surveillance_months = 60"),
    "archive.retention_years": ("retention_years = 2", "retention_years = 9"),
}


@pytest.mark.parametrize("key", SOFTER)
def test_config_cannot_soften_what_the_archive_decides(run: Run, tmp_path: Path, key: str) -> None:
    own = (("second_person = false", "second_person = true "), ("_changes = false", "_changes = true"))
    strict = changed(tmp_path, *own)
    folder = tmp_path / "archive"
    assert run("archive", "init", "--archive", folder, "--config", strict).code == 0
    softer = tmp_path / "softer.toml"
    before, after = SOFTER[key]
    text = strict.read_text("utf-8")
    assert before in text
    softer.write_text(text.replace(before, after), "utf-8")
    kept = files(folder)
    commands = (
        ("issue", SAMPLE),
        ("issue", SAMPLE, "--draft"),
        ("approve", NUMBER),
        ("archive", "suspend", NUMBER, *REASON),
        ("archive", "attach", NUMBER, SAMPLE),
        ("archive", "repair"),
    )
    for command in commands:
        answer = run(*command, "--archive", folder, "--config", softer)
        assert answer.code == 1, command
        assert "CONFIGURATION_DIFFERS" in answer.err
        assert key in answer.err
    assert files(folder) == kept


def test_the_same_configuration_elsewhere_is_accepted(run: Run, tmp_path: Path, place: Path) -> None:
    copy = tmp_path / "copy.toml"
    shutil.copy(place / "cts-docs.toml", copy)
    assert run("issue", SAMPLE, "--archive", place, "--config", copy).code == 0


def test_an_archive_without_its_own_configuration_warns_until_it_has_one(
    run: Run, tmp_path: Path, place: Path
) -> None:
    own = place / "cts-docs.toml"
    config = own.rename(tmp_path / "moved.toml")
    answer = run("issue", SAMPLE, "--archive", place, "--config", config)
    assert (answer.code, "ARCHIVE_WITHOUT_CONFIGURATION" in answer.err) == (0, True)
    assert run("archive", "init", "--archive", place, "--config", config).code == 0
    assert own.read_bytes() == config.read_bytes()
    answer = run("archive", "suspend", NUMBER, *REASON, "--archive", place)
    assert (answer.code, "ARCHIVE_WITHOUT_CONFIGURATION" in answer.err) == (0, False)


def test_the_same_audit_is_issued_again_only_with_a_reason(run: Run, place: Path) -> None:
    assert run("issue", SAMPLE, "--archive", place).code == 0
    refused = run("issue", SAMPLE, "--archive", place, "--lang", "en")
    assert (refused.code, NUMBER in refused.err, "AUDIT_ISSUED_BEFORE" in refused.err) == (1, True, True)
    assert run("issue", SAMPLE, "--archive", place, "--again").code == 2
    assert run("issue", SAMPLE, "--archive", place, *REASON).code == 2
    assert run("issue", SAMPLE, "--archive", place, "--again", *REASON).code == 0
    assert len(run("archive", "list", "--archive", place, "--json").json["entries"]) == 2


def test_a_copy_of_the_workbook_is_the_same_audit(run: Run, tmp_path: Path, place: Path) -> None:
    """The file is packed anew: other bytes, the same client, audit type, dates and specification."""
    from openpyxl import load_workbook

    copy = tmp_path / "copy.xlsx"
    book = load_workbook(SAMPLE)
    book.properties.title = "另存"
    book.save(copy)
    assert copy.read_bytes() != SAMPLE.read_bytes()
    assert run("issue", SAMPLE, "--archive", place).code == 0
    refused = run("issue", copy, "--archive", place, "--lang", "en")
    assert (refused.code, "audit dates" in refused.err) == (1, True)


def test_a_proposed_status_change_is_approved_by_number(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "archive"
    config = changed(tmp_path, ("_changes = false", "_changes = true"))
    assert run("archive", "init", "--archive", folder, "--config", config).code == 0
    assert run("issue", SAMPLE, "--archive", folder).code == 0
    proposed = run("archive", "suspend", NUMBER, *REASON, "--archive", folder, "--json").json
    assert (proposed["proposed"], proposed["before"], proposed["status"]) == (True, "valid", "suspended")
    own = run("approve", NUMBER, "--archive", folder)
    assert (own.code, "APPROVER_PROPOSED" in own.err) == (1, True)
    monkeypatch.setattr("cts_docs.services.archive.issue.own_account", lambda: "示例账户乙")
    approved = run("approve", NUMBER, "--archive", folder, "--json")
    assert approved.json["proposed"] is False
    (entry,) = run("archive", "list", "--archive", folder, "--json").json["entries"]
    assert entry["status"] == "suspended"
