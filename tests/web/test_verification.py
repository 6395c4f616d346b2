"""Verification for outsiders: numbers, QR codes, documents and packages; altered is told from foreign."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cts_docs.web.app_state import Limits
from tests.conftest import ROOT
from tests.torture.sample_audits import archive, issue_request
from tests.web.conftest import hold, printed, wait
from tests.web.visiting import Place, Visitor, serving

NUMBER, CERTIFICATE = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-0001-R0"
VERIFY = "/archive/verify"
UNKNOWN = "This archive has no such number"
ALTERED = "the content differs from what is registered"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("verification") / "archive"
    archive(folder).issue(issue_request(1))
    return Place(config=ROOT / "samples" / "cts-docs.toml", archive=folder)


def asked(visitor: Visitor, code: str, day: str = "") -> str:
    answer = visitor.client.get(VERIFY, params={"code": code, "day": day, "lang": "en"})
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def qr_code(visitor: Visitor, **changed: str) -> str:
    """The lines of the certificate's QR code, as the certificate lays them down."""
    page = visitor.get(f"/archive/entries/{NUMBER}").text
    found = re.search(r'class="hash">([0-9a-f]{64})<', page)
    assert found
    facts = {"client": "示例水务工程有限公司", "grade": "二级", "hash": found[1], **changed}
    return (
        f"证书编号：{CERTIFICATE}\n获证组织：{facts['client']}\n认证级别：{facts['grade']}\n"
        f"认证范围：城镇污水处理厂工程施工服务\n有效期：2026年3月1日至2029年2月28日\n"
        f"内容校验值 SHA-256：{facts['hash']}"
    )


@pytest.mark.parametrize("number", [NUMBER, CERTIFICATE, f" {CERTIFICATE.lower()} "])
def test_a_number_answers_client_scope_grade_validity_and_status(place: Place, number: str) -> None:
    with serving(place) as (_, visitor):
        page = asked(visitor(), number)
        for text in ("示例水务工程有限公司", "城镇污水处理厂工程施工服务", "二级", "2029-02-28"):
            assert text in page, text
        assert "Status today (2026-04-10) valid" in page


@pytest.mark.parametrize(
    ("day", "status"),
    [("2026-02-01", "not issued by then"), ("2026-03-05", "valid"), ("2029-03-01", "expired")],
)
def test_the_status_of_a_given_day(place: Place, day: str, status: str) -> None:
    with serving(place) as (_, visitor):
        assert f"Status on {day} {status}" in asked(visitor(), NUMBER, day)


def test_an_altered_qr_code_is_told_from_a_foreign_one(place: Place) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        assert ALTERED not in asked(one, qr_code(one))
        assert f"{ALTERED}: Grade" in asked(one, qr_code(one, grade="一级"))
        assert f"{ALTERED}: Client" in asked(one, qr_code(one, client="示例冒名有限公司"))
        assert ALTERED in asked(one, qr_code(one, hash="0" * 64))
        assert UNKNOWN in asked(one, qr_code(one).replace("0001", "0009"))


@pytest.mark.parametrize("code", ["没有", "<script>alert(1)</script>", "0" * 4000, "../../etc/passwd", "%"])
def test_a_foreign_number_is_unknown(place: Place, code: str) -> None:
    with serving(place) as (_, visitor):
        assert UNKNOWN in asked(visitor(), code)
        assert "<script>alert" not in visitor().client.get(VERIFY, params={"code": code}).text


def test_a_day_that_is_none_is_refused(place: Place) -> None:
    with serving(place) as (_, visitor):
        assert visitor().get(f"{VERIFY}?code={NUMBER}&day=2026-02-30").status_code == 422


def sent(visitor: Visitor, name: str, content: bytes) -> str:
    answer = visitor.post(VERIFY, files=[("document", (name, content, "application/octet-stream"))])
    result = answer.headers["location"]
    assert visitor.wait(result) == "done"
    return visitor.get(f"{result}?lang=en").text


def test_a_package_larger_than_other_uploads_is_taken_and_verified(place: Place) -> None:
    """What is only verified may be larger than a request may be elsewhere."""
    small = Place(place.config, place.archive, Limits(file=500, request=2000, package=2**20))
    with serving(small) as (_, visitor):
        one = visitor()
        package = one.get(f"/archive/entries/{NUMBER}/package.zip").content
        bag = inner(package)
        assert len(bag) > 2000
        page = sent(one, "package.zip", bag)
        assert "示例水务工程有限公司" in page
        assert f"{VERIFY}?code={NUMBER}" in page
        foreign = sent(one, "foreign.zip", b"PK\x05\x06" + bytes(18))
        assert "Not issued from this archive" in foreign
        too_large = one.post(VERIFY, files=[("document", ("a.zip", bytes(2**20 + 1), "application/zip"))])
        assert too_large.status_code == 413
        assert one.post("/archive/verify-all", files=[("x", ("a", bytes(3000), "x/y"))]).status_code == 413


def test_a_number_a_package_and_an_entry_are_verified_in_a_browser(
    place: Place, page: Page, tmp_path: Path
) -> None:
    with serving(place) as (state, visitor):
        server = f"http://{next(iter(state.access_control.hosts))}"
        page.goto(f"{server}{VERIFY}?lang=en")
        page.get_by_label("Number of a report or certificate").fill(CERTIFICATE)
        page.get_by_role("button", name="Look up").click()
        expect(page.get_by_role("status").first).to_contain_text("Status today (2026-04-10)")
        hold(page)
        package = tmp_path / "package.zip"
        package.write_bytes(inner(visitor().get(f"/archive/entries/{NUMBER}/package.zip").content))
        page.set_input_files("#document", package)
        verified(page)
        expect(page.get_by_role("status")).to_contain_text("示例水务工程有限公司")
        expect(crumbs(page)).to_have_text(["Verify"])
        hold(page)

        page.goto(f"{server}/archive")
        hold(page)
        paper = printed(page, tmp_path)
        assert (NUMBER in paper, "Templates" in paper, "Search" in paper) == (True, False, False)
        page.get_by_role("link", name=NUMBER).click()
        verified(page)
        expect(crumbs(page)).to_have_text(["Archive", NUMBER])
        expect(page.locator("table.cards")).to_contain_text("intact")
        hold(page)
        crumbs(page).last.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(NUMBER)
        assert page.context.complaints == []  # type: ignore[attr-defined]


def verified(page: Page) -> None:
    """Press the button that verifies, and wait for the verdict."""
    with page.expect_navigation():
        page.get_by_role("button", name="Verify", exact=True).click()
    wait(page)


def crumbs(page: Page) -> Locator:
    """The links that lead back."""
    return page.get_by_role("navigation", name="Where you are").get_by_role("link")


def inner(package: bytes) -> bytes:
    """The bag of an entry in the zip of its packages."""
    with zipfile.ZipFile(io.BytesIO(package)) as found:
        return found.read(f"{NUMBER}.zip")
