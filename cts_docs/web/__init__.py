"""The page: the whole job without a terminal, over the actions. An optional extra of the package."""

from __future__ import annotations

from cts_docs.web.app import create_app
from cts_docs.web.serving import Address, open_address, serve_page

__all__ = ["Address", "create_app", "open_address", "serve_page"]
