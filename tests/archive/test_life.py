"""The life of an entry: each deed only from the states that admit it, recorded, and never a deletion."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from cts_docs.archive.agenda import due
from cts_docs.archive.life import Deed, Happening, Lived, Terms
from cts_docs.archive.listing import show_entry
from cts_docs.archive.verification import Question, verify
from cts_docs.errors import RefusedError
from tests.torture.orders import FACTS, TODAY, archive, order
from tests.torture.soundness import files

ONE, TWO, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 3, 4))
WITHOUT_CERTIFICATE = "CTS-TBSC034-2026-BG0002"
TERMS = Terms(validity_years=3, surveillance_months=12)
LEADING_TO: dict[str, tuple[Deed, ...]] = {
    "valid": (),
    "suspended": ("suspend",),
    "withdrawn": ("withdraw",),
    "cancelled": ("cancel",),
    "superseded": ("supersede",),
}
ADMITTED: dict[Deed, set[str]] = {
    "suspend": {"valid"},
    "restore": {"suspended"},
    "withdraw": {"valid", "suspended"},
    "cancel": {"valid", "suspended", "no_certificate"},
    "supersede": {"valid", "suspended", "no_certificate", "expired"},
    "renew": {"valid", "expired"},
    "surveillance": {"valid", "suspended"},
}


def _do(place: Path, deed: Deed, number: str = ONE, **values: object) -> Lived:
    by = TWO if deed == "supersede" else ""
    happening = Happening(deed, "示例理由", by=by)
    return archive(place).live(number, replace(happening, **values), TERMS)


def _code(place: Path, deed: Deed, number: str = ONE, **values: object) -> str:
    with pytest.raises(RefusedError) as refused:
        _do(place, deed, number, **values)
    return refused.value.problems[0].code


def _status(place: Path, number: str = ONE, as_of: datetime.date = TODAY) -> str:
    return show_entry(archive(place).register, number, as_of).status


@pytest.mark.parametrize("state", LEADING_TO)
def test_a_deed_that_a_state_does_not_admit_changes_nothing(place: Path, state: str) -> None:
    for before in LEADING_TO[state]:
        _do(place, before)
    assert _status(place) == state
    before_files = files(place)
    for deed in get_args(Deed):
        if state not in ADMITTED[deed]:
            assert _code(place, deed) == "LIFE_NOT_ADMITTED"
    assert files(place) == before_files


@pytest.mark.parametrize(
    ("deed", "state"),
    [(deed, state) for deed, states in ADMITTED.items() for state in LEADING_TO if state in states],
)
def test_a_deed_that_a_state_admits_is_recorded(place: Path, deed: Deed, state: str) -> None:
    for before in LEADING_TO[state]:
        _do(place, before)
    assert _do(place, deed, date=datetime.date(2026, 6, 1)).before == state
    assert verify(archive(place).register, Question(TODAY)).ok


def test_a_draft_knows_nothing_but_approval(place: Path) -> None:
    for deed in get_args(Deed):
        assert _code(place, deed, DRAFT) == "LIFE_NOT_ADMITTED"


def test_a_report_without_certificate_is_cancelled_or_superseded(place: Path) -> None:
    for deed in get_args(Deed):
        if deed not in ("cancel", "supersede"):
            assert _code(place, deed, WITHOUT_CERTIFICATE) == "LIFE_NOT_ADMITTED"
    assert _do(place, "supersede", WITHOUT_CERTIFICATE).after == "superseded"
    assert _code(place, "cancel", WITHOUT_CERTIFICATE) == "LIFE_NOT_ADMITTED"


def test_reason_person_and_date_stand_in_the_chain_and_every_file_stays(place: Path) -> None:
    kept = {path for path in files(place) if path.startswith(("packages", "attachments", "drafts"))}
    _do(place, "withdraw", date=datetime.date(2026, 5, 4))
    event = show_entry(archive(place).register, ONE, TODAY).events[-1]
    assert (event["kind"], event["account"]) == ("withdrawn", "示例账户甲")
    assert (event["payload"]["reason"], event["payload"]["date"]) == ("示例理由", "2026-05-04")
    assert kept <= set(files(place))


def test_a_restored_certificate_is_worth_what_its_dates_say(place: Path) -> None:
    _do(place, "suspend")
    assert _do(place, "restore").after == "valid"
    assert _status(place, as_of=datetime.date(2029, 3, 1)) == "expired"


def test_predecessor_and_successor_name_each_other(place: Path) -> None:
    _do(place, "supersede")
    old, new = (show_entry(archive(place).register, number, TODAY) for number in (ONE, TWO))
    assert (old.status, old.entry["superseded_by"], old.supersedes) == ("superseded", TWO, ())
    assert (new.status, new.entry["superseded_by"], new.supersedes) == ("valid", None, (ONE,))
    assert (new.events[-1]["kind"], new.events[-1]["payload"]["predecessor"]) == ("succeeded", ONE)


@pytest.mark.parametrize("by", [ONE, DRAFT])
def test_a_successor_is_another_entry_that_was_issued(place: Path, by: str) -> None:
    assert _code(place, "supersede", by=by) == "LIFE_SUCCESSOR"


def test_a_successor_that_does_not_exist_is_unknown(place: Path) -> None:
    assert _code(place, "supersede", by="X") == "ENTRY_UNKNOWN"


def test_a_renewal_counts_a_whole_validity_from_its_date(place: Path) -> None:
    _do(place, "renew", date=datetime.date(2028, 2, 29))
    entry = show_entry(archive(place).register, ONE, TODAY).entry
    assert entry["valid_until"] == "2031-02-28"
    assert entry["surveillance_due"] == "2029-02-28"
    assert entry["retain_until"] == "2033-02-28"


def test_a_renewal_never_shortens(place: Path) -> None:
    assert _code(place, "renew", date=datetime.date(2026, 3, 1)) == "LIFE_RENEWAL_SHORTER"


def test_an_expired_certificate_is_renewed_or_superseded_and_nothing_else(place: Path) -> None:
    after = datetime.date(2029, 3, 1)
    for deed in get_args(Deed):
        if deed not in ("renew", "supersede"):
            assert _code(place, deed, date=after) == "LIFE_NOT_ADMITTED"
    assert _do(place, "renew", date=after).after == "valid"


def test_surveillance_moves_the_next_one(place: Path) -> None:
    _do(place, "surveillance", date=datetime.date(2027, 2, 20))
    assert show_entry(archive(place).register, ONE, TODAY).entry["surveillance_due"] == "2028-02-20"


@pytest.mark.parametrize("deed", ["withdraw", "cancel"])
def test_records_are_kept_two_years_after_the_end(place: Path, deed: Deed) -> None:
    _do(place, deed, date=datetime.date(2028, 2, 29))
    assert show_entry(archive(place).register, ONE, TODAY).entry["retain_until"] == "2030-03-01"


def test_dates_follow_one_another(place: Path) -> None:
    assert _code(place, "suspend", date=datetime.date(2026, 2, 28)) == "LIFE_DATE_BEFORE"
    _do(place, "suspend", date=datetime.date(2026, 9, 1))
    assert _code(place, "restore", date=datetime.date(2026, 8, 31)) == "LIFE_DATE_BEFORE"
    assert _do(place, "restore").date == datetime.date(2026, 9, 1)


@pytest.mark.parametrize("reason", ["", " \n", "长" * 2001])
def test_a_deed_needs_a_reason(place: Path, reason: str) -> None:
    assert _code(place, "suspend", reason=reason) == "LIFE_REASON"


def test_a_period_that_the_body_has_not_supplied_is_asked_for(place: Path) -> None:
    for deed in ("renew", "surveillance"):
        with pytest.raises(RefusedError) as refused:
            archive(place).live(ONE, Happening(deed, "示例理由"), Terms(0, 0))
        assert refused.value.problems[0].code == "ISSUE_SETTING_MISSING"


def _due(place: Path, as_of: datetime.date, within: int) -> list[tuple[str, str, int]]:
    return [(one.number, one.what, one.days) for one in due(archive(place).register, as_of, within)]


def _founded(folder: Path) -> Path:
    archive(folder).issue(order())
    return folder


def test_what_falls_due_and_when(tmp_path: Path) -> None:
    place = _founded(tmp_path)
    assert FACTS.surveillance_due == datetime.date(2027, 3, 1)
    assert _due(place, datetime.date(2026, 12, 30), 60) == []
    assert _due(place, datetime.date(2026, 12, 31), 60) == [(ONE, "surveillance", 60)]
    overdue = [(ONE, "surveillance", -730), (ONE, "expiry", 0)]
    assert _due(place, datetime.date(2029, 2, 28), 60) == overdue
    assert _due(place, datetime.date(2029, 3, 1), 60) == []
    assert _due(place, datetime.date(2031, 2, 28), 0) == [(ONE, "retention", 0)]


def test_a_withdrawn_certificate_needs_no_surveillance(tmp_path: Path) -> None:
    place = _founded(tmp_path)
    _do(place, "withdraw", date=datetime.date(2026, 3, 5))
    assert _due(place, datetime.date(2027, 3, 1), 60) == []
    assert _due(place, datetime.date(2028, 3, 5), 0) == [(ONE, "retention", 0)]
