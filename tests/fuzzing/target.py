"""One workbook through everything that reads it: a traceback is a find, and so is a long wait."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from cts_docs.errors import Problem, any_internal_fault
from cts_docs.serialization.labels import figure_label
from cts_docs.serialization.results import serialize_problems, serialize_result
from cts_docs.services.context import ServiceContext, open_context
from cts_docs.services.workbooks.check import examine
from cts_docs.specification.loader import load_specification
from cts_docs.workbook.annotation.annotate import annotate_workbook
from tests.support.workbooks import workbook
from tests.workbook.editing import members, packed, place
from tests.workbook.hostile import complete

FOUND = Path(__file__).resolve().parent.parent / "workbook" / "found"
SECONDS = 10
_SHEET = "基本信息"
_LEFT_OUT = (".png", ".bin")


class TooSlowError(Exception):
    """A workbook took longer than any may."""


class InternalFaultError(Exception):
    """The program itself failed at a workbook; the message names the place."""


class Target:
    """The parts of one honest workbook, and what is done with a workbook that has another part."""

    def __init__(self, folder: Path) -> None:
        content = complete(workbook(load_specification(), forms=2))
        _part, cell = place(content, "client_name")
        self.parts = members(content)
        self.wrong = Problem("FIELD_MISSING", field="client_name", sheet=_SHEET, cell=cell)
        """A problem on the sheet that has a comment, so that each workbook is annotated."""
        self.names = sorted(name for name in self.parts if not name.endswith(_LEFT_OUT))
        self.path = folder / "book.xlsx"
        self.context: ServiceContext = open_context(None)

    def seeds(self) -> dict[str, bytes]:
        """The honest parts as inputs: the number of the part in one byte, then its text."""
        return {name: bytes([number]) + self.parts[name] for number, name in enumerate(self.names)}

    def packed(self, data: bytes) -> bytes:
        """The workbook of an input."""
        name = self.names[data[0] % len(self.names)] if data else self.names[0]
        return packed({**self.parts, name: data[1:]})

    def look(self, content: bytes) -> None:
        """Read, check, score, answer and annotate a workbook; raises whatever goes wrong on the way."""
        self.path.write_bytes(content)
        start = time.process_time()
        examined = examine(self.path, "issue", self.context)
        serialize_problems(examined.problems, "zh")
        if examined.audit_file is not None:
            serialize_result(examined.audit_file.result)
            figure_label(examined.audit_file.result.trace[0].figure, "zh")
        if any_internal_fault(examined.problems):
            raise InternalFaultError(examined.problems[0].found)
        annotate_workbook(self.path, (*examined.problems, self.wrong), "en")
        if time.process_time() - start > SECONDS:
            raise TooSlowError


def keep(content: bytes) -> Path:
    """A find kept where the ordinary tests replay it."""
    FOUND.mkdir(exist_ok=True)
    path = FOUND / f"{hashlib.sha256(content).hexdigest()[:12]}.xlsx"
    path.write_bytes(content)
    return path
