"""A sibling or the next revision of a specification, made from the text of its data file.

Only values are replaced in the text, so comments and layout survive. The edited text is loaded
again and its control block compared with the intended one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cts_docs.errors import Problem, RefusedError
from cts_docs.specification.loader import from_tables
from cts_docs.specification.loading.toml_syntax import parse
from cts_docs.specification.model import DRAFT, PENDING, Control, Revision, Specification

_CONTROL = re.compile(r"(?m)^\[control\][^\n]*\n(?:(?!\[)[^\n]*\n?)*")
_REVISIONS = re.compile(r"(?m)^\[\[revisions\]\][^\n]*\n(?:(?!\[)[^\n]*\n?)*")
_ID = re.compile(r"(?m)^id\s*=\s*(?:\"[^\"\n]*\"|'[^'\n]*')")


@dataclass(frozen=True, slots=True)
class Derivation:
    """The control data of the new document; an empty text keeps the value of the old one.

    `service` replaces the old service's name wherever it occurs, `number` the old number.
    Persons and dates are never carried over: they approved another document.
    `what` is the entry of the revision record, for a revision of the same document.
    """

    service: str = ""
    number: str = ""
    version: str = ""
    body: str = ""
    issue_date: str = PENDING
    effective_date: str = PENDING
    prepared_by: str = PENDING
    reviewed_by: str = PENDING
    approved_by: str = PENDING
    status: str = f"（ {DRAFT} ）"
    what: str = ""


def derive(content: bytes, name: str, wanted: Derivation) -> tuple[str, Specification]:
    """The text of the new data file `name`, and the specification that it holds.

    Raises RefusedError where the old file is wrong, a value cannot be written into it, the result
    would be the same document in the same version, or the edited text loads with other control data
    than intended.
    """
    faults = tuple(_value_faults(wanted))
    if faults:
        raise RefusedError(faults)
    tables = parse(content)
    old = from_tables(tables, name, hashlib.sha256(content).hexdigest())
    control = _control(old.control, wanted)
    text = _edited(content.decode("utf-8-sig"), old, control, wanted)
    new = from_tables(parse(text.encode()), name, hashlib.sha256(text.encode()).hexdigest())
    if (new.id, new.control.version) == (old.id, old.control.version):
        raise RefusedError(Problem("DERIVE_SAME", found=f"{old.id}@{old.control.version}"))
    if new.control != control:
        raise RefusedError(Problem("DERIVE_UNCLEAR", found=name))
    return text, new


def identifier(number: str) -> str:
    """The id of a document number, without the spaces that a command line parts words by."""
    return "-".join(number.split())


def _value_faults(wanted: Derivation) -> Iterator[Problem]:
    for name in wanted.__dataclass_fields__:
        value = str(getattr(wanted, name))
        if any(ord(character) < 32 or character in '"\\\x7f' for character in value) or len(value) > 200:
            yield Problem("DERIVE_VALUE", field=name, found=value[:60])


def _control(old: Control, wanted: Derivation) -> Control:
    service = wanted.service or old.service
    return Control(
        body=wanted.body or old.body,
        title=old.title.replace(old.service, service),
        service=service,
        status=wanted.status,
        number=wanted.number or old.number,
        version=wanted.version or old.version,
        prepared_by=wanted.prepared_by,
        reviewed_by=wanted.reviewed_by,
        approved_by=wanted.approved_by,
        issue_date=wanted.issue_date,
        effective_date=wanted.effective_date,
        title_en=old.title_en if service == old.service else "",
    )


def _edited(text: str, old: Specification, control: Control, wanted: Derivation) -> str:
    replaced = {
        f"{old.control.number} {old.control.version}": f"{control.number} {control.version}",
        old.control.service: control.service,
        old.control.number: control.number,
        old.control.body: control.body,
    }
    text = _replace_all(text, replaced)
    same_document = control.number == old.control.number
    if not same_document:
        text = _REVISIONS.sub("", text)
        text = _ID.sub(lambda _: f'id = "{identifier(control.number)}"', text, count=1)
    text = _CONTROL.sub(lambda _: _control_table(control), text, count=1)
    if same_document and wanted.what:
        record = Revision(control.version, control.issue_date, wanted.what)
        text = f"{text.rstrip()}\n\n{_revision_table(record)}"
    return text


def _replace_all(text: str, replaced: Mapping[str, str]) -> str:
    """Every name exchanged in one pass, so that no new name is taken for an old one."""
    names = sorted((name for name, new in replaced.items() if new != name), key=len, reverse=True)
    if not names:
        return text
    return re.sub("|".join(map(re.escape, names)), lambda found: replaced[found[0]], text)


def _control_table(control: Control) -> str:
    values = {name: getattr(control, name) for name in control.__dataclass_fields__}
    lines = (f'{name} = "{value}"' for name, value in values.items() if value)
    return "[control]\n" + "\n".join(lines) + "\n\n"


def _revision_table(record: Revision) -> str:
    return f'[[revisions]]\nversion = "{record.version}"\ndate = "{record.date}"\nwhat = "{record.what}"\n'
