"""Many workbooks at a time: one executor seam, answers in the order of the workbooks."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType

from cts_docs.actions import Office, Order, Rendered, open_office, prepare_render, render_workbook

_Mapping = MappingProxyType[str, str]


def render_workbooks(
    named: Iterable[Path], order: Order, office: Office, jobs: int = 1
) -> Iterator[Rendered]:
    """Render every workbook that is meant, up to `jobs` at a time.

    Raises CannotRunError before anything is written where a path is missing, two workbooks
    would share an output folder, or the order names an unknown document.
    """
    folders = prepare_render(named, order)
    if jobs == 1 or len(folders) == 1:
        for workbook, folder in folders.items():
            yield render_workbook(workbook, folder, order, office)
        return
    # Started afresh rather than forked: a fork copies locks that other threads may hold.
    with ProcessPoolExecutor(
        min(jobs, len(folders)), mp_context=get_context("spawn"), initializer=_let_mappings_travel
    ) as pool:
        pending = [
            pool.submit(_render, workbook, folder, order, office.settings.path)
            for workbook, folder in folders.items()
        ]
        for answer in pending:
            yield answer.result()


def _render(workbook: Path, folder: Path, order: Order, config: Path | None) -> Rendered:
    return render_workbook(workbook, folder, order, _office(config))


@cache
def _office(config: Path | None) -> Office:
    """The office of a worker process; it reads the configuration itself."""
    return open_office(config)


def _let_mappings_travel() -> None:
    """Teach a worker process to send read-only mappings back, which Python does not do by itself."""
    copyreg.pickle(MappingProxyType, _reduced)


def _reduced(mapping: _Mapping) -> tuple[Callable[..., _Mapping], tuple[dict[str, str]]]:
    return _read_only, (dict(mapping),)


def _read_only(mapping: dict[str, str]) -> _Mapping:
    return MappingProxyType(mapping)
