"""The command line."""

from __future__ import annotations

from cts_docs.cli.app import main

__all__ = ["main"]
