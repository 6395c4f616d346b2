"""What a worker process does with a dropped template: look at it, and give it back with comments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cts_docs.errors import Problem
from cts_docs.messages import Language
from cts_docs.serialization.results import serialize_problem
from cts_docs.services import open_context
from cts_docs.services.templates.adoption import annotate_template, lint_template
from cts_docs.web.jobs.results import LintDone, Step, renamed, without_path


@dataclass(frozen=True, slots=True)
class LintOrder:
    """A template to look at: its name as the visitor has it, and which document it is for.

    `language` is that of the comments in the copy.
    """

    name: str
    template: Path
    document: str
    specification: str
    language: Language
    config: Path | None
    folder: Path

    @property
    def steps(self) -> int:
        """It is looked at in one go."""
        return 1


def do_lint(order: LintOrder) -> Step:
    """Look at the template; raises CtsDocsError where it is no Word document at all."""
    linted = lint_template(open_context(order.config), order.template, order.document, order.specification)
    copy = None
    if linted.problems:
        folder = order.folder / "annotated"
        copy = annotate_template(linted, folder, lambda problem: _comment(problem, order.language))
    said = without_path(order.template, order.name)
    told = tuple(renamed(problem, said) for problem in linted.problems)
    return Step(1, lint=LintDone(told, linted.ok, copy))


def _comment(problem: Problem, language: Language) -> str:
    serialized = serialize_problem(problem, language)
    return f"{serialized['message']} → {serialized['remedy']}"
