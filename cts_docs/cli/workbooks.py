"""The commands on score workbooks: new, check, score, render."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.options import common, common_options, json_option
from cts_docs.cli.speech import say_json, tell, tell_problems, word

if TYPE_CHECKING:
    from cts_docs.assessment.fields import Stage

_STAGES = ("score", "render", "issue")
_WORKBOOKS = click.argument(
    "workbooks", nargs=-1, required=True, metavar="WORKBOOK...", type=click.Path(path_type=Path)
)
_MOST_EVALUATORS = 500


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE.xlsx",
    type=click.Path(path_type=Path),
    help="Where to write it. 写到哪里。",
)
@click.option(
    "--evaluators",
    type=click.IntRange(1, _MOST_EVALUATORS),
    default=5,
    show_default=True,
    help="Number of evaluation form columns. 测评表的列数。",
)
@click.option("--spec", "identifier", metavar="ID", help="Specification to use. 所用技术规范。")
@click.option("--force", is_flag=True, help="Replace an existing file. 覆盖已有文件。")
@common_options
@click.pass_context
def new(
    context: click.Context, output: Path, evaluators: int, identifier: str | None, *, force: bool
) -> None:
    """生成空白评分工作簿 — Write a blank score workbook."""
    from cts_docs.actions import new_workbook

    said = common(context)
    new_workbook(output, said.office(), evaluators=evaluators, identifier=identifier, replace=force)
    tell(word("NEW_DONE", said.language, file=str(output)))


@click.command()
@_WORKBOOKS
@click.option(
    "--for",
    "stage",
    type=click.Choice(_STAGES),
    default="render",
    show_default=True,
    help="What the workbook shall be good enough for. 检查到哪个阶段。",
)
@click.option(
    "--annotate",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for copies with the problems marked. 存放标出问题的副本的文件夹。",
)
@json_option
@common_options
@click.pass_context
def check(
    context: click.Context, workbooks: tuple[Path, ...], stage: Stage, folder: Path | None, *, as_json: bool
) -> None:
    """逐格列出工作簿的全部问题 — Name every problem of workbooks, by cell."""
    from cts_docs.actions import annotate_workbooks, check_workbooks
    from cts_docs.actions.shapes import checked_shape
    from cts_docs.cli.answers import say_checked

    said = common(context)
    checked = check_workbooks(workbooks, stage, said.office())
    copies = annotate_workbooks(checked, folder, said.language) if folder is not None else None
    if as_json:
        say_json({"workbooks": [checked_shape(one, said.language, copies) for one in checked]})
    else:
        say_checked(checked, said.language)
    for copy in (copies or {}).values():
        tell(word("ANNOTATE_DONE", said.language, file=str(copy)))
    sys.exit(not all(one.ok for one in checked))


@click.command()
@_WORKBOOKS
@json_option
@common_options
@click.pass_context
def score(context: click.Context, workbooks: tuple[Path, ...], *, as_json: bool) -> None:
    """计算得分、管理成熟度等级与认证级别 — Scores, maturity level and grade."""
    from cts_docs.actions import score_workbooks
    from cts_docs.actions.shapes import scored_shape
    from cts_docs.cli.answers import say_scored

    said = common(context)
    scored = score_workbooks(workbooks, said.office())
    if as_json:
        say_json({"workbooks": [scored_shape(one, said.language) for one in scored]})
    else:
        say_scored(scored, said.language)
    sys.exit(not all(one.ok for one in scored))


@click.command()
@_WORKBOOKS
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the documents. 文档输出文件夹。",
)
@click.option("--pdf", is_flag=True, help="PDF files as well, by LibreOffice. 同时生成 PDF。")
@click.option("--only", multiple=True, metavar="NAME", help="Only this document; repeatable. 只生成该文档。")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Workbooks at a time. 同时处理的工作簿数。",
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
    templates: Path | None,
    *,
    pdf: bool,
    as_json: bool,
) -> None:
    """生成评分表、报告和证书草稿 — Write the filled forms, the report and the certificate draft."""
    from cts_docs.actions import Order
    from cts_docs.actions.shapes import rendered_shape
    from cts_docs.batch import render_workbooks
    from cts_docs.cli.answers import say_rendered

    said = common(context)
    order = Order(output=output, only=only, pdf=pdf, templates=templates)
    rendered = []
    for one in render_workbooks(workbooks, order, said.office(), jobs):
        rendered.append(one)
        if not as_json:
            say_rendered(one, said.language)
        elif not one.ok:
            tell(one.path)
            tell_problems(one.problems, said.language)
    if as_json:
        say_json({"workbooks": [rendered_shape(one, said.language) for one in rendered]})
    sys.exit(2 if any(one.could_not_write for one in rendered) else not all(one.ok for one in rendered))


COMMANDS = (new, check, score, render)
