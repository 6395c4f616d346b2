"""The loader refuses a data file with every fault by key path, found and expected."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from cts_docs.errors import RefusedError
from cts_docs.files.toml_lines import key_lines, line_of
from cts_docs.messages import message, remedy
from cts_docs.specification.loader import DEFAULT, from_tables, load_specification
from tests.specification.checking.refusals import MUTATIONS, Fault, Mutation
from tests.specification.checking.structures import MATURITY, STRUCTURES

DELIVERED = Path(__file__).parents[3] / "cts_docs" / "specification" / "data" / DEFAULT


SIBLINGS = Path(__file__).parents[2] / "specifications"


def refusal(tmp_path: Path, text: str) -> RefusedError:
    file = tmp_path / "mutated.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RefusedError) as refused:
        load_specification(file)
    assert all(problem.file == str(file) and problem.is_error for problem in refused.value.problems)
    return refused.value


def faults(refused: RefusedError) -> list[Fault]:
    return [
        Fault(problem.code, problem.field, problem.found, problem.values.get("expected", ""))
        for problem in refused.problems
    ]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_mutation_brings_its_faults_and_no_others(tmp_path: Path, mutation: Mutation) -> None:
    refused = refusal(tmp_path, mutation.apply(DELIVERED.read_text("utf-8")))
    assert faults(refused) == list(mutation.faults)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_every_fault_is_said_in_chinese_and_english(tmp_path: Path, mutation: Mutation) -> None:
    for problem in refusal(tmp_path, mutation.apply(DELIVERED.read_text("utf-8"))).problems:
        values = {"field": problem.field, "found": problem.found, **problem.values}
        assert problem.field in message(problem.code, "zh", values)
        assert problem.field in message(problem.code, "en", values)
        assert remedy(problem.code, "zh", values)
        assert remedy(problem.code, "en", values)


@pytest.mark.parametrize(
    ("sibling", "mutation"), STRUCTURES, ids=[mutation.name for _, mutation in STRUCTURES]
)
def test_a_wrong_structure_of_a_sibling_is_refused_by_key_and_line(
    tmp_path: Path, sibling: str, mutation: Mutation
) -> None:
    text = mutation.apply((SIBLINGS / f"{sibling}.toml").read_text("utf-8"))
    refused = refusal(tmp_path, text)
    assert faults(refused) == list(mutation.faults)
    for problem in refused.problems:
        values = {"field": problem.field, "found": problem.found, **problem.values}
        assert all(problem.field in message(problem.code, language, values) for language in ("zh", "en"))
        assert problem.values["line"] == str(line_of(key_lines(text), problem.field) or 1)


@pytest.mark.parametrize("left_out", MATURITY.split(" / "))
def test_half_a_maturity_part_is_refused_and_what_belongs_together_is_named(left_out: str) -> None:
    tables = tomllib.loads((SIBLINGS / "home.toml").read_text("utf-8"), parse_float=Decimal)
    del tables[left_out]
    with pytest.raises(RefusedError) as refused:
        from_tables(tables, "half.toml", "")
    assert faults(refused.value)[0] == Fault("SPEC_PART_INCOMPLETE", left_out, "", MATURITY)


def test_faults_of_several_parts_are_told_in_one_run(tmp_path: Path) -> None:
    text = DELIVERED.read_text("utf-8")
    for old, new in (
        ("total_points = 100", "total_points = 99"),
        ("upper = 120 }", "upper = 121 }"),
        ('default = "row3"', 'default = "row4"'),
        ('prepared_by = "技术部"', "prepared_by = 1"),
        ('to = "clause_4"', 'to = "clause_9"'),
    ):
        text = text.replace(old, new)
    assert [fault.field for fault in faults(refusal(tmp_path, text))] == [
        "control.prepared_by",
        "appendix1.total_points",
        "level_bands.equal_steps[4].lower",
        "text.blocks[27].links[0].to",
        "readings.A3.default",
    ]


def test_a_key_given_twice_is_told_with_its_path_and_line(tmp_path: Path) -> None:
    text = DELIVERED.read_text("utf-8").replace('version = "B/0"', 'version = "B/0"\nversion = "B/1"')
    (problem,) = refusal(tmp_path, text).problems
    assert (problem.code, problem.field) == ("SPEC_KEY_DOUBLED", "control.version")
    assert text.splitlines()[int(problem.values["line"]) - 1] == 'version = "B/1"'


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("total = 15\n", "total = 15\ntotal = 15\n", "chapters[1].total"),
        ("[appendix4]", "[appendix1]", "appendix1"),
        (
            '{ id = "2.1", name = "领导的',
            '{ id = "2.1", id = "2.1", name = "领导的',
            "chapters[1].clauses[0].id",
        ),
        ("total_points = 100", "total_points = 100\nlabel = [\n]", "appendix1.label"),
        ('id = "CTS', 'id = "x"\nid = "CTS', "id"),
        (
            "parameters = { score",
            "parameters = { level = 1, score",
            "readings.A3.choices.row2.parameters.level",
        ),
    ],
)
def test_a_doubled_key_is_found_wherever_it_stands(tmp_path: Path, old: str, new: str, path: str) -> None:
    (problem,) = refusal(tmp_path, DELIVERED.read_text("utf-8").replace(old, new, 1)).problems
    assert (problem.code, problem.field) == ("SPEC_KEY_DOUBLED", path)


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ('id = "x"\n[control\n', "2", "[control"),
        ('id = "x"\nversion = \n', "2", "version ="),
        ('id = "x"\nversion = "B/0\n', "2", 'version = "B/0'),
        ("id = " + "[" * 5000, "—", ""),
        ("id = " + "9" * 5000, "1", "id = " + "9" * 55 + "…"),
        ("id = [", "1", "id = ["),
    ],
)
def test_text_that_is_no_toml_is_told_with_its_line(tmp_path: Path, text: str, line: str, found: str) -> None:
    (problem,) = refusal(tmp_path, text).problems
    assert (problem.code, problem.values["line"], problem.found) == ("SPEC_SYNTAX", line, found)


def test_an_empty_file_lacks_every_part_but_maturity(tmp_path: Path) -> None:
    missing = {problem.field for problem in refusal(tmp_path, "").problems}
    assert {"id", "control", "text", "appendix1", "grading", "readings"} <= missing


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ("appendix1", "appendix1.characteristics"),
        ("chapters", "chapters"),
        ("experience_bands", "experience_bands"),
    ],
)
def test_a_specification_has_something_to_score(part: str, field: str) -> None:
    tables = tomllib.loads(DELIVERED.read_text("utf-8"), parse_float=Decimal)
    if part == "appendix1":
        tables["appendix1"]["characteristics"] = []
    else:
        tables[part] = []
    with pytest.raises(RefusedError) as refused:
        from_tables(tables, "emptied.toml", "")
    assert Fault("SPEC_COUNT", field, "0", "1, 2, 3 …") in faults(refused.value)


def test_text_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "gbk.toml"
    file.write_bytes('id = "x"\nname = "示例"\n'.encode("gbk"))
    with pytest.raises(RefusedError) as refused:
        load_specification(file)
    (problem,) = refused.value.problems
    assert (problem.code, problem.values["line"]) == ("SPEC_ENCODING", "2")


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ("0", "SPEC_VALUE"),
        ("0.3", "SPEC_VALUE"),
        ("0.005", "SPEC_VALUE"),
        ("2", "SPEC_VALUE"),
        ('"x"', "SPEC_TYPE"),
    ],
)
def test_a_step_that_leads_nowhere_is_refused_with_its_line(tmp_path: Path, step: str, fault: str) -> None:
    text = (SIBLINGS / "odd.toml").read_text("utf-8")
    path = tmp_path / "odd.toml"
    path.write_text(text.replace("experience_step = 0.05", f"experience_step = {step}"), "utf-8")
    with pytest.raises(RefusedError) as refused:
        load_specification(path)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == (fault, "experience_step")
    assert text.splitlines()[int(problem.values["line"]) - 1].startswith("experience_step")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('[[revisions]]\nversion = "B/2"', '[[revisions]]\nversion = "B/3"', "SPEC_VALUE"),
        ('[[revisions]]\nversion = "B/1"', '[[revisions]]\nversion = "B/0"', "SPEC_ID_DOUBLED"),
    ],
)
def test_a_revision_record_that_contradicts_the_cover_is_refused(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    text = (SIBLINGS / "large.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "large.toml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(RefusedError) as refused:
        load_specification(path)
    assert [problem.code for problem in refused.value.problems] == [fault]
