"""`check --annotate DIR`: copies with the problems marked."""

from __future__ import annotations

from pathlib import Path

from cts_docs.specification.model import Specification
from tests.conftest import ROOT, Run
from tests.support.workbooks import put, workbook


def test_copies_of_workbooks_with_problems_are_written_under_their_names(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    wrong = put(tmp_path, "wrong.xlsx", workbook(tbsc034, values={"client_name": None}))
    right = put(tmp_path, "right.xlsx", workbook(tbsc034))
    damaged = put(tmp_path, "damaged.xlsx", b"PK")

    answer = run("check", wrong, right, damaged, "--annotate", tmp_path / "out", "--json")

    copies = [one["annotated"] for one in answer.json["workbooks"]]
    assert copies == [str(tmp_path / "out" / "wrong.xlsx"), None, None]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["wrong.xlsx"]
    assert answer.code == 1


def test_without_the_option_nothing_is_said_of_copies(
    run: Run, tmp_path: Path, tbsc034: Specification
) -> None:
    answer = run("check", put(tmp_path, "right.xlsx", workbook(tbsc034)), "--json")
    assert set(answer.json["workbooks"][0]) == {"path", "ok", "problems"}


def test_the_copy_has_the_problems_of_its_original(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    wrong = put(tmp_path, "wrong.xlsx", workbook(tbsc034, values={"client_name": None}))
    first = run("check", wrong, "--annotate", tmp_path / "out", "--json")
    again = run("check", tmp_path / "out" / "wrong.xlsx", "--json")
    assert again.json["workbooks"][0]["problems"] == first.json["workbooks"][0]["problems"]


def test_no_copy_stands_over_its_original(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    wrong = put(tmp_path, "wrong.xlsx", workbook(tbsc034, values={"client_name": None}))
    before = wrong.read_bytes()
    answer = run("check", wrong, "--annotate", tmp_path)
    assert answer.code == 2
    assert "ANNOTATE_OVER_INPUT" in answer.err
    assert wrong.read_bytes() == before


def test_two_workbooks_of_one_name_give_no_copies(run: Run, tmp_path: Path, tbsc034: Specification) -> None:
    content = workbook(tbsc034, values={"client_name": None})
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder, "audit.xlsx", content)
    answer = run("check", tmp_path / "one", tmp_path / "two", "--annotate", tmp_path / "out")
    assert answer.code == 2
    assert "WORKBOOK_SAME_NAME" in answer.err
    assert "the same output folder: “audit.xlsx”" in answer.err
    assert not (tmp_path / "out").exists()


def test_a_link_that_leads_to_itself_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "loop.xlsx").symlink_to("loop.xlsx")
    (folder / "ok.xlsx").write_bytes((ROOT / "samples" / "09-mistakes.xlsx").read_bytes())
    answer = run("check", folder, "--annotate", tmp_path / "out", "--json")
    assert answer.code == 1
    loop, good = answer.json["workbooks"]
    assert (loop["ok"], loop["annotated"]) == (False, None)
    assert good["annotated"] == str(tmp_path / "out" / "ok.xlsx")
    assert f"No copy: {folder / 'loop.xlsx'}" in answer.err
