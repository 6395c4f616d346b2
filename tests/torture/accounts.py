"""What another account of the machine meets; needs to start as root, which can become anyone."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cts_docs.archive.register.actors import Actor, own_account
from cts_docs.errors import CtsDocsError
from tests.torture.sample_audits import archive, issue_request

_NOBODY = 65534


def main() -> None:
    """Issue and draft as root, then try each thing as nobody; the codes of the problems as JSON."""
    shared, closed = (Path(name) for name in sys.argv[1:])
    for folder, mode in ((shared, 0o777), (closed, 0o755)):
        folder.mkdir(mode)
        folder.chmod(mode)
    first = replace(archive(shared), actor=Actor(own_account()))
    drafted = first.draft(issue_request(1)).number
    archive(closed).issue(issue_request(1))
    own = _codes(lambda: first.approve(drafted, issue_request(1)))
    os.setuid(_NOBODY)
    second = replace(first, actor=Actor(own_account()))
    found = {
        "approve own draft": own,
        "issue into a closed folder": _codes(lambda: archive(closed).issue(issue_request(2))),
        "approve another's draft": _codes(lambda: second.approve(drafted, issue_request(1))),
        "issue after another": _codes(lambda: second.issue(issue_request(2))),
    }
    sys.stdout.write(json.dumps(found))


def _codes(work: Callable[[], object]) -> list[str]:
    try:
        work()
    except CtsDocsError as error:
        return [problem.code for problem in error.problems]
    return []


if __name__ == "__main__":
    main()
