"""The versions of the libraries that a plan is worked out by, found without loading them.

`importlib.metadata` knows them as well; loading it takes as long as reading every plan.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = ("docxtpl", "jinja2")


@cache
def library_versions() -> tuple[str, ...]:
    """The versions of `LIBRARIES` as installed, by the names of their metadata folders."""
    return tuple(_version(name) for name in LIBRARIES)


def _version(name: str) -> str:
    """The version of an installed library; nothing where none or more than one is told."""
    found = find_spec(name)
    if found is None or found.origin is None:
        return ""
    home = Path(found.origin).parent.parent
    told = {path.stem.partition("-")[2] for path in home.glob(f"{name}-*.dist-info")}
    return told.pop() if len(told) == 1 else ""
