"""The command `cts-docs` itself: its commands, its exit codes, and what happens when something fails."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from cts_docs.cli.commands import LazyGroup
from cts_docs.cli.help import Option
from cts_docs.cli.language import current_language, requested_language, use_language
from cts_docs.cli.options import Common, common_options
from cts_docs.errors import CannotRunError, CtsDocsError, Problem, internal_fault

DONE, FALLS_SHORT, CANNOT_RUN = 0, 1, 2
_CHINESE = "评分"


@click.group(
    cls=LazyGroup,
    help="HELP_CTS_DOCS",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    package_name="cts-docs",
    prog_name="cts-docs",
    message="%(prog)s %(version)s",
    cls=Option,
    help="OPTION_VERSION",
)
@common_options
def cts_docs() -> None:
    """The whole command line."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command line and exit: 0 done, 1 the input falls short, 2 the command could not run.

    An internal fault ends with 2 and a line that says where to report it.
    """
    _choose_encoding()
    use_language(requested_language(sys.argv[1:] if arguments is None else arguments))
    try:
        cts_docs.main(arguments, prog_name="cts-docs", obj=Common())
    except CtsDocsError as error:
        _print_problems(error.problems)
        sys.exit(CANNOT_RUN if isinstance(error, CannotRunError) else FALLS_SHORT)
    except OSError as error:
        found = error.strerror or str(error)
        _print_problems([Problem("SYSTEM_REFUSED", file=str(error.filename or "—"), found=found)])
        sys.exit(CANNOT_RUN)
    except Exception as error:  # noqa: BLE001 - no traceback may reach a user, whatever went wrong
        _print_problems([internal_fault(error)])
        sys.exit(CANNOT_RUN)
    sys.exit(DONE)


def _print_problems(problems: Sequence[Problem]) -> None:
    # Loaded here: where nothing is wrong, no message is needed.
    from cts_docs.cli.output import print_problems

    print_problems(problems, current_language())


def _choose_encoding() -> None:
    """Keep the encoding of the terminal where it can show Chinese (UTF-8, GBK), else use UTF-8.

    What has no form in the encoding is shown escaped.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if _shows_chinese(stream.encoding) else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _shows_chinese(encoding: str) -> bool:
    try:
        _CHINESE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
