"""The commands that issue, and those on the archive: verify, attach, digest, repair."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.archive import export as archive_handing_out
from cts_docs.cli.archive import four_property as archive_inspecting
from cts_docs.cli.archive import move as archive_moving
from cts_docs.cli.archive import search as archive_finding
from cts_docs.cli.archive import show as archive_showing
from cts_docs.cli.archive import transitions as archive_life
from cts_docs.cli.archive.options import answering, number_argument, open_service, person_option, place_option
from cts_docs.cli.options import Day, common, common_options, json_option
from cts_docs.cli.output import plain, say, say_json, say_table, tell, tell_problems, word
from cts_docs.errors import Problem

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services import FileVerdict, Kind, Verdict, Verified
    from cts_docs.services.archive.issue import IssuedWorkbook


@click.command()
@click.argument("workbooks", nargs=-1, required=True, metavar="WORKBOOK...", type=click.Path(path_type=Path))
@place_option
@click.option("--draft", is_flag=True, help="Draft for a second person's approval. 起草，待第二人批准。")
@click.option(
    "--grant-date",
    metavar="D",
    type=Day(),
    help="Grant date where the workbook has none. 工作簿未填时的颁证日期。",
)
@person_option
@json_option
@common_options
@click.pass_context
def issue(
    context: click.Context,
    workbooks: tuple[Path, ...],
    place: Path,
    grant_date: datetime.datetime | None,
    person: str,
    *,
    draft: bool,
    as_json: bool,
) -> None:
    """编号、定稿、签发并归档 — Issue workbooks into an archive: numbered, final, kept."""
    from cts_docs.serialization.archive import serialize_issued
    from cts_docs.services.archive.issue import archive_context, issue_workbooks, open_archive

    said = common(context)
    service_context = archive_context(place, said.config)
    granted = grant_date.date() if grant_date else None
    issued: list[IssuedWorkbook] = []
    archive = open_archive(place, service_context, person)
    answers = issue_workbooks(workbooks, archive, service_context, draft=draft, granted=granted)
    try:
        for one in answers:
            issued.append(one)
            _say_issued(one, said.language, quiet=as_json)
    finally:
        # What is issued stays issued: its numbers are told also where a later workbook ends the command.
        if as_json and issued:
            say_json({"workbooks": [serialize_issued(one, said.language) for one in issued]})
    sys.exit(2 if any(one.could_not_write for one in issued) else not all(one.ok for one in issued))


@click.command()
@number_argument
@place_option
@person_option
@json_option
@common_options
@click.pass_context
def approve(context: click.Context, number: str, place: Path, person: str, *, as_json: bool) -> None:
    """批准他人起草的文件并签发 — Approve what another account drafted, and issue it."""
    from cts_docs.serialization.archive import serialize_issued
    from cts_docs.services.archive.archive import open_archive_service
    from cts_docs.services.archive.issue import approve_draft, archive_context

    said = common(context)
    service_context = archive_context(place, said.config)
    with answering(context, number, as_json=as_json):
        issued = approve_draft(
            number, open_archive_service(place, service_context, person).archive, service_context
        )
    _say_issued(issued, said.language, quiet=as_json)
    if as_json:
        say_json(serialize_issued(issued, said.language))


@click.group(name="archive")
@common_options
def archive_group() -> None:
    """查看、办理、验证与维护归档 — What was issued: its list, its life over the years, its proof."""


@archive_group.command()
@click.argument("asked", required=False, metavar="[NUMBER|FILE]")
@place_option
@click.option("--digest", "head", metavar="HEAD", help="A head kept elsewhere. 另行保存的链首。")
@click.option("--rerender", is_flag=True, help="Make the documents again and compare. 重新生成并比对。")
@json_option
@common_options
@click.pass_context
def verify(
    context: click.Context,
    asked: str | None,
    place: Path,
    head: str | None,
    *,
    rerender: bool,
    as_json: bool,
) -> None:
    """验证完整性、状态与签发者（不写入） — Is it intact, valid, and ours; writes nothing."""
    from cts_docs.serialization.archive import serialize_verification

    with answering(context, asked or "", as_json=as_json and asked is not None, otherwise={"entries": []}):
        service = open_service(context, place)
        verified = service.verify(asked, head, rerendered=rerender)
    language = common(context).language
    if as_json:
        say_json(serialize_verification(verified, language))
    else:
        _say_verified(verified, asked or "", service.archive.register.kind, language)
    sys.exit(not verified.ok)


@archive_group.command()
@number_argument
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@place_option
@person_option
@click.option("--note", default="", metavar="TEXT", help="What the file is. 说明，如“盖章扫描件”。")
@json_option
@common_options
@click.pass_context
def attach(
    context: click.Context, number: str, file: Path, place: Path, person: str, note: str, *, as_json: bool
) -> None:
    """附加签章原件的扫描件 — Add the scan of the signed or sealed original."""
    from cts_docs.serialization.archive import serialize_attachment

    with answering(context, number, as_json=as_json):
        attached = open_service(context, place, person).attach(number, file, note)
    if as_json:
        say_json(serialize_attachment(attached))
    else:
        say(plain(f"{attached.number}  {attached.path}  {attached.sha256}"))


@archive_group.command()
@place_option
@json_option
@common_options
@click.pass_context
def digest(context: click.Context, place: Path, *, as_json: bool) -> None:
    """打印链首，请另行保存 — The head of the chain, to be kept elsewhere."""
    from cts_docs.serialization.archive import serialize_digest

    found = open_service(context, place).digest()
    if as_json:
        say_json(serialize_digest(found))
    else:
        say(found.head)


@archive_group.command()
@place_option
@json_option
@common_options
@click.pass_context
def repair(context: click.Context, place: Path, *, as_json: bool) -> None:
    """完成或撤销中断的操作 — Finish or undo what a crash left."""
    from cts_docs.serialization.archive import serialize_repair

    repaired = open_service(context, place).repair()
    if as_json:
        say_json(serialize_repair(repaired))
    else:
        done = {name: str(len(getattr(repaired, name))) for name in ("finished", "undone", "indexed")}
        tell(word("REPAIR_DONE", common(context).language, **done))
        if repaired.sealed:
            tell(word("REPAIR_SEALED", common(context).language))


def _say_issued(issued: IssuedWorkbook, language: Language, *, quiet: bool) -> None:
    """What became of one workbook; on stdout only where no JSON follows."""
    if not issued.ok:
        errors = str(sum(problem.is_error for problem in issued.problems))
        tell(plain(f"{issued.path}: {word('REFUSED', language, errors=errors)}"))
    elif not quiet:
        parts = (issued.number, issued.certificate or "—", issued.package, issued.content_hash)
        say(plain("  ".join(parts)))
    tell_problems(issued.problems, language)


def _say_verified(verified: Verified, asked: str, kind: Kind, language: Language) -> None:
    if verified.entries:
        headings = ("FACT_NUMBER", "PAGE_INTACT", "FACT_STATUS", "PAGE_ISSUER")
        heading = tuple(word(code, language) for code in headings)
        say_table([heading, *(_verdict_row(one, language) for one in verified.entries)])
    for one in verified.entries:
        tell_problems(one.faults, language)
    tell_problems((*verified.chain_faults, *verified.notes), language)
    if verified.file is not None and not verified.file.number:
        tell_problems([_not_ours(verified.file, asked)], language)
    elif verified.ok:
        backup = "VERIFY_BACKUP" if kind == "sqlite" else "VERIFY_BACKUP_DATABASE"
        tell(word(backup if verified.entries else "VERIFY_NOTHING", language))
    tell(word("VERIFY_AS_OF", language, date=verified.as_of.isoformat(), head=verified.head))


def _verdict_row(verdict: Verdict, language: Language) -> tuple[str, ...]:
    intact = word("VERIFY_INTACT" if verdict.intact else "VERIFY_DAMAGED", language)
    state = word(f"STATUS_{verdict.status.upper()}", language)
    return verdict.number, intact, state, word(f"ISSUER_{verdict.issuer.upper()}", language)


def _not_ours(file: FileVerdict, asked: str) -> Problem:
    code = "FILE_CHANGED" if file.claims else "FILE_NOT_OURS"
    return Problem(code, file=asked, found=file.claims)


for room in (
    archive_showing,
    archive_finding,
    archive_life,
    archive_handing_out,
    archive_moving,
    archive_inspecting,
):
    for command in room.COMMANDS:
        archive_group.add_command(command)

COMMANDS = (issue, approve, archive_group)
