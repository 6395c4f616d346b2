"""Nonconformities: known clauses, dates of closing, accepted actions, and the checklist of 4.2.2."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cts_docs.assessment.model import (
    AGREED,
    CLOSED,
    FAILED,
    MINOR,
    NOT_APPLICABLE,
    OPEN,
    PASSED,
    Assessment,
    Nonconformity,
)
from cts_docs.assessment.rules.violation import Violation
from cts_docs.errors import Problem
from cts_docs.specification.model import Block, Specification
from cts_docs.specification.requirements import requirements

_STANDARD = re.compile(r"(?:[A-Z]{1,6}(?:[/-][A-Z]{1,6})+|[A-Z]{2,6})[ ]?(?:GUIDE )?[0-9]{2}")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_BETWEEN_CLAUSES = re.compile(r"[、,;\n]")
_FIRST_APPENDIX = re.compile(r"附[录件] ?1(?![0-9])")
_WORDS_BEFORE_A_NUMBER = re.compile(r"附[录件] ?[0-9]|条款|第|《|\s+")


def violations(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    """Faults of the rows of nonconformities, and items of 4.2.2 found 不符合 beside a positive conclusion."""
    known = clause_numbers(specification)
    for row, item in enumerate(assessment.nonconformities, 1):
        if item.clause is not None and not _is_known(specification, known, item.clause):
            values = {"expected": _examples(specification)}
            key = f"nonconformity_clauses[{row}]"
            problem = Problem("NONCONFORMITY_CLAUSE", field=key, found=item.clause, values=values)
            yield Violation(problem, None)
        yield from _closed_date(assessment, item, row)
        yield from _minor_at_decision(assessment, item, row)
    yield from _checklist(specification, assessment)


def clause_numbers(specification: Specification) -> frozenset[str]:
    """Every number that a nonconformity may name.

    The clauses of the chapters that hold criteria and method (4 and 5 of TBSC034), characteristics,
    indicators, chapters and clauses of the management requirements, and the clauses of Appendix 4.
    """
    method = specification.method
    chapters = {clause.split(".")[0] for clause in (method.specific, method.service, method.grade)}
    text = [number for block in specification.text if (number := _number(block)).split(".")[0] in chapters]
    return frozenset(
        (
            *text,
            *(number for block in specification.appendix4.blocks if (number := _number(block))),
            *(part.id for part in specification.appendix1.characteristics),
            *(indicator.id for indicator in specification.indicators),
            *(chapter.id for chapter in specification.chapters),
            *(clause.id for clause in specification.clauses),
        )
    )


def checklist_items(specification: Specification, clause: str) -> frozenset[str]:
    """The items of 4.2.2 that the clause of a nonconformity names: `4.2.2 2.3` names item 2.3.

    In a list the number of the clause may stand once: `4.2.2 2.1、2.3` names both.
    """
    items = {block.checklist for block in specification.checklist}
    named: set[str] = set()
    within = False
    for part in clause_parts(specification, clause):
        numbers = _NUMBER.findall(part)
        within = within or specification.method.specific in numbers[:1]
        named |= items & set(numbers) if within else set()
    return frozenset(named)


def criterion(specification: Specification, clause: str) -> tuple[str, ...]:
    """The texts of the specification that the clause of a nonconformity names, below their appendix.

    `4.2.2 2.3` names an item of 4.2.2, `附录 1 2.1` an indicator, `3.1.1-2` a sub-item of Appendix 4, and
    any other number a clause of Appendix 4 or, where that has none, of the specification's own text. A
    standard is not quoted.
    """
    items = checklist_items(specification, clause)
    if items:
        return tuple(block.text for block in specification.checklist if block.checklist in items)
    found: list[str] = []
    for entered in _BETWEEN_CLAUSES.split(unicodedata.normalize("NFKC", clause)):
        for part in clause_parts(specification, entered):
            if _first_number(part) and not _STANDARD.match(part):
                found += _quoted(specification, part, indicator=bool(_FIRST_APPENDIX.search(entered)))
    return tuple(found)


def _quoted(specification: Specification, part: str, *, indicator: bool) -> Iterator[str]:
    number = _first_number(part)
    if indicator:
        for each in (each for each in specification.indicators if each.id == number):
            yield from (specification.appendix1.label, each.heading, each.criterion)
        return
    of_appendix, own = specification.appendix4.blocks, specification.text
    sub_item = [each.block for each in requirements(specification) if "-" in part and each.id == part.lower()]
    quoted = sub_item or specification.requirement(number) or _below(of_appendix, number)
    yield from (specification.appendix4.label,) if quoted else ()
    yield from (block.text for block in quoted or _below(own, number) if block.text)


def _below(blocks: tuple[Block, ...], number: str) -> list[Block]:
    """The blocks of a clause by its printed number, those of its sub-clauses included."""
    found: list[Block] = []
    within = False
    for block in blocks:
        if printed := _number(block):
            within = printed == number or printed.startswith(f"{number}.")
        if within:
            found.append(block)
    return found


def _examples(specification: Specification) -> str:
    """A clause and an item of 4.2.2 as a nonconformity names them; an indicator where no clause is scored."""
    items = [f"{specification.method.specific} {block.checklist}" for block in specification.checklist[-1:]]
    numbers = [clause.id for clause in specification.clauses] or [
        each.id for each in specification.indicators
    ]
    return " / ".join((numbers[-1], *items))


def _number(block: Block) -> str:
    """The number of a clause or heading, empty for any other paragraph."""
    found = _NUMBER.match(block.text) if block.style.startswith(("heading", "clause")) else None
    return found[0] if found else ""


def clause_parts(specification: Specification, clause: str) -> Iterator[str]:
    """The clauses that a cell lists, without the specification's number and words such as 附录 4."""
    text = unicodedata.normalize("NFKC", clause).upper()
    text = text.replace(specification.control.number.upper(), "").replace(specification.id.upper(), "")
    for part in _BETWEEN_CLAUSES.split(text):
        yield _WORDS_BEFORE_A_NUMBER.sub(" ", part).strip()


def _is_known(specification: Specification, known: frozenset[str], clause: str) -> bool:
    parts = [part for part in clause_parts(specification, clause) if part]
    found = [bool(_STANDARD.match(part)) or _first_number(part) in known for part in parts]
    return bool(found) and all(found)


def _first_number(part: str) -> str:
    found = _NUMBER.match(part)
    return found[0] if found else ""


def _closed_date(assessment: Assessment, item: Nonconformity, row: int) -> Iterator[Violation]:
    """A nonconformity is closed from the start of the audit on, and before or on the day of the decision."""
    start, decision = assessment.date("audit_start"), assessment.date("decision_date")
    closed = item.closed_date
    if closed is None:
        return
    if item.status == OPEN:
        values = {"number": item.number or f"#{row}", "expected": CLOSED}
        key = f"nonconformity_statuses[{row}]"
        yield Violation(Problem("NONCONFORMITY_OPEN_WITH_DATE", field=key, found=OPEN, values=values), None)
        return
    if (start is not None and closed < start) or (decision is not None and closed > decision):
        values = {"number": item.number or f"#{row}", "expected": f"{start or '…'} – {decision or '…'}"}
        key = f"nonconformity_closed_dates[{row}]"
        problem = Problem("NONCONFORMITY_CLOSED_DATE", field=key, found=closed.isoformat(), values=values)
        yield Violation(problem, "issue")


def _minor_at_decision(assessment: Assessment, item: Nonconformity, row: int) -> Iterator[Violation]:
    """An open minor one needs an accepted action with a due date; layout 1 has no cells to record them."""
    open_minor = item.severity == MINOR and item.status == OPEN
    if not open_minor or item.has_accepted_action or assessment.text("decision") != AGREED:
        return
    recordable = assessment.layout >= 2
    key = f"nonconformity_accepted[{row}]" if recordable else f"nonconformity_statuses[{row}]"
    problem = Problem(
        "MINOR_WITHOUT_ACTION", field=key, found=OPEN, values={"number": item.number or f"#{row}"}
    )
    yield Violation(problem, "issue" if recordable else None)


def _checklist(specification: Specification, assessment: Assessment) -> Iterator[Violation]:
    """An item 不符合 beside the conclusion 符合 needs a settled nonconformity; an item 不适用 a note."""
    for finding in assessment.checklist:
        if finding.result == NOT_APPLICABLE and finding.note is None:
            values = {"clause": specification.method.specific, "item": finding.id}
            key = f"checklist_notes[{finding.id}]"
            yield Violation(Problem("CHECKLIST_NOT_APPLICABLE", field=key, values=values), None)
    if assessment.text("management_conformity") != PASSED:
        return
    settled = {
        item
        for each in assessment.nonconformities
        if _is_settled(assessment, each)
        for item in checklist_items(specification, each.clause or "")
    }
    for finding in assessment.checklist:
        if finding.result == FAILED and finding.id not in settled:
            values = {"clause": specification.method.specific, "item": finding.id}
            key = f"checklist_results[{finding.id}]"
            yield Violation(Problem("CHECKLIST_FAILED", field=key, found=FAILED, values=values), "issue")


def _is_settled(assessment: Assessment, item: Nonconformity) -> bool:
    """Closed, or minor with an accepted action; layout 1 has no cells to record the action."""
    if item.status == CLOSED:
        return True
    return item.severity == MINOR and (item.has_accepted_action or assessment.layout < 2)
