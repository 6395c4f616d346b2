"""Decisions on the page: each is previewed and carried out once, whatever is clicked in however many tabs."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from cts_docs.specification.model import Specification
from tests.conftest import ROOT
from tests.support.workbooks import workbook
from tests.web.conftest import hold, printed, wait
from tests.web.visiting import Place, Visitor, serving

NUMBER = "CTS-TBSC034-2026-BG0001"
ENTRY = f"/archive/entries/{NUMBER}"
SUSPENSION = {"change": "suspend", "reason": "示例理由", "date": "2026-04-09"}


def place_of(folder: Path, *changes: tuple[str, str]) -> Place:
    """A server behind a proxy, with an archive without PDF files."""
    text = (ROOT / "samples" / "cts-docs.toml").read_text("utf-8")
    for before, after in (("pdf = true", "pdf = false"), *changes):
        assert before in text
        text = text.replace(before, after)
    config = folder / "archive" / "cts-docs.toml"
    config.parent.mkdir()
    config.write_text(text, "utf-8")
    return Place(config=config, archive=config.parent)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_of(tmp_path)


@pytest.fixture(scope="module")
def content(tbsc034: Specification) -> bytes:
    return workbook(tbsc034, forms=1)


def uploaded(visitor: Visitor, content: bytes) -> str:
    result = visitor.bring(content, stage="score")
    assert visitor.wait(result) == "done"
    return result


def previewed(visitor: Visitor, path: str, data: dict[str, str] | None = None) -> str:
    """The address of the decision page of an action."""
    preview = str(visitor.post(path, data).headers["location"])
    assert visitor.wait(preview) == "done"
    return preview


def statuses(visitor: Visitor) -> str:
    return visitor.get("/archive?lang=en").text


def test_two_clicks_lead_to_one_result(place: Place, content: bytes) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        preview = previewed(one, f"{uploaded(one, content)}/1/issue", {"action": "issue"})
        page = one.get(f"{preview}?lang=en").text
        for text in ("示例市政工程有限公司", "二级", NUMBER, "2026-03-18", "90.00", "never used again"):
            assert text in page, text
        first, second = (one.post(f"{preview}/decide").headers["location"] for _ in range(2))
        assert first == second
        assert one.wait(first) == "done"
        assert NUMBER in one.get(first).text
        assert "carried out already" in one.get(f"{preview}?lang=en").text
        assert "BG0002" not in statuses(one)


def test_two_tabs_lead_to_one_certificate(place: Place, content: bytes) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        path = f"{uploaded(one, content)}/1/issue"
        tabs = [previewed(one, path, {"action": "issue"}) for _ in range(2)]
        results = [one.post(f"{tab}/decide").headers["location"] for tab in tabs]
        for result in results:
            one.wait(result)
        pages = [one.get(result).text for result in results]
        assert [NUMBER in page for page in pages] == [True, True]
        assert ["AUDIT_ISSUED_BEFORE" in page for page in pages] == [False, True]
        assert "BG0002" not in statuses(one)


def test_an_audit_is_issued_again_for_a_reason_only(place: Place, content: bytes) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        path = f"{uploaded(one, content)}/1/issue"
        one.decide(path, {"action": "issue"})
        refused = previewed(one, path, {"action": "issue"})
        assert "AUDIT_ISSUED_BEFORE" in one.get(refused).text
        assert "AUDIT_ISSUED_BEFORE" in one.refused(f"{refused}/decide").text
        again = one.post(f"{refused}/decide", {"again": "示例理由"}).headers["location"]
        assert one.wait(again) == "done"
        assert "BG0002" in one.get(again).text
        assert "BG0002" not in statuses(one)
        decided = one.post(f"{again}/decide").headers["location"]
        assert one.wait(decided) == "done"
        assert "BG0002" in statuses(one)


def test_what_was_looked_at_is_what_is_changed(place: Place, content: bytes) -> None:
    """A decision no longer holds once the entry has changed."""
    with serving(place) as (_, visitor):
        one = visitor()
        one.decide(f"{uploaded(one, content)}/1/issue", {"action": "issue"})
        tabs = [
            previewed(one, f"{ENTRY}/status", {**SUSPENSION, "change": change})
            for change in ("surveillance", "withdraw")
        ]
        results = [one.post(f"{tab}/decide").headers["location"] for tab in tabs]
        for result in results:
            one.wait(result)
        assert "ENTRY_CHANGED" in one.get(results[1]).text
        assert "withdrawn" not in one.get(f"{ENTRY}?lang=en").text


def test_a_draft_is_returned_with_a_comment_that_its_drafter_sees(tmp_path: Path, content: bytes) -> None:
    place = place_of(tmp_path, ("second_person = false", "second_person = true"))
    place.header, place.proxy = "x-remote-user", "127.0.0.1"
    with serving(place) as (_, visitor):
        li, wu = (named(visitor(**{"x-remote-user": f"{name}.example"})) for name in ("li", "wu"))
        li.decide(f"{uploaded(li, content)}/1/issue", {"action": "draft"})
        assert "Your draft, waiting" in li.get("/?lang=en").text
        preview = previewed(wu, f"{ENTRY}/approve")
        assert "FORM_COMMENT" in wu.refused(f"{preview}/decide", {"answer": "return"}).text
        answer = {"answer": "return", "comment": "示例意见：范围不清"}
        returned = wu.post(f"{preview}/decide", answer).headers["location"]
        assert wu.wait(returned) == "done"
        page = li.get("/?lang=en").text
        assert "Your draft was returned" in page
        assert "示例意见：范围不清" in page
        assert "cancelled" in statuses(li)


def test_a_denial_and_a_return_in_a_browser(tmp_path: Path, content: bytes, chromium: Browser) -> None:
    """Whoever lost the role of approver is told so; with it, the draft goes back to its drafter."""
    place = place_of(tmp_path, ("second_person = false", "second_person = true"))
    place.header, place.proxy = "x-remote-user", "127.0.0.1"
    place.roles = {"reader": {"@staff"}, "drafter": {"li.example"}, "approver": {"@decision"}}
    drafter = {"x-remote-user": "li.example"}
    member = {"x-remote-user": "wu.example", "x-groups": "staff"}
    approver = {**member, "x-groups": "staff, decision"}
    with serving(place) as (state, visitor), ExitStack() as stack:
        one = named(visitor(**drafter))
        one.decide(f"{uploaded(one, content)}/1/issue", {"action": "draft"})
        server = f"http://{next(iter(state.access_control.hosts))}"
        li, wu = (
            stack.enter_context(chromium.new_context(locale="en-GB", extra_http_headers=sent)).new_page()
            for sent in (drafter, approver)
        )
        wu.goto(server + ENTRY)
        wu.context.set_extra_http_headers(member)
        wu.get_by_role("button", name="Approve and issue").click()
        expect(wu.get_by_role("alert")).to_contain_text("the role needed is approver")
        hold(wu)
        wu.goto(server + ENTRY)
        expect(wu.get_by_role("button", name="Approve and issue")).to_have_count(0)

        wu.context.set_extra_http_headers(approver)
        wu.reload()
        wu.get_by_role("button", name="Approve and issue").click()
        wait(wu)
        expect(wu.get_by_role("heading", name="Approve and issue", level=1)).to_be_visible()
        hold(wu)
        paper = printed(wu, tmp_path)
        assert ("示例市政工程有限公司" in paper, "Templates" in paper, "Return" in paper) == (
            True,
            False,
            False,
        )
        wu.get_by_label("Comment for the drafter").fill("示例意见：范围不清")
        wu.get_by_role("button", name="Return without approval").click()
        wait(wu)
        expect(wu.get_by_role("link", name="Open the entry")).to_be_visible()
        hold(wu)

        li.goto(server)
        expect(li.locator("main")).to_contain_text("Your draft was returned")
        expect(li.locator("main")).to_contain_text("示例意见：范围不清")
        hold(li)


def named(visitor: Visitor) -> Visitor:
    """A visitor who keeps the cookie, which is for https only, as a browser behind the proxy does."""
    visitor.client.get("/")
    for cookie in visitor.client.cookies.jar:
        cookie.secure = False
    return visitor


def test_a_decision_belongs_to_the_session_that_asked_for_it(place: Place, content: bytes) -> None:
    with serving(place) as (_, visitor):
        one, other = visitor(), visitor()
        preview = previewed(one, f"{uploaded(one, content)}/1/issue", {"action": "issue"})
        assert other.post(f"{preview}/decide").status_code == 404
        assert one.client.post(f"{preview}/decide", data={"csrf": other.csrf}).status_code == 403
        assert NUMBER not in statuses(one)


def test_the_rules_of_the_command_line_hold_on_the_page(place: Place, tbsc034: Specification) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        result = uploaded(one, workbook(tbsc034, forms=1, values={"decider": "示例测评员1"}))
        preview = previewed(one, f"{result}/1/issue", {"action": "issue"})
        assert "NOT_INDEPENDENT" in one.get(preview).text
        assert "NOT_INDEPENDENT" in one.refused(f"{preview}/decide").text
        assert NUMBER not in statuses(one)


def test_a_second_person_approves_a_status_change_where_the_body_asks_for_one(
    tmp_path: Path, content: bytes
) -> None:
    place = place_of(tmp_path, ("second_person_changes = false", "second_person_changes = true"))
    place.header, place.proxy = "x-remote-user", "127.0.0.1"
    with serving(place) as (_, visitor):
        li, wu = (named(visitor(**{"x-remote-user": f"{name}.example"})) for name in ("li", "wu"))
        li.decide(f"{uploaded(li, content)}/1/issue", {"action": "issue"})
        li.decide(f"{ENTRY}/status", SUSPENSION)
        assert "suspended" not in statuses(li)
        own = li.decide(f"{ENTRY}/approve")
        assert "APPROVER_PROPOSED" in li.get(own).text
        assert "Status change waiting" in wu.get("/?lang=en").text
        wu.decide(f"{ENTRY}/approve")
        assert "suspended" in statuses(wu)
