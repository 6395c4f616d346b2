"""What a batch tells of how far it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cts_docs.cli.progress import Progress


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
    assert told[-1] == "980/1000  60 a minute  about 0:20 left"


def test_workbooks_answered_together_count_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = iter([0.0, 20.0, 20.0])
    monkeypatch.setattr("cts_docs.cli.progress.time.monotonic", lambda: next(moments))

    telling = Progress(16, "en")
    telling.step(8)
    telling.step(8)

    assert capsys.readouterr().err.splitlines() == ["8/16  24 a minute  about 0:20 left"]
