"""`cts-docs templates`: made from the specification, compared with it; a body's own templates."""

from __future__ import annotations

import json
from pathlib import Path

from cts_docs.specification.model import Specification
from tests.conftest import ROOT, Run
from tests.support.workbooks import put, workbook

HOME = Path("docx", "CTS-TBSC034-2026_B-0")


def test_the_committed_templates_are_fresh(run: Run) -> None:
    answer = run("templates", "check")

    assert answer.code == 0, answer.err


def test_templates_are_made_anew_the_same(run: Run, tmp_path: Path) -> None:
    answer = run("templates", "regenerate", "-o", tmp_path)
    listed = json.loads(run("templates", "list", "--json").out)["templates"]

    made = {Path(line).relative_to(tmp_path) for line in answer.out.splitlines()}
    assert answer.code == 0
    assert made == {Path(one["path"]).relative_to(ROOT / "templates") for one in listed}


def test_a_fresh_template_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    run("templates", "regenerate", "-o", tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.docx")}

    run("templates", "regenerate", "-o", tmp_path)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.docx")} == before


def test_a_bodys_own_template_is_used_where_there_is_one(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))
    own = tmp_path / "own"
    command = ("render", path, "-o", tmp_path / "out", "--only", "appendix3", "--templates", own)
    run("templates", "regenerate", "-o", own)

    whole = run(*command).code
    (own / HOME / "appendix3.docx").write_bytes(b"damaged by hand")
    damaged = run(*command)

    assert (whole, damaged.code) == (0, 1)
    assert "appendix3" in damaged.err


def test_a_missing_folder_of_templates_ends_with_2(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    answer = run("render", path, "-o", tmp_path / "out", "--templates", tmp_path / "none")

    assert answer.code == 2
    assert "TEMPLATES_MISSING" in answer.err
    assert not (tmp_path / "out").exists()


def test_templates_belong_to_the_content_hash(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    """Another template, another hash, though nothing else differs."""
    run("templates", "regenerate", "-o", tmp_path / "own")
    home = tmp_path / "own" / HOME
    (home / "appendix2.docx").write_bytes((home / "report.docx").read_bytes())
    path = put(tmp_path, "a.xlsx", workbook(tbsc034))

    def content_hash(*options: object) -> str:
        output = tmp_path / f"out{len(options)}"
        answer = run("render", path, "-o", output, "--only", "appendix3", "--json", *options)
        (document,) = answer.json["workbooks"][0]["documents"]
        return str(run("show", document["path"], "--json").json["content_hash"])

    assert content_hash() != content_hash("--templates", tmp_path / "own")
