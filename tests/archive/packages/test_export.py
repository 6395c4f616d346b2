"""What is handed out: a register that no spreadsheet takes for formulas, a directory, whole packages."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import bagit
import pytest
from openpyxl import load_workbook

from cts_docs.archive.packages import client_directory as directory
from cts_docs.archive.packages import register_table as tables
from cts_docs.errors import CannotRunError, RefusedError
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.export import export_packages, export_register
from cts_docs.services.context import open_context
from tests.archive.changes import do
from tests.archive.lifecycle.test_search import entry_row
from tests.torture.locations import alter, unguarded
from tests.torture.sample_audits import TODAY, archive

ONE = "CTS-TBSC034-2026-BG0001"
FILES = ["register.csv", "register.xlsx", "certified-clients.json", "certified-clients.html"]
ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|' /C calc'!A1"]


def _keeper(place: Path, as_of: date = TODAY) -> ArchiveService:
    return ArchiveService(archive(place), open_context(None), as_of)


def _csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_the_csv_begins_like_a_formula(attack: str) -> None:
    entry = {**entry_row(1), "client": attack}
    (_, row) = _csv(tables.as_csv(tables.table([entry], TODAY)))
    assert row[2] == f"'{attack}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_cell_of_the_workbook_is_text(attack: str) -> None:
    entry = {**entry_row(1), "client": attack}
    book = load_workbook(io.BytesIO(tables.as_xlsx({"台账": tables.table([entry], TODAY)})))
    cell = book["台账"]["C2"]
    assert (cell.data_type, cell.value.strip()) == ("s", attack.strip())
    assert (cell.number_format, cell.quotePrefix) == ("@", True)


def test_ordinary_texts_stay_as_they_are() -> None:
    assert tables.harmless("示例（水务）-A 公司") == "示例（水务）-A 公司"
    assert tables.harmless("") == ""


def test_signs_that_no_workbook_can_hold_are_replaced() -> None:
    entry = {**entry_row(1), "client": "示例\x00\x0b公司"}
    book = load_workbook(io.BytesIO(tables.as_xlsx({"台账": tables.table([entry], TODAY)})))
    assert book["台账"]["C2"].value == "示例\ufffd\ufffd公司"


def test_the_register_names_every_entry_with_its_status(place: Path, tmp_path: Path) -> None:
    written = export_register(_keeper(place), tmp_path / "out")
    assert [Path(one.path).name for one in written] == FILES
    heading, *rows = _csv((tmp_path / "out" / "register.csv").read_bytes())
    assert heading[:4] == ["报告编号", "证书编号", "受审核方", "统一社会信用代码"]
    statuses = [row[heading.index("状态")] for row in rows]
    assert statuses == ["有效", "无证书", "有效", "草稿"]


def test_a_surveillance_that_is_not_to_come_reads_as_not_applicable(place: Path, tmp_path: Path) -> None:
    do(place, "withdraw")
    export_register(_keeper(place), tmp_path)
    heading, *rows = _csv((tmp_path / "register.csv").read_bytes())
    told = [(row[heading.index("状态")], row[heading.index("下次监督")]) for row in rows]
    assert (told[0], told[2]) == (("撤销", "不适用"), ("有效", "2027-03-01"))


def test_the_same_register_on_the_same_day_gives_the_same_bytes(place: Path, tmp_path: Path) -> None:
    first, again = (export_register(_keeper(place), tmp_path / name) for name in ("a", "b"))
    assert [one.sha256 for one in first] == [one.sha256 for one in again]


def test_only_certificates_in_force_stand_in_the_directory(place: Path, tmp_path: Path) -> None:
    export_register(_keeper(place), tmp_path / "now")
    told = json.loads((tmp_path / "now" / "certified-clients.json").read_bytes())
    numbers = [one["certificate"] for one in told["certificates"]]
    assert (told["as_of"], numbers) == (
        "2026-03-02",
        ["CTS-TBSC034-2026-0001-R0", "CTS-TBSC034-2026-0002-R0"],
    )
    export_register(_keeper(place, date(2029, 3, 1)), tmp_path / "later")
    assert json.loads((tmp_path / "later" / "certified-clients.json").read_bytes())["certificates"] == []


def test_the_page_says_what_clients_are_called_and_runs_nothing() -> None:
    row = {
        **entry_row(1),
        "certificate": "C1",
        "client": "<script>alert(1)</script>",
        "valid_until": "2029-01-01",
    }
    row["specification_version"] = "C/1"
    page = directory.as_html(directory.certified([row], TODAY), "示例机构", TODAY).decode()
    found: list[str] = []
    told: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            del attrs
            found.append(tag)

        def handle_data(self, data: str) -> None:
            told.append(data)

    Reader().feed(page)
    assert '<td class="whole">2029-01-01</td>' in page
    assert '<td class="whole">C/1</td>' in page
    assert "script" not in found
    assert "<script>alert(1)</script>" in told
    assert "http://" not in page
    assert "https://" not in page


def test_a_package_is_handed_out_as_a_bag_in_a_zip_with_its_attachments(place: Path, tmp_path: Path) -> None:
    written = export_packages(_keeper(place), [ONE], tmp_path / "out")
    assert sorted(Path(one.path).name for one in written) == [
        f"{ONE}-attachment-0001.zip",
        f"{ONE}-proof.zip",
        f"{ONE}.zip",
    ]
    for one in written[:-1]:
        with zipfile.ZipFile(one.path) as package:
            package.extractall(tmp_path / "unpacked")
        assert bagit.Bag(str(tmp_path / "unpacked" / Path(one.path).stem)).validate()
    again = export_packages(_keeper(place), [ONE], tmp_path / "again")
    assert [one.sha256 for one in again] == [one.sha256 for one in written]


def test_a_damaged_package_is_not_handed_out(place: Path, tmp_path: Path) -> None:
    victim = place / "packages" / ONE / "data" / "result.json"
    victim.write_bytes(b"{}")
    with pytest.raises(RefusedError) as refused:
        export_packages(_keeper(place), [ONE], tmp_path / "out")
    assert refused.value.problems[0].code == "BAG_FILE_CHANGED"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE entries SET grade_name = '一级', valid_until = '2035-01-01'", "REGISTER_ROW"),
        ("UPDATE events SET hash = replace(hash, 'a', 'b') WHERE sequence = 2", "CHAIN_BROKEN"),
    ],
)
def test_nothing_is_handed_out_of_a_register_that_was_altered(
    place: Path, tmp_path: Path, statement: str, code: str
) -> None:
    alter(place, *unguarded(place), statement)
    for hand_out in (
        lambda: export_register(_keeper(place), tmp_path / "out"),
        lambda: export_packages(_keeper(place), [ONE], tmp_path / "out"),
    ):
        with pytest.raises(RefusedError) as refused:
            hand_out()
        assert code in [problem.code for problem in refused.value.problems]
    assert not (tmp_path / "out").exists()


def test_nothing_is_handed_out_into_the_archive_itself(place: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(place)
    for output in (place, place / "out", tmp_path / "link" / "packages"):
        for hand_out in (
            lambda output=output: export_register(_keeper(place), output),
            lambda output=output: export_packages(_keeper(place), [ONE], output),
        ):
            with pytest.raises(CannotRunError) as refused:
                hand_out()
            assert [problem.code for problem in refused.value.problems] == ["OUTPUT_IN_ARCHIVE"]
    assert _keeper(place).verify().notes == ()


def test_a_package_that_was_handed_out_verifies_as_a_zip_however_it_was_packed(
    place: Path, tmp_path: Path
) -> None:
    written = export_packages(_keeper(place), [ONE], tmp_path / "out")
    for one in written[:-1]:
        assert [entry.number for entry in _keeper(place).verify(one.path).entries] == [ONE]
    again = _packed_again(Path(written[0].path), tmp_path / "again.zip", b"")
    assert _keeper(place).verify(str(again)).ok
    altered = _keeper(place).verify(str(_packed_again(again, tmp_path / "altered.zip", b"x")))
    assert (altered.ok, altered.file and altered.file.claims) == (False, ONE)


def test_a_zip_with_a_bag_of_somebody_else_is_not_ours(place: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bag.zip", "w") as package:
        package.writestr("bag/bagit.txt", b"BagIt-Version: 1.0")
    verified = _keeper(place).verify(str(tmp_path / "bag.zip"))
    assert (verified.ok, verified.file and verified.file.claims) == (False, "")


def _packed_again(source: Path, target: Path, added: bytes) -> Path:
    """The same files in a zip of another program; `added` stands at the end of each metadata file."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as other:
        for name in package.namelist():
            end = added if name.endswith("metadata.json") else b""
            other.writestr(name, package.read(name) + end)
    return target
