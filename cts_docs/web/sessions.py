"""Sessions: each holds the jobs of one user, and ends some time after the last request."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cts_docs.errors import Problem
from cts_docs.text import folded
from cts_docs.web.jobs.runner import Job

_MOST_REFUSALS = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """The problems of a refused form, shown on a page of their own; `entry` is the entry it was about."""

    problems: tuple[Problem, ...]
    status: int
    entry: str = ""


@dataclass(slots=True)
class Session:
    """One session of an account: `token` is the secret of its cookie, `csrf` that of its forms.

    `refusals` are the last refused forms, by the token of their page; `to_approve` are the entries that were
    chosen to be approved one by one.
    """

    token: str
    csrf: str
    account: str
    last_used: float
    jobs: dict[str, Job] = field(default_factory=dict)
    refusals: dict[str, Refusal] = field(default_factory=dict)
    to_approve: tuple[str, ...] = ()

    def add_refusal(self, refusal: Refusal) -> str:
        """Keep a refusal for its page, in place of the oldest; returns its token."""
        if len(self.refusals) >= _MOST_REFUSALS:
            del self.refusals[next(iter(self.refusals))]
        token = secrets.token_urlsafe(18)
        self.refusals[token] = refusal
        return token


class Sessions:
    """All sessions by token; each belongs to one account and ends `idle` seconds after its last request."""

    def __init__(self, idle: float, most: int, clock: Callable[[], float]) -> None:
        self._idle = idle
        self._most = most
        self._clock = clock
        self._by_token: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._by_token.values()))

    def find(self, token: str, account: str) -> Session | None:
        """The current session of a token, if it belongs to the account."""
        found = self._by_token.get(token)
        if found is None or folded(found.account) != folded(account) or self._is_over(found):
            return None
        found.last_used = self._clock()
        return found

    def create(self, account: str) -> tuple[Session, tuple[Job, ...]]:
        """A new session, and the jobs of the session that was removed to make room for it."""
        dropped: tuple[Job, ...] = ()
        if len(self._by_token) >= self._most:
            # A session without jobs first, then the one unused for longest.
            oldest = min(self._by_token.values(), key=lambda one: (bool(one.jobs), one.last_used))
            dropped = tuple(self._by_token.pop(oldest.token).jobs.values())
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), account, self._clock())
        self._by_token[session.token] = session
        return session, dropped

    def expire(self) -> tuple[Job, ...]:
        """Remove ended sessions and expired jobs, and return the removed jobs."""
        over = [session for session in self._by_token.values() if self._is_over(session)]
        removed = [job for session in over for job in self._by_token.pop(session.token).jobs.values()]
        now = self._clock()
        for session in self._by_token.values():
            expired = [token for token, job in session.jobs.items() if job.deadline <= now]
            removed += [session.jobs.pop(token) for token in expired]
        return tuple(removed)

    def _is_over(self, session: Session) -> bool:
        return self._clock() - session.last_used > self._idle
