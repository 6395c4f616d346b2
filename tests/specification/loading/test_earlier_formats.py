"""A package from before the format named its method is still read; a body's own file has to name it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cts_docs.assessment.readings import choose
from cts_docs.errors import RefusedError
from cts_docs.specification.loader import DATA, DEFAULT, load_packaged, load_specification
from cts_docs.specification.model import Specification


def fixed(key: str) -> str:
    """A reading that no body could choose yet, without numbers."""
    return f'[readings.{key}]\nclause = "5"\nquestion = "示例？"\nkind = "fixed"\nrule = "示例。"\n\n'


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The delivered data file as it was: without `[method]`, with B9, B12 and C4 fixed without numbers."""
    text = (DATA / DEFAULT).read_text("utf-8")
    text = re.sub(r"(?ms)^\[method\]\n.*?\n\n", "", text, count=1)
    for key in ("B9", "B12", "C4"):
        text = re.sub(rf"(?ms)^\[readings\.{key}\]\n.*?\n\n", fixed(key), text, count=1)
    path = tmp_path / "specification.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_packaged_file_of_an_earlier_format_says_the_same(earlier: Path, tbsc034: Specification) -> None:
    found = load_packaged(earlier)
    assert found.method == tbsc034.method
    assert found.readings["A3"] == tbsc034.readings["A3"]
    assert choose(found, {})["B9"] == "forms"
    assert (found.listed_band.number, found.listed_below.number) == (2, 2)
    assert found.sha256 != tbsc034.sha256


def test_a_file_of_the_body_has_to_say_it_itself(earlier: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        load_specification(earlier)
    assert {problem.field for problem in refused.value.problems} == {
        "method",
        *(f"method.{name}" for name in ("specific", "service", "marks", "mean", "maturity", "grade")),
        "readings.B12.parameters.band",
        "readings.C4.parameters.level",
    }


def test_a_packaged_file_of_today_is_read_as_it_is(tbsc034: Specification) -> None:
    assert load_packaged(DATA / DEFAULT) == tbsc034


def test_a_wrong_packaged_file_is_refused_with_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text('id = "x"\n', "utf-8")
    with pytest.raises(RefusedError) as refused:
        load_packaged(path)
    assert all(problem.file == str(path) and problem.values["line"] for problem in refused.value.problems)
