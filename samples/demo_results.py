"""Print what `make demo` rendered: client, score, maturity level, grade and folder of each workbook.

python samples/demo_results.py OUTPUT WORKBOOK...
"""

from __future__ import annotations

import sys
from pathlib import Path

from cts_docs.cli.language import system_language
from cts_docs.cli.output import localized, print_table
from cts_docs.services import open_context, score_workbooks

_COLUMNS = ("PAGE_CLIENT", "SCORE_SERVICE", "SCORE_LEVEL", "SCORE_GRADE", "PAGE_DOCUMENTS")


def main(output: Path, workbooks: list[Path]) -> None:
    """Print one line for each workbook."""
    language = system_language()
    headings = (localized(code, language) for code in _COLUMNS)
    rows = [[heading[:1].upper() + heading[1:] for heading in headings]]
    for scored in score_workbooks(workbooks, open_context(Path(__file__).parent / "cts-docs.toml")):
        if (audit := scored.audit_file) is not None:
            result = audit.result
            level = audit.specification.level(result.management.level).name
            folder = output / Path(scored.path).stem
            client = audit.assessment.text("client_name") or "—"
            rows.append([client, result.service.shown, level, result.grade.name or "—", f"{folder}/"])
    print_table(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
