"""A plan in a file: read for the very template that it was made for, or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cts_docs.documents.forms import catalogue
from cts_docs.documents.rendering import plan as planning
from cts_docs.documents.rendering import stored
from cts_docs.documents.rendering.plan import plan, stored_plan
from cts_docs.documents.rendering.tree import Choice, Compared, Constant, Named, Proven, Text, Value
from cts_docs.documents.templates import build_templates, plan_file, template
from cts_docs.specification.model import Specification

TEMPLATE = b"a template"
PART = {"line_breaks": [0], "may_empty": False, "tree": ["<a>", ["value", ["named", "b"], 0], "</a>"]}


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    plan.cache_clear()
    yield
    plan.cache_clear()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.json"


def put(file: Path, rest: bytes, **head: object) -> None:
    """A file as `stored` writes it, with another rest and other words in its head."""
    told = json.loads(stored.written(TEMPLATE, {}).partition(b"\n")[0])
    told = {**told, "sha256": hashlib.sha256(rest).hexdigest(), **head}
    file.write_bytes(json.dumps(told).encode() + b"\n" + rest)


def test_what_is_written_is_read_again(file: Path) -> None:
    test = Compared(Named("kind"), Constant("甲"), "eq")
    tree = (Text("<w:t>"), Choice(((test, (Value(Named("name"), 0),)),), (Text("乙"),)), Text("</w:t>"))
    parts = {"word/document.xml": Proven(tree, frozenset({0}), True), "word/footer1.xml": None}
    file.write_bytes(stored.written(TEMPLATE, parts))

    assert stored.read(file, TEMPLATE) == parts


def test_plan_may_be_laid_out_otherwise(file: Path) -> None:
    put(file, json.dumps({"word/document.xml": PART}).encode())

    tree = (Text("<a>"), Value(Named("b"), 0), Text("</a>"))
    assert stored.read(file, TEMPLATE) == {"word/document.xml": Proven(tree, frozenset({0}), False)}


@pytest.mark.parametrize(
    "head",
    [
        {"form": 2},
        {"template": "0" * 64},
        {"docxtpl": "0.1"},
        {"jinja2": "9"},
        {"sha256": "0" * 64},
        {"x": 1},
    ],
)
def test_plan_that_was_made_for_something_else_is_passed_over(file: Path, head: dict[str, object]) -> None:
    put(file, b"{}", **head)

    assert stored.read(file, TEMPLATE) is None


def test_plan_of_another_template_is_passed_over(file: Path) -> None:
    put(file, b"{}")

    assert stored.read(file, b"another") is None
    assert stored.read(file, TEMPLATE) == {}


@pytest.mark.parametrize(
    "tree",
    [
        "<a>",
        [1],
        [None],
        [["value", ["named", "b"], "0"]],
        [["value", ["named", "b"], True]],
        [["value", ["named", 1], 0]],
        [["value", ["constant", ["b"]], 0]],
        [["value", ["eq", ["named", "b"]], 0]],
        [["value", ["import", "os"], 0]],
        [["choice", [["named", "b"]], []]],
        [["choice", [["named", "b"], 1], []]],
        [["loop", "each", ["named", "b"], [], 1]],
        [["run", "code"]],
    ],
)
def test_tree_of_any_other_shape_is_passed_over(file: Path, tree: object) -> None:
    put(file, json.dumps({"word/document.xml": {**PART, "tree": tree}}).encode())

    assert stored.read(file, TEMPLATE) is None


@pytest.mark.parametrize(
    "part", [1, [], {}, {**PART, "more": 1}, {**PART, "may_empty": 1}, {**PART, "line_breaks": ["0"]}]
)
def test_part_of_any_other_shape_is_passed_over(file: Path, part: object) -> None:
    put(file, json.dumps({"word/document.xml": part}).encode())

    assert stored.read(file, TEMPLATE) is None


@pytest.mark.parametrize("rest", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"a": ' * 100_000])
def test_rest_that_is_no_plan_is_passed_over(file: Path, rest: bytes) -> None:
    put(file, rest)

    assert stored.read(file, TEMPLATE) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n{}", b"[]\n{}", b"\xff\n", b"x" * 5000])
def test_file_without_a_head_is_passed_over(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    assert stored.read(file, TEMPLATE) is None


def test_missing_file_is_passed_over(file: Path) -> None:
    assert stored.read(file, TEMPLATE) is None


def test_one_changed_letter_makes_a_plan_passed_over(file: Path, fictional: Specification) -> None:
    made = template(fictional, "appendix2")
    content = stored_plan(made, "")
    changed = content.replace("附录".encode(), "附件".encode(), 1)
    file.write_bytes(changed)

    assert changed != content
    assert stored.read(file, made) is None


@pytest.mark.parametrize("name", catalogue.document_names())
def test_each_delivered_plan_is_what_its_template_comes_to(name: str, tbsc034: Specification) -> None:
    delivered = plan_file(tbsc034, name)

    assert delivered is not None
    assert delivered.read_bytes() == stored_plan(template(tbsc034, name), name)


def test_nothing_is_worked_out_where_the_plan_is_stored(
    file: Path, fictional: Specification, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build_templates(fictional)["report"]
    file.write_bytes(stored_plan(made, ""))
    monkeypatch.setattr(planning, "_worked_out", None)

    planned = plan(made, "", file)

    assert planned.tagged
    assert all(part.program is not None for part in planned.tagged.values())


def test_template_with_another_s_plan_is_worked_out(file: Path, fictional: Specification) -> None:
    made = build_templates(fictional)
    file.write_bytes(stored_plan(made["appendix1"], ""))

    planned = plan(made["appendix2"], "", file)

    assert all(part.program is not None for part in planned.tagged.values())
