"""The command `cts-docs` itself: its commands, its exit codes, and its last line of defence."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from cts_docs.cli.commands import Rooms
from cts_docs.cli.options import Common, asked_language, common_options, spoken_language
from cts_docs.errors import CannotRunError, CtsDocsError, Problem
from cts_docs.messages import Language

DONE, FALLS_SHORT, CANNOT_RUN = 0, 1, 2


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="cts-docs", prog_name="cts-docs")
@common_options
def cts_docs() -> None:
    """From a filled score workbook to the formal paperwork of a service certification.

    由填好的评分工作簿生成服务认证的评分表、审核报告和证书草稿。
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command line and exit: 0 done, 1 the input falls short, 2 the command could not run.

    An internal fault ends with 2 and a line that says where to report it.
    """
    _speak_utf8()
    said = sys.argv[1:] if arguments is None else arguments
    common = Common(spoken_language(), asked=asked_language(said))
    try:
        cts_docs.main(arguments, prog_name="cts-docs", obj=common)
    except CtsDocsError as error:
        _tell(error.problems, common.language)
        sys.exit(CANNOT_RUN if isinstance(error, CannotRunError) else FALLS_SHORT)
    except OSError as error:
        found = error.strerror or str(error)
        _tell([Problem("SYSTEM_REFUSED", file=str(error.filename or "—"), found=found)], common.language)
        sys.exit(CANNOT_RUN)
    except Exception as error:  # noqa: BLE001 - no traceback may reach a user, whatever went wrong
        _tell([_fault(error)], common.language)
        sys.exit(CANNOT_RUN)
    sys.exit(DONE)


def _tell(problems: Sequence[Problem], language: Language) -> None:
    # Loaded here: where nothing is wrong, nothing has to be said.
    from cts_docs.cli.output import tell_problems

    tell_problems(problems, language)


def _fault(error: Exception) -> Problem:
    """An internal fault by its kind and the place in the program, without any content of a file."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-3:]))
    return Problem("INTERNAL_FAULT", found=f"{type(error).__name__}, {place}")


def _speak_utf8() -> None:
    """Answer in UTF-8 under every locale; what has no UTF-8 form is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
