"""Confirmation of commands that cannot be undone: what they will do is shown, then the user is asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cts_docs.cli.help import option
from cts_docs.cli.output import format_problem, localized, plain, print_message, width

if TYPE_CHECKING:
    from cts_docs.messages import Language
    from cts_docs.services import EntryDetails, StatusChangeResult
    from cts_docs.services.archive.preview import IssuePreview

yes_option = option("--yes", is_flag=True, help="OPTION_YES")

Fact = tuple[str, str]
_CHANGED_FACTS = ("valid_until", "surveillance_due", "retain_until", "superseded_by")


def asks(*, yes: bool, as_json: bool) -> bool:
    """Whether a command asks first: on a terminal, unless `--yes` or `--json` was given."""
    return not yes and not as_json and sys.stdin.isatty() and sys.stderr.isatty()


def confirm(title: str, facts: Sequence[Sequence[Fact]], final: str, language: Language) -> None:
    """Show what will happen and what is final, and ask; ends the command with 1 where the answer is no.

    `title` and `final` are codes of the catalogue; `facts` are the lines of each audit or entry.
    """
    print_message(localized(title, language))
    for lines in facts:
        widest = max(width(label) for label, _ in lines)
        for label, value in lines:
            print_message(plain(f"  {label}{' ' * (widest - width(label))}  {value}"))
        print_message("")
    print_message(localized(final, language))
    if not click.confirm(localized("CONFIRM_CONTINUE", language), err=True):
        print_message(localized("CONFIRM_DECLINED", language))
        sys.exit(1)


def issue_facts(preview: IssuePreview, language: Language) -> Iterator[Fact]:
    """What issuing, drafting or approving an audit would do, line by line."""
    yield localized("CONFIRM_WORKBOOK", language), preview.path
    if preview.facts is None or not preview.ok:
        errors = str(sum(problem.is_error for problem in preview.problems))
        yield localized("CONFIRM_RESULT", language), localized("REFUSED", language, errors=errors)
        return
    facts, nothing = preview.facts, localized("CONFIRM_NO_CERTIFICATE", language)
    dates = (facts.granted, facts.valid_until)
    granted, until = ("—" if date is None else date.isoformat() for date in dates)
    yield localized("FACT_CLIENT", language), facts.client
    yield localized("FACT_AUDIT_TYPE", language), facts.audit_type
    yield localized("FACT_GRADE_NAME", language), facts.grade_name or "—"
    yield localized("FACT_NUMBER", language), preview.number
    yield localized("FACT_CERTIFICATE", language), preview.certificate or nothing
    yield localized("FACT_GRANTED", language), granted
    yield localized("FACT_VALID_UNTIL", language), until
    for problem in preview.problems:
        _, message, *_ = format_problem(problem, language, commands=False)
        yield localized("WORD_WARNING", language), message.strip()


def change_facts(change: StatusChangeResult, shown: EntryDetails, language: Language) -> Iterator[Fact]:
    """What a status change would do to an entry, line by line."""
    entry = shown.entry
    before, after = (localized(f"STATUS_{one.upper()}", language) for one in (change.before, change.after))
    yield localized("CONFIRM_CHANGE", language), localized(f"LIFE_{change.transition.upper()}", language)
    yield localized("FACT_CLIENT", language), entry["client"]
    yield localized("FACT_GRADE_NAME", language), entry["grade_name"] or "—"
    yield localized("FACT_NUMBER", language), change.number
    yield localized("FACT_CERTIFICATE", language), entry["certificate"] or "—"
    yield localized("FACT_STATUS", language), f"{before} → {after}"
    yield localized("CONFIRM_DATE", language), change.date.isoformat()
    for key in _CHANGED_FACTS:
        if key in change.changed and change.changed[key] != entry[key]:
            values = f"{entry[key] or '—'} → {change.changed[key] or '—'}"
            yield localized(f"FACT_{key.upper()}", language), values
