"""The line of each key of a TOML file, as an editor shows it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cts_docs.files.toml_lines import key_lines, line_of, repeated_keys
from cts_docs.specification.loader import DATA, DEFAULT

SIBLINGS = Path(__file__).parents[2] / "specifications"
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
    "text",
    [
        *(
            "",
            "=",
            "[",
            "[[",
            "a = [",
            "a = {",
            "\x00",
            "a = '''",
            "x y = 1\n]",
            "a..b = 1",
            "a = [}",
            "a = {]",
        ),
        "a = " + "[" * 5000,
        "a = " + "{a=" * 5000,
    ],
    ids=lambda text: text[:8],
)
def test_no_text_keeps_the_reader_busy(text: str) -> None:
    key_lines(text)


def test_a_repeated_key_is_found_with_both_lines() -> None:
    text = "a = 1\n[t]\na = 2\n[u]\n[t]\nb = 1\nb = 2\n[[v]]\nc = 1\n[[v]]\nc = 1\n"
    assert list(repeated_keys(text)) == [("t", 2, 5), ("t.b", 6, 7)]


def test_a_key_inside_a_text_is_no_repetition() -> None:
    assert list(repeated_keys('a = """\na = 1\n"""\nb = "a"\n')) == []
