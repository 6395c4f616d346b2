"""The command `render`: one workbook or thousands, here or on a cluster."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.help import command, option
from cts_docs.cli.options import WORKBOOKS, Common, common, common_options, json_option, output_option
from cts_docs.cli.output import print_json, print_message, print_problems
from cts_docs.errors import CannotRunError

if TYPE_CHECKING:
    from cts_docs.batch import Batch
    from cts_docs.batch.summary import Summary
    from cts_docs.cli.progress import Progress
    from cts_docs.services import Rendered

_MOST_JOBS = 64


@command(help="HELP_RENDER")
@WORKBOOKS
@output_option("METAVAR_DIR", "OPTION_RENDER_OUTPUT")
@option("--pdf", is_flag=True, help="OPTION_PDF")
@option("--only", multiple=True, metavar="METAVAR_NAME", help="OPTION_ONLY")
@option(
    "--jobs",
    type=click.IntRange(1, _MOST_JOBS),
    metavar="METAVAR_COUNT",
    default=1,
    show_default=True,
    help="OPTION_JOBS",
)
@option("--cluster", default="", metavar="METAVAR_ADDRESS", help="OPTION_CLUSTER")
@option("--resume", is_flag=True, help="OPTION_RESUME")
@option("--overwrite", is_flag=True, help="OPTION_OVERWRITE")
@option(
    "--summary",
    metavar="METAVAR_FILE",
    type=click.Path(path_type=Path),
    help="OPTION_SUMMARY",
)
@option(
    "--templates",
    metavar="METAVAR_DIR",
    type=click.Path(path_type=Path),
    help="OPTION_TEMPLATES",
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
    overwrite: bool,
    as_json: bool,
) -> None:
    """Render the documents of workbooks."""
    from cts_docs.batch import Batch, Workers
    from cts_docs.batch.summary_files import check_summary
    from cts_docs.cli.progress import Progress
    from cts_docs.services import RenderRequest, document_name

    options = common(context)
    if summary is not None:
        check_summary(summary, (*workbooks, *filter(None, [options.config])))
    request = RenderRequest(
        output=output,
        only=tuple(map(document_name, only)),
        pdf=pdf,
        templates=templates,
        resume=resume,
        overwrite=overwrite,
    )
    batch = Batch(workbooks, request, options.service_context(), Workers(jobs, cluster))
    progress = Progress(len(batch), options.language)
    batch.on_stopping = progress.stopping
    batch.on_connecting = partial(progress.connecting, cluster)
    sys.exit(_run(batch, progress, options, summary, as_json=as_json))


def _run(batch: Batch, progress: Progress, options: Common, path: Path | None, *, as_json: bool) -> int:
    """Render with progress and return the exit code; the summary is written however it ends."""
    from cts_docs.batch.summary import Summary
    from cts_docs.cli.progress import shown_steps
    from cts_docs.serialization.results import serialize_rendered

    summary = Summary(options.language)
    shapes: list[object] = []
    stopped: CannotRunError | None = None
    try:
        # Many workbooks have the progress of the batch; one has that of its PDF files.
        with shown_steps(options.language, hidden=as_json or len(batch) > 1) as clear:
            for one in batch:
                clear()
                summary.add(one)
                progress.clear()
                if as_json:
                    shapes.append(serialize_rendered(one, options.language))
                _print_answer(one, options, as_json=as_json)
                progress.step(batch.finished)
    except CannotRunError as error:
        stopped = error
    except KeyboardInterrupt:
        batch.stopped = True
        stopped = CannotRunError(batch.cancelled())
    progress.clear()
    summary.end(batch.workbooks, cancelled=batch.stopped)
    if as_json and stopped is None:
        print_json({"workbooks": shapes})
    if len(batch) > 1:
        print_message(summary.sentence())
    return _code(summary, options, path, stopped)


def _code(summary: Summary, options: Common, path: Path | None, stopped: CannotRunError | None) -> int:
    """Write the summary, print what stopped the batch, and return the exit code."""
    problems = () if stopped is None else stopped.problems
    if path is not None:
        from cts_docs.batch.summary_files import write_summary

        try:
            write_summary(path, summary)
        except CannotRunError as error:
            problems = (*problems, *error.problems)
    print_problems(problems, options.language)
    counts = summary.counts
    return 2 if problems or counts["unwritten"] or summary.internal_fault else int(counts["refused"] > 0)


def _print_answer(one: Rendered, options: Common, *, as_json: bool) -> None:
    from cts_docs.cli.workbooks.output import print_rendered

    if not as_json:
        print_rendered(one, options.language)
    elif not one.ok:
        print_message(one.path)
        print_problems(one.problems, options.language)


COMMANDS = (render,)
