"""The context of one request: account, session, language; and the responses to it."""

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
from cts_docs.messages import LANGUAGES, message
from cts_docs.web.app_state import AppState
from cts_docs.web.i18n import COOKIE, Translator, query_language, request_language
from cts_docs.web.jobs.results import JobItem
from cts_docs.web.jobs.runner import Job, JobRunner, new_token
from cts_docs.web.jobs.workbooks import JobRequest
from cts_docs.web.security.authentication import ROLES, Role
from cts_docs.web.sessions import Refusal, Session

_YEAR = 365 * 24 * 3600
_MOST_FIELDS = 20
_LONGEST_FIELD = 64 * 1024


@dataclass(slots=True)
class RequestContext:
    """A request with its account, session and language; `new_session`: it began with this request."""

    request: Request
    state: AppState
    translator: Translator
    account: str
    session: Session
    new_session: bool
    roles: frozenset[Role]

    def page(
        self, template: str, values: Mapping[str, object] | None = None, status: int = 200
    ) -> HTMLResponse:
        """A page rendered from a template."""
        common = {
            "t": self.translator,
            "account": self.account,
            "csrf": self.session.csrf,
            "path": self.request.url.path,
            "switch": self._address_in_other_language(),
            "roles": self.roles,
            "has_archive": self.state.archive is not None,
            "body_name": self.state.service_context.settings.body.name,
        }
        content = _environment().get_template(template).render({**common, **(values or {})})
        response = HTMLResponse(content, status)
        self._set_cookies(response)
        return response

    def redirect(self, path: str) -> RedirectResponse:
        """Send the browser to a page of this server after a form was received."""
        response = RedirectResponse(path, 303)
        self._set_cookies(response)
        return response

    def refuse(self, problems: tuple[Problem, ...], status: int = 422) -> Response:
        """Show problems and their remedies: after a form on a page of their own, else at once."""
        # A refused action on an entry leads back to it, unless there is no such entry.
        entry = self.request.path_params.get("number", "") if status != 404 else ""
        refusal = Refusal(problems, status, entry)
        if self.request.method != "POST" or self.new_session:
            return self.refusal_page(refusal)
        return self.redirect(f"/refused/{self.session.add_refusal(refusal)}")

    def refusal_page(self, refusal: Refusal) -> HTMLResponse:
        """A page that shows problems and their remedies."""
        values = {"problems": refusal.problems, "entry": refusal.entry}
        return self.page("refused.html", values, refusal.status)

    def require(self, *roles: Role) -> None:
        """Raise RefusedError where the account has none of some roles."""
        if self.roles.isdisjoint(roles):
            own = [role for role in ROLES if role in self.roles]
            values = {**_role_names("roles", roles), **_role_names("own", own)}
            raise RefusedError(Problem("ROLE_MISSING", found=self.account, values=values))

    def job(self) -> Job:
        """The job that the address names; only jobs of the own session are found."""
        found = self.session.jobs.get(self.request.path_params["job"])
        if found is None:
            raise HTTPException(404)
        return found

    @property
    def job_runner(self) -> JobRunner:
        """The runner of this server's jobs."""
        found: JobRunner = self.request.app.state.job_runner
        return found

    def refuse_more_jobs(self) -> None:
        """Raise RefusedError where the session has reached its limit of unfinished jobs."""
        unfinished = sum(not job.is_over for job in self.session.jobs.values())
        if unfinished >= self.state.limits.jobs:
            raise RefusedError(Problem("TOO_MANY_JOBS", found=str(unfinished)))

    def start_job(self, request: JobRequest, items: Sequence[JobItem] = ()) -> RedirectResponse:
        """Start a job of this session, and redirect to its page."""
        self.refuse_more_jobs()
        seconds = self.state.limits.keep
        until = datetime.datetime.now().astimezone() + datetime.timedelta(seconds=seconds)
        token = new_token()
        deadline = self.state.clock() + seconds
        job = Job(token, self.account, request, deadline, f"{until:%H:%M}", items=list(items))
        self.session.jobs[token] = job
        self.job_runner.start(job)
        return self.redirect(f"/results/{token}")

    @asynccontextmanager
    async def form(self, most_fields: int = _MOST_FIELDS) -> AsyncIterator[FormData]:
        """The submitted form, if it comes from a page of this session; its files are closed with the block.

        Raises HTTPException 403 where it does not, 413 where it has too many parts.
        """
        if self.new_session or not self._is_own_origin():
            raise HTTPException(403)
        limits = self.state.limits
        async with self.request.form(
            max_files=limits.files, max_fields=most_fields, max_part_size=_LONGEST_FIELD
        ) as form:
            token = form.get("csrf")
            given = token.encode() if isinstance(token, str) else b""
            if not secrets.compare_digest(given, self.session.csrf.encode()):
                raise HTTPException(403)
            yield form

    def _is_own_origin(self) -> bool:
        headers = self.request.headers
        origin = headers.get("origin")
        if origin is not None and not self.state.access_control.same_origin(origin):
            return False
        return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")

    def _address_in_other_language(self) -> str:
        if self.request.method == "POST":  # an address that only takes forms cannot be opened again
            return f"/?lang={self.translator.other}"
        query = {**self.request.query_params, "lang": self.translator.other}
        # One slash only: two would make the rest of the path the name of another host.
        return f"/{self.request.url.path.lstrip('/')}?{urlencode(query)}"

    def _set_cookies(self, response: Response) -> None:
        secure = self.state.access_control.secure
        if self.new_session:
            name = session_cookie(self.request)
            response.set_cookie(name, self.session.token, httponly=True, secure=secure, samesite="strict")
        if language := query_language(self.request):
            response.set_cookie(
                COOKIE, language, max_age=_YEAR, httponly=True, secure=secure, samesite="strict"
            )


async def request_context(request: Request) -> RequestContext:
    """The context of a request; raises HTTPException 403 where its account is unknown or has no role."""
    state: AppState = request.app.state.app_state
    account = state.access_control.account_of(request.headers, request.headers.getlist)
    translator = Translator(request_language(request))
    if account is None:
        raise HTTPException(403, translator("ACCOUNT_UNKNOWN"))
    roles = state.access_control.roles_of(account, request.headers.getlist)
    if not roles:
        raise HTTPException(403, translator("ACCOUNT_WITHOUT_ROLE", account=account))
    session = state.sessions.find(request.cookies.get(session_cookie(request), ""), account)
    is_new = session is None
    if session is None:
        session, dropped = state.sessions.create(account)
        for job in dropped:
            await request.app.state.job_runner.discard(job)
    return RequestContext(request, state, translator, account, session, is_new, roles)


def _role_names(name: str, roles: Sequence[Role]) -> dict[str, str]:
    """The names of roles in each language, as values of a problem."""
    named = {
        language: [message(f"ROLE_{role.upper()}", language, {}) for role in roles] for language in LANGUAGES
    }
    return {f"{name}_{language}": " / ".join(names) for language, names in named.items()}


def session_cookie(request: Request) -> str:
    """The name of the session cookie, with the port: browsers share cookies between ports of a machine.

    For https only, its prefix keeps other hosts of the domain from setting it.
    """
    state: AppState = request.app.state.app_state
    return "__Host-cts_docs" if state.access_control.secure else f"cts_docs_{request.url.port or 0}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("cts_docs.web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
