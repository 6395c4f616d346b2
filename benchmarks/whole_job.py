"""From a workbook to its documents on disk, warm and from a cold start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.inputs import SAMPLES, context, sample_audit_file, workbook
from benchmarks.measuring import Figure, Ratio, Work, ratio, times
from cts_docs.documents import templates
from cts_docs.documents.forms import catalogue
from cts_docs.services import RenderRequest, render_workbook
from cts_docs.workbook import read_workbook

_READ, _JOB, _LINEAR, _MEMORY, _HELP, _COLD = 2.2, 3.0, 1.15, 500.0, 1.5, 1.0
_SAMPLE = "03-grade-3.xlsx"
_PEAK = (
    "import re; from pathlib import Path; from cts_docs.cli import main\n"
    "try: main()\n"
    "finally: print(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1])"
)
"""`getrusage` would report the peak of the process that started this one as well."""


def figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """Reading and the whole job with two forms against a bare load; time and memory of 500 forms."""
    services = context()
    two = workbook(folder, 2)
    taken = times(
        {
            "openpyxl": lambda: load_workbook(two),
            "read": lambda: read_workbook(two, services.find, services.readings),
            "job": _job(two, folder),
        },
        rounds,
    )
    yield Figure("read a workbook: times a bare load", ratio(taken["read"], taken["openpyxl"]), _READ, False)
    yield Figure("whole job, two forms: times that load", ratio(taken["job"], taken["openpyxl"]), _JOB, False)
    sides = {"250": _job(workbook(folder, 250), folder), "500": _job(workbook(folder, 500), folder)}
    many = times(sides, max(2, rounds // 5))
    a_form = ratio([time / 500 for time in many["500"]], [time / 250 for time in many["250"]])
    yield Figure("a form among 500: times one among 250", a_form, _LINEAR, False)
    peak = _peak(workbook(folder, 500), folder)
    yield Figure("500 forms: megabytes at most", Ratio(peak, peak, peak), _MEMORY, False)


def cold_figures(rounds: int, folder: Path) -> Iterator[Figure]:
    """`--help` against importing click; one `render` against a plain script for the same documents.

    Each side is a new process with its modules compiled, as an installed program has them.
    """
    (folder / "plain").mkdir(exist_ok=True)
    _plain_inputs(folder / "plain")
    sample = str(SAMPLES / _SAMPLE)
    script = str(Path(__file__).with_name("plain_script.py"))
    request = ("render", sample, "-o", str(folder / "cold"), "--config", str(SAMPLES / "cts-docs.toml"))
    taken = times(
        {
            "click": _python(folder, "-c", "import click"),
            "help": _python(folder, "-m", "cts_docs", "--help"),
            "script": _python(folder, script, sample, str(folder / "plain"), str(folder)),
            "render": _python(folder, "-m", "cts_docs", *request),
        },
        rounds,
    )
    yield Figure("cold --help: times importing click", ratio(taken["help"], taken["click"]), _HELP, False)
    name = "cold render: times a script of openpyxl and docxtpl"
    yield Figure(name, ratio(taken["render"], taken["script"]), _COLD, False)


def _plain_inputs(folder: Path) -> None:
    """The template and the values of every document of the sample."""
    audit_file = sample_audit_file(_SAMPLE)
    for form in catalogue.FORMS:
        for number in form.items(audit_file):
            path = folder / f"{form.name}-{number or 0}.docx"
            path.write_bytes(templates.template(audit_file.specification, form.name))
            values = json.dumps(form.values(audit_file, number), ensure_ascii=False, default=dict)
            path.with_suffix(".json").write_text(values, "utf-8")


def _job(path: Path, folder: Path) -> Work:
    services, output = context(), folder / path.stem
    return lambda: render_workbook(path, output, RenderRequest(folder), services)


def _peak(path: Path, folder: Path) -> float:
    """The most memory, in megabytes, that one process takes for a workbook."""
    config = str(SAMPLES / "cts-docs.toml")
    options = ("render", str(path), "-o", str(folder / "peak"), "--config", config)
    run = subprocess.run(  # noqa: S603 - this program
        [sys.executable, "-c", _PEAK, *options], check=True, capture_output=True, text=True
    )
    return int(run.stdout.split()[-1]) / 1024


def _python(folder: Path, *arguments: str) -> Work:
    command = [sys.executable, *arguments]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    return lambda: subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603 - this program
