"""The command `render`: one workbook or thousands, here or on a cluster."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.options import WORKBOOKS, Common, common, common_options, json_option, output_option
from cts_docs.cli.output import say_json, tell, tell_problems
from cts_docs.errors import CannotRunError

if TYPE_CHECKING:
    from cts_docs.batch import Batch
    from cts_docs.batch.summary import Summary
    from cts_docs.cli.progress import Progress
    from cts_docs.services import Rendered

_MOST_JOBS = 64


@click.command()
@WORKBOOKS
@output_option("DIR", "Folder for the documents. 文档输出文件夹。")
@click.option("--pdf", is_flag=True, help="PDF files as well, by LibreOffice. 同时生成 PDF。")
@click.option("--only", multiple=True, metavar="NAME", help="Only this document; repeatable. 只生成该文档。")
@click.option(
    "--jobs",
    type=click.IntRange(1, _MOST_JOBS),
    default=1,
    show_default=True,
    help="Workbooks at a time. 同时处理的工作簿数。",
)
@click.option("--cluster", default="", metavar="tcp://…", help="Work on a Dask cluster. 在 Dask 集群上处理。")
@click.option("--resume", is_flag=True, help="Leave what is done and unchanged. 跳过已完成且未变的工作簿。")
@click.option(
    "--summary",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write what came of each workbook (.xlsx, .json). 写出汇总文件。",
)
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of Word templates to use. 使用该文件夹中的模板。",
)
@json_option
@common_options
@click.pass_context
def render(
    context: click.Context,
    workbooks: tuple[Path, ...],
    output: Path,
    only: tuple[str, ...],
    jobs: int,
    cluster: str,
    summary: Path | None,
    templates: Path | None,
    *,
    pdf: bool,
    resume: bool,
    as_json: bool,
) -> None:
    """生成评分表、报告和证书草稿 — Write the filled forms, the report and the certificate draft."""
    from cts_docs.batch import Batch, Workers
    from cts_docs.batch.summary_files import check_summary
    from cts_docs.cli.progress import Progress
    from cts_docs.services import RenderRequest

    said = common(context)
    if summary is not None:
        check_summary(summary, (*workbooks, *filter(None, [said.config])))
    request = RenderRequest(output=output, only=only, pdf=pdf, templates=templates, resume=resume)
    batch = Batch(workbooks, request, said.service_context(), Workers(jobs, cluster))
    progress = Progress(len(batch), said.language)
    batch.on_stopping = progress.stopping
    batch.on_connecting = partial(progress.connecting, cluster)
    sys.exit(_run(batch, progress, said, summary, as_json=as_json))


def _run(batch: Batch, progress: Progress, said: Common, path: Path | None, *, as_json: bool) -> int:
    """Render, tell how it goes, and give the exit code; the summary is written however it ends."""
    from cts_docs.batch.summary import Summary
    from cts_docs.serialization.results import serialize_rendered

    summary = Summary(said.language)
    shapes: list[object] = []
    stopped: CannotRunError | None = None
    try:
        for one in batch:
            summary.add(one)
            progress.clear()
            if as_json:
                shapes.append(serialize_rendered(one, said.language))
            _say(one, said, as_json=as_json)
            progress.step(batch.finished)
    except CannotRunError as error:
        stopped = error
    except KeyboardInterrupt:
        batch.stopped = True
        stopped = CannotRunError(batch.cancelled())
    progress.clear()
    summary.end(batch.workbooks, cancelled=batch.stopped)
    if as_json and stopped is None:
        say_json({"workbooks": shapes})
    if len(batch) > 1:
        tell(summary.sentence())
    return _code(summary, said, path, stopped)


def _code(summary: Summary, said: Common, path: Path | None, stopped: CannotRunError | None) -> int:
    """Write the summary, as the last of all, tell what stopped the batch, and give the exit code."""
    problems = () if stopped is None else stopped.problems
    if path is not None:
        from cts_docs.batch.summary_files import write_summary

        try:
            write_summary(path, summary)
        except CannotRunError as error:
            problems = (*problems, *error.problems)
    tell_problems(problems, said.language)
    counts = summary.counts
    return 2 if problems or counts["unwritten"] else int(counts["refused"] > 0)


def _say(one: Rendered, said: Common, *, as_json: bool) -> None:
    from cts_docs.cli.workbooks.output import say_rendered

    if not as_json:
        say_rendered(one, said.language)
    elif not one.ok:
        tell(one.path)
        tell_problems(one.problems, said.language)


COMMANDS = (render,)
