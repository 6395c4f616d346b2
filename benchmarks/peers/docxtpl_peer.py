"""Renders one template again and again with whichever docxtpl is installed: TEMPLATE VALUES OUTPUT."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from docxtpl import DocxTemplate


def main() -> None:
    """Render and save once for each line of the standard input."""
    template, values, output = sys.argv[1:4]
    context = json.loads(Path(values).read_text("utf-8"))
    for _ in sys.stdin:
        document = DocxTemplate(template)
        document.render(context, autoescape=True)
        document.save(output)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
