"""Lists of the page: filtered, sorted, cut into pages; chosen entries; stored files by their hash."""

from __future__ import annotations

import hashlib
import io
import re
import sqlite3
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pypdfium2 import PdfDocument
from starlette.datastructures import QueryParams

from cts_docs.archive.lifecycle.status_changes import StatusChange
from cts_docs.archive.packages.requests import Document, NoticeEvent, NoticeRequest
from cts_docs.errors import RefusedError
from cts_docs.web.views.listing import Listing, make_listing
from tests.archive.changes import PERIODS
from tests.conftest import ROOT
from tests.torture.sample_audits import NOTICES, archive, issue_request
from tests.web.visiting import Place, Visitor, serving

ONE, TWO, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 2, 3))
CLIENT = "示例水务工程有限公司"
_LISTED = re.compile(r'<input type="checkbox" name="number" value="([^"]+)"')
_FILE = re.compile(r'<a href="([^"]+/files/([0-9a-f]{64}))" download>')


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An archive with two certificates and a draft."""
    folder = tmp_path_factory.mktemp("lists") / "archive"
    for number in (1, 2):
        archive(folder).issue(issue_request(number))
    archive(folder).draft(issue_request(3))
    return Place(config=ROOT / "samples" / "cts-docs.toml", archive=folder)


def listed(visitor: Visitor, query: str) -> list[str]:
    return _LISTED.findall(visitor.get(f"/archive{query}").text)


def letters(query: str, count: int = 3) -> Listing[tuple[str, str]]:
    """A list of (name, kind) rows: a1 odd, a2 even, … and the last one without a kind."""
    rows = [(f"a{number:03d}", "odd" if number % 2 else "even") for number in range(1, count)]
    return make_listing(
        [*rows, (f"a{count:03d}", "")],
        QueryParams(query),
        {"kind": lambda row: row[1], "client": lambda row: row[0]},
        {"name": lambda row: row[0], "kind": lambda row: row[1]},
    )


def test_a_long_list_is_cut_into_pages_of_fifty() -> None:
    first, last = letters("", 101), letters("page=3", 101)
    assert (len(first.rows), first.pages, first.rows[0][0]) == (50, 3, "a001")
    assert [row[0] for row in last.rows] == ["a101"]


def test_rows_without_a_value_stand_last_whichever_way_they_are_sorted() -> None:
    assert [row[1] for row in letters("sort=kind").rows] == ["even", "odd", ""]
    assert [row[1] for row in letters("sort=kind&order=desc").rows] == ["odd", "even", ""]


def test_a_client_is_compared_folded_and_in_part() -> None:
    assert [row[0] for row in letters("client=Ａ００２").rows] == ["a002"]


def test_the_addresses_of_a_list_keep_its_filters_and_start_on_its_first_page() -> None:
    shown = letters("kind=odd&sort=name&order=desc&page=1")
    assert shown.sorted_by("name") == "?kind=odd&sort=name"
    assert shown.address(page=2) == "?kind=odd&sort=name&page=2&order=desc"


@pytest.mark.parametrize(
    "query", ["page=0", "page=9", "page=x", "page=٣", "sort=secret", "order=up", "kind=none"]
)
def test_a_parameter_that_is_not_possible_is_refused(query: str) -> None:
    with pytest.raises(RefusedError) as refused:
        letters(query)
    assert refused.value.problems[0].code == "PAGE_PARAMETER"


def test_the_archive_is_filtered_and_sorted(place: Place) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        assert listed(one, "") == [ONE, TWO, DRAFT]
        assert listed(one, "?sort=number&order=desc") == [DRAFT, TWO, ONE]
        assert listed(one, "?status=draft") == [DRAFT]
        assert listed(one, "?year=2026&status=valid") == [ONE, TWO]
        assert listed(one, "?client=水务") == [ONE, TWO, DRAFT]
        assert listed(one, "?client=没有") == []
        assert "No entry fits" in one.get("/archive?client=没有&lang=en").text
        assert one.get("/archive?status=unknown").status_code == 422
        due = one.get("/archive/due?within=365&what=surveillance&sort=number&order=desc").text
        assert [ONE in due, TWO in due] == [True, True]
        assert due.index(f">{TWO}<") < due.index(f">{ONE}<")


def test_chosen_entries_are_exported_printed_and_approved(place: Place) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        zipped = one.get(f"/archive/selected?action=export&number={ONE}&number={TWO}")
        with zipfile.ZipFile(io.BytesIO(zipped.content)) as found:
            assert {f"{ONE}.zip", f"{TWO}.zip"} <= set(found.namelist())
        approval = one.get(f"/archive/selected?action=approve&number={ONE}&number={DRAFT}")
        page = one.get(f"{approval.headers['location']}?lang=en").text
        assert "1 of the 2 chosen entries" in page
        assert f"{DRAFT}/approve" in page
        assert f"{ONE}/approve" not in page
        assert f"{ONE} has no PDF" in one.get(f"/archive/selected?action=print&number={ONE}&lang=en").text
        assert one.get("/archive/selected?action=export").status_code == 422
        assert one.get(f"/archive/selected?action=delete&number={ONE}").status_code == 422
        assert one.get("/archive/selected?action=export&number=unknown").status_code == 422


def test_stored_files_have_the_address_of_their_hash_and_speaking_names(place: Place) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        page = one.get(f"/archive/entries/{ONE}").text
        for address, digest in _FILE.findall(page):
            answer = one.get(address)
            assert hashlib.sha256(answer.content).hexdigest() == digest
            assert f"{CLIENT} {ONE} " in unquote(answer.headers["content-disposition"])
        assert len(_FILE.findall(page)) > 3
        address, digest = _FILE.findall(page)[0]
        assert one.get(address.replace(ONE, TWO)).status_code in (200, 404)
        for wrong in ("0/0", "0" * 64, digest.upper(), "../../cts-docs.toml"):
            assert one.get(f"/archive/entries/{ONE}/files/{wrong}").status_code == 404
        package = one.get(f"/archive/entries/{ONE}/package.zip").headers["content-disposition"]
        assert f"{CLIENT} {ONE}.zip" in unquote(package)


def test_pages_of_a_notice_are_drawn_and_those_of_a_scan_are_not(tmp_path: Path) -> None:
    folder, pdf = tmp_path / "archive", io.BytesIO()
    archive(folder).issue(issue_request(1))
    with PdfDocument.new() as document:
        document.new_page(200, 100)
        document.save(pdf)

    def notice(event: NoticeEvent, _: str) -> tuple[Document, ...]:
        return (Document(event.name, None, "暂停通知书.pdf", pdf.getvalue()),)

    change = StatusChange("suspend", "示例理由")
    archive(folder).apply(ONE, change, PERIODS, NoticeRequest(NOTICES.number, notice))
    archive(folder).attach(ONE, "scan.pdf", pdf.getvalue() + b"\n")
    with serving(Place(config=ROOT / "samples" / "cts-docs.toml", archive=folder)) as (_, visitor):
        one = visitor()
        page = one.get(f"/archive/entries/{ONE}?lang=en").text
        files = {name: address for address, name in re.findall(r'href="([^"]+)" download>([^<]+)<', page)}
        made, scan = files["attached/暂停通知书.pdf"], files["attached/scan.pdf"]
        assert f'href="{made}/view"' in page
        assert f'href="{scan}/view"' not in page
        assert one.get(f"{made}/pages/1").content.startswith(b"\x89PNG")
        assert one.get(f"{scan}/pages/1").status_code == 404


def test_an_entry_leads_to_the_other_entries_of_its_client(place: Place) -> None:
    with serving(place) as (_, visitor):
        page = visitor().get(f"/archive/entries/{ONE}").text
        history = page[page.index('id="client-history"') :]
        assert [f"/{number}" in history for number in (ONE, TWO, DRAFT)] == [False, True, True]


def test_a_row_that_differs_from_the_event_log_is_marked_in_lists_and_on_its_page(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    archive(folder).issue(issue_request(1))
    archive(folder).issue(issue_request(2))
    (register,) = folder.rglob("register.sqlite")
    with sqlite3.connect(register) as connection:
        connection.execute("UPDATE entries SET client = '示例改动公司' WHERE number = ?", (ONE,))
    with serving(Place(config=ROOT / "samples" / "cts-docs.toml", archive=folder)) as (_, visitor):
        one = visitor()
        for address in ("/archive?lang=en", "/archive/due?within=365&lang=en"):
            page = one.get(address).text
            rows = re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
            marked = ["not to be relied on" in row for row in rows if ONE in row]
            assert marked, address
            assert all(marked), address
            assert not any("not to be relied on" in row for row in rows if ONE not in row)
        page = one.get(f"/archive/entries/{ONE}?lang=en").text
        assert "cannot be relied on" in page
        assert "REGISTER_ROW" in page
        assert "cannot be relied on" not in one.get(f"/archive/entries/{TWO}?lang=en").text


def test_an_event_that_the_body_did_not_sign_is_marked(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    archive(folder).issue(issue_request(1))
    public = Ed25519PrivateKey.generate().public_key()
    (tmp_path / "body.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    config = tmp_path / "cts-docs.toml"
    config.write_text('[issuing]\npublic_key = "body.pem"\n', "utf-8")
    with serving(Place(config=config, archive=folder)) as (_, visitor):
        one = visitor()
        assert "not to be relied on" in one.get("/archive?lang=en").text
        assert "not to be relied on" in one.get("/archive/due?within=365&lang=en").text
        assert "SIGNATURE_NONE" in one.get(f"/archive/entries/{ONE}").text
