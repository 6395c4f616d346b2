"""Sessions: each holds the results of whoever began it, and ends when nobody comes back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from cts_docs.web.jobs.runner import Job


@dataclass(slots=True)
class Session:
    """One visitor: `token` is the cookie's secret, `csrf` that of the forms, `seen` the last visit."""

    token: str
    csrf: str
    person: str
    seen: float
    jobs: dict[str, Job] = field(default_factory=dict)


class Sessions:
    """All sessions by token; a session belongs to one person and lives `idle` seconds after a visit."""

    def __init__(self, idle: float, most: int, clock: Callable[[], float]) -> None:
        self._idle = idle
        self._most = most
        self._clock = clock
        self._known: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._known.values()))

    def find(self, token: str, person: str) -> Session | None:
        """The living session of a token, if it is this person's."""
        found = self._known.get(token)
        if found is None or found.person != person or self._is_over(found):
            return None
        found.seen = self._clock()
        return found

    def begin(self, person: str) -> tuple[Session, tuple[Job, ...]]:
        """A new session, and the jobs of the session that had to make room for it, if one had."""
        dropped: tuple[Job, ...] = ()
        if len(self._known) >= self._most:
            # One that holds nothing goes first, then the one longest unseen.
            oldest = min(self._known.values(), key=lambda session: (bool(session.jobs), session.seen))
            dropped = tuple(self._known.pop(oldest.token).jobs.values())
        session = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), person, self._clock())
        self._known[session.token] = session
        return session, dropped

    def expire(self) -> tuple[Job, ...]:
        """End what is over: the jobs to be thrown away, those of ended sessions and those past their time."""
        over = [session for session in self._known.values() if self._is_over(session)]
        ended = [job for session in over for job in self._known.pop(session.token).jobs.values()]
        now = self._clock()
        for session in self._known.values():
            past = [token for token, job in session.jobs.items() if job.deadline <= now]
            ended += [session.jobs.pop(token) for token in past]
        return tuple(ended)

    def _is_over(self, session: Session) -> bool:
        return self._clock() - session.seen > self._idle
