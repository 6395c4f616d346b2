"""Copy the licences out of wheels, so that a folder of wheels can be passed on: licences.py WHEELS FOLDER.

FOLDER gets `LICENCES.txt`, one line for each distribution, and the texts of each in a folder of its own.
"""

from __future__ import annotations

import sys
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path, PurePosixPath

_NAMES = ("LICEN", "COPYING", "NOTICE", "AUTHORS")
"""How the names of files with licences begin, in capitals."""


def copy_licences(wheels: Path, folder: Path) -> tuple[str, ...]:
    """Write the licences of every wheel in a folder; gives the lines of the list."""
    lines: set[str] = set()
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as package:
            names = package.namelist()
            (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
            about = Parser().parsestr(package.read(metadata).decode())
            inside = PurePosixPath(metadata).parent
            target = folder / f"{about['Name']}-{about['Version']}"
            for name in names:
                path = PurePosixPath(name)
                if path.is_relative_to(inside) and path.name.upper().startswith(_NAMES):
                    target.mkdir(parents=True, exist_ok=True)
                    (target / path.name).write_bytes(package.read(name))
        lines.add(f"{about['Name']} {about['Version']}: {_licence(about)}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "LICENCES.txt").write_text("".join(f"{line}\n" for line in sorted(lines)), "utf-8")
    return tuple(sorted(lines))


def _licence(about: Message) -> str:
    """The licence that a distribution declares: as an expression, by its classifiers, or in one line."""
    classifiers = (text for text in about.get_all("Classifier", []) if text.startswith("License ::"))
    named = ", ".join(dict.fromkeys(text.rpartition(" :: ")[2] for text in classifiers))
    first_line = str(about["License"] or "").strip().partition("\n")[0]
    return str(about["License-Expression"] or named or first_line or "see its texts")


if __name__ == "__main__":
    copy_licences(Path(sys.argv[1]), Path(sys.argv[2]))
