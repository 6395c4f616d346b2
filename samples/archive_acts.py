"""Make an archive of the samples in which a suspension is lifted and a certificate withdrawn.

python samples/archive_acts.py ARCHIVE

ARCHIVE is made anew and must not exist yet. Each command of the program is shown with its answer.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr
from pathlib import Path

from cts_docs.cli import main as cts_docs

SAMPLES = Path(__file__).parent
_FIRST, _SECOND = "CTS-TBSC034-2026-BG0001", "CTS-TBSC034-2026-BG0002"
_ACTS = (
    ("issue", str(SAMPLES / "10-case-file.xlsx"), "--yes"),
    ("archive", "suspend", _FIRST, "--date", "2026-09-01", "--reason", "示例：未按期提交纠正措施的证据"),
    ("archive", "restore", _FIRST, "--date", "2026-10-15", "--reason", "示例：纠正措施经验证有效"),
    ("issue", str(SAMPLES / "02-grade-2.xlsx"), "--yes"),
    ("archive", "withdraw", _SECOND, "--date", "2026-10-15", "--reason", "示例：提供虚假证据", "--yes"),
    ("archive", "show", "示例水环境工程有限公司"),
)


def main(archive: Path) -> int:
    """Found the archive and act on it; the exit code of the first command that fails."""
    if archive.exists():
        print(f"{archive} 已存在，未作改动。{archive} exists already and was left as it is.")
        return 0
    config = archive.with_name(f"{archive.name}.toml")
    text = (SAMPLES / "cts-docs.toml").read_text("utf-8")
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(text.replace("pdf = true", "pdf = false"), "utf-8")
    for act in (("archive", "init", "--config", str(config)), *_ACTS):
        print(f"\n$ cts-docs {' '.join(act)} --archive {archive}", flush=True)
        if code := _run([*act, "--archive", str(archive)]):
            return code
    return 0


def _run(arguments: list[str]) -> int:
    """The exit code of a command; what it reported is shown where it failed."""
    said, code = io.StringIO(), 0
    try:
        with redirect_stderr(said):
            cts_docs(arguments)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    if code:
        print(said.getvalue(), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
