"""Exports of a package that are loaded when they are first used, so that importing it costs nothing.

A package lists them once, in the notation by which type checkers know what it exports:

    if TYPE_CHECKING:
        from package.module import name as name
        from package.module import another
        other_name = another
    else:
        __getattr__, __dir__ = lazy_exports(__name__)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module


def lazy_exports(package: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of `package`; they also serve its `__all__`."""

    @cache
    def exports() -> Mapping[str, tuple[str, str]]:
        return _listed_exports(package)

    def get(name: str) -> object:
        if name == "__all__":
            return sorted(exports())
        if name.startswith("__") or name not in exports():
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, attribute = exports()[name]
        return getattr(import_module(module), attribute)

    return get, lambda: sorted(exports())


def _listed_exports(package: str) -> Mapping[str, tuple[str, str]]:
    """Each export with the module that defines it and its name there, from the package's source."""
    import ast
    import inspect

    imported: dict[str, tuple[str, str]] = {}
    exports: dict[str, tuple[str, str]] = {}
    (block,) = (
        node for node in ast.parse(inspect.getsource(sys.modules[package])).body if isinstance(node, ast.If)
    )
    for node in block.body:
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                imported |= {alias.asname or alias.name: (module, alias.name) for alias in names}
                exports |= {alias.asname: (module, alias.name) for alias in names if alias.asname}
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=origin)):
                exports[name] = imported[origin]
    return exports
