"""Other template engines, each rendering in a process of its own, as peers of this program's renderer.

They are installed below `build/peers` when they are first measured, and skipped with
the reason where that is not possible.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_INSTALLED = _HERE.parents[1] / "build" / "peers"
_RUST = "rust-docxtpl==0.1.2"
_NODE = "easy-template-x@7.2.8"
_INSTALL_SECONDS = 300


class PeerMissingError(Exception):
    """A peer that cannot be installed or started here, with the reason."""


class Peer:
    """A running engine with one template and its values; each call renders one document."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self) -> None:
        """Render once. Raises PeerMissingError where the engine fails."""
        if self._process.stdin is None or self._process.stdout is None:
            raise PeerMissingError("no pipe")
        self._process.stdin.write("render\n")
        self._process.stdin.flush()
        if (answer := self._process.stdout.readline().strip()) != "done":
            raise PeerMissingError(f"rendering failed: {answer or 'the process ended'}")


@contextmanager
def rust_docxtpl(folder: Path, template: bytes, values: Mapping[str, object]) -> Iterator[Peer]:
    """rust-docxtpl, in an environment of its own: its module is also called docxtpl."""
    environment = _INSTALLED / "rust-docxtpl"
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (environment / "whole").exists():
        _run([sys.executable, "-m", "venv", "--clear", str(environment)])
        _run([str(python), "-m", "pip", "install", "--quiet", _RUST])
        (environment / "whole").touch()
    with _started([str(python), str(_HERE / "docxtpl_peer.py")], folder, template, values) as peer:
        yield peer


@contextmanager
def easy_template_x(folder: Path, template: bytes, values: Mapping[str, object]) -> Iterator[Peer]:
    """easy-template-x on Node; its template holds `{tags}` only (see `flat_values`)."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise PeerMissingError("there is no Node")
    environment = _INSTALLED / "easy-template-x"
    if not (environment / "whole").exists():
        environment.mkdir(parents=True, exist_ok=True)
        _run([npm, "install", "--silent", "--no-save", "--prefix", str(environment), _NODE])
        (environment / "whole").touch()
    command = [node, str(_HERE / "easy_template_x_peer.cjs"), str(environment / "node_modules")]
    with _started(command, folder, template, values) as peer:
        yield peer


def flat_values(values: object, found: dict[str, str]) -> object:
    """`values` with each text replaced by a tag `{v1}`, and the texts by name of their tag in `found`.

    A document of these values is a template for engines without Jinja's loops and conditions.
    """
    if isinstance(values, str) and values:
        name = f"v{len(found) + 1}"
        found[name] = values
        return "{" + name + "}"
    if isinstance(values, Mapping):
        return {key: flat_values(value, found) for key, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [flat_values(value, found) for value in values]
    return values


@contextmanager
def _started(
    command: list[str], folder: Path, template: bytes, values: Mapping[str, object]
) -> Iterator[Peer]:
    engine = Path(command[1]).stem
    inputs = tuple(folder / f"{engine}{suffix}" for suffix in (".docx", ".json", ".rendered.docx"))
    inputs[0].write_bytes(template)
    inputs[1].write_text(json.dumps(values, ensure_ascii=False, default=dict), "utf-8")
    process = subprocess.Popen(  # noqa: S603 - a script of this folder
        [*command, *map(str, inputs)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    try:
        peer = Peer(process)
        peer()
        yield peer
    finally:
        process.kill()
        process.communicate()


def _run(command: list[str]) -> None:
    try:
        run = subprocess.run(  # noqa: S603 - pip, npm or venv, with fixed arguments
            command, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissingError(f"{Path(command[0]).name}: {type(error).__name__}") from error
    if run.returncode:
        last = (run.stderr.strip().splitlines() or ["no message"])[-1]
        raise PeerMissingError(f"{Path(command[0]).name}: {last}")
