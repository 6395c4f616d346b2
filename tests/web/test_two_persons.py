"""Behind a proxy two persons issue together, and nobody approves their own draft."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cts_docs.specification.model import Specification
from tests.support.workbooks import put, workbook
from tests.web.visiting import Place, Visitor, serving

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "cts-docs.toml"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An archive whose configuration asks for a second person and no PDF."""
    config = tmp_path / "archive" / "cts-docs.toml"
    config.parent.mkdir()
    text = SAMPLE.read_text("utf-8").replace("second_person = false", "second_person = true")
    config.write_text(text.replace("pdf = true", "pdf = false"), "utf-8")
    return Place(config=config, archive=tmp_path / "archive", header="x-remote-user", proxy="127.0.0.1")


def named(visitor: Visitor) -> Visitor:
    """A visitor who keeps the cookie, which is for https only, as a browser behind the proxy does."""
    visitor.client.get("/")
    for cookie in visitor.client.cookies.jar:
        cookie.secure = False
    return visitor


def test_a_draft_is_issued_by_another_person_only(place: Place, tbsc034: Specification) -> None:
    with serving(place) as (_, visitor):
        li = named(visitor(**{"x-remote-user": "li.example"}))
        wu = named(visitor(**{"x-remote-user": "wu.example"}))
        result = li.bring(workbook(tbsc034), stage="render")
        while li.get(f"{result}/state").json()["revision"] < 2:
            pass
        at_once = li.post(f"{result}/1/issue", {"action": "issue"}).headers["location"]
        li.wait(at_once)
        assert "SECOND_PERSON_NEEDED" in li.get(at_once).text
        assert "SECOND_PERSON_NEEDED" in li.refused(f"{at_once}/decide").text

        assert "BG0001" in li.get(li.decide(f"{result}/1/issue", {"action": "draft"})).text
        entry = "/archive/entries/CTS-TBSC034-2026-BG0001"
        assert "/approve" not in li.get(entry).text
        own = li.post(f"{entry}/approve").headers["location"]
        li.wait(own)
        assert "APPROVER_DRAFTED" in li.get(own).text
        assert "APPROVER_DRAFTED" in li.refused(f"{own}/decide").text

        assert f"{entry}/approve" in wu.get(entry).text
        assert "草稿待您批准" in wu.get("/?lang=zh").text
        wu.decide(f"{entry}/approve")
        page = wu.get(entry).text
        assert "li.example" in page
        assert "wu.example" in page
        assert "/approve" not in page
        life(wu, entry)


def life(visitor: Visitor, entry: str) -> None:
    """An entry's certificate is suspended for a reason, and what its state forbids is refused."""
    assert "LIFE_REASON" in visitor.refused(f"{entry}/status", {"change": "suspend", "reason": " "}).text
    assert "FORM_DEED" in visitor.refused(f"{entry}/status", {"change": "erase", "reason": "x"}).text
    assert "FORM_DATE" in visitor.refused(f"{entry}/status", {"change": "suspend", "date": "soon"}).text
    change = {"change": "suspend", "reason": "<i>示例理由</i>", "date": "2026-04-09"}
    visitor.decide(f"{entry}/status", change)
    page = visitor.get(f"{entry}?lang=en").text
    assert "&lt;i&gt;示例理由&lt;/i&gt;" in page
    assert "suspended" in page
    assert "LIFE_NOT_ADMITTED" in visitor.refused(f"{entry}/status", change).text
    assert "CTS-TBSC034-2026-BG0001" in visitor.get("/archive/due?within=365").text
    assert "CTS-TBSC034-2026-BG0001" in visitor.get("/archive?words=bg0001").text
    assert "CTS-TBSC034-2026-BG0001" not in visitor.get("/archive?words=bg0002").text
    handed_out(visitor, entry)
    attached(visitor, entry)


def attached(visitor: Visitor, entry: str) -> None:
    """A scan is kept and given back, but not drawn by the server; what is no scan is refused."""
    scan = {"files": [("scan", ("盖章扫描件.pdf", b"%PDF-1.7 scan", "application/pdf"))]}
    assert visitor.post(f"{entry}/attach", {"note": "示例"}, **scan).status_code == 303
    page = visitor.get(entry).text
    (address,) = re.findall(r'href="([^"]+/files/[0-9a-f]{64})" download>attached/盖章扫描件.pdf', page)
    assert visitor.get(address).content == b"%PDF-1.7 scan"
    assert visitor.get(f"{address}/view").status_code == 404
    program = {"files": [("scan", ("scan.exe", b"MZ", "application/pdf"))]}
    assert "UPLOAD_KIND" in visitor.refused(f"{entry}/attach", **program).text


def handed_out(visitor: Visitor, entry: str) -> None:
    """The register and an entry's packages are taken along."""
    assert names(visitor.get("/archive/register.zip").content) == {
        "register.csv",
        "register.xlsx",
        "certified-clients.json",
        "certified-clients.html",
    }
    assert "CTS-TBSC034-2026-BG0001.zip" in names(visitor.get(f"{entry}/package.zip").content)
    assert visitor.get("/archive/entries/unknown/package.zip").status_code == 404


def names(content: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(content)).namelist())


MOST_STOPS = 200
"""More than any page has places for the focus."""


def test_two_persons_draft_decide_and_suspend_with_the_keyboard_alone(
    place: Place, chromium: Browser, tmp_path: Path, tbsc034: Specification
) -> None:
    """Tab, Enter, Space and typed text alone; only the dialog that chooses a file is the system's."""
    entry = "/archive/entries/CTS-TBSC034-2026-BG0001"
    with serving(place) as (state, _):
        server = f"http://{next(iter(state.access_control.hosts))}"
        li, wu = (
            chromium.new_context(locale="en-GB", extra_http_headers={"x-remote-user": name}).new_page()
            for name in ("li.example", "wu.example")
        )
        li.goto(f"{server}/")
        tab_to(li, li.locator("#workbooks"))
        with li.expect_file_chooser() as chooser:
            li.keyboard.press("Enter")
        chooser.value.set_files(put(tmp_path, "audit.xlsx", workbook(tbsc034)))
        press(li, button(li, "Check and render the documents"), "Space")
        press(li, button(li, "Draft for a second person's approval"), "Enter")
        press(li, li.locator("main button.main"), "Space")
        press(li, li.get_by_role("link", name="Open the entry"), "Enter")
        expect(li.get_by_role("heading", level=1)).to_contain_text("draft")

        wu.goto(f"{server}/")
        press(wu, wu.locator(f"main a[href='{entry}']"), "Enter")
        press(wu, button(wu, "Approve and issue"), "Space")
        press(wu, wu.locator("main button.main"), "Enter")
        press(wu, wu.get_by_role("link", name="Open the entry"), "Enter")
        tab_to(wu, wu.locator("#change"))
        wu.keyboard.type("susp")
        tab_to(wu, wu.locator("#reason"))
        wu.keyboard.type("示例理由")
        tab_to(wu, wu.locator("#date"))
        wu.keyboard.type("04042026")  # the same day whether the browser asks for the month or the day first
        press(wu, button(wu, "Next: check"), "Enter")
        expect(wu.locator("main")).to_contain_text("2026-04-04")
        press(wu, wu.locator("main button.main"), "Space")
        press(wu, wu.get_by_role("link", name="Open the entry"), "Enter")
        expect(wu.get_by_role("heading", level=1)).to_contain_text("suspended")
        for page in (li, wu):
            page.context.close()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def press(page: Page, target: Locator, key: str) -> None:
    """Go to a button or link with Tab, press a key, and wait for the page that follows and its work."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator("section[data-poll]")).to_have_count(0, timeout=120_000)


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, which stands in the window."""
    expect(target).to_be_visible()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("sought => sought === document.activeElement"):
            expect(target).to_be_in_viewport()
            return
    raise AssertionError(f"no Tab leads to {target}")
