"""Rendering of many workbooks at a time, with results in the order of the workbooks.

Processes of this machine or a Dask cluster with a shared folder do the work; both are
`concurrent.futures` executors. A workbook that breaks its worker does not stop the others.
"""

from __future__ import annotations

from cts_docs.batch.batches import Batch, Workers, render_workbooks

__all__ = ["Batch", "Workers", "render_workbooks"]
