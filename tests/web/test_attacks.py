"""Each attack on the page, tried with a plain HTTP client."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from cts_docs.specification.model import Specification
from cts_docs.web.app_state import Limits
from tests.support.workbooks import workbook
from tests.web.visiting import ACCOUNT, Place, Visitor, serving, workbook_field

POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")


@pytest.fixture(scope="module")
def filled(tbsc034: Specification) -> bytes:
    return workbook(tbsc034, values={"client_name": "<script>alert(1)</script>示例公司"})


@pytest.fixture(scope="module")
def scored(filled: bytes) -> Iterator[tuple[Visitor, str, Visitor]]:
    """A visitor with a finished result, its address, and a second visitor of the same server."""
    with serving() as (_, visitor):
        one = visitor()
        result = one.bring(filled, name="../../../etc/坏<b>.xlsx")
        one.wait(result)
        yield one, result, visitor()


def test_another_host_name_is_refused() -> None:
    with serving() as (_, visitor):
        for host in ("evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8765"):
            assert visitor().get("/", host=host).status_code == 421


def test_a_form_without_the_sessions_secret_is_refused(filled: bytes) -> None:
    files = [workbook_field("a.xlsx", filled)]
    with serving() as (state, visitor):
        one, other = visitor(), visitor()
        foreign = other.csrf
        assert one.csrf != foreign
        for data in ({}, {"csrf": ""}, {"csrf": foreign}, {"csrf": "é"}):
            assert one.client.post("/workbooks", data=data, files=files).status_code == 403
        assert visitor().client.post("/workbooks", data={"csrf": foreign}, files=files).status_code == 403
        assert not any(session.jobs for session in state.sessions)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused(headers: dict[str, str], filled: bytes) -> None:
    with serving() as (_, visitor):
        one = visitor()
        answer = one.post("/workbooks", files=[workbook_field("a.xlsx", filled)], headers=headers)
        assert answer.status_code == 403


def test_too_much_is_refused(filled: bytes) -> None:
    limits = Limits(file=1000, request=400_000, files=2)
    with serving(Place(limits=limits)) as (_, visitor):
        one = visitor()
        larger = one.refused("/workbooks", files=[workbook_field("a.xlsx", filled)])
        assert larger.status_code == 422
        assert "UPLOAD_TOO_LARGE" in larger.text
        many = one.post("/workbooks", files=[workbook_field(f"{n}.xlsx", b"x") for n in range(3)])
        assert many.status_code == 400
        assert one.post("/workbooks", files=[workbook_field("a.xlsx", b"x" * 500_000)]).status_code == 413


def test_a_body_that_hides_its_length_is_cut_off() -> None:
    with serving(Place(limits=Limits(request=10_000))) as (_, visitor):
        one = visitor()
        one.get("/")
        head = b'--edge\r\nContent-Disposition: form-data; name="workbooks"; filename="a.xlsx"\r\n\r\n'
        pieces = (head, *(b"x" * 1000 for _ in range(50)))
        kind = "multipart/form-data; boundary=edge"
        answer = one.client.post("/workbooks", content=pieces, headers={"content-type": kind})
        assert answer.status_code == 413


def test_the_name_of_a_file_leads_nowhere(scored: tuple[Visitor, str, Visitor]) -> None:
    one, result, _ = scored
    page = one.get(f"{result}/1").text
    assert "坏&lt;b&gt;.xlsx" in page
    assert "etc" not in page


def test_whatever_files_are_called_they_are_kept_under_numbers() -> None:
    names = ("..\\..\\x.xlsx", "/etc/x.xlsx", "con.xlsx", "a\u202eb.XLSM")
    with serving() as (state, visitor):
        one = visitor()
        answer = one.post("/workbooks", files=[workbook_field(name, b"nothing") for name in names])
        result = answer.headers["location"]
        (job,) = (job for session in state.sessions for job in session.jobs.values())
        kept = sorted(path.name for path in (job.folder / "in").iterdir())
        assert kept == ["000.xlsx", "001.xlsx", "002.xlsx", "003.xlsm"]
        assert job.folder.parent == state.folder
        assert [item.name for item in job.items] == ["x.xlsx", "x.xlsx", "con.xlsx", "ab.XLSM"]
        assert one.wait(result) == "done"


def test_a_kind_of_file_that_is_not_taken_is_refused() -> None:
    with serving() as (_, visitor):
        answer = visitor().refused("/workbooks", files=[workbook_field("page.html", b"<p>")])
        assert answer.status_code == 422
        assert "UPLOAD_KIND" in answer.text


def test_no_upload_is_said_plainly() -> None:
    with serving() as (_, visitor):
        answer = visitor().refused("/workbooks", files=[("workbooks", ("", b"", "text/plain"))])
        assert "UPLOAD_NONE" in answer.text


def test_a_cells_text_is_shown_and_not_run(scored: tuple[Visitor, str, Visitor]) -> None:
    one, result, _ = scored
    page = one.get(f"{result}/1").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;示例公司" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "path", ["", "/state", "/1", "/1/documents/1", "/1/documents/1/word", "/documents.zip"]
)
def test_a_result_belongs_to_the_session_that_made_it(
    scored: tuple[Visitor, str, Visitor], path: str
) -> None:
    _, result, other = scored
    assert other.get(result + path).status_code == 404


@pytest.mark.parametrize("action", ["/cancel", "/discard"])
def test_another_session_cannot_end_a_result(scored: tuple[Visitor, str, Visitor], action: str) -> None:
    one, result, other = scored
    assert other.post(result + action).status_code == 404
    assert one.get(f"{result}/1").status_code == 200


def test_places_that_are_not_there_are_not_found(scored: tuple[Visitor, str, Visitor]) -> None:
    one, result, _ = scored
    for path in ("/0", "/2", "/-1", "/1/documents/1", "/1/documents/0/pdf", "/%2e%2e/x"):
        assert one.get(result + path).status_code == 404, path
    for path in ("/static/%2e%2e/app.py", "/archive"):
        assert one.get(path).status_code == 404, path


def test_no_link_leads_off_the_server() -> None:
    with serving() as (_, visitor):
        one = visitor()
        answer = one.get(f"{one.client.base_url}//evil.example/x")
        assert answer.request.url.path == "//evil.example/x"
        assert 'href="//' not in answer.text


def test_every_answer_carries_the_policy() -> None:
    with serving(Place(limits=Limits(request=100))) as (_, visitor):
        one = visitor()
        answers = [
            one.get("/"),
            one.get("/nothing"),
            one.get("/static/page.css"),
            one.get("/", host="evil.example"),
            one.client.post("/workbooks", content=b"x" * 101),
        ]
        assert [answer.status_code for answer in answers] == [200, 404, 200, 421, 413]
        for answer in answers:
            policy = answer.headers["content-security-policy"]
            assert all(part in policy for part in POLICY)
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["referrer-policy"] == "same-origin"


def test_pages_have_nothing_inline(scored: tuple[Visitor, str, Visitor]) -> None:
    one, result, _ = scored
    for page in (one.get("/").text, one.get(f"{result}/1").text):
        assert "style=" not in page
        assert "onclick" not in page
        assert "<style" not in page
        assert page.count("<script") == 1
        assert "https://" not in page


def test_the_sessions_cookie_stays_with_this_server() -> None:
    with serving() as (_, visitor):
        cookie = visitor().get("/").headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert cookie.startswith("cts_docs_")


def test_an_internal_fault_shows_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_context: object) -> None:
        raise ZeroDivisionError("secret of a cell")

    monkeypatch.setattr("cts_docs.web.views.templates.check_templates", broken)
    with serving() as (_, visitor):
        answer = visitor().get("/templates?check=1")
        assert answer.status_code == 500
        assert "INTERNAL_FAULT" in answer.text
        assert "secret" not in answer.text
        assert "content-security-policy" in answer.headers


def test_what_is_thrown_away_leaves_no_file(filled: bytes) -> None:
    with serving() as (state, visitor):
        one = visitor()
        result = one.bring(filled)
        one.wait(result)
        assert list(state.folder.iterdir())
        assert one.post(f"{result}/discard").status_code == 303
        assert list(state.folder.iterdir()) == []
        folder = state.folder
    assert not folder.exists()


def test_a_session_may_have_so_many_jobs_and_no_more(filled: bytes) -> None:
    with serving(Place(limits=Limits(jobs=1))) as (_, visitor):
        one = visitor()
        result = one.bring(filled, stage="render")
        again = one.refused("/workbooks", files=[workbook_field("b.xlsx", filled)])
        assert "TOO_MANY_JOBS" in again.text
        one.post(f"{result}/cancel")
        assert one.wait(result) == "cancelled"


def proxied(proxy: str = "127.0.0.1") -> Place:
    return Place(header="x-remote-user", proxy=proxy)


def test_behind_a_proxy_only_the_proxy_may_connect() -> None:
    with serving(proxied("10.0.0.5")) as (_, visitor):
        assert visitor(**{"x-remote-user": "li.example"}).get("/").status_code == 403


def test_behind_a_proxy_the_header_names_the_person() -> None:
    with serving(proxied()) as (_, visitor):
        named = visitor(**{"x-remote-user": "li.example"}).get("/")
        assert "li.example" in named.text
        assert ACCOUNT not in named.text
        assert "secure" in named.headers["set-cookie"].lower()


def test_behind_a_proxy_a_request_without_a_name_is_refused() -> None:
    with serving(proxied()) as (_, visitor):
        assert visitor().get("/").status_code == 403
        assert visitor(**{"x-remote-user": ""}).get("/").status_code == 403


def test_two_names_are_none() -> None:
    with serving(proxied()) as (_, visitor):
        client = visitor().client
        answer = client.get("/", headers=[("x-remote-user", "a"), ("x-remote-user", "b")])
        assert answer.status_code == 403


def test_a_session_does_not_pass_to_another_person() -> None:
    with serving(proxied()) as (state, visitor):
        visitor(**{"x-remote-user": "li.example"}).get("/")
        (session,) = state.sessions
        assert state.sessions.find(session.token, "li.example") is session
        assert state.sessions.find(session.token, "wu.example") is None


def test_a_zip_holds_safe_names_only(filled: bytes) -> None:
    with serving() as (_, visitor):
        one = visitor()
        result = one.bring(filled, name="..\\evil:con.xlsx", stage="render")
        while not one.get(f"{result}/state").json()["revision"] >= 2:
            pass
        one.post(f"{result}/cancel")
        one.wait(result)
        content = one.get(f"{result}/1/documents.zip").content
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert names
        assert all(name.startswith("evil_con/") and ".." not in name for name in names)
