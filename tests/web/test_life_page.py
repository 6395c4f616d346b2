"""The life of an entry on the page: only what its state admits, looked at once more before it is recorded."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from cts_docs.services.context import today
from tests.torture.sample_audits import archive, issue_request
from tests.web.visiting import Place, Visitor, serving

ONE, TWO, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 2, 3))
HOME = "/archive/entries/"
DATED = "2026-04-09"
_OFFERED = re.compile(r'<option value="(\w+)">')


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An archive with two certificates and a draft, under the sample configuration."""
    folder = tmp_path / "archive"
    for number in (1, 2):
        archive(folder).issue(issue_request(number))
    archive(folder).draft(issue_request(3))
    return Place(config=Path(__file__).resolve().parents[2] / "samples" / "cts-docs.toml", archive=folder)


def _record(visitor: Visitor, number: str, **change: str) -> None:
    """Fill in the form, look at what would follow, and record it."""
    visitor.decide(f"{HOME}{number}/status", {"reason": "示例理由", **change})


def _previewed(visitor: Visitor, number: str, change: dict[str, str]) -> str:
    """The decision page of a status change, in Chinese."""
    preview = visitor.post(f"{HOME}{number}/status", change).headers["location"]
    assert visitor.wait(preview) == "done"
    return visitor.get(f"{preview}?lang=zh").text


def test_predecessor_and_successor_lead_to_each_other(place: Place) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        _record(one, ONE, change="supersede", by=TWO, date=DATED)
        old, new = (one.get(f"{HOME}{number}?lang=zh").text for number in (ONE, TWO))
        assert re.search(f'由其替代</dt><dd><a href="{HOME}{TWO}">{TWO}</a>.*示例水务工程有限公司', old)
        assert re.search(f'替代</dt><dd><a href="{HOME}{ONE}">{ONE}</a>.*示例水务工程有限公司', new)
        assert "不适用" in old
        assert "这是最终状态" in old


def test_only_the_changes_that_a_state_admits_are_offered(place: Place) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        offered = _OFFERED.findall(one.get(f"{HOME}{ONE}").text)
        assert offered == ["surveillance", "suspend", "renew", "withdraw", "cancel", "supersede"]
        _record(one, ONE, change="suspend", date=DATED)
        offered = _OFFERED.findall(one.get(f"{HOME}{ONE}").text)
        assert offered == ["surveillance", "restore", "withdraw", "cancel", "supersede"]
        assert _OFFERED.findall(one.get(f"{HOME}{DRAFT}").text) == ["cancel"]
        _record(one, DRAFT, change="cancel", date=DATED)
        page = one.get(f"{HOME}{DRAFT}?lang=en").text
        assert _OFFERED.findall(page) == []
        assert "This status is final" in page
        assert "/approve" not in page


def test_nothing_is_recorded_before_it_was_looked_at_and_confirmed(place: Place) -> None:
    ahead = (today() + timedelta(days=3)).isoformat()
    with serving(place) as (_, visitor):
        one = visitor()
        change = {"change": "surveillance", "reason": "示例理由", "date": ahead}
        page = _previewed(one, ONE, change)
        assert "尚未记录" in page
        assert "LIFE_DATE_AHEAD" in page
        assert "比今天" in page
        assert "示例水务工程有限公司" in page
        assert one.get(f"{HOME}{ONE}/status").status_code == 303
        assert "示例理由" not in one.get(f"{HOME}{ONE}").text


@pytest.mark.parametrize("path", ["", "/package.zip"])
def test_an_entry_that_is_not_there_is_not_found(place: Place, path: str) -> None:
    with serving(place) as (_, visitor):
        answer = visitor().get(f"{HOME}unknown{path}")
        assert (answer.status_code, "ENTRY_UNKNOWN" in answer.text) == (404, True)


def test_an_entry_is_verified_as_a_job(place: Place) -> None:
    with serving(place) as (_, visitor):
        one = visitor()
        result = one.post(f"{HOME}{ONE}/verify").headers["location"]
        assert one.wait(result) == "done"
        page = one.get(f"{result}?lang=en").text
        assert ONE in page
        assert TWO not in page
        assert "intact" in page
        crumbs = page.partition('class="crumbs"')[2].partition("</nav>")[0]
        assert f'<a href="{HOME}{ONE}">{ONE}</a>' in crumbs
        assert "ENTRY_UNKNOWN" in one.refused(f"{HOME}unknown/verify").text


def test_an_unknown_successor_is_a_fault_of_the_form(place: Place) -> None:
    with serving(place) as (_, visitor):
        change = {"change": "supersede", "reason": "示例理由", "by": "unknown", "date": DATED}
        answer = visitor().refused(f"{HOME}{ONE}/status", change)
        assert (answer.status_code, "ENTRY_UNKNOWN" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("change", "by", "code"),
    [("supersede", " ", "FORM_SUCCESSOR_MISSING"), ("suspend", TWO, "FORM_SUCCESSOR_UNUSED")],
)
def test_a_successor_belongs_to_a_replacement_alone(place: Place, change: str, by: str, code: str) -> None:
    with serving(place) as (_, visitor):
        asked = {"change": change, "reason": "示例理由", "by": by, "date": DATED}
        answer = visitor().refused(f"{HOME}{ONE}/status", asked)
        assert (answer.status_code, code in answer.text) == (422, True)
        assert f'<a href="{HOME}{ONE}">' in answer.text


def test_before_recording_only_what_changes_is_shown(place: Place) -> None:
    """Both entries are kept until 28 February 2031: the successor changes nothing of that."""
    with serving(place) as (_, visitor):
        asked = {"change": "supersede", "reason": "示例理由", "by": TWO, "date": DATED}
        page = _previewed(visitor(), ONE, asked)
        assert f"— → {TWO}" in page
        assert "2031-02-28 → 2031-02-28" not in page


def test_a_renewal_ahead_says_what_follows_on_its_day(place: Place) -> None:
    with serving(place) as (_, visitor):
        asked = {"change": "renew", "reason": "示例理由", "date": "2029-03-01"}
        page = _previewed(visitor(), ONE, asked)
        assert "2029-02-28 → 2032-02-29" in page
        assert re.search("下次监督期限.*自 2029-03-01 起.*2030-03-01", page)
