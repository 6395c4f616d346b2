"""The command line: a face over the actions."""

from __future__ import annotations

from cts_docs.cli.app import main

__all__ = ["main"]
