"""The command `serve`: the page in the browser. The only module that imports both `cli` and `web`."""

from __future__ import annotations

from pathlib import Path

import click

from cts_docs.cli.archive.options import open_for_writing
from cts_docs.cli.help import command, option
from cts_docs.cli.options import common, common_options
from cts_docs.cli.output import localized, print_message
from cts_docs.errors import CannotRunError, Problem

_PACKAGES = ("PIL", "pypdfium2", "python_multipart", "starlette", "uvicorn")


@command(help="HELP_SERVE")
@option("--host", default="127.0.0.1", show_default=True, metavar="METAVAR_HOST", help="OPTION_HOST")
@option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="METAVAR_PORT",
    default=8765,
    show_default=True,
    help="OPTION_PORT",
)
@option(
    "--archive",
    "place",
    metavar="METAVAR_PLACE",
    type=click.Path(path_type=Path),
    help="OPTION_ARCHIVE",
)
@option("--open", "opens", is_flag=True, help="OPTION_OPEN")
@common_options
@click.pass_context
def serve(context: click.Context, host: str, port: int, place: Path | None, *, opens: bool) -> None:
    """Serve the page until interrupted."""
    try:
        from cts_docs.web.serving import open_address, serve_page
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _PACKAGES:
            raise
        raise CannotRunError(Problem("SERVE_EXTRA_MISSING", found=error.name)) from error
    options = common(context)
    archive = None if place is None else open_for_writing(context, place)
    service_context = options.service_context() if archive is None else archive.context
    address = open_address(host, port, service_context)

    def announce(url: str) -> None:
        print_message(localized("SERVE_READY", options.language, url=url))
        if opens:
            click.launch(url)

    serve_page(address, service_context, place, announce)


COMMANDS = (serve,)
