"""The line of each key of a data file, as a person sees it in an editor."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cts_docs.errors import RefusedError
from cts_docs.specification.lines import key_lines, line_of
from cts_docs.specification.loader import DATA, DEFAULT, load_specification

SIBLINGS = Path(__file__).parents[1] / "specifications"
FILES = [DATA / DEFAULT, *sorted(SIBLINGS.glob("*.toml"))]

TEXT = """\
# a comment with [brackets] and key = "value"
id = "x" # the rest is no key = 1

[control]
"quoted key" = 'single'
dotted.inner = 1

[[chapters]]
id = "1"
clauses = [
  { id = "1.1", points = [1, 2] }, # one line
  { id = "1.2",
    points = [
      3,
      4,
    ] },
]

[[chapters]]
id = "2"
[chapters.more]
text = \"\"\"
id = "no key"
\"\"\"
after = 1
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("id", 2),
        ("control", 4),
        ("control.quoted key", 5),
        ("control.dotted.inner", 6),
        ("chapters", 8),
        ("chapters[0]", 8),
        ("chapters[0].id", 9),
        ("chapters[0].clauses[0].points[1]", 11),
        ("chapters[0].clauses[1].id", 12),
        ("chapters[0].clauses[1].points[1]", 15),
        ("chapters[1].id", 20),
        ("chapters[1].more.text", 22),
        ("chapters[1].more.after", 25),
    ],
)
def test_a_key_stands_in_its_line(path: str, line: int) -> None:
    assert key_lines(TEXT)[path] == line


def test_a_key_that_is_missing_has_the_line_of_its_table() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, "chapters[0].clauses[1].heading") == 12
    assert line_of(lines, "control.nothing.at.all") == 4
    assert line_of(lines, "nowhere") == 0


def paths(value: object, path: str = "") -> Iterator[str]:
    """Every key path that the parser sees."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, f"{path}.{key}" if path else key)
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from paths(inner, f"{path}[{number}]")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_key_that_the_parser_sees_has_a_line_and_no_other(file: Path) -> None:
    text = file.read_text("utf-8")
    assert set(key_lines(text)) == set(paths(tomllib.loads(text)))


def test_windows_line_ends_count_the_same() -> None:
    assert key_lines(TEXT.replace("\n", "\r\n")) == key_lines(TEXT)


@pytest.mark.parametrize(
    "text", ["", "=", "[", "[[", "a = [", "a = {", "\x00", "a = '''", "x y = 1\n]", "a..b = 1"]
)
def test_no_text_keeps_the_reader_busy(text: str) -> None:
    key_lines(text)


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
