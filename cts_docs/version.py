"""The version of this program, written here only."""

from __future__ import annotations

VERSION = "0.2.0"
