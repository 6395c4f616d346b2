"""The commands that put audits into an archive: issue, approve, attach."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cts_docs.cli.archive.confirmation import asks, change_facts, confirm, issue_facts, yes_option
from cts_docs.cli.archive.options import (
    answering,
    number_argument,
    open_for_writing,
    person_option,
    place_option,
)
from cts_docs.cli.archive.transitions import print_notice, status_change_line
from cts_docs.cli.help import argument, command, option
from cts_docs.cli.options import WORKBOOKS, Day, common, common_options, is_verbose, json_option
from cts_docs.cli.output import (
    exit_code,
    localized,
    plain,
    print_json,
    print_line,
    print_message,
    print_problems,
)
from cts_docs.errors import CannotRunError, Problem

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services.archive.archive import ArchiveService
    from cts_docs.services.archive.issue import IssuedWorkbook, IssueOptions


@command(help="HELP_ISSUE")
@WORKBOOKS
@place_option
@option("--draft", is_flag=True, help="OPTION_DRAFT")
@option(
    "--grant-date",
    metavar="METAVAR_DATE",
    type=Day(),
    help="OPTION_GRANT_DATE",
)
@option("--again", is_flag=True, help="OPTION_AGAIN")
@option("--reason", default="", metavar="METAVAR_TEXT", help="OPTION_AGAIN_REASON")
@yes_option
@person_option
@json_option
@common_options
@click.pass_context
def issue(
    context: click.Context,
    workbooks: tuple[Path, ...],
    place: Path,
    grant_date: datetime.datetime | None,
    reason: str,
    person: str,
    *,
    draft: bool,
    again: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Issue workbooks into an archive, or draft them for approval."""
    from cts_docs.cli.progress import shown_steps
    from cts_docs.serialization.archive import serialize_issued
    from cts_docs.services.archive.issue import IssueOptions, issue_workbooks

    options = common(context)
    if again is not bool(reason.strip()):
        raise CannotRunError(Problem("AGAIN_WITHOUT_REASON"))
    service = open_for_writing(context, place, person)
    how = IssueOptions(draft, grant_date.date() if grant_date else None, reason)
    if asks(yes=yes, as_json=as_json):
        _confirm_issue(workbooks, service, how, options.language)
    issued: list[IssuedWorkbook] = []
    answers = issue_workbooks(workbooks, service.archive, service.context, how)
    try:
        with shown_steps(options.language, hidden=as_json) as clear:
            for one in answers:
                clear()
                issued.append(one)
                if not as_json:
                    _print_issued(one, options.language, draft=draft)
                _print_refusal(one, options.language)
    finally:
        # What is issued stays issued: print its numbers even where a later workbook ends the command.
        if as_json and issued:
            print_json({"workbooks": [serialize_issued(one, options.language) for one in issued]})
    sys.exit(2 if any(one.could_not_write for one in issued) else exit_code(issued))


@command(help="HELP_APPROVE")
@number_argument
@place_option
@yes_option
@person_option
@json_option
@common_options
@click.pass_context
def approve(
    context: click.Context, number: str, place: Path, person: str, *, yes: bool, as_json: bool
) -> None:
    """Approve what another account drafted or proposed: issue the draft, or apply the status change."""
    from cts_docs.cli.progress import shown_steps
    from cts_docs.serialization.archive import serialize_issued
    from cts_docs.services.archive.issue import approve_draft

    options = common(context)
    with answering(context, number, as_json=as_json):
        service = open_for_writing(context, place, person)
        if service.show(number).proposed is not None:
            if asks(yes=yes, as_json=as_json):
                _confirm_proposed(service, number, options.language)
            _approve_status_change(service, number, options.language, as_json=as_json)
            return
        if asks(yes=yes, as_json=as_json):
            _confirm_approval(service, number, options.language)
        with shown_steps(options.language, hidden=as_json):
            issued = approve_draft(number, service.archive, service.context)
    if as_json:
        print_json(serialize_issued(issued, options.language))
    else:
        _print_issued(issued, options.language)
    _print_refusal(issued, options.language)


@command(help="HELP_ARCHIVE_ATTACH")
@number_argument
@argument("file", metavar="METAVAR_FILE", help="ARGUMENT_ATTACHED_FILE", type=click.Path(path_type=Path))
@place_option
@person_option
@option("--note", default="", metavar="METAVAR_TEXT", help="OPTION_NOTE")
@option("--preserves", default="", metavar="METAVAR_FILE", help="OPTION_PRESERVES")
@json_option
@common_options
@click.pass_context
def attach(
    context: click.Context,
    number: str,
    file: Path,
    place: Path,
    person: str,
    note: str,
    preserves: str,
    *,
    as_json: bool,
) -> None:
    """Attach a file, such as the scan of the signed original, to an entry."""
    from cts_docs.serialization.archive import serialize_attachment

    with answering(context, number, as_json=as_json):
        attached = open_for_writing(context, place, person).attach(number, file, note, preserves)
    language = common(context).language
    print_problems(tuple(attached.warnings()), language)
    if as_json:
        print_json(serialize_attachment(attached))
    else:
        values = {"number": attached.number, "file": file.name, "path": str(attached.path)}
        hash_ = attached.sha256 if is_verbose() else ""
        print_line(plain(localized("ATTACHED", common(context).language, hash=hash_, **values)))


def _confirm_issue(
    workbooks: tuple[Path, ...], service: ArchiveService, how: IssueOptions, language: Language
) -> None:
    from cts_docs.services.archive.preview import preview_issue

    previews = preview_issue(workbooks, service.archive, service.context, how)
    if any(one.ok for one in previews):
        facts = [list(issue_facts(one, language)) for one in previews]
        title, final = ("DRAFT", "CONFIRM_FINAL_DRAFT") if how.draft else ("ISSUE", "CONFIRM_FINAL_ISSUE")
        confirm(f"CONFIRM_{title}", facts, final, language)


def _confirm_approval(service: ArchiveService, number: str, language: Language) -> None:
    from cts_docs.services.archive.preview import preview_approval

    preview = preview_approval(number, service.archive, service.context)
    if preview.ok:
        facts = [list(issue_facts(preview, language))]
        confirm("CONFIRM_APPROVE", facts, "CONFIRM_FINAL_ISSUE", language)


def _confirm_proposed(service: ArchiveService, number: str, language: Language) -> None:
    shown = service.show(number)
    if shown.proposed is not None:
        change = shown.proposed.change
        preview = service.preview_status_change(
            number, change.transition, change.reason, change.date, change.by
        )
        facts = [list(change_facts(preview, shown, language))]
        confirm("CONFIRM_STATUS_CHANGE", facts, "CONFIRM_FINAL_STATUS_CHANGE", language)


def _approve_status_change(
    service: ArchiveService, number: str, language: Language, *, as_json: bool
) -> None:
    from cts_docs.serialization.archive import serialize_status_change

    changed = service.approve_status_change(number)
    if as_json:
        print_json(serialize_status_change(changed, language))
    else:
        print_line(status_change_line(changed, language))
    print_problems(changed.warnings, language)
    if changed.notice is not None:
        print_notice(changed.notice, language)


def _print_issued(issued: IssuedWorkbook, language: Language, *, draft: bool = False) -> None:
    """A sentence on what was issued or drafted; nothing where it was refused."""
    if issued.ok:
        values = {
            "number": issued.number,
            "certificate": issued.certificate or "",
            "package": issued.package,
            "hash": issued.content_hash if is_verbose() else "",
        }
        print_line(plain(localized("DRAFTED" if draft else "ISSUED", language, **values)))


def _print_refusal(issued: IssuedWorkbook, language: Language) -> None:
    """What is wrong with a workbook, on stderr."""
    if not issued.ok:
        errors = str(sum(problem.is_error for problem in issued.problems))
        print_message(plain(f"{issued.path}: {localized('REFUSED', language, errors=errors)}"))
    print_problems(issued.problems, language)


COMMANDS = (issue, approve)
