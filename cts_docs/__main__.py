"""`python -m cts_docs` is the command `cts-docs`."""

from __future__ import annotations

from cts_docs.cli import main

if __name__ == "__main__":
    main()
