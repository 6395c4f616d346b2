"""What a batch tells of how far it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cts_docs.batch import Batch
from cts_docs.cli.progress import Progress, _Bar
from cts_docs.errors import CannotRunError, Problem
from cts_docs.services import Rendered
from tests.conftest import Run


def test_rate_and_time_left_are_those_of_late(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # 900 workbooks stood there already and took no time; the others take a second each.
    moments: Iterator[float] = iter([0.0] * 901 + [float(second) for second in range(1, 101)])
    monkeypatch.setattr("cts_docs.cli.progress.time.monotonic", lambda: next(moments))

    telling = Progress(1000, "en")
    for done in range(1, 981):
        telling.step(done)

    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("910/1000")
    assert told[-1] == "980/1000  60 per minute  about 0:20 left"


def test_workbooks_answered_together_count_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = iter([0.0, 20.0, 20.0])
    monkeypatch.setattr("cts_docs.cli.progress.time.monotonic", lambda: next(moments))

    telling = Progress(16, "en")
    telling.step(8)
    telling.step(8)

    assert capsys.readouterr().err.splitlines() == ["8/16  24 per minute  about 0:20 left"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), CannotRunError(Problem("CLUSTER_UNREACHABLE"))])
def test_moving_line_is_taken_away_before_the_closing_words(
    stop: BaseException, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(_: Batch) -> Iterator[Rendered]:
        yield Rendered(str(tmp_path / "a.xlsx"), ())
        raise stop

    monkeypatch.setattr(Batch, "__iter__", begin)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).touch()

    answer = run("render", tmp_path, "-o", tmp_path / "out")

    assert answer.code == 2
    assert "\r\x1b[K2 workbooks: 1 done, 0 unchanged, 0 refused, 0 not written, 1 not started." in answer.err


def test_the_bar_of_short_work_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = iter([0.0, 0.4, 0.6])
    monkeypatch.setattr("cts_docs.cli.progress.time.monotonic", lambda: next(moments))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    bar = _Bar("zh")

    bar.step("PROGRESS_PDF", 1, 4)
    too_early = capsys.readouterr().err
    bar.step("PROGRESS_PDF", 2, 4)

    assert too_early == ""
    assert "生成 PDF  [##################------------------]   50%" in capsys.readouterr().err
