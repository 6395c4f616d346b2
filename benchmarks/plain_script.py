"""The script that someone would write with openpyxl and docxtpl alone: SAMPLE TEMPLATES OUTPUT.

It reads the workbook and fills the same templates, whose values stand ready as JSON: it checks and
scores nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import Environment
from openpyxl import load_workbook


def main() -> None:
    """Read the workbook, then fill and save each document of the folder TEMPLATES."""
    workbook, templates, output = map(Path, sys.argv[1:4])
    for sheet in load_workbook(workbook, data_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            tuple(row)
    for values in sorted(templates.glob("*.json")):
        document = DocxTemplate(values.with_suffix(".docx"))
        environment = Environment(autoescape=True)
        environment.globals["emphasised"] = str
        document.render(json.loads(values.read_text("utf-8")), environment, autoescape=True)
        document.save(output / f"{values.stem}.docx")


if __name__ == "__main__":
    main()
