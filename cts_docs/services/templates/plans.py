"""The plans of the delivered templates: worked out when the templates are made, and held against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cts_docs.documents.rendering.plan import stored_plan
from cts_docs.documents.rendering.stored import made_with_others
from cts_docs.documents.templates import build_templates, plan_path, template_path
from cts_docs.errors import Problem
from cts_docs.specification.model import Specification


def made_plans(home: Path, specifications: Iterable[Specification]) -> Mapping[Path, bytes]:
    """The plan of each Word template in a folder of templates as it stands there, by its path in it."""
    return {
        plan_path(one, name): stored_plan(template.read_bytes(), template.name)
        for one in specifications
        for name in build_templates(one)
        if (template := home / template_path(one, name)).is_file()
    }


def check_plans(home: Path, specifications: Iterable[Specification]) -> Iterator[Problem]:
    """A problem for each plan in a folder of templates that is not its template's, worked out anew.

    One made with other versions of the libraries is only told of: rendering passes it over.
    """
    made = made_plans(home, specifications)
    for path in sorted({path.relative_to(home) for path in home.glob("plans/*/*")} - made.keys()):
        yield Problem("TEMPLATE_LEFT_OVER", file=str(home / path))
    for path, content in sorted(made.items()):
        file = home / path
        if not file.is_file() or file.read_bytes() != content:
            others = made_with_others(file)
            code = "TEMPLATE_PLAN_OTHER_LIBRARIES" if others else "TEMPLATE_PLAN_STALE"
            yield Problem(code, "warning" if others else "error", file=str(file), found=others)
