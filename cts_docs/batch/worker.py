"""What a worker does with a group of workbooks; loaded by every process that works on a batch."""

from __future__ import annotations

import copyreg
import os
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cts_docs.errors import CannotRunError, CtsDocsError, Problem
from cts_docs.services.context import ServiceContext, open_context
from cts_docs.services.rendering.request import RenderRequest
from cts_docs.services.results import Rendered

Group = Sequence[tuple[Path, Path]]
"""Workbooks that are worked on together, each with its output folder."""

_Mapping = MappingProxyType[str, str]


@dataclass(frozen=True, slots=True)
class CannotRun:
    """Why a worker can do nothing at all; the exception itself does not travel between processes."""

    problems: tuple[Problem, ...]


def render_elsewhere(
    group: Group, request: RenderRequest, config: Path | None, workers: int
) -> tuple[Rendered, ...] | CannotRun:
    """Render in another process, which reads the configuration itself.

    `workers` says among how many this machine's cores are divided, 0 where that is not known.
    """
    # Python does not send read-only mappings by itself.
    copyreg.pickle(MappingProxyType, _reduced)
    try:
        return render(group, request, _context(config), workers)
    except CtsDocsError as error:
        return CannotRun(error.problems)
    except SystemExit:
        # Told to stop: an executor would send this on as an answer and go on to the next.
        os._exit(1)


def render(
    group: Group, request: RenderRequest, context: ServiceContext, workers: int = 1
) -> tuple[Rendered, ...]:
    """Render a group; where it fails for a reason of the program's own, each by itself.

    `workers` is as for `render_elsewhere`.
    """
    # Loaded by the process that renders: one that only hands out work starts without them.
    from cts_docs.services.rendering.render import render_group

    try:
        return render_group(group, request, context, _instances(workers) if request.pdf else 1)
    except CannotRunError:
        raise
    except Exception as error:  # noqa: BLE001 - one workbook's fault must not stop the rest
        if len(group) > 1:
            return tuple(one for pair in group for one in render([pair], request, context, workers))
        return (Rendered(str(group[0][0]), (_fault(error),)),)


def _instances(workers: int) -> int:
    """The instances of LibreOffice that one of so many workers may start."""
    from cts_docs.documents.pdf import share_of_cores

    return share_of_cores(workers) if workers else 1


def _fault(error: Exception) -> Problem:
    """An internal fault by its kind and place in the program, without any content of a file."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    place = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return Problem("INTERNAL_FAULT", found=f"{type(error).__name__}, {place}")


@cache
def _context(config: Path | None) -> ServiceContext:
    """The service context of a worker process."""
    return open_context(config)


def _reduced(mapping: _Mapping) -> tuple[Callable[..., _Mapping], tuple[dict[str, str]]]:
    return _read_only, (dict(mapping),)


def _read_only(mapping: dict[str, str]) -> _Mapping:
    return MappingProxyType(mapping)
