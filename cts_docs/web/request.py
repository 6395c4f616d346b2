"""One request as a page sees it: who comes, in which session, in which language; and the answer to it."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cts_docs.errors import Problem, RefusedError
from cts_docs.web.app_state import Desk
from cts_docs.web.i18n import COOKIE, Words, asked_language, spoken
from cts_docs.web.jobs.results import Paper
from cts_docs.web.jobs.runner import Job, Workshop, new_token
from cts_docs.web.jobs.workbooks import Order
from cts_docs.web.sessions import Session

_YEAR = 365 * 24 * 3600
_MOST_FIELDS = 20
_LONGEST_FIELD = 64 * 1024


@dataclass(slots=True)
class Visit:
    """A request and what is known of it; `fresh` says that the session began with it."""

    request: Request
    desk: Desk
    words: Words
    person: str
    session: Session
    fresh: bool

    def page(
        self, template: str, values: Mapping[str, object] | None = None, status: int = 200
    ) -> HTMLResponse:
        """A page made from a template."""
        known = {
            "w": self.words,
            "person": self.person,
            "csrf": self.session.csrf,
            "path": self.request.url.path,
            "switch": self._switched(),
            "has_archive": self.desk.archive is not None,
            "body_name": self.desk.service_context.settings.body.name,
        }
        content = _environment().get_template(template).render({**known, **(values or {})})
        response = HTMLResponse(content, status)
        self._remember(response)
        return response

    def go(self, path: str) -> RedirectResponse:
        """Send the visitor to a page of this server after a form was taken."""
        response = RedirectResponse(path, 303)
        self._remember(response)
        return response

    def refused(self, problems: tuple[Problem, ...], status: int = 422) -> HTMLResponse:
        """A page that names what was wrong and what to do."""
        # What was asked of an entry leads back to it, unless there is none of that number.
        entry = self.request.path_params.get("number", "") if status != 404 else ""
        return self.page("refused.html", {"problems": problems, "entry": entry}, status)

    def job(self) -> Job:
        """The session's own job that the address names; there is no other for this visitor."""
        found = self.session.jobs.get(self.request.path_params["job"])
        if found is None:
            raise HTTPException(404)
        return found

    @property
    def workshop(self) -> Workshop:
        """Where long work is done."""
        found: Workshop = self.request.app.state.workshop
        return found

    def refuse_another(self) -> None:
        """Raise RefusedError where this session has as many unfinished jobs as it may have."""
        waiting = sum(not job.is_over for job in self.session.jobs.values())
        if waiting >= self.desk.limits.jobs:
            raise RefusedError(Problem("TOO_MANY_JOBS", found=str(waiting)))

    def start(self, order: Order, papers: Sequence[Paper] = ()) -> RedirectResponse:
        """Begin long work for this session, and send the visitor to its page."""
        self.refuse_another()
        seconds = self.desk.limits.keep
        until = datetime.datetime.now().astimezone() + datetime.timedelta(seconds=seconds)
        token = new_token()
        job = Job(token, order, self.desk.clock() + seconds, f"{until:%H:%M}", papers=list(papers))
        self.session.jobs[token] = job
        self.workshop.start(job)
        return self.go(f"/results/{token}")

    @asynccontextmanager
    async def form(self) -> AsyncIterator[FormData]:
        """The form that was sent, if it came from a page of this session; its files end with the block.

        Raises HTTPException 403 where it did not, 413 where it holds too many parts.
        """
        if self.fresh or not self._comes_from_here():
            raise HTTPException(403)
        limits = self.desk.limits
        async with self.request.form(
            max_files=limits.files, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
        ) as form:
            token = form.get("csrf")
            given = token.encode() if isinstance(token, str) else b""
            if not secrets.compare_digest(given, self.session.csrf.encode()):
                raise HTTPException(403)
            yield form

    def _comes_from_here(self) -> bool:
        headers = self.request.headers
        origin = headers.get("origin")
        if origin is not None and not self.desk.doorkeeper.same_origin(origin):
            return False
        return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")

    def _switched(self) -> str:
        """This page's address in the other language."""
        asked = {**self.request.query_params, "lang": self.words.other}
        # One slash only: two would make the rest of the path the name of another host.
        return f"/{self.request.url.path.lstrip('/')}?{urlencode(asked)}"

    def _remember(self, response: Response) -> None:
        secure = self.desk.doorkeeper.secure
        if self.fresh:
            name = session_cookie(self.request)
            response.set_cookie(name, self.session.token, httponly=True, secure=secure, samesite="strict")
        if asked := asked_language(self.request):
            response.set_cookie(COOKIE, asked, max_age=_YEAR, httponly=True, secure=secure, samesite="strict")


async def begin(request: Request) -> Visit:
    """Open a visit; raises HTTPException 403 where nobody vouches for the person."""
    desk: Desk = request.app.state.desk
    person = desk.doorkeeper.person(request.headers, request.headers.getlist)
    if person is None:
        raise HTTPException(403)
    session = desk.sessions.find(request.cookies.get(session_cookie(request), ""), person)
    fresh = session is None
    if session is None:
        session, dropped = desk.sessions.begin(person)
        for job in dropped:
            await request.app.state.workshop.discard(job)
    return Visit(request, desk, Words(spoken(request)), person, session, fresh)


def session_cookie(request: Request) -> str:
    """The cookie's name: browsers share cookies between the ports of one machine.

    Where it is for https only, its prefix keeps other hosts of the domain from setting it.
    """
    desk: Desk = request.app.state.desk
    return "__Host-cts_docs" if desk.doorkeeper.secure else f"cts_docs_{request.url.port or 0}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("cts_docs.web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
