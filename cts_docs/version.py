"""The version of this program: the one place where it stands."""

from __future__ import annotations

VERSION = "0.2.0"
