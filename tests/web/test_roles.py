"""Roles behind a proxy: who may do what, by name or by group; a denial gives its reason; forged headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from cts_docs.web.security.authentication import PROXY_HEADER, role_members
from tests.conftest import ROOT
from tests.torture.sample_audits import archive, issue_request
from tests.web.visiting import Place, Visitor, serving, workbook_field

ONE, DRAFT = (f"CTS-TBSC034-2026-BG000{n}" for n in (1, 2))
HOME = "/archive/entries/"
PROOF = "0123456789abcdef" * 2
SUSPENSION = {"change": "suspend", "reason": "示例理由", "date": "2026-04-09"}
UPLOAD = {"files": [workbook_field("a.xlsx", b"x")]}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("roles") / "archive"
    archive(folder).issue(issue_request(1))
    archive(folder).draft(issue_request(2))
    return Place(
        config=ROOT / "samples" / "cts-docs.toml",
        archive=folder,
        header="x-remote-user",
        proxy="127.0.0.1",
        secret=PROOF,
        roles={
            "reader": role_members("du.example"),
            "drafter": role_members("Ｌｉ.example, @evaluators"),
            "approver": role_members("@decision"),
            "controller": role_members("wu.example; @control"),
        },
    )


def behind_proxy(visitor: Visitor) -> Visitor:
    """A visitor who keeps the cookie, which is for https only, as a browser behind the proxy does."""
    visitor.client.get("/")
    for cookie in visitor.client.cookies.jar:
        cookie.secure = False
    return visitor


def headers(name: str, groups: str = "") -> dict[str, str]:
    return {PROXY_HEADER: PROOF, "x-remote-user": name, **({"x-groups": groups} if groups else {})}


def denied(visitor: Visitor, path: str, data: dict[str, str] | None = None, **more: object) -> bool:
    """Whether a form is denied for want of a role, and the page names the account."""
    answer = visitor.post(path, data, **more)
    if not answer.headers.get("location", "").startswith("/refused/"):
        return False
    page = visitor.get(answer.headers["location"])
    return page.status_code == 403 and "ROLE_MISSING" in page.text and ".example" in page.text


def test_each_role_may_do_its_own_work_and_no_other(place: Place) -> None:
    with serving(place) as (_, visitor):
        people = {
            "reader": headers("du.example"),
            "drafter": headers("LI.example"),
            "approver": headers("zhao.example", "staff, decision"),
            "controller": headers("wu.example"),
        }
        found = {}
        for role, sent in people.items():
            one = behind_proxy(visitor(**sent))
            assert one.get("/archive").status_code == 200
            found[role] = {
                "upload": not denied(one, "/workbooks", **UPLOAD),
                "approve": not denied(one, f"{HOME}{DRAFT}/approve"),
                "change": not denied(one, f"{HOME}{ONE}/status", SUSPENSION),
                "attach": not denied(one, f"{HOME}{ONE}/attach"),
            }
        assert found == {
            "reader": {"upload": False, "approve": False, "change": False, "attach": False},
            "drafter": {"upload": True, "approve": False, "change": False, "attach": False},
            "approver": {"upload": True, "approve": True, "change": False, "attach": False},
            "controller": {"upload": True, "approve": False, "change": True, "attach": True},
        }


def test_a_role_that_was_lost_ends_what_it_had_previewed(place: Place) -> None:
    """The decision is checked again when it is taken: groups come with every request."""
    with serving(place) as (_, visitor):
        one = behind_proxy(visitor(**headers("zhao.example", "control")))
        preview = one.post(f"{HOME}{ONE}/status", SUSPENSION).headers["location"]
        one.wait(preview)
        one.client.headers["x-groups"] = "evaluators"
        assert denied(one, f"{preview}/decide")
        page = one.get(f"{HOME}{DRAFT}?lang=en").text
        assert "/approve" not in page
        assert "a person with the role approver" in page


@pytest.mark.parametrize("name", ["none.example", "@decision", "decision"])
def test_whoever_has_no_role_is_refused_with_the_reason(place: Place, name: str) -> None:
    with serving(place) as (_, visitor):
        answer = visitor(**headers(name)).get("/?lang=en")
        assert (answer.status_code, "has no role on this page" in answer.text) == (403, True)


@pytest.mark.parametrize("proof", [None, "", PROOF[:-1], PROOF.upper()])
def test_a_forged_header_without_the_secret_is_refused(place: Place, proof: str | None) -> None:
    sent = {"x-remote-user": "wu.example", **({} if proof is None else {PROXY_HEADER: proof})}
    with serving(place) as (state, visitor):
        for path in ("/", "/archive", f"{HOME}{ONE}", "/static/page.css"):
            assert visitor(**sent).get(path).status_code == 403
        assert not list(state.sessions)


@pytest.mark.parametrize("repeated", ["x-remote-user", PROXY_HEADER])
def test_two_names_or_two_secrets_are_refused(place: Place, repeated: str) -> None:
    with serving(place) as (_, visitor):
        sent = headers("wu.example")
        answer = visitor().client.get("/", headers=[*sent.items(), (repeated, sent[repeated])])
        assert answer.status_code == 403


def test_the_same_account_in_another_spelling_is_one_person(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    archive(folder).draft(issue_request(1))
    place = Place(ROOT / "samples" / "cts-docs.toml", folder, header="x-remote-user", proxy="127.0.0.1")
    with serving(place) as (_, visitor):
        pages = {
            name: behind_proxy(visitor(**{"x-remote-user": name.encode()})).get(f"{HOME}{ONE}").text
            for name in ("示例账户甲@other.example", "示例 账户甲", "示例账户乙")
        }
        assert [f"{ONE}/approve" in page for page in pages.values()] == [False, False, True]
