"""A visitor without a browser: brings forms, waits for jobs, reads what stands on a page."""

from __future__ import annotations

import datetime
import multiprocessing.connection
import re
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn
from httpx import Response

from cts_docs.services import open_context
from cts_docs.web.app_state import AppState, Limits
from cts_docs.web.security.authentication import AccessControl, Role
from cts_docs.web.serving import server_config

ACCOUNT = "示例甲"
TODAY = datetime.date(2026, 4, 10)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')

Upload = tuple[str, tuple[str, bytes, str]]


@dataclass
class Visitor:
    """One session with a server."""

    client: httpx.Client
    state: AppState

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=headers)

    @property
    def csrf(self) -> str:
        # The first page of a reader has no form.
        found = _CSRF.search(self.get("/").text) or _CSRF.search(self.get("/archive").text)
        assert found
        return found[1]

    def post(self, path: str, data: Mapping[str, str] | None = None, **more: object) -> Response:
        """Send a form as this session's own page would."""
        fields = {"csrf": self.csrf, **(data or {})}
        return self.client.post(path, data=fields, follow_redirects=False, **more)  # type: ignore[arg-type]

    def refused(self, path: str, data: Mapping[str, str] | None = None, **more: object) -> Response:
        """Send a form that is refused; the page of its problems, to which it leads."""
        answer = self.post(path, data, **more)
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"].startswith("/refused/"), answer.headers["location"]
        return self.get(answer.headers["location"])

    def bring(self, content: bytes, name: str = "audit.xlsx", stage: str = "score") -> str:
        """Bring one workbook; the address of its result."""
        answer = self.post("/workbooks", {"stage": stage}, files=[workbook_field(name, content)])
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def decide(self, path: str, data: Mapping[str, str] | None = None) -> str:
        """Ask for an action, wait for its decision page, and decide for it; the address of the result."""
        preview = self.post(path, data).headers["location"]
        assert self.wait(preview) == "done", self.get(preview).text
        answer = self.post(f"{preview}/decide")
        assert answer.status_code == 303, answer.text
        result: str = answer.headers["location"]
        self.wait(result)
        return result

    def wait(self, result: str, over: Callable[[str], bool] | None = None) -> str:
        """Ask for a job's state until it is over; the state it ended in."""
        while True:
            state = self.get(f"{result}/state").json()["state"]
            if (over or _is_over)(state):
                return str(state)
            if over is None:
                self._leave_to_its_process(result.split("/")[2])

    def _leave_to_its_process(self, token: str) -> None:
        """Wait for the end of the process of a running job, which needs the processor more than questions."""
        for job in (session.jobs.get(token) for session in self.state.sessions):
            if job is not None and job.process is not None:
                with suppress(ValueError):  # it has not started yet
                    multiprocessing.connection.wait([job.process.sentinel])


@dataclass
class Time:
    """A clock that moves when it is told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Place:
    """What a server of the tests is made of; with a `header` it stands behind the proxy `proxy`."""

    config: Path | None = None
    archive: Path | None = None
    limits: Limits = field(default_factory=Limits)
    clock: Time = field(default_factory=Time)
    today: datetime.date = TODAY
    header: str = ""
    proxy: str = ""
    secret: str = ""
    roles: Mapping[Role, Collection[str]] = field(default_factory=dict)

    def access_control(self, host: str) -> AccessControl:
        account = "" if self.header else ACCOUNT
        return AccessControl(
            frozenset({host}),
            account,
            self.header,
            self.proxy,
            secure=bool(self.header),
            secret=self.secret,
            groups_header="x-groups",
            roles=self.roles,
        )


def workbook_field(name: str, content: bytes) -> Upload:
    return ("workbooks", (name, content, XLSX))


@contextmanager
def serving(place: Place | None = None) -> Iterator[tuple[AppState, Callable[..., Visitor]]]:
    """A server in a thread of this process, and a way to visit it in new sessions."""
    place = place or Place()
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as clients:
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        state = AppState(
            open_context(place.config),
            place.access_control(host),
            place.archive,
            place.limits,
            place.clock,
            lambda: place.today,
        )
        server = uvicorn.Server(server_config(state))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()

        def visitor(**headers: str) -> Visitor:
            # Cookies of a server behind a proxy are for https only; the proxy of the tests is left out.
            client = httpx.Client(base_url=f"http://{host}", headers=headers, timeout=60)
            return Visitor(clients.enter_context(client), state)

        try:
            yield state, visitor
        finally:
            server.should_exit = True
            running.join()


def _is_over(state: str) -> bool:
    return state in ("done", "cancelled", "failed")
