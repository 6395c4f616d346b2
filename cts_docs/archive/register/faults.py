"""Errors of the disk and of the database library as coded problems."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from cts_docs.errors import CannotRunError, CtsDocsError, Problem, RefusedError

P = ParamSpec("P")
T = TypeVar("T")

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_BY_SQLITE = (
    ("SQLITE_BUSY", "ARCHIVE_BUSY"),
    ("SQLITE_LOCKED", "ARCHIVE_BUSY"),
    ("SQLITE_FULL", "ARCHIVE_NO_SPACE"),
    ("SQLITE_READONLY", "ARCHIVE_READ_ONLY"),
    ("SQLITE_CANTOPEN", "ARCHIVE_READ_ONLY"),
    ("SQLITE_PERM", "ARCHIVE_READ_ONLY"),
    ("SQLITE_IOERR", "ARCHIVE_DISK"),
)
_WITHOUT_CONNECTION = ("OperationalError", "InterfaceError", "ConnectionTimeout")
_BY_SQLSTATE = (
    ("55P03", "ARCHIVE_BUSY"),
    ("53100", "ARCHIVE_NO_SPACE"),
    ("42501", "ARCHIVE_READ_ONLY"),
    ("25006", "ARCHIVE_READ_ONLY"),
    ("08", "ARCHIVE_CONNECTION"),
    ("57", "ARCHIVE_CONNECTION"),
    ("28", "ARCHIVE_CONNECTION"),
    ("3D", "ARCHIVE_CONNECTION"),
    ("53", "ARCHIVE_CONNECTION"),
)
_RETRY = ("40001", "40P01")
"""SQLSTATEs with which the server asks to repeat the whole transaction."""
_ATTEMPTS = 3
_ALTERED = ("42P01", "42703", "42804", "42883")
"""SQLSTATEs for a table or column that is missing or of another type."""


class RetryableError(CannotRunError):
    """The database rolled a transaction back and asks to repeat it; nothing of it was committed."""


def repeated(work: Callable[P, T]) -> Callable[P, T]:
    """A function whose transaction is repeated some times where the database asks for it."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_ATTEMPTS - 1):
            with suppress(RetryableError):
                return work(*args, **kwargs)
        return work(*args, **kwargs)

    return run


@contextmanager
def coded_errors(folder: Path) -> Iterator[None]:
    """Turn errors of the disk and of the register of an archive into coded problems."""
    try:
        yield
    except CtsDocsError:
        raise
    except OSError as error:
        raise CannotRunError(disk_problem(folder, error)) from error
    except (SQLAlchemyError, sqlite3.Error, UnicodeError) as error:
        raise _register_fault(folder, error) from error


def disk_problem(folder: Path, error: OSError) -> Problem:
    """An error of the disk: full, not permitted, or another with the system's own text."""
    if error.errno in _FULL:
        code = "ARCHIVE_NO_SPACE"
    elif error.errno in _DENIED:
        code = "ARCHIVE_READ_ONLY"
    else:
        code = "ARCHIVE_DISK"
    return Problem(code, file=str(folder), found=error.strerror or type(error).__name__)


def _database_fault(folder: Path, cause: BaseException) -> CtsDocsError:
    """An error of PostgreSQL by its SQLSTATE; an operation without one lost its connection."""
    lost = type(cause).__name__ in _WITHOUT_CONNECTION
    state = getattr(cause, "sqlstate", None) or ("08" if lost else "")
    found = " ".join(str(cause).split())[:300]
    if state in _RETRY:
        return RetryableError(Problem("ARCHIVE_BUSY", file=str(folder), found=found))
    if state in _ALTERED:
        return RefusedError(Problem("REGISTER_SCHEMA", found=found))
    for begins, code in _BY_SQLSTATE:
        if state.startswith(begins):
            return CannotRunError(Problem(code, file=str(folder), found=found))
    return RefusedError(Problem("REGISTER_DAMAGED", file=str(folder), found=found))


def _register_fault(folder: Path, error: Exception) -> CtsDocsError:
    cause = getattr(error, "orig", None) or error
    if type(cause).__module__.startswith("psycopg"):
        return _database_fault(folder, cause)
    name = getattr(cause, "sqlite_errorname", "")
    for begins, code in _BY_SQLITE:
        if name.startswith(begins):
            return CannotRunError(Problem(code, file=str(folder), found=str(cause)))
    return RefusedError(
        Problem("REGISTER_DAMAGED", file=str(folder), found=f"{type(cause).__name__}: {cause}")
    )
