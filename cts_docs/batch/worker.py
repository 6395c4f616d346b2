"""The rendering of a group of workbooks in a worker; loaded by every process of a batch."""

from __future__ import annotations

import copyreg
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cts_docs.errors import CtsDocsError, Problem, with_fault_barrier
from cts_docs.services.context import ServiceContext, open_context
from cts_docs.services.rendering.request import RenderRequest
from cts_docs.services.results import Rendered

Group = Sequence[tuple[Path, Path]]
"""Workbooks that are rendered together, each with its output folder."""

_Mapping = MappingProxyType[str, str]


@dataclass(frozen=True, slots=True)
class CannotRun:
    """The reason why a worker cannot run; the exception itself cannot be sent between processes."""

    problems: tuple[Problem, ...]


def render_in_worker(
    group: Group, request: RenderRequest, config: Path | None, workers: int
) -> tuple[Rendered, ...] | CannotRun:
    """Render in another process, which reads the configuration itself.

    `workers` is the number of workers that share the cores of this machine, 0 where it is unknown.
    """
    make_mappings_picklable()
    try:
        return render(group, request, _context(config), workers)
    except CtsDocsError as error:
        return CannotRun(error.problems)
    except SystemExit:
        # An executor would treat the exception as a result and go on to the next group.
        os._exit(1)


def render(
    group: Group, request: RenderRequest, context: ServiceContext, workers: int = 1
) -> tuple[Rendered, ...]:
    """Render a group; after an internal fault each workbook by itself.

    `workers` is as for `render_in_worker`.
    """
    # Loaded by the process that renders; one that only schedules starts without it.
    from cts_docs.services.rendering.render import render_group

    def failed(fault: Problem) -> tuple[Rendered, ...]:
        if len(group) > 1:
            return tuple(one for pair in group for one in render([pair], request, context, workers))
        path = str(group[0][0])
        return (Rendered(path, (fault.at(file=path),)),)

    instances = _instances(workers) if request.pdf else 1
    return with_fault_barrier(lambda: render_group(group, request, context, instances), failed)


def _instances(workers: int) -> int:
    """How many instances of LibreOffice each of several workers may start."""
    from cts_docs.documents.pdf import share_of_cores

    return share_of_cores(workers) if workers else 1


@cache
def _context(config: Path | None) -> ServiceContext:
    """The service context of a worker process."""
    return open_context(config)


def make_mappings_picklable() -> None:
    """Let results with read-only mappings be sent between processes, which Python cannot do by itself."""
    copyreg.pickle(MappingProxyType, _pickle_mapping)


def _pickle_mapping(mapping: _Mapping) -> tuple[Callable[..., _Mapping], tuple[dict[str, str]]]:
    return _read_only_mapping, (dict(mapping),)


def _read_only_mapping(mapping: dict[str, str]) -> _Mapping:
    return MappingProxyType(mapping)
