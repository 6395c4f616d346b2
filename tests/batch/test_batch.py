"""Batches: in order, resumed, cancelled, with workers that die, here and on a cluster."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cts_docs.batch import Batch, Workers
from cts_docs.batch.interruption import InterruptHandler
from cts_docs.batch.scheduling import Scheduler
from cts_docs.batch.summary import Summary, state_of
from cts_docs.batch.summary_files import write_summary
from cts_docs.batch.worker import Group
from cts_docs.errors import CannotRunError
from cts_docs.services import Rendered, RenderRequest, ServiceContext, open_context
from cts_docs.services.rendering.record import RECORD_NAME, are_complete, read_record
from tests.conftest import ROOT

SAMPLES = ROOT / "samples"
FEW = ("appendix2",)


@pytest.fixture
def context() -> ServiceContext:
    return open_context(SAMPLES / "cts-docs.toml")


@pytest.fixture
def workbooks(tmp_path: Path) -> Path:
    """A folder of eight workbooks, the third of them no workbook at all."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(8):
        shutil.copy(SAMPLES / f"0{number + 1}-{NAMES[number]}.xlsx", folder / f"w{number}.xlsx")
    (folder / "w2.xlsx").write_bytes(b"no workbook")
    return folder


NAMES = (
    "grade-1",
    "grade-2",
    "grade-3",
    "lowered-by-A5",
    "score-60-79",
    "conformity-failed",
    "level-too-low",
    "thirty-forms",
)
EXPECTED = [(f"w{number}", "refused" if number == 2 else "done") for number in range(8)]


def states(rendered: list[Rendered]) -> list[tuple[str, str]]:
    return [(Path(one.path).stem, state_of(one)) for one in rendered]


def request(tmp_path: Path, *, resume: bool = False) -> RenderRequest:
    return RenderRequest(tmp_path / "out", FEW, resume=resume)


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_bad_workbook_does_not_stop_the_rest(
    jobs: int, workbooks: Path, context: ServiceContext, tmp_path: Path
) -> None:
    batch = Batch([workbooks], request(tmp_path), context, Workers(jobs))

    assert len(batch) == 8
    assert states(list(batch)) == EXPECTED


def test_fault_of_the_program_in_one_workbook_does_not_stop_the_rest(
    workbooks: Path, context: ServiceContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cts_docs.services.rendering import render as rendering

    real = rendering.examine

    def examine(path: Path, *rest: object) -> object:
        if path.stem == "w1":
            raise ZeroDivisionError
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(rendering, "examine", examine)
    rendered = list(Batch([workbooks], request(tmp_path), context))

    assert [problem.code for problem in rendered[1].problems] == ["INTERNAL_FAULT"]
    assert states(rendered)[3:] == EXPECTED[3:]


def test_resuming_leaves_what_is_done_and_unchanged(
    workbooks: Path, context: ServiceContext, tmp_path: Path
) -> None:
    list(Batch([workbooks], request(tmp_path, resume=True), context))
    out = tmp_path / "out"
    shutil.copy(workbooks / "w5.xlsx", workbooks / "w0.xlsx")
    next((out / "w1").glob("*.docx")).unlink()
    (out / "w3" / RECORD_NAME).unlink()
    before = next((out / "w4").glob("*.docx")).stat().st_mtime_ns

    again = states(list(Batch([workbooks], request(tmp_path, resume=True), context)))

    redone = {"w0": "done", "w1": "done", "w2": "refused"}
    assert again == [(f"w{number}", redone.get(f"w{number}", "unchanged")) for number in range(8)]
    assert next((out / "w4").glob("*.docx")).stat().st_mtime_ns == before


def test_documents_without_a_record_are_left_where_nothing_changed(
    workbooks: Path, context: ServiceContext, tmp_path: Path
) -> None:
    list(Batch([workbooks], request(tmp_path), context))
    out = tmp_path / "out"
    for record in out.rglob(RECORD_NAME):
        record.unlink()
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.docx")}

    again = states(list(Batch([workbooks], request(tmp_path, resume=True), context)))

    assert again == [(f"w{number}", "refused" if number == 2 else "unchanged") for number in range(8)]
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.docx")} == before


def test_other_configuration_or_other_order_is_a_change(
    workbooks: Path, context: ServiceContext, tmp_path: Path
) -> None:
    list(Batch([workbooks / "w0.xlsx"], request(tmp_path, resume=True), context))
    whole = RenderRequest(tmp_path / "out", resume=True)

    assert states(
        list(Batch([workbooks / "w0.xlsx"], request(tmp_path, resume=True), open_context(None)))
    ) == [("w0", "done")]
    assert states(list(Batch([workbooks / "w0.xlsx"], whole, open_context(None)))) == [("w0", "done")]
    assert states(list(Batch([workbooks / "w0.xlsx"], whole, open_context(None)))) == [("w0", "unchanged")]


def test_worker_that_dies_is_replaced_and_its_workbook_done(
    workbooks: Path, context: ServiceContext, tmp_path: Path
) -> None:
    rendered = []
    for one in Batch([workbooks], request(tmp_path), context, Workers(2)):
        if not rendered:
            for worker in multiprocessing.active_children():
                worker.kill()
        rendered.append(one)

    assert states(rendered) == EXPECTED


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A folder of more workbooks than are done before somebody stops."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(30):
        shutil.copy(SAMPLES / "03-grade-3.xlsx", folder / f"w{number:02}.xlsx")
    return folder


def stopped(folder: Path, tmp_path: Path, jobs: int, *signals: int) -> str:
    """Render, send signals as soon as the first workbook is done, and give what was said of it."""
    command = [sys.executable, "-m", "cts_docs", "render", str(folder), "-o", str(tmp_path / "out")]
    command += ["--jobs", str(jobs), "--resume", "--lang", "en", "--summary", str(tmp_path / "summary.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        said = ""
        for number in signals:
            process.send_signal(number)
            said += process.stderr.readline()
        said += process.stderr.read()
        assert process.wait() == 2
    return said


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGINT, 1), (signal.SIGINT, 2), (signal.SIGTERM, 2)])
def test_cancelled_batch_leaves_only_whole_outputs(
    number: int, jobs: int, many: Path, tmp_path: Path
) -> None:
    said = stopped(many, tmp_path, jobs, number)

    assert "Stopping" in said
    assert "Stopped on request" in said
    written = [folder for folder in (tmp_path / "out").iterdir() if folder.is_dir()]
    assert 0 < len(written) < 30
    for folder in written:
        done = read_record(folder)
        assert done is not None
        assert are_complete(done.documents)
        assert {path.name for path in folder.iterdir()} == {
            RECORD_NAME,
            *(Path(one.path).name for one in done.documents),
        }
        assert all(zipfile.ZipFile(one.path).testzip() is None for one in done.documents)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["counts"]["done"] == len(written)
    assert summary["counts"]["not_begun"] == 30 - len(written)
    assert (summary["total"], summary["cancelled"]) == (30, True)
    assert [Path(one["path"]).stem for one in summary["workbooks"]] == [f"w{n:02}" for n in range(30)]
    assert f"{30 - len(written)} not started" in said


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_second_interruption_stops_at_once_and_clears_away(many: Path, tmp_path: Path) -> None:
    said = stopped(many, tmp_path, 2, signal.SIGINT, signal.SIGINT)

    assert "Traceback" not in said
    assert "Stopped on request" in said
    assert not list((tmp_path / "out").rglob("*.tmp"))
    assert json.loads((tmp_path / "summary.json").read_text("utf-8"))["counts"]["done"] < 30


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_a_worker_ends_where_its_end_comes_while_python_clears_away() -> None:
    """An exit that a weak reference's callback raises is ignored by Python, with a traceback."""
    program = (
        "import os, signal, weakref\n"
        "from cts_docs.batch.executors import _initialize_worker\n"
        "_initialize_worker()\n"
        "class Thing: pass\n"
        "thing = Thing()\n"
        "kept = weakref.ref(thing, lambda _: [os.kill(os.getpid(), signal.SIGTERM), *range(9)])\n"
        "del thing\n"
        "while True: signal.pause()\n"
    )
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_large_workbook_keeps_no_worker_waiting() -> None:
    groups = [((Path(f"w{number}"), Path("out")),) for number in range(40)]
    others_done = threading.Semaphore(0)

    def work(group: Group) -> tuple[Rendered, ...]:
        if group is groups[0]:
            assert all(others_done.acquire(timeout=20) for _ in groups[1:])
        else:
            others_done.release()
        return (Rendered(str(group[0][0]), ()),)

    interrupts = InterruptHandler(lambda: None)
    scheduler = Scheduler(groups, lambda executor, group: executor.submit(work, group), interrupts, 3)
    with ThreadPoolExecutor(2) as executor:
        answers = [one.path for (one,) in scheduler.results(executor, 2)]

    assert answers == [f"w{number}" for number in range(40)]


def test_summary_names_each_workbook_and_why_it_was_refused(
    workbooks: Path, context: ServiceContext, tmp_path: Path
) -> None:
    summary = Summary("zh")
    for one in Batch([workbooks], request(tmp_path), context):
        summary.add(one)
    write_summary(tmp_path / "summary.xlsx", summary)
    write_summary(tmp_path / "summary.json", summary)

    rows = list(load_workbook(tmp_path / "summary.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("工作簿", "结果", "文件数", "原因")
    assert [row[1:3] for row in rows[1:4]] == [("完成", 1), ("完成", 1), ("未受理", 0)]
    assert rows[3][3]
    told = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert told["counts"] == {"done": 7, "unchanged": 0, "refused": 1, "unwritten": 0, "not_begun": 0}
    assert (told["total"], told["cancelled"]) == (8, False)
    assert [one["state"] for one in told["workbooks"]] == [state for _, state in EXPECTED]
    assert told["workbooks"][2]["problems"][0]["code"]


@pytest.fixture
def cluster() -> Iterator[str]:
    """The address of a Dask cluster of two worker processes on this machine."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as made:
        yield made.scheduler_address


def test_cluster_renders_the_same_and_outlives_a_worker(
    cluster: str, workbooks: Path, context: ServiceContext, tmp_path: Path
) -> None:
    from distributed import Client

    list(Batch([workbooks], RenderRequest(tmp_path / "here", FEW), context))
    rendered = []
    with Client(cluster) as client:
        pids = client.run(os.getpid)
    for one in Batch([workbooks], request(tmp_path), context, Workers(cluster=cluster)):
        if not rendered:
            os.kill(next(iter(pids.values())), signal.SIGKILL)
        rendered.append(one)

    assert states(rendered) == EXPECTED
    for path in sorted((tmp_path / "here").rglob("*.docx")):
        assert (tmp_path / "out" / path.relative_to(tmp_path / "here")).read_bytes() == path.read_bytes()


def test_cluster_that_does_not_answer_is_told(
    workbooks: Path, context: ServiceContext, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(CannotRunError, match="CLUSTER_UNREACHABLE"):
        list(Batch([workbooks], request(tmp_path), context, Workers(cluster="nowhere://")))
    assert not (tmp_path / "out").exists()


def test_missing_dask_is_told_before_anything_is_made(
    workbooks: Path, context: ServiceContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(CannotRunError, match="CLUSTER_PROGRAM_MISSING"):
        Batch([workbooks], request(tmp_path), context, Workers(cluster="tcp://127.0.0.1:1"))
    assert not (tmp_path / "out").exists()
