"""The command `serve`: the page, where its programs are installed. The one place that joins both faces."""

from __future__ import annotations

from pathlib import Path

import click

from cts_docs.cli.options import common, common_options
from cts_docs.cli.output import tell, word
from cts_docs.errors import CannotRunError, Problem

_PACKAGES = ("PIL", "pypdfium2", "python_multipart", "starlette", "uvicorn")


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="H", help="Address to listen at. 监听地址。"
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port; 0 for any free one. 端口；0 为任一空闲端口。",
)
@click.option(
    "--archive",
    "place",
    metavar="PLACE",
    type=click.Path(path_type=Path),
    help="The archive's folder. 归档文件夹。",
)
@common_options
@click.pass_context
def serve(context: click.Context, host: str, port: int, place: Path | None) -> None:
    """在本机浏览器中完成全部工作 — The whole job on a local page."""
    from cts_docs.services.archive.issue import archive_context

    try:
        from cts_docs.web.serving import open_address, serve_page
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _PACKAGES:
            raise
        raise CannotRunError(Problem("SERVE_EXTRA_MISSING", found=error.name)) from error
    said = common(context)
    service_context = archive_context(place, said.config) if place is not None else said.service_context()
    address = open_address(host, port, service_context)
    serve_page(address, service_context, place, lambda url: tell(word("SERVE_READY", said.language, url=url)))


COMMANDS = (serve,)
