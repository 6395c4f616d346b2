"""The check of an uploaded template by a worker process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cts_docs.errors import Problem
from cts_docs.messages import Language
from cts_docs.serialization.results import serialize_problem
from cts_docs.services import open_context
from cts_docs.services.templates.adoption import annotate_template, lint_template
from cts_docs.web.jobs.results import JobProgress, LintResult, path_replacer, with_names


@dataclass(frozen=True, slots=True)
class LintRequest:
    """A template to check: its name on the user's machine, and the document it is for.

    `language` is that of the comments in the annotated copy.
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
        """The number of steps: the check is one."""
        return 1


def run_lint(request: LintRequest) -> JobProgress:
    """Check the template; raises CtsDocsError where the file is not a Word document."""
    context = open_context(request.config)
    linted = lint_template(context, request.template, request.document, request.specification)
    copy = None
    if linted.problems:
        folder = request.folder / "annotated"
        copy = annotate_template(linted, folder, lambda problem: _comment(problem, request.language))
    rename = path_replacer(request.template, request.name)
    problems = tuple(with_names(problem, rename) for problem in linted.problems)
    return JobProgress(1, lint=LintResult(problems, linted.ok, copy))


def _comment(problem: Problem, language: Language) -> str:
    serialized = serialize_problem(problem, language)
    return f"{serialized['message']} → {serialized['remedy']}"
